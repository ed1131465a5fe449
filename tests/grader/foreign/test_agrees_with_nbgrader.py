"""Where none of nbgrader's faults is involved, grades equal those of ``nbgrader autograde``, cell by cell."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from quickstart import (
    COURSE_ID,
    STUDENTS_FILE,
    Work,
    copied,
    graded,
    grades,
    hand_in,
    hand_in_own,
    model_answers,
    nbgrader,
    remarks,
)

from grader.course import Course
from grader.registration import open_gradebook
from grader.report.writing import report

pytestmark = [pytest.mark.slow, pytest.mark.long]
DUE = datetime(2015, 2, 2)
OWN_FILE = {STUDENTS_FILE: b"the student's"}
SLOW = "value = 1.5\ncalls = []\n\ndef helper():\n    calls.append(1)\n    while len(calls) == 1:\n        pass"
QUIET = "value = 0.5\n\ndef helper():\n    get_ipython().showtraceback = lambda *args, **kwargs: None\n    1 / 0"


def handed_in(course: Path) -> None:
    """Hand in a class: quickstart's own two, right, blank, wrong, partial, late, and one with a notebook missing."""
    hand_in_own(course)
    right = model_answers(course)
    first = right["problem1"]
    wrong = {**first, "squares": "def squares(n):\n    return [n]", "sum_of_squares_equation": "I do not know."}
    partial = {**first, "sum_of_squares": "def sum_of_squares(n):\n    return sum(i * i for i in range(1, n + 1))"}
    works = {
        "right": Work(right, timestamp="2015-02-01 10:00:00 UTC"),
        "blank": Work(),
        "wrong": Work({**right, "problem1": wrong}),
        "partial": Work({"problem1": partial}, timestamp="2015-02-03 10:00:00 UTC"),
        "missing": Work(right, without=frozenset({"problem2"})),
        "stray": Work(right, files={"notes.ipynb": b"{}", "jupyter.png": b"not a picture"}),
    }
    for student, work in works.items():
        hand_in(course, "ps1", student, work)
    answers = {"right": "value = 1.5\n\ndef helper():\n    pass", "slow": SLOW, "quiet": QUIET}
    for student, answer in answers.items():
        hand_in(course, "ps2", student, Work({"marks": {"answer": answer, "essay": "Mine."}}, files=OWN_FILE))
    hand_in(course, "ps2", "blank", Work(files=OWN_FILE))


@pytest.fixture(scope="module")
def courses(quickstart: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the course graded by stock nbgrader, and the same one graded by us."""
    folder = tmp_path_factory.mktemp("agreement")
    stock = copied(quickstart, folder / "stock")
    handed_in(stock)
    with open_gradebook(f"sqlite:///{stock / 'gradebook.db'}", COURSE_ID) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=DUE)
    ours = copied(stock, folder / "ours")
    for name in ("ps1", "ps2"):
        finished = nbgrader(stock, "autograde", name)
        assert finished.returncode == 0, finished.stderr[-3000:]
        assert len(graded(ours, name)) == len(list((ours / "submitted").glob(f"*/{name}")))
    return stock, ours


@pytest.mark.parametrize("name", ["ps1", "ps2"])
def test_every_cell_has_the_same_grade(courses: tuple[Path, Path], name: str) -> None:
    stock, ours = courses
    assert grades(ours, name) == grades(stock, name)


@pytest.mark.parametrize("name", ["ps1", "ps2"])
def test_comments_times_and_late_penalties_are_the_same(courses: tuple[Path, Path], name: str) -> None:
    stock, ours = courses
    theirs, found = remarks(stock, name), remarks(ours, name)
    # Where a test alone would hide what happened, the solution has a comment that nbgrader does not make.
    more = {key: text for key, text in found.items() if theirs[key] is None and text is not None and key[2]}
    assert {**found, **dict.fromkeys(more)} == theirs
    expected = {
        "ps1": {},
        "ps2": {("slow", "marks", "answer"): "runs: stopped after 5 s"},
    }
    assert more == expected[name]


def test_the_class_is_as_varied_as_it_should_be(courses: tuple[Path, Path]) -> None:
    found = grades(courses[1], "ps1")
    totals: dict[str, float] = {}
    for (student, _, _), (auto, _, _) in found.items():
        totals[student] = totals.get(student, 0.0) + (auto or 0.0)
    assert totals == {
        "bitdiddle": 1.5, "blank": 0.0, "hacker": 3.0, "missing": 3.0,
        "partial": 2.5, "right": 3.0, "stray": 3.0, "wrong": 0.5,
    }  # fmt: skip
    assert found["missing", "problem2", "part-a"] == (0.0, None, False)
    assert found["right", "problem2", "part-a"] == (None, None, True)
    assert found["blank", "problem2", "part-a"] == (0.0, None, False)
    notes = remarks(courses[1], "ps1")
    assert notes["blank", "problem2", "part-a"] == "No response."
    assert notes["partial", "problem1", ""][0] == 2.5
    assert notes["right", "problem1", ""][0] is None


def test_a_slow_cell_is_an_error_and_later_cells_go_on(courses: tuple[Path, Path]) -> None:
    found = {
        cell: grade for (student, _, cell), (grade, _, _) in grades(courses[1], "ps2").items() if student == "slow"
    }
    assert found == {"runs": 0.0, "partial": 1.5, "files": 1.0, "strict": 1.0, "essay": None}


def test_the_same_files_are_written(courses: tuple[Path, Path]) -> None:
    stock, ours = courses
    found = [
        sorted(str(path.relative_to(course)) for path in (course / "autograded").rglob("*") if path.is_file())
        for course in (stock, ours)
    ]
    assert found[0] == found[1]
    picture = "autograded/stray/ps1/jupyter.png"
    assert (ours / picture).read_bytes() == (stock / picture).read_bytes() != b"not a picture"
    assert (ours / "feedback" / "right" / "ps1" / "problem1.html").is_file()


def test_a_manual_mark_outlives_grading_again_and_asks_for_review(courses: tuple[Path, Path], tmp_path: Path) -> None:
    stock, ours = (copied(course, tmp_path / course.name) for course in courses)
    for course in (stock, ours):
        with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
            for notebook, cell in (("problem2", "part-a"), ("problem1", "cell-938593c4a215c6cc")):
                grade = gradebook.find_grade(cell, notebook, "ps1", "right")
                grade.manual_score, grade.needs_manual_grade = 0.5, False
            gradebook.db.commit()
    finished = nbgrader(stock, "autograde", "ps1", "--student", "right", "--force")
    assert finished.returncode == 0, finished.stderr[-3000:]
    graded(ours, "ps1", ["right"], again=True)
    assert grades(ours, "ps1") == grades(stock, "ps1")
    assert grades(ours, "ps1")["right", "problem2", "part-a"] == (None, 0.5, True)
    assert grades(ours, "ps1")["right", "problem1", "cell-938593c4a215c6cc"] == (None, 0.5, False)


def test_nbgrader_autograde_under_configure_foreign_gives_the_same(courses: tuple[Path, Path], tmp_path: Path) -> None:
    theirs = copied(courses[1], tmp_path / "theirs")
    with (theirs / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("from grader.settings import configure_foreign\nconfigure_foreign(c)\n")
    (theirs / "submitted" / "wrong" / "ps1" / "problem2.ipynb").write_bytes(b"{")
    ours = copied(theirs, tmp_path / "ours")
    graded(ours, "ps1")
    finished = nbgrader(theirs, "autograde", "ps1", "--force")
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert grades(theirs, "ps1") == grades(ours, "ps1")
    assert remarks(theirs, "ps1") == remarks(ours, "ps1")


@pytest.mark.parametrize("name", ["ps1", "ps2"])
def test_the_report_has_the_same_scores_of_both_and_findings_of_ours_alone(
    courses: tuple[Path, Path], name: str, tmp_path: Path
) -> None:
    stock, ours = (report(Course(course), name, tmp_path / f"{course.name}.html") for course in courses)
    tables = [list(csv.DictReader(io.StringIO(made.table))) for made in (stock, ours)]
    for theirs, mine in zip(*tables, strict=True):
        assert {**mine, "verdict": ""} == theirs
    assert {item.key: item.analysis for item in stock.survey.items} == {
        item.key: item.analysis for item in ours.survey.items
    }
    assert "Nothing is known of what was found" in stock.page.read_text(encoding="utf-8")
    page = ours.page.read_text(encoding="utf-8")
    assert "Nothing is known of what was found" not in page
    assert "no catalogue of known mistakes" in page and "processor time" in page
