"""What the grader writes into grade cells."""

from __future__ import annotations

from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from grader.outputs import as_text, grade_outputs
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status


def result(points: float, message: str = "a_next has wrong values") -> ExerciseResult:
    criterion = CriterionResult(
        "a_next", "next hidden state", points, 4.0, points == 4, (message,), hint="Look inside tanh."
    )
    mistake = MistakeMatch("f.bias", "the bias stands outside the tanh")
    return ExerciseResult("f", "one step", Status.WRONG, points, 4.0, (criterion,), (mistake,), "see softmax")


def test_nbgrader_reads_the_points_out_of_a_cell_with_any_findings() -> None:
    for points in (0.0, 2.5, 4.0, 1 / 3):
        marks = {"grade": True, "grade_id": "f", "points": 4, "solution": False, "locked": True}
        cell = new_code_cell("assert check(f)", metadata={"nbgrader": marks})
        cell.outputs = grade_outputs(result(points))
        score, _ = determine_grade(cell)
        assert abs(score - points) < 1e-3


def test_the_text_names_criterion_message_hint_mistake_and_note() -> None:
    text = as_text(result(0.0))
    for words in (
        "one step: 0 of 4",
        "✗ next hidden state",
        "wrong values",
        "Look inside tanh",
        "bias stands",
        "see softmax",
    ):
        assert words in text


def test_what_was_found_comes_before_the_criteria() -> None:
    """The Formgrader shows the first lines of a comment alone."""
    lines = as_text(result(0.0)).splitlines()
    assert lines[1:3] == ["This matches: the bias stands outside the tanh", "Note: see softmax"]
    assert lines[3].startswith("✗ next hidden state")


def test_a_met_criterion_shows_no_hint() -> None:
    assert "Look inside" not in as_text(result(4.0))


def test_messages_cannot_bring_markup_into_the_instructors_browser() -> None:
    display = grade_outputs(result(0.0, "<script>alert(1)</script>"))[1]
    assert "<script>" not in display["data"]["text/html"]
