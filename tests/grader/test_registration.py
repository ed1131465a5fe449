"""Registering an assignment in nbgrader's gradebook."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.course import COURSE_ID, AssignmentDefinition, Course, GradeCell, SourceCell, register
from grader.errors import GradebookError
from grader.registration import create_tables


def definition(*names: str, points: float = 2.0, source: str = "assert check(f)") -> AssignmentDefinition:
    return AssignmentDefinition(
        name="01_x",
        version="v",
        kernelspec={"name": "python3"},
        source_cells=tuple(SourceCell(name, "code", True, source, "abc") for name in names),
        grade_cells=tuple(GradeCell(name, points, "code") for name in names),
        solution_cells=tuple(f"{name}_solution" for name in names),
    )


@contextmanager
def gradebook(course: Course) -> Iterator[Gradebook]:
    with Gradebook(course.db_url, COURSE_ID) as opened:
        yield opened


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with an empty gradebook."""
    create_tables(Course(tmp_path).db_url)
    return Course(tmp_path)


# nbgrader adds a submission to a student before it adds it to the session
early_link = pytest.mark.filterwarnings("ignore:Object of type <Submitted")


def submit(course: Course) -> None:
    with gradebook(course) as opened:
        opened.add_student("ada")
        opened.add_submission("01_x", "ada")
        opened.find_grade("f", "01_x", "01_x", "ada").manual_score = 1.5
        opened.db.commit()


def test_first_registration_makes_the_gradebook_with_nothing_activated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    course = Course(tmp_path)
    register(course, definition("f", "g"))
    with gradebook(course) as opened:
        notebook = opened.find_notebook("01_x", "01_x")
        assert json.loads(notebook.kernelspec) == {"name": "python3"}
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {"f": 2.0, "g": 2.0}
        assert {cell.name for cell in notebook.solution_cells} == {"f_solution", "g_solution"}
        assert {cell.name: cell.source for cell in notebook.source_cells}["f"] == "assert check(f)"
        assert opened.find_assignment("01_x").course_id == COURSE_ID


def test_path_is_changed_once(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    register(course, definition("f"))
    path = os.environ["PATH"]
    register(course, definition("f"))
    assert os.environ["PATH"] == path and path.endswith("/usr/bin:/bin")


def test_registering_again_changes_nothing(course: Course) -> None:
    register(course, definition("f"))
    with gradebook(course) as opened:
        before = opened.find_notebook("01_x", "01_x").id
    register(course, definition("f"))
    with gradebook(course) as opened:
        assert opened.find_notebook("01_x", "01_x").id == before


def test_cells_may_come_and_go_before_there_are_submissions(course: Course) -> None:
    register(course, definition("f", "g"))
    register(course, definition("f", "h"))
    with gradebook(course) as opened:
        assert {cell.name for cell in opened.find_notebook("01_x", "01_x").grade_cells} == {"f", "h"}
        assert {cell.name for cell in opened.find_notebook("01_x", "01_x").source_cells} == {"f", "h"}


@early_link
def test_submissions_and_grades_stay_when_only_text_and_points_change(course: Course) -> None:
    register(course, definition("f"))
    submit(course)
    register(course, definition("f", points=3.0, source="assert check(f)  # better"))
    with gradebook(course) as opened:
        grade = opened.find_grade("f", "01_x", "01_x", "ada")
        assert grade.manual_score == 1.5 and grade.max_score == 3.0
        assert opened.find_source_cell("f", "01_x", "01_x").source.endswith("# better")


@early_link
def test_other_cells_are_refused_once_there_are_submissions(course: Course) -> None:
    register(course, definition("f"))
    submit(course)
    with pytest.raises(GradebookError, match="1 submission") as caught:
        register(course, definition("f", "g"))
    assert "new: g, g_solution; gone: none" in str(caught.value)
    assert "nbgrader db assignment remove 01_x" in caught.value.hint
    with gradebook(course) as opened:
        assert opened.find_grade("f", "01_x", "01_x", "ada").manual_score == 1.5


def test_task_cells_are_written_as_tasks(course: Course) -> None:
    task = replace(definition("f", "essay"), task_cells=("essay",))
    register(course, task)
    register(course, task)
    with gradebook(course) as opened:
        notebook = opened.find_notebook("01_x", "01_x")
        assert [cell.name for cell in notebook.task_cells] == ["essay"]
        assert [cell.name for cell in notebook.grade_cells] == ["f"]


def test_gradebook_that_cannot_be_opened_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    course = Course(tmp_path, f"sqlite:///{tmp_path}/file/gradebook.db")
    with pytest.raises(GradebookError, match="cannot open the gradebook") as caught:
        register(course, definition("f"))
    assert "db_url" in caught.value.hint


def test_password_of_the_gradebook_is_not_shown(tmp_path: Path) -> None:
    course = Course(tmp_path, f"sqlite://user:sesame@/{tmp_path}/none/gradebook.db")
    with pytest.raises(GradebookError) as caught:
        register(course, definition("f"))
    assert "sesame" not in str(caught.value)
