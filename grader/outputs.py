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
from grader.results import CriterionResult, ExerciseResult

RESULT_KEY = "grader"  # of an autograded notebook's metadata
SIGNS = {True: "✓", False: "✗"}


def points_text(points: float) -> str:
    """Write points as short as they are: 3, 2.5."""
    return f"{points:.4g}"


def grade_outputs(result: ExerciseResult) -> list[NotebookNode]:
    """Return the outputs of an exercise's grade cell.

    Parameters
    ----------
    result
        The judged exercise.

    Returns
    -------
    list of NotebookNode
        An ``execute_result`` with the points, which nbgrader reads, then a display of the findings.
    """
    points, text = {"text/plain": points_text(result.points)}, as_text(result)
    # Not nbformat's new_output: it checks each output against the schema of notebooks.
    score = {"output_type": "execute_result", "metadata": {}, "data": points, "execution_count": None}
    findings = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": text, "text/html": as_html(text)}}
    return [nbformat.from_dict(score), nbformat.from_dict(findings)]


def as_text(result: ExerciseResult) -> str:
    """Describe a result in plain text: what was found, then a line for each criterion and message."""
    head = f"{result.title}: {points_text(result.points)} of {points_text(result.max_points)} points, {result.status}"
    # What was found comes first: the Formgrader shows the first lines of a comment, and no more can be scrolled to.
    lines = [head] + [f"This matches: {mistake.says}" for mistake in result.mistakes]
    say = Catalogue.load()
    special = [words for symptom in result.symptoms if (words := in_words(symptom, say))]
    lines += [say("symptom.special", finding=words) for words in special if not result.mistakes]
    lines += [f"Note: {result.note}"] if result.note else []
    lines += [line for criterion in result.criteria for line in _criterion_lines(criterion)]
    return "\n".join(lines)


def _criterion_lines(criterion: CriterionResult) -> list[str]:
    points = f"{points_text(criterion.points)}/{points_text(criterion.max_points)}"
    lines = [f"{SIGNS[criterion.passed]} {criterion.title} ({points})"]
    lines += [f"    {message}" for message in criterion.messages]
    return lines + ([f"    Hint: {criterion.hint}"] if criterion.hint and not criterion.passed else [])


def as_html(text: str) -> str:
    """Return a description as HTML; all of it is escaped, because messages quote the student's code."""
    return f"<pre>{escape(text)}</pre>"
