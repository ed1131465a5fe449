"""The Formgrader's Generate button works under the course's configuration and gives the same release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from small_assignment import NAME
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.authoring import BuildReport, release
from grader.course import COURSE_ID, Course, register

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def copy(built: tuple[Course, BuildReport], tmp_path: Path) -> Course:
    """Return a released copy of the built course, with the repository's own configuration."""
    shutil.copytree(built[0].root, tmp_path / "copy")
    course = Course(tmp_path / "copy")
    shutil.copy(REPOSITORY / "nbgrader_config.py", course.root)
    release(course, NAME)
    return course


def configuration(course: Course) -> Config:
    """Read the course's configuration as nbgrader does."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.root)
    return config


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_configuration_names_the_folders_of_the_course(copy: Course) -> None:
    directory = CourseDirectory(config=configuration(copy))
    assert directory.course_id == COURSE_ID
    assert directory.db_url == copy.db_url
    places = {"build/source": copy.source_path(NAME).parent, "notebooks": copy.release_path(NAME)}
    for step, folder in places.items():
        assert Path(directory.format_path(step, ".", NAME)).resolve() == folder.resolve()
    assert [directory.source_directory, directory.release_directory] == list(places)
    submitted = directory.format_path(directory.submitted_directory, "ada", NAME)
    assert Path(submitted) == copy.submission_path("ada", NAME).parent


@pytest.mark.slow
def test_formgraders_generate_button_makes_the_same_release_wheel_included(copy: Course) -> None:
    before = contents(copy.release_path(NAME))
    assert len(before) == 2
    config = configuration(copy)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    result = api.generate_assignment(NAME)  # with force, as the button does
    assert result["success"], result
    assert contents(copy.release_path(NAME)) == before


def generate(course: Course) -> dict[str, object]:
    """Press the button."""
    config = configuration(course)
    result: dict[str, object] = NbGraderAPI(CourseDirectory(config=config), config=config).generate_assignment(NAME)
    return result


@pytest.mark.slow
def test_the_button_brings_the_library_along_where_nobody_ran_release(copy: Course) -> None:
    wheel = next(copy.release_path(NAME).glob("*.whl"))
    for folder in (copy.source_path(NAME).parent, copy.release_path(NAME)):
        (folder / wheel.name).unlink()
    assert generate(copy)["success"]
    assert wheel.is_file()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # nbgrader adds a submission like this
def test_the_button_keeps_a_release_that_the_gradebook_cannot_follow(copy: Course) -> None:
    register(copy, copy.definition(NAME))
    with Gradebook(copy.db_url, COURSE_ID) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(NAME, "ada")
        cell = gradebook.find_grade_cell("softmax", NAME, NAME)
        cell.name = "an_old_cell"
        gradebook.db.commit()
    before = contents(copy.release_path(NAME))
    result = generate(copy)
    assert not result["success"]
    said = str(result["log"])
    assert "The release is as it was" in said and "new: softmax; gone: an_old_cell" in said and "What to do" in said
    assert contents(copy.release_path(NAME)) == before


@pytest.mark.slow
def test_gradebook_after_the_button_is_the_gradebook_after_registering(copy: Course) -> None:
    config = configuration(copy)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment(NAME)["success"]
    by_button = stored(copy.db_url)
    register(copy, copy.definition(NAME))
    assert stored(copy.db_url) == by_button
    elsewhere = Course(copy.root, f"sqlite:///{copy.root}/other.db")
    register(elsewhere, copy.definition(NAME))
    assert stored(elsewhere.db_url) == by_button


def stored(db_url: str) -> dict[str, object]:
    """Return everything about the assignment that a gradebook holds, without its random ids."""
    with Gradebook(db_url, COURSE_ID) as gradebook:
        notebook = gradebook.find_notebook(NAME, NAME)
        cells = {cell.name: (cell.source, cell.checksum, cell.locked, cell.cell_type) for cell in notebook.source_cells}
        grades = {cell.name: (cell.max_score, cell.cell_type) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        assert gradebook.find_assignment(NAME).course_id == COURSE_ID
        return {"source": cells, "grade": grades, "solution": solutions, "kernel": notebook.kernelspec}
