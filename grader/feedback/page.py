"""The feedback page of a submission: one HTML file that needs no script, no network and no other file.

Whatever comes from the student is escaped or cleaned before it reaches the template. The policy in the page's
head is the second lock: no scripts, no styles but our own sheet (by its hash), no pictures from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from nbformat import NotebookNode

from grader.feedback.highlighting import DARK, LIGHT, code_block, style_rules
from grader.feedback.markdown import short_prose
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue
from grader.feedback.sections import (
    MOST_CELLS,
    CellSection,
    CellWriter,
    ExerciseSection,
    cells_of,
    exercise_sections,
)
from grader.feedback.symptoms import in_words
from grader.feedback.telling import in_language
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
    """

    score: float
    maximum: float
    late_penalty: float = 0.0


def feedback_page(
    notebook: NotebookNode,
    result: SubmissionResult | None,
    *,
    student: str,
    assignment: str = "",
    scores: Mapping[str, float] | None = None,
    comments: Mapping[str, str] | None = None,
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
    exercises = exercise_sections(result.exercises if result else (), () if lost else cells, scores or {})
    by_name = {section.result.id: section for section in exercises}
    shown = CellWriter(say, by_name, scores or {}, comments or {}).write(cells)
    by_hand = [cell for cell in shown if cell.score is not None]
    template = _environment(say.language).get_template("page.html.j2")
    html = template.render(
        student=one_line(student),
        assignment=one_line(assignment or (result.assignment if result else "")),
        result=result,
        headline=_headline(result, say),
        exercises=exercises,
        lost=lost,
        cells=[cell for cell in shown if cell.score is not None or cell.comment] if lost else shown,
        by_hand=by_hand,
        left_out=0 if lost else max(0, len(cells) - MOST_CELLS),
        total=_total(exercises, by_hand, scores, late_penalty, max_score),
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def _total(
    exercises: Sequence[ExerciseSection],
    by_hand: Sequence[CellSection],
    scores: Mapping[str, float] | None,
    late_penalty: float,
    max_score: float | None,
) -> Total:
    found = sum(section.score for section in exercises)
    score = sum(scores.values()) if scores else found
    if max_score is None:
        max_score = sum(section.result.max_points for section in exercises)
        max_score += sum(cell.max_score or 0 for cell in by_hand)
    return Total(score - late_penalty, max_score, late_penalty)


def _headline(result: SubmissionResult | None, say: Catalogue) -> str:
    if result is None:
        return say("page.by_gradebook")
    if result.verdict is not Verdict.GRADED:
        return say(f"explain.{result.verdict.name.lower()}")
    number = len(result.exercises)
    right = sum(exercise.status is Status.RIGHT for exercise in result.exercises)
    if not number:
        return say("explain.graded")
    if right == number:
        return say.count("page.found_right", number)
    if all(exercise.status is Status.UNWRITTEN for exercise in result.exercises):
        return say("page.found_nothing")
    return say("page.found_some", right=right, number=number)


def points_in_words(points: float) -> str:
    """Return points as people write them: no decimals where there are none, two at most."""
    return f"{round(points, 2):,.2f}".rstrip("0").rstrip(".").replace("-", "−")


def breakable(name: str) -> Markup:
    """Return a function's name that a narrow screen breaks behind underscores, and nowhere else if it can."""
    return Markup(escape(name)).replace("_", Markup("_<wbr>"))


@lru_cache(maxsize=16)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.feedback"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    sheet = _style_sheet()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
    policy += f"style-src 'sha256-{digest}'"
    environment.filters |= {
        "points": points_in_words,
        "prose": short_prose,
        "breakable": breakable,
        "finding": in_words,
    }
    environment.globals |= {
        "say": Catalogue.load(language),
        "style_sheet": Markup(sheet),
        "policy": policy,
        "formula": formula,
        "code_block": code_block,
        "Verdict": Verdict,
        "Status": Status,
    }
    return environment


def _style_sheet() -> str:
    own = (files("grader.feedback") / "templates" / "page.css").read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{style_rules(DARK)}\n}}"
    return f"\n{own}\n{style_rules(LIGHT)}\n{dark}\n"
