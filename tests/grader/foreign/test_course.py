"""Folders, gradebook, limits and the assignment itself come from the course's own configuration and gradebook."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Base
from quickstart import COURSES_FILE, STUDENTS_FILE, copied, grade_id, graded, read
from sqlalchemy import create_engine

from grader.course import Course
from grader.doctor import examine
from grader.errors import CourseError, GraderError, RunError
from grader.foreign.assignment import read_assignment
from grader.foreign.course import ForeignCourse, is_foreign
from grader.foreign.handed_in import read_handed_in
from grader.foreign.running import ForeignWork, class_work, foreign_work, grade_any
from grader.registration import open_gradebook
from grader.results import Verdict
from grader.sandbox import Limits


def course_with(folder: Path, settings: str = "") -> ForeignCourse:
    folder.mkdir(exist_ok=True)
    (folder / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}\n")
    return ForeignCourse.of(folder)


def test_folders_are_nbgraders_defaults(tmp_path: Path) -> None:
    course = course_with(tmp_path)
    assert course.source("ps1") == tmp_path / "source" / "ps1"
    assert course.submitted("ada", "ps1") == tmp_path / "submitted" / "ada" / "ps1"
    assert course.db_url == f"sqlite:///{tmp_path / 'gradebook.db'}"
    assert course.limits() == Limits()
    assert course.packages() == ()


def test_folders_follow_the_configuration(tmp_path: Path) -> None:
    root = tmp_path / "elsewhere"
    settings = (
        f"c.CourseDirectory.root = {str(root)!r}\nc.CourseDirectory.submitted_directory = 'in'\n"
        "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n"
        "c.CourseDirectory.db_url = 'postgresql://host/grades'\nc.CourseDirectory.course_id = 'mine'\n"
        "c.CourseDirectory.student_id_exclude = 'bob,carl'"
    )
    course = course_with(tmp_path, settings)
    assert course.submitted("ada", "ps1") == root / "in" / "ps1" / "ada"
    assert (course.db_url, course.course_id) == ("postgresql://host/grades", "mine")
    for student in ("ada", "bob", "carl", "dina"):
        course.submitted(student, "ps1").mkdir(parents=True)
    course.submitted("eve", "ps11").mkdir(parents=True)
    assert course.students("ps1") == ["ada", "dina"]


@pytest.mark.parametrize(("timeout", "of_cell", "whole"), [("5", 5, 300), ("None", 300, 300), ("900", 900, 900)])
def test_the_time_of_a_cell_is_nbgraders(tmp_path: Path, timeout: str, of_cell: float, whole: float) -> None:
    limits = course_with(tmp_path, f"c.ExecutePreprocessor.timeout = {timeout}").limits()
    assert (limits.cell_timeout_s, limits.submission_timeout_s) == (of_cell, whole)


def test_limits_and_packages_of_our_own(tmp_path: Path) -> None:
    course = course_with(tmp_path, "c.Grader.limits = {'memory_mib': 2048}\nc.Grader.packages = ['pytest']")
    assert course.limits().memory_mib == 2048
    assert course.packages() == ("pytest",)


@pytest.mark.parametrize("settings", ["c.Grader.limits = {'memory': 1}", "c.Grader.limits = 5"])
def test_senseless_limits_are_refused(tmp_path: Path, settings: str) -> None:
    with pytest.raises(GraderError, match="limit"):
        course_with(tmp_path, settings).limits()


@pytest.mark.parametrize("settings", ["1 / 0", "c.CourseDirectory.ignore = 5"])
def test_a_configuration_that_cannot_be_used_is_a_clear_error(tmp_path: Path, settings: str) -> None:
    with pytest.raises(CourseError, match=r"nbgrader_config.py|configuration"):
        course_with(tmp_path, settings)


def test_steps_that_are_not_run_are_named(tmp_path: Path) -> None:
    settings = (
        "from nbgrader.preprocessors import Execute\nc.Autograde.autograde_preprocessors = [Execute, 'mine.Bonus']\n"
        "c.Autograde.pre_convert_hook = 'mine.prepare'"
    )
    assert [remark.split(",")[0] for remark in course_with(tmp_path, settings).not_run()] == [
        "not run: mine.Bonus",
        "not run: Autograde.pre_convert_hook of the course's configuration",
    ]


def test_assignments_with_a_text_or_a_definition_are_ours(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert is_foreign(course, "01_rnn")
    course.text_path("01_rnn").parent.mkdir()
    course.text_path("01_rnn").touch()
    assert not is_foreign(course, "01_rnn")
    assert not is_foreign(course, "02_unknown")
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    assert is_foreign(course, "ps1")


def create_tables(course: ForeignCourse) -> None:
    """Create a gradebook without calling ``alembic``, which takes seconds."""
    engine = create_engine(course.db_url)
    Base.metadata.create_all(bind=engine)
    engine.dispose()


def registered(course: ForeignCourse, kernelspec: dict[str, str]) -> None:
    create_tables(course)
    with open_gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.add_assignment("ps1")
        gradebook.add_notebook("problem", "ps1", kernelspec=json.dumps(kernelspec))


@pytest.mark.parametrize(
    "kernelspec",
    [{"name": "ir", "display_name": "R", "language": "R"}, {"name": "julia-1.11", "display_name": "Julia"}],
)
def test_other_kernels_are_refused(tmp_path: Path, kernelspec: dict[str, str]) -> None:
    course = course_with(tmp_path)
    registered(course, kernelspec)
    with pytest.raises(CourseError, match="the sandbox runs Python only") as caught:
        read_assignment(course, "ps1")
    assert kernelspec["display_name"] in str(caught.value)


@pytest.mark.parametrize("kernelspec", [{"name": "python3"}, {}, {"name": "conda-env", "language": "python"}])
def test_python_kernels_are_taken_by_any_name(tmp_path: Path, kernelspec: dict[str, str]) -> None:
    course = course_with(tmp_path)
    registered(course, kernelspec)
    assert read_assignment(course, "ps1").notebooks[0].kernelspec == kernelspec


def test_an_unknown_assignment_says_what_to_do(tmp_path: Path) -> None:
    create_tables(course_with(tmp_path))
    with pytest.raises(CourseError, match="nbgrader generate_assignment ps9"):
        list(grade_any(Course(tmp_path), "ps9"))


@pytest.mark.slow
class TestGenerated:
    """What is read from the course of ``nbgrader quickstart``."""

    def test_the_definition_is_the_gradebooks(self, quickstart: Path) -> None:
        assignment = read_assignment(ForeignCourse.of(quickstart), "ps1")
        first, second = assignment.notebooks
        assert (first.name, second.name) == ("problem1", "problem2")
        assert assignment.max_score == 13
        assert first.task_cells == ("cell-938593c4a215c6cc",)
        assert list(assignment.files) == ["jupyter.png"]

    def test_hidden_tests_are_in_the_definition_and_not_in_its_release(self, quickstart: Path) -> None:
        (notebook,) = read_assignment(ForeignCourse.of(quickstart), "ps2").notebooks
        cell = notebook.source_cell("partial")
        assert cell is not None
        assert "value is not None" in cell.source
        assert "HIDDEN" not in json.dumps(notebook.release)

    def test_files_that_students_change_are_not_the_courses(self, quickstart: Path) -> None:
        assert list(read_assignment(ForeignCourse.of(quickstart), "ps2").files) == [COURSES_FILE]

    def test_a_lost_release_is_made_again_from_the_gradebook(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        shutil.rmtree(course / "release")
        for name in ("ps1", "ps2"):
            for lost, kept in zip(
                read_assignment(ForeignCourse.of(course), name).notebooks,
                read_assignment(ForeignCourse.of(quickstart), name).notebooks,
                strict=True,
            ):
                assert set(lost.grade_cells) == set(kept.grade_cells)
                assert set(lost.source_cells) == set(kept.source_cells)
                assert "HIDDEN" not in json.dumps(lost.release)

    def test_a_release_that_contradicts_the_gradebook_is_reported(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        path = course / "release" / "ps1" / "problem1.ipynb"
        notebook = read(path)
        for cell in notebook.cells:
            if grade_id(cell) == "correct_squares":
                cell.metadata["nbgrader"]["solution"] = True
        nbformat.write(notebook, path)
        with pytest.raises(CourseError, match="contradict each other"):
            read_assignment(ForeignCourse.of(course), "ps1")

    def test_the_version_follows_everything_that_a_grade_depends_on(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        before = read_assignment(ForeignCourse.of(course), "ps1").version
        assert before == read_assignment(ForeignCourse.of(quickstart), "ps1").version
        (course / "source" / "ps1" / "jupyter.png").write_bytes(b"another")
        assert read_assignment(ForeignCourse.of(course), "ps1").version != before

    def test_files_that_are_too_large_are_the_courses_fault(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        (course / "source" / "ps1" / "large.bin").write_bytes(bytes(2 << 20))
        assert isinstance(class_work(Course(course), "ps1"), ForeignWork)
        with pytest.raises(CourseError, match="larger than 1 MiB"):
            foreign_work(ForeignCourse.of(course), "ps1", {"work_mib": 1})

    def test_without_submissions_there_is_nothing_to_grade(self, quickstart: Path) -> None:
        with pytest.raises(RunError, match="no submissions for ps1"):
            list(grade_any(Course(quickstart), "ps1"))

    def test_a_submission_is_read_with_care(self, quickstart: Path, tmp_path: Path) -> None:
        assignment = read_assignment(ForeignCourse.of(quickstart), "ps2")
        folder = tmp_path / "ada"
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "marks.ipynb").symlink_to("/etc/passwd")
        nbformat.write(new_notebook(), folder / "copy.ipynb")
        for name in (COURSES_FILE, STUDENTS_FILE, "__pycache__/x.pyc", "timestamp.txt"):
            (folder / name).write_bytes(b"mine")
        found = read_handed_in(folder, "ada", assignment)
        assert found.problems["marks"][0] is Verdict.UNREADABLE
        assert found.files == {COURSES_FILE: b"the course's", STUDENTS_FILE: b"mine"}
        assert found.timestamp == ""
        assert found.remarks == (
            "left out: timestamp.txt (no time: 'mine')",
            "copy.ipynb is no notebook of the assignment",
        )
        assert read_handed_in(folder, "ada", assignment).digest == found.digest
        (folder / STUDENTS_FILE).write_bytes(b"other")
        assert read_handed_in(folder, "ada", assignment).digest != found.digest

    def test_odd_names_do_no_harm(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        folder = course / "submitted" / "odd" / "ps2"
        (folder / COURSES_FILE).mkdir(parents=True)
        (folder / COURSES_FILE / "inner.txt").write_text("x")
        (folder / "marks.ipynb").mkdir()
        Path(os.fsdecode(bytes(folder) + b"/\xff.txt")).write_text("x")
        line = graded(course, "ps2")["odd"]
        assert line.result.detail == "marks.ipynb is not a file"
        assert line.result.remarks == (
            "left out: ?.txt (its name is no text)",
            f"left out: {COURSES_FILE}/inner.txt (a file of the course has its place)",
        )
        assert (course / "autograded" / "odd" / "ps2" / COURSES_FILE).read_text() == "the course's"

    def test_the_doctor_knows_such_a_course(self, quickstart: Path, tmp_path: Path) -> None:
        course = copied(quickstart, tmp_path / "course")
        found = {one.subject: one for one in examine(Course(course))}
        assert found["nbgrader course"].finding == "no exercises of ours; assignments: ps1, ps2"
        assert found["ps1"].good
        assert not found["nbgrader autograde"].good
        assert not found["nbgrader autograde"].needed
        assert not (course / ".grader").exists()
