"""nbgrader's marks: ids, regions, and tests of what is not written yet."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from tiny import grade_cell, marked

from grader.authoring.linting.fault import Fault
from grader.authoring.linting.marks import marks_faults

ANSWER = "def ex():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"


def solution(source: str = ANSWER, name: str = "answer") -> NotebookNode:
    return marked(new_code_cell(source), name, solution=True)


def faults(*cells: NotebookNode) -> list[Fault]:
    return list(marks_faults(new_notebook(cells=list(cells)), "nb"))


def test_a_sound_notebook_has_no_fault() -> None:
    assert faults(solution(), grade_cell("ex", 1)) == []


def test_doubled_and_empty_ids_are_named() -> None:
    doubled, empty = faults(solution(), solution(name="answer"), solution(name=""))
    assert (doubled.kind, empty.kind) == ("id", "id")
    assert "of another cell" in doubled.what


def test_regions_that_are_not_closed_or_not_taken_out_are_named() -> None:
    (open_region,) = faults(solution(ANSWER.replace("    ### END SOLUTION", "")))
    assert open_region.what.endswith("not in pairs: BEGIN")
    (not_out,) = faults(new_code_cell(ANSWER))
    assert "is no solution cell: nbgrader does not take it out" in not_out.what
    (hidden,) = faults(solution(f"{ANSWER}\n### BEGIN HIDDEN TESTS\nassert ex()\n### END HIDDEN TESTS"))
    assert "a region HIDDEN TESTS, but is no grade cell" in hidden.what


def test_a_solution_without_marks_is_named() -> None:
    (found,) = faults(solution("def ex():\n    return 1"))
    assert "takes out all of it" in found.what


def test_a_test_that_comes_too_early_is_named() -> None:
    alone, early = faults(grade_cell("ex", 1), solution())
    assert (alone.kind, early.kind) == ("order", "order")
    assert "no solution cell above" in alone.what
    assert early.what == "uses ex, which a cell further down defines"
