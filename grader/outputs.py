"""Outputs of grade cells, written by the grader: first the points as a plain number, then what was found.

nbgrader reads the first ``execute_result`` of a grade cell as partial credit and any text on stderr as zero, so the
student's own outputs never stand in a grade cell.
"""

from __future__ import annotations

from html import escape

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.feedback.messages import Catalogue
from grader.feedback.symptoms import in_words
from grader.feedback.telling import exercise_in_language, told_to_be_shown
from grader.results import CriterionResult, ExerciseResult, SubmissionResult

RESULT_KEY = "grader"  # of an autograded notebook's metadata
SIGNS = {True: "✓", False: "✗"}


def points_text(points: float) -> str:
    """Write points as short as they are: 3, 2.5."""
    return f"{points:.4g}"


def grade_outputs(result: ExerciseResult, say: Catalogue | None = None) -> list[NotebookNode]:
    """Return the outputs of an exercise's grade cell.

    Parameters
    ----------
    result
        The judged exercise.
    say
        The language of the findings; English by default.

    Returns
    -------
    list of NotebookNode
        An ``execute_result`` with the points, which nbgrader reads, then a display of the findings.
    """
    points, text = {"text/plain": points_text(result.points)}, as_text(result, say)
    # Not nbformat's new_output: it checks each output against the schema of notebooks.
    score = {"output_type": "execute_result", "metadata": {}, "data": points, "execution_count": None}
    findings = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": text, "text/html": as_html(text)}}
    return [nbformat.from_dict(score), nbformat.from_dict(findings)]


def as_text(result: ExerciseResult, say: Catalogue | None = None) -> str:
    """Describe a result in plain text: what was found, then a line for each criterion; in English by default."""
    say = say or Catalogue.load()
    result = exercise_in_language(result, say)
    points, most = points_text(result.points), points_text(result.max_points)
    status = say(f"status.{result.status.name.lower()}")
    # What was found comes first: the Formgrader shows the first lines of a comment, and no more can be scrolled to.
    lines = [say("comment.head", title=result.title, points=points, maximum=most, status=status)]
    lines += [say("exercise.matches", says=mistake.says) for mistake in result.mistakes]
    special = [words for symptom in result.symptoms if (words := in_words(symptom, say))]
    lines += [say("symptom.special", finding=words) for words in special if not result.mistakes]
    lines += [say("comment.note", note=result.note)] if result.note else []
    lines += [line for criterion in result.criteria for line in _criterion_lines(criterion, say)]
    return "\n".join(lines)


def _criterion_lines(criterion: CriterionResult, say: Catalogue) -> list[str]:
    points = f"{points_text(criterion.points)}/{points_text(criterion.max_points)}"
    lines = [f"{SIGNS[criterion.passed]} {criterion.title} ({points})"]
    lines += [f"    {message}" for message in criterion.messages]
    hinted = criterion.hint and not criterion.passed
    return lines + ([f"    {say('exercise.hint', hint=criterion.hint)}"] if hinted else [])


def verdict_text(result: SubmissionResult, say: Catalogue) -> str:
    """Say why a submission was not graded, or not to its end."""
    verdict = say(f"comment.{result.verdict.name.lower()}")
    return say("comment.verdict", verdict=verdict, detail=told_to_be_shown(result.detail, say))


def as_html(text: str) -> str:
    """Return a description as HTML; all of it is escaped, because messages quote the student's code."""
    return f"<pre>{escape(text)}</pre>"
