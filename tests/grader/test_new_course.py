"""A course folder for one class: made from the texts, used by our commands and nbgrader's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring import build
from grader.configuration import FILE as CONFIGURATION
from grader.configuration import configured_course_id
from grader.course import Course
from grader.demo.notebooks import answers_of, fill
from grader.errors import CourseError
from grader.new_course import new_course
from grader.registration import open_gradebook

from .test_cli import run

NAME = "01_rnn"
REPOSITORY = Course(Path(__file__).parents[2])


def test_the_command_makes_a_course_with_the_assignments_that_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "spring"
    result = run(REPOSITORY, "new-course", str(folder), NAME, "--json")
    assert json.loads(result.output) == {"course": str(folder), "assignments": [NAME]}
    assert configured_course_id(folder) == Course(folder).course_id == "spring"
    assert Course.find(folder / "solutions").root == folder
    assert Course(folder).executed_path(NAME).read_bytes() == REPOSITORY.executed_path(NAME).read_bytes()


def test_all_assignments_come_where_none_is_named(tmp_path: Path) -> None:
    made = new_course(REPOSITORY, tmp_path / "all", (), "rnn-2027")
    assert made.names() == REPOSITORY.names() and made.course_id == "rnn-2027"
    for name in made.names():
        assert made.text(name) == REPOSITORY.text(name)


def test_assignments_are_added_to_a_course_that_is_there(tmp_path: Path) -> None:
    """The configuration is the instructor's own by then."""
    made = new_course(REPOSITORY, tmp_path / "spring", (NAME,))
    configuration = made.root / CONFIGURATION
    configuration.write_text(configuration.read_text() + "# mine\n")
    made.text_path(NAME).write_text("# mine\n")
    with pytest.raises(CourseError, match="has 01_rnn already"):
        new_course(REPOSITORY, made.root, (NAME, "03_gru"))
    with pytest.raises(CourseError, match="is the course 'spring' already"):
        new_course(REPOSITORY, made.root, ("03_gru",), "autumn")
    assert made.names() == (NAME,)
    assert new_course(REPOSITORY, made.root, ("03_gru",), "spring").names() == (NAME, "03_gru")
    assert new_course(REPOSITORY, made.root, ()).names() == REPOSITORY.names()
    assert made.text_path(NAME).read_text() == "# mine\n"
    assert configuration.read_text().endswith("# mine\n")


@pytest.mark.parametrize(
    ("name", "names", "course_id", "says"),
    [
        ("full", (), "", "is not empty"),
        ("new", ("01_rn",), "", "did you mean 01_rnn"),
        ("new", (), 'a" + "b', "cannot be the id"),
        ("two words", (), "", "--id"),
    ],
)
def test_what_cannot_be_made_leaves_nothing_behind(
    tmp_path: Path, name: str, names: tuple[str, ...], course_id: str, says: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("precious")
    with pytest.raises(CourseError) as caught:
        new_course(REPOSITORY, tmp_path / name, names, course_id)
    assert says in str(caught.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "thesis.txt"]


@pytest.mark.slow
def test_nbgrader_autograde_works_after_a_release(tmp_path: Path) -> None:
    """Whoever knows nbgrader types its commands: released here, graded there, under the course's own id."""
    course = new_course(REPOSITORY, tmp_path / "spring", [NAME])
    build(course, NAME, execute=False)
    assert run(course, "release").exit_code == 0
    answers = answers_of(json.loads(course.source_path(NAME).read_text(encoding="utf-8")))
    path = course.submission_path("ada", NAME)
    path.parent.mkdir(parents=True)
    path.write_bytes(fill(course.definition(NAME).release, answers))
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY.root)}
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with open_gradebook(course.db_url, course.course_id) as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 100
        assert gradebook.find_assignment(NAME).course_id == "spring"
