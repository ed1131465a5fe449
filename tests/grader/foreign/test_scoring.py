"""Outputs of cells with tests become points by nbgrader's rule, without its faults."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from grader.foreign.scoring import Reading, judged, number_in, read_outputs


def value(text: Any) -> NotebookNode:
    output: NotebookNode = new_output("execute_result", {"text/plain": text})
    return output


def stream(name: str, text: str) -> NotebookNode:
    output: NotebookNode = new_output("stream", name=name, text=text)
    return output


def cell_with(*outputs: NotebookNode, **marks: Any) -> NotebookNode:
    kinds = {"grade": True, "solution": False, "locked": True, "grade_id": "tests", "points": 2, **marks}
    cell: NotebookNode = new_code_cell("assert True", outputs=list(outputs), metadata={"nbgrader": kinds})
    return cell


def score(*outputs: NotebookNode) -> float:
    points: float = determine_grade(judged(cell_with(*outputs))[0])[0]
    return points


FAILED = new_output("error", ename="AssertionError", evalue="", traceback=[])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5),
        (" 2 ", 2.0),
        ("1e-1", 0.1),
        (repr(np.float64(1.5)), 1.5),
        (repr(np.float32(0.5)), 0.5),
        (repr(np.int64(2)), 2.0),
        (repr(np.uint8(1)), 1.0),
        (repr(np.longdouble(1.25)), 1.25),
        (repr(np.array(1.5)), 1.5),
        (repr(np.array(1.5, dtype=np.float32)), 1.5),
    ],
)
def test_numbers_are_read_plain_and_as_numpy_shows_them(text: str, number: float) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "-inf", "np.float64(nan)", "True", "np.True_", "'2'", "None", "[2]", "array([2.])", "2 points"],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


@given(st.floats(0, 2))
def test_a_number_in_range_earns_what_stock_nbgrader_gives(number: float) -> None:
    output = value(repr(number))
    assert score(output) == determine_grade(cell_with(output))[0] == number
    assert read_outputs([output], 2).doubt == ""


def is_mark(number: float) -> bool:
    return -1e-6 < number < 2 + 1e-6


@given(st.text().filter(lambda text: number_in(text) is None) | st.floats().filter(lambda x: not is_mark(x)).map(repr))
def test_what_is_no_mark_earns_nothing_and_is_doubtful(text: str) -> None:
    assert score(value(text)) == 0
    assert "it counted 0" in read_outputs([value(text)], 2).doubt


@pytest.mark.parametrize("text", ["2.0000000000000004", "np.float64(2.0000000000000004)"])
def test_rounding_errors_cost_nothing(text: str) -> None:
    assert read_outputs([value(text)], 2) == Reading(points=2.0)


def test_no_value_and_no_error_is_full_marks_whatever_is_shown() -> None:
    shown = [stream("stdout", "5\n"), stream("stderr", "careful\n"), new_output("display_data", {"text/plain": "0"})]
    assert score(*shown) == score() == 2


def test_an_error_anywhere_is_nothing() -> None:
    assert score(FAILED) == score(value("2"), FAILED) == score(FAILED, value("2")) == 0


def test_of_several_values_the_last_counts_and_a_person_is_asked() -> None:
    outputs = [value("2"), stream("stdout", "x"), value("0.5")]
    assert score(*outputs) == 0.5
    assert "showed 2 values" in judged(cell_with(*outputs))[1]


@pytest.mark.parametrize("output", [value(["1", "2"]), value([]), new_output("execute_result", {"text/html": "2"})])
def test_values_without_a_text_to_read_are_doubtful(output: NotebookNode) -> None:
    reading = read_outputs([output], 2)
    assert reading.points == 0
    assert reading.doubt


def test_a_long_value_is_not_repeated_in_full() -> None:
    assert len(read_outputs([value("x" * 10_000)], 2).doubt) < 200


@pytest.mark.parametrize("marks", [{"solution": True}, {"grade": False, "task": True}])
def test_cells_graded_by_hand_are_left_alone(marks: dict[str, bool]) -> None:
    cell = cell_with(stream("stderr", "careful"), **marks)
    assert judged(cell) == (cell, "")


def test_the_cell_itself_keeps_its_outputs() -> None:
    cell = cell_with(stream("stderr", "careful"), value("np.float64(1.0)"))
    judged(cell)
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
