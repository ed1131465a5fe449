"""Building and releasing as a whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from small_assignment import NAME, TEXT, make_course

from grader.authoring import BuildReport, build, check_build, release
from grader.course import Course
from grader.definition import AssignmentDefinition
from grader.errors import AuthoringError, CourseError
from grader.exercises.model import HiddenExercise

Exercises = dict[str, HiddenExercise]


def contents(course: Course) -> dict[str, bytes]:
    return {str(path.relative_to(course.root)): path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


@pytest.fixture
def copy(built: tuple[Course, BuildReport], tmp_path: Path) -> Course:
    """Return a copy of the built course that may be changed."""
    shutil.copytree(built[0].root, tmp_path / "copy")
    return Course(tmp_path / "copy")


def test_report_says_where_everything_lies(built: tuple[Course, BuildReport]) -> None:
    course, report = built
    assert report.release == course.release_path(NAME) / f"{NAME}.ipynb"
    assert report.release.is_file() and report.source.is_file()
    assert (report.edition / "rnn_utils" / "checks" / "public.py").is_file()
    assert report.executed is None and not course.executed_path(NAME).exists()
    assert course.definition(NAME) == report.definition


def test_two_builds_are_byte_identical_wherever_they_run(
    built: tuple[Course, BuildReport], tmp_path: Path, exercises: Exercises
) -> None:
    other = make_course(tmp_path / "elsewhere")
    build(other, NAME, execute=False, exercises=exercises)
    assert contents(other) == contents(built[0])
    build(other, NAME, execute=False, exercises=exercises)
    assert contents(other) == contents(built[0])


def test_build_that_fails_leaves_everything_as_it_was(copy: Course, exercises: Exercises) -> None:
    copy.text_path(NAME).write_text(TEXT.replace("def softmax(x)", "def softmax(z)"))
    before = contents(copy)
    with pytest.raises(AuthoringError, match="signature"):
        build(copy, NAME, execute=False, exercises=exercises)
    assert contents(copy) == before


def test_build_needs_every_exercise_of_the_catalogue(course: Course) -> None:
    with pytest.raises(AuthoringError, match=r"the text lacks the exercises .*one_hot"):
        build(course, NAME, execute=False)


def test_release_adds_the_wheel_to_release_and_source_and_keeps_the_notebook(copy: Course) -> None:
    notebook = (copy.release_path(NAME) / f"{NAME}.ipynb").read_bytes()
    wheel = release(copy, NAME)
    assert {path.name for path in copy.release_path(NAME).iterdir()} == {f"{NAME}.ipynb", wheel.name}
    assert wheel.read_bytes() == (copy.source_path(NAME).parent / wheel.name).read_bytes()
    assert (copy.release_path(NAME) / f"{NAME}.ipynb").read_bytes() == notebook


def test_build_after_a_release_makes_the_wheel_anew(copy: Course, exercises: Exercises) -> None:
    wheel = release(copy, NAME)
    fresh = wheel.read_bytes()
    for place in (wheel, copy.source_path(NAME).parent / wheel.name):
        place.write_bytes(b"stale")
    build(copy, NAME, execute=False, exercises=exercises)
    assert wheel.read_bytes() == fresh


def test_release_of_an_assignment_that_was_not_built_says_so(course: Course) -> None:
    with pytest.raises(CourseError, match="has not been built") as caught:
        release(course, NAME)
    assert f"grader build {NAME}" in caught.value.hint


def test_check_names_every_committed_file_that_is_stale(copy: Course, exercises: Exercises) -> None:
    with pytest.raises(AuthoringError) as caught:
        check_build(copy, NAME, exercises)
    assert str(copy.executed_path(NAME)) in str(caught.value), "the executed solution was never made"
    assert str(copy.release_path(NAME)) not in str(caught.value)
    (copy.release_path(NAME) / f"{NAME}.ipynb").write_bytes(b"{}")
    with pytest.raises(AuthoringError, match="not what a fresh build makes") as caught:
        check_build(copy, NAME, exercises)
    assert str(copy.release_path(NAME)) in str(caught.value)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory, exercises: Exercises) -> tuple[Course, BuildReport]:
    """Return a course that has been built with its executed solution."""
    course = make_course(tmp_path_factory.mktemp("executed") / "course")
    return course, build(course, NAME, exercises=exercises)


@pytest.mark.slow
def test_executed_solution_shows_what_the_cells_print(executed: tuple[Course, BuildReport]) -> None:
    course, report = executed
    assert report.executed == course.executed_path(NAME)
    notebook = nbformat.read(course.executed_path(NAME), nbformat.NO_CONVERT)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    printed = [output.text for output in outputs if output.output_type == "stream"]
    assert any("public checks passed" in output.get("data", {}).get("text/plain", "") for output in outputs)
    assert "[[0.5]\n [0.5]]\n" in printed


@pytest.mark.slow
def test_executed_build_passes_its_own_check_which_changes_nothing(
    executed: tuple[Course, BuildReport], exercises: Exercises
) -> None:
    course, report = executed
    before = contents(course)
    definition = check_build(course, NAME, exercises)
    assert isinstance(definition, AssignmentDefinition) and definition == report.definition
    assert contents(course) == before


@pytest.mark.slow
def test_executed_build_is_repeatable_byte_by_byte(executed: tuple[Course, BuildReport], exercises: Exercises) -> None:
    course, _ = executed
    before = contents(course)
    build(course, NAME, exercises=exercises)
    assert contents(course) == before


@pytest.mark.slow
def test_check_notices_an_edited_executed_solution(
    executed: tuple[Course, BuildReport], exercises: Exercises, tmp_path: Path
) -> None:
    shutil.copytree(executed[0].root, tmp_path / "edited")
    course = Course(tmp_path / "edited")
    path = course.executed_path(NAME)
    data = json.loads(path.read_text())
    data["cells"][0]["source"] = ["# Another title"]
    path.write_text(json.dumps(data))
    with pytest.raises(AuthoringError, match=r"solutions/01_rnn\.ipynb"):
        check_build(course, NAME, exercises)


@pytest.mark.slow
def test_demonstration_that_later_cells_need_stops_the_build(tmp_path: Path, exercises: Exercises) -> None:
    text = TEXT.replace("# %%\ntwice", "# %% demo\ntwice") + "\n# %%\nassert twice.sum() == 6\n"
    course = make_course(tmp_path / "needed", text)
    with pytest.raises(AuthoringError, match="without its demo cells") as caught:
        build(course, NAME, exercises=exercises)
    assert "NameError" in str(caught.value)
    assert not course.definition_path(NAME).exists()
