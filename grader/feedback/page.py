"""The feedback page of a submission: one HTML file that needs no script, no network and no other file.

Whatever comes from the student is escaped or cleaned before it reaches the template. The policy in the page's
head is the second lock: no scripts, no styles but our own sheet (by its hash), no pictures from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment
from nbformat import NotebookNode

from grader.feedback.hand import Hand
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue
from grader.feedback.noticed import stopped_cells, waits
from grader.feedback.sections import (
    MOST_CELLS,
    CellSection,
    CellWriter,
    ExerciseSection,
    InForce,
    cells_of,
    exercise_sections,
)
from grader.feedback.symptoms import in_words
from grader.feedback.telling import in_language
from grader.feedback.templating import page_environment
from grader.feedback.text import one_line
from grader.results import Status, SubmissionResult, Verdict

# Where nothing could be read, the gradebook holds the notebook as it was given out: nobody's work.
NOT_THEIRS = frozenset({Verdict.MISSING, Verdict.UNREADABLE, Verdict.TOO_LARGE})


@dataclass(frozen=True)
class Total:
    """Points of a submission.

    Parameters
    ----------
    score, maximum
        Points earned, lateness subtracted, and points that could be earned; 0 where nothing is known of them.
    late_penalty
        Points taken off for lateness.
    unmarked
        How many answers wait for their first mark.
    open_points
        Points that can still come from these.
    """

    score: float
    maximum: float
    late_penalty: float = 0.0
    unmarked: int = 0
    open_points: float = 0.0


def feedback_page(
    notebook: NotebookNode,
    result: SubmissionResult | None,
    *,
    student: str,
    assignment: str = "",
    scores: Mapping[str, float] | None = None,
    comments: Mapping[str, str] | None = None,
    hand: Hand | None = None,
    late_penalty: float = 0,
    max_score: float | None = None,
    language: str = "",
) -> str:
    """Write the feedback page of a submission.

    Parameters
    ----------
    notebook
        The notebook as it was graded; nothing in it is trusted. Without cells where there is none to show.
    result
        What grading found; None for a course whose notebooks are not graded by our checks.
    student
        The student's name or id.
    assignment
        Name of the assignment; by default the result's.
    scores
        Points in the gradebook by grade id, those given by hand among them; they overrule the result's.
    comments
        Comments in the gradebook by grade id, in Markdown.
    hand
        Which of these a person gave, and which still wait for a person; None where that is not known.
    late_penalty
        Points taken off for lateness.
    max_score
        Points that could be earned; by default those of the result and of the cells graded by hand.
    language
        Language of the page; by default that of the result, else English.

    Returns
    -------
    str
        A whole HTML document.
    """
    say = Catalogue.load(language) if language else Catalogue.known(result.language if result else "")
    result = in_language(result, say) if result else None
    cells = cells_of(notebook)
    lost = result is not None and result.verdict in NOT_THEIRS
    in_force = InForce(scores or {}, comments or {}, hand)
    exercises = exercise_sections(result.exercises if result else (), () if lost else cells, in_force, say)
    by_name = {section.result.id: section for section in exercises}
    shown = CellWriter(say, by_name, in_force, lost).write(cells)
    others = [cell for cell in shown if cell.score is not None]
    cells_shown = [cell for cell in shown if _is_of_person(cell, in_force)] if lost else shown
    template = _environment(say.language).get_template("page.html.j2")
    html = template.render(
        student=one_line(student),
        assignment=one_line(assignment or (result.assignment if result else "")),
        result=result,
        headline=_headline(result, exercises, say),
        exercises=exercises,
        lost=lost,
        cells=cells_shown,
        anchors={cell.anchor for cell in cells_shown},
        others=others,
        told=[cell for cell in shown if cell.found or (cell.by_person and not _has_card(cell, by_name))],
        left_out=0 if lost else max(0, len(cells) - MOST_CELLS),
        total=_total(exercises, others, in_force, late_penalty, max_score),
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def _total(
    exercises: Sequence[ExerciseSection],
    others: Sequence[CellSection],
    in_force: InForce,
    late_penalty: float,
    max_score: float | None,
) -> Total:
    found = sum(section.score for section in exercises)
    score = sum(in_force.scores.values()) if in_force.scores else found
    if max_score is None:
        max_score = sum(section.result.max_points for section in exercises)
        max_score += sum(cell.max_score or 0 for cell in others)
    unmarked = in_force.hand.unmarked if in_force.hand else ()
    worth = {section.result.id: section.result.max_points for section in exercises}
    worth |= {cell.name: cell.max_score or 0.0 for cell in others}
    open_points = sum(worth.get(name, 0.0) for name in unmarked)
    return Total(score - late_penalty, max_score, late_penalty, len(unmarked), open_points)


def _is_of_person(cell: CellSection, in_force: InForce) -> bool:
    """Say whether a person marked a cell or wrote on it; where that is not known, whether anything was said of it."""
    if in_force.hand is None:
        return cell.score is not None or cell.comment is not None
    return cell.by_person or cell.name in in_force.hand.marked


def _has_card(cell: CellSection, exercises: Mapping[str, ExerciseSection]) -> bool:
    """Say whether a cell belongs to an exercise, whose card has what a person wrote."""
    return cell.name in exercises or cell.name.removesuffix("_solution") in exercises


def _headline(result: SubmissionResult | None, sections: Sequence[ExerciseSection], say: Catalogue) -> str:
    if result is None:
        return say("page.by_gradebook")
    if result.verdict is not Verdict.GRADED:
        return say(f"explain.{result.verdict.name.lower()}")
    number = len(result.exercises)
    right = sum(exercise.status is Status.RIGHT for exercise in result.exercises)
    if not number:
        return say("explain.graded")
    if right == number:
        fewer = [section for section in sections if section.adjusted and section.score < section.result.max_points]
        if not fewer:
            return say.count("page.found_right", number)
        names = ", ".join(section.result.id for section in fewer)
        if all(section.by_person for section in fewer):
            return say.count("page.right_but", number, names=names)
        return say("page.right_but_fewer", names=names)
    if all(exercise.status is Status.UNWRITTEN for exercise in result.exercises):
        return say("page.found_nothing")
    return say("page.found_some", right=right, number=number)


@lru_cache(maxsize=16)
def _environment(language: str) -> Environment:
    environment = page_environment("grader.feedback", language)
    environment.filters["finding"] = in_words
    environment.tests["waiting"] = waits
    environment.globals |= {
        "formula": formula,
        "stopped_cells": stopped_cells,
        "Verdict": Verdict,
        "Status": Status,
    }
    return environment
