"""nbgrader's faults in scoring: each is seen in stock ``nbgrader autograde``, and our grade is the documented one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from quickstart import (
    STUDENTS_FILE,
    Work,
    copied,
    deleted,
    duplicated,
    graded,
    grades,
    hand_in,
    nbgrader,
    remarks,
    skipped,
    stripped,
)

from grader.runner import Graded

pytestmark = [pytest.mark.slow, pytest.mark.long]
DOCUMENT = Path(__file__).parents[3] / "docs" / "foreign_courses.md"
NO_GRADE = "no grade"


@dataclass(frozen=True)
class Fault:
    """One fault: the row of the documentation, the work that shows it, the cell to look at.

    Parameters
    ----------
    title
        First column of the documentation's table.
    cell
        Grade id of the cell that shows it.
    stock, ours
        What the cell earns, as the table has it.
    work
        The submission.
    """

    title: str
    cell: str
    stock: str
    ours: str
    work: Work


def answer(value: str = "1.5", body: str = "pass") -> Work:
    """Return a submission whose tests of ``partial`` end with a value and whose ``helper`` does something."""
    source = f"import os, sys\nimport numpy as np\nvalue = {value}\n\ndef helper():\n    {body}"
    return Work({"marks": {"answer": source}}, files={STUDENTS_FILE: b"the student's"})


def changed(change: Any, value: str = "1.5") -> Work:
    """Return a submission whose notebook was changed."""
    work = answer(value)
    return Work(work.sources, change, work.files)


LOOK = "0, for a person"
FORGED = "get_ipython().displayhook(1)"
FAULTS = {
    "stderr": Fault(
        "text on stderr, tests pass", "runs", "0 of 1", "1 of 1", answer(body="print('!', file=sys.stderr)")
    ),
    "numpy": Fault("value `np.float64(1.5)`", "partial", "2 of 2", "1.5 of 2", answer("np.float64(1.5)")),
    "nan": Fault("value `nan`", "partial", "2 of 2", LOOK, answer("float('nan')")),
    "text": Fault("value `'most of it'`", "partial", "2 of 2", LOOK, answer("'most of it'")),
    "negative": Fault("value `-1`", "partial", "2 of 2", LOOK, answer("-1")),
    "above": Fault("value above the maximum", "partial", NO_GRADE, LOOK, answer("99")),
    "copied": Fault("a grade cell copied", "partial", NO_GRADE, "1.5 of 2", changed(duplicated("partial"))),
    "deleted": Fault("a grade cell deleted", "partial", NO_GRADE, "1.5 of 2", changed(deleted(["partial"]))),
    "stripped": Fault("metadata stripped", "partial", NO_GRADE, "1.5 of 2", changed(stripped)),
    "skipped": Fault(
        "a failing cell tagged `skip-execution`", "strict", "1 of 1", "0 of 1", changed(skipped("strict"), "0")
    ),
    "result-first": Fault("a value shown before the tests fail", "strict", "1 of 1", "0 of 1", answer("0.5", FORGED)),
    "killed": Fault("the kernel ends in a test", "files", NO_GRADE, "0 of 1", answer(body="os._exit(1)")),
    "damaged": Fault("a damaged file", "partial", NO_GRADE, "0 of 2", Work(files={"marks.ipynb": b"{"})),
    "own-repr": Fault(
        "value with a forged `__repr__`",
        "partial",
        "2 of 2",
        "2 of 2",
        answer("type('Forged', (), {'__repr__': lambda self: '2'})()"),
    ),
    "no-asserts": Fault(
        "`assert` taken out of the tests",
        "strict",
        "1 of 1",
        "1 of 1",
        answer(
            "0\nimport ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node):\n"
            "        return ast.Pass()\nget_ipython().ast_transformers.append(Drop())"
        ),
    ),
}


@dataclass(frozen=True)
class Graders:
    """The course graded by stock nbgrader and by us, and our lines."""

    stock: Path
    ours: Path
    lines: dict[str, Graded]


@pytest.fixture(scope="module")
def both(quickstart: Path, tmp_path_factory: pytest.TempPathFactory) -> Graders:
    """Return a class that shows every fault, graded twice."""
    folder = tmp_path_factory.mktemp("faults")
    stock = copied(quickstart, folder / "stock")
    for student, fault in FAULTS.items():
        hand_in(stock, "ps2", student, fault.work)
    for student in ("honest", "twice"):
        hand_in(stock, "ps2", student, answer())
    ours = copied(stock, folder / "ours")
    # A copied cell does not only cost its own submission: nbgrader grades nobody who comes after it.
    assert nbgrader(stock, "autograde", "ps2", "--CourseDirectory.student_id_exclude=copied").returncode != 0
    assert nbgrader(stock, "autograde", "ps2", "--student", "copied").returncode != 0
    lines = graded(ours, "ps2")
    return Graders(stock, ours, lines)


def outcome(course: Path, student: str, cell: str) -> str:
    """Say in the table's words what a cell earned."""
    score, _, for_person = grades(course, "ps2").get((student, "marks", cell), (None, None, False))
    most = {"partial": 2}.get(cell, 1)
    if score is None:
        return NO_GRADE
    return f"{score:g}, for a person" if for_person else f"{score:g} of {most}"


@pytest.mark.parametrize("student", FAULTS)
def test_stock_has_the_fault(both: Graders, student: str) -> None:
    assert outcome(both.stock, student, FAULTS[student].cell) == FAULTS[student].stock


@pytest.mark.parametrize("student", FAULTS)
def test_we_do_as_documented(both: Graders, student: str) -> None:
    assert outcome(both.ours, student, FAULTS[student].cell) == FAULTS[student].ours


@pytest.mark.parametrize("student", FAULTS)
def test_the_documentation_has_the_row(student: str) -> None:
    fault = FAULTS[student]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in DOCUMENT.read_text("utf-8").splitlines()]
    assert [fault.title, fault.stock, fault.ours] in [row[:3] for row in rows]


def test_the_documentation_lists_no_other_fault() -> None:
    lines = DOCUMENT.read_text("utf-8").splitlines()
    start = lines.index("| what was handed in | stock | ours | why |")
    table = [line for line in lines[start + 2 :] if line.startswith("|")]
    assert len(table) == len(FAULTS)


def test_an_honest_neighbour_gets_the_same_from_both(both: Graders) -> None:
    stock, ours = grades(both.stock, "ps2"), grades(both.ours, "ps2")
    of_honest = {cell: grade for (student, _, cell), grade in ours.items() if student == "honest"}
    assert of_honest == {cell: grade for (student, _, cell), grade in stock.items() if student == "honest"}
    assert of_honest["partial"] == (1.5, None, False)


def test_what_was_earned_before_the_kernel_ended_stays(both: Graders) -> None:
    found = {
        cell: grade for (student, _, cell), (grade, _, _) in grades(both.ours, "ps2").items() if student == "killed"
    }
    assert found == {"runs": 0.0, "partial": 0.0, "files": 0.0, "strict": 0.0, "essay": 0.0}
    assert "it ended its own Python process" in both.lines["killed"].result.detail
    assert "it ended its own Python process" in remarks(both.ours, "ps2")["killed", "marks", "answer"]


def test_doubts_are_shown_in_the_notebook_and_in_the_result(both: Graders) -> None:
    text = (both.ours / "autograded" / "nan" / "ps2" / "marks.ipynb").read_text("utf-8")
    assert "To be looked at: the tests ended with the value nan, expected a number from 0 to 2" in text
    assert "the value nan" in json.dumps(both.lines["nan"].result.to_dict())


def test_remarks_tell_what_was_put_right(both: Graders) -> None:
    assert both.lines["copied"].result.remarks == ("cell 'partial' was copied; the last copy counts",)
    assert both.lines["deleted"].result.remarks == ("grade cell 'partial' was missing and has been added",)
    assert both.lines["honest"].result.remarks == ()


def test_a_damaged_second_submission_leaves_no_old_grade(both: Graders, tmp_path: Path) -> None:
    stock, ours = copied(both.stock, tmp_path / "stock"), copied(both.ours, tmp_path / "ours")
    for course in (stock, ours):
        (course / "submitted" / "twice" / "ps2" / "marks.ipynb").write_bytes(b"{")
    assert nbgrader(stock, "autograde", "ps2", "--student", "twice", "--force").returncode != 0
    line = graded(ours, "ps2", ["twice"])["twice"]
    assert outcome(stock, "twice", "partial") == "1.5 of 2", "stock keeps the grade of the first submission"
    assert outcome(ours, "twice", "partial") == "0 of 2"
    assert line.score == 0
    assert remarks(ours, "ps2")["twice", "marks", "answer"].startswith("unreadable: the notebook is not JSON")
    assert b"value = 1.5" not in (ours / "autograded" / "twice" / "ps2" / "marks.ipynb").read_bytes()


def test_a_notebook_that_comes_later_is_graded_where_stock_leaves_its_task_at_zero(
    quickstart: Path, tmp_path: Path
) -> None:
    course = copied(quickstart, tmp_path / "course")
    hand_in(course, "ps1", "late", Work(without=frozenset({"problem1"})))
    graded(course, "ps1")
    task = ("late", "problem1", "cell-938593c4a215c6cc")
    assert grades(course, "ps1")[task] == (0.0, None, False)
    assert not (course / "autograded" / "late" / "ps1" / "problem1.ipynb").exists()
    hand_in(course, "ps1", "late", Work())
    graded(course, "ps1")
    assert grades(course, "ps1")[task] == (None, None, True)
