"""A course: folders, secret, definitions."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import AssignmentDefinition, Course, GradeCell, SourceCell
from grader.definition import source_hash, write_atomically
from grader.errors import CourseError

DEFINITION = AssignmentDefinition(
    name="01_x",
    version="v",
    kernelspec={"name": "python3"},
    source_cells=(SourceCell("f", "code", True, "assert check(f)  # ŷ", "abc"),),
    grade_cells=(
        GradeCell("g", 1.0, "code"),
        GradeCell("f", 2.5, "code"),
        GradeCell("essay", 4.0, "markdown"),
    ),
    solution_cells=("f_solution",),
    task_cells=("essay",),
    exercises={"g": "g", "f": "f"},
    demonstrations=frozenset({source_hash("print(1)"), source_hash("print(2)")}),
    release={"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
)


def test_course_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").touch()
    deep = tmp_path / "notebooks" / "01_x"
    deep.mkdir(parents=True)
    assert Course.find(deep).root == tmp_path
    assert Course.find(tmp_path) == Course(tmp_path)


def test_course_is_found_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path)
    assert Course.find().root.samefile(tmp_path)
    assert Course(Path()).root.is_absolute()


def test_folder_outside_a_course_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"nbgrader_config\.py") as caught:
        Course.find(tmp_path)
    assert caught.value.hint


def test_paths_are_where_nbgrader_looks_for_them(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert course.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert Course(tmp_path, "postgresql://host/grades").db_url == "postgresql://host/grades"
    relative = {
        course.source_path("01_x"): "build/source/01_x/01_x.ipynb",
        course.release_path("01_x"): "notebooks/01_x",
        course.submission_path("ada", "01_x"): "submitted/ada/01_x/01_x.ipynb",
        course.definition_path("01_x"): "build/definitions/01_x.json",
        course.edition_path("01_x"): "build/editions/01_x",
        course.text_path("01_x"): "solutions/01_x.py",
        course.executed_path("01_x"): "solutions/01_x.ipynb",
    }
    for path, place in relative.items():
        assert path == tmp_path / place


def test_names_are_those_of_the_texts_in_order(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert course.names() == ()
    course.solutions.mkdir()
    for name in ("02_b.py", "01_a.py", "01_a.ipynb", "notes.py"):
        (course.solutions / name).touch()
    assert course.names() == ("01_a", "02_b")


def test_secret_is_made_once_and_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    course = Course(tmp_path)
    secret = course.secret()
    assert len(secret) == 32
    assert Course(tmp_path).secret() == secret
    assert stat.S_IMODE((tmp_path / ".grader" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in course.private.iterdir()] == ["secret"]


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: Course(tmp_path).secret(), range(32)))
    assert len(secrets) == 1


def test_two_courses_have_different_secrets(tmp_path: Path) -> None:
    assert Course(tmp_path / "a").secret() != Course(tmp_path / "b").secret()


def test_secret_that_is_too_short_is_refused(tmp_path: Path) -> None:
    write_atomically(tmp_path / ".grader" / "secret", b"short")
    with pytest.raises(CourseError, match="holds 5 bytes"):
        Course(tmp_path).secret()


def test_secret_that_cannot_be_read_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".grader" / "secret").mkdir(parents=True)
    with pytest.raises(CourseError, match="cannot read the course's secret") as caught:
        Course(tmp_path).secret()
    assert "readable" in caught.value.hint


def test_definition_survives_json_and_equal_ones_give_equal_text() -> None:
    text = DEFINITION.to_json()
    assert AssignmentDefinition.from_json(text) == DEFINITION
    assert list(AssignmentDefinition.from_json(text).exercises) == ["g", "f"], "in the order of the grade cells"
    shuffled = replace(DEFINITION, demonstrations=frozenset(sorted(DEFINITION.demonstrations, reverse=True)))
    assert shuffled.to_json() == text
    assert "ŷ" in text


def test_definition_can_be_saved_and_read_by_name(tmp_path: Path) -> None:
    course = Course(tmp_path)
    DEFINITION.save(course.definition_path("01_x"))
    assert course.definition("01_x") == DEFINITION
    assert [path.name for path in course.definition_path("01_x").parent.iterdir()] == ["01_x.json"]


def test_missing_definition_says_how_to_build_it(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.solutions.mkdir()
    course.text_path("01_x").touch()
    with pytest.raises(CourseError, match="'01_x' has not been built") as caught:
        course.definition("01_x")
    assert "grader build 01_x" in caught.value.hint
    with pytest.raises(CourseError, match="there is no assignment '02_y'") as caught:
        course.definition("02_y")
    assert caught.value.hint == "there are: 01_x"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', DEFINITION.to_json().replace('"format": 1', '"format": 0')]
)
def test_file_that_is_no_definition_is_refused(tmp_path: Path, text: str) -> None:
    course = Course(tmp_path)
    write_atomically(course.definition_path("01_x"), text.encode())
    with pytest.raises(CourseError) as caught:
        course.definition("01_x")
    assert "grader build" in caught.value.hint


def test_definition_looks_up_its_cells() -> None:
    assert DEFINITION.notebook == "01_x"
    assert DEFINITION.max_score == 7.5
    assert DEFINITION.source_cell("f") == DEFINITION.source_cells[0]
    assert DEFINITION.grade_cell("essay") == DEFINITION.grade_cells[2]
    assert DEFINITION.source_cell("h") is None and DEFINITION.grade_cell("h") is None
    assert DEFINITION.is_demonstration("print(1)") and not DEFINITION.is_demonstration("print(3)")


def test_version_depends_on_everything_but_the_version_itself() -> None:
    version = DEFINITION.with_version(b"code").version
    assert replace(DEFINITION, version="other").with_version(b"code").version == version
    assert DEFINITION.with_version(b"other code").version != version
    more = replace(DEFINITION, grade_cells=DEFINITION.grade_cells[:1])
    assert more.with_version(b"code").version != version


def test_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def fail(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a"]
