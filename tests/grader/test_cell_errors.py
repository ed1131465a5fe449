"""Why tests failed, as a notebook's outputs tell it, whoever wrote them."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_output

from grader.cell_errors import CellError, cause_of, is_cause, missing_module, time_over, with_causes
from grader.foreign.grading import _tested


def cell(name: str = "", error: tuple[str, str] | None = None, **marks: bool) -> dict[str, Any]:
    outputs = [{"output_type": "error", "ename": error[0], "evalue": error[1]}] if error else []
    metadata = {"nbgrader": {"grade_id": name, **marks}} if name else {}
    return {"cell_type": "code", "metadata": metadata, "outputs": outputs}


NAME_ERROR = ("NameError", "name 'f' is not defined")


def test_the_first_cell_that_failed_is_the_cause_for_those_below_it() -> None:
    cells = [
        cell("fine"),
        cell("early", ("AssertionError", ""), grade=True),
        cell("answer", ("ModuleNotFoundError", "No module named 'pandas'"), solution=True),
        cell("", ("ValueError", "x")),
        cell("late", NAME_ERROR, grade=True),
    ]
    causes = [cause for _, cause in with_causes(cells)]
    assert causes[:3] == ["", "", ""] and causes[3] == causes[4]
    assert causes[4].startswith("the cell answer failed first: ModuleNotFoundError: No module named 'pandas'")
    assert is_cause(causes[4]) and missing_module(causes[4]) == "pandas" and time_over(causes[4]) is None


def test_a_cell_that_was_not_run_and_one_with_the_same_error_are_no_cause() -> None:
    cells = [cell("a", ("NotRun", "stopped before")), cell("", NAME_ERROR), cell("t", NAME_ERROR, grade=True)]
    cause = [cause for _, cause in with_causes(cells)][2]
    assert cause.startswith("a cell above the tests failed first: NameError")
    assert cause_of(CellError(*NAME_ERROR), cause) == ""
    assert cause_of(CellError("NameError", "another"), cause) == cause


def test_time_that_was_over_counts_before_what_the_student_made_of_it() -> None:
    outputs = [
        {"output_type": "error", "ename": "ValueError", "evalue": "interrupted"},
        {"output_type": "error", "ename": "CellTimeoutError", "evalue": "stopped after 30 s"},
    ]
    error = CellError.of({"outputs": outputs})
    assert error is not None and error.message == "stopped after 30 s" and time_over(error.message)
    assert not time_over(CellError("CellTimeoutError", "mine").message)


ERROR = {"output_type": "error"}


@pytest.mark.parametrize("outputs", [None, "x", [None, 3], [ERROR], [{**ERROR, "ename": 3}]])
def test_damaged_outputs_are_no_trouble(outputs: object) -> None:
    found = list(with_causes([{"cell_type": "code", "metadata": None, "outputs": outputs}, {}]))
    assert len(found) == 2


def test_a_text_that_only_looks_like_ours_is_none() -> None:
    assert not is_cause("the cell answer failed first: x")
    assert missing_module("ModuleNotFoundError: No module named 'x'") == ""
    assert CellError("ModuleNotFoundError", "No module named 'os.x'; 'os' is not a package").message.endswith("package")


def test_a_right_test_has_no_cause() -> None:
    passed = new_code_cell("1", metadata={"nbgrader": {"grade_id": "t", "grade": True, "solution": False, "points": 1}})
    assert _tested("t", passed, passed, "", "the cell a failed first: x").note == ""
    passed.outputs = [new_output("error", ename="NameError", evalue="", traceback=[])]
    assert _tested("t", passed, passed, "", "the cell a failed first: x").note
