"""A small class whose grades are computed once, and then changed by every test on a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_assignment import NAME

from grader.course import COURSE_ID, Course
from grader.registration import open_gradebook
from grader.runner import How, Options, grade_assignment

from ..engine.conftest import SOFTMAX, WRONG, hand_in, small

__all__ = ["CLASS", "small"]

CLASS: dict[str, str | bytes] = {"ada": SOFTMAX, "bob": WRONG, "cleo": "", "dan": SOFTMAX + "\n# dan", "zoe": b"{"}
LATE = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
CopyClass = Callable[[], Course]


@pytest.fixture(scope="session")
def graded(small: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the small class, graded; nothing may be changed in it. A submission that is late earns nothing."""
    course = Course(tmp_path_factory.mktemp("graded") / "course")
    shutil.copytree(small.root, course.root)
    configuration = course.root / "nbgrader_config.py"
    configuration.write_text(configuration.read_text() + LATE)
    for student, work in CLASS.items():
        hand_in(course, student, work)
    run(course)
    return course


@pytest.fixture
def copy(graded: Course, tmp_path: Path) -> Course:
    """Return a copy of the graded class that a test may change."""
    course = Course(tmp_path / "course")
    shutil.copytree(graded.root, course.root)
    return course


def run(course: Course, **options: object) -> dict[str, How]:
    """Grade a class and return what was done about each submission."""
    made = Options(workers=0, **options)  # type: ignore[arg-type]
    return {one.student: one.how for one in grade_assignment(course, NAME, options=made)}


def scores(course: Course) -> dict[str, float]:
    """Return the scores in the gradebook as nbgrader adds them up, late penalties taken off."""
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions(NAME):
            penalty = sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)
            found[submission.student.id] = submission.score - penalty
        return found


def cells(course: Course) -> dict[tuple[str, str], float]:
    """Return the score of every cell in the gradebook."""
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        return {
            (submission.student.id, grade.name): grade.score
            for submission in gradebook.assignment_submissions(NAME)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def mark(course: Course, student: str, cell: str, score: float, comment: str = "", credit: float = 0.0) -> None:
    """Mark a cell as a person does in the Formgrader."""
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        grade.extra_credit = credit or None
        if comment:
            gradebook.find_comment(f"{cell}_solution", NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def due(course: Course, moment: str) -> None:
    """Set when the assignment was due, in UTC."""
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=moment)


def stamp(course: Course, student: str, moment: str) -> None:
    """Say when a student handed in."""
    (course.submission_path(student, NAME).parent / "timestamp.txt").write_text(moment)
