"""The assignments as they are committed: up to date, and good to work with for a student."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader.authoring import build, check_build
from grader.authoring.execute import without_demonstrations
from grader.authoring.kernel import this_python
from grader.course import Course

REPOSITORY = Course(Path(__file__).parents[2])
NAMES = REPOSITORY.names()
CONSEQUENCES = {"NotImplementedError", "NameError"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=NAMES)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    """Return a course in which one of the assignments has been built, and its name."""
    name = request.param
    made = Course(tmp_path_factory.mktemp("release") / "course")
    made.solutions.mkdir(parents=True)
    made.text_path(name).write_bytes(REPOSITORY.text_path(name).read_bytes())
    build(made, name, execute=False)
    return made, name


@pytest.fixture(scope="module")
def blank(course: tuple[Course, str], tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Return the release as it is when a student runs it all before writing anything; tests only look at it."""
    made, name = course
    notebook: nbformat.NotebookNode = nbformat.read(made.release_path(name) / f"{name}.ipynb", nbformat.NO_CONVERT)
    run_as_student(notebook, made.edition_path(name), tmp_path_factory.mktemp("blank"))
    return notebook


def run_as_student(notebook: nbformat.NotebookNode, edition: Path, folder: Path) -> None:
    """Run all cells with the student edition in the place of the library, whatever they raise."""
    client = NotebookClient(
        notebook, km=this_python(folder), allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    client.execute(env=environment | {"PYTHONPATH": str(edition), "IPYTHONDIR": str(folder)}, cleanup_kc=True)


def errors(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for output in cell.get("outputs", ()) if output.output_type == "error"]


def marks(cell: nbformat.NotebookNode) -> dict[str, object]:
    return dict(cell.metadata.get("nbgrader", {}))


def names_in_order(notebook: nbformat.NotebookNode) -> list[str]:
    return [str(marks(cell)["grade_id"]) for cell in notebook.cells if marks(cell).get("grade")]


@pytest.mark.parametrize("name", NAMES)
def test_committed_files_are_what_a_fresh_build_makes(name: str) -> None:
    check_build(REPOSITORY, name)


@pytest.mark.parametrize("name", NAMES)
def test_committed_release_holds_nothing_but_the_notebook_and_a_wheel_that_git_ignores(name: str) -> None:
    committed = {path.name for path in REPOSITORY.release_path(name).glob("*") if path.suffix != ".whl"}
    assert committed == {f"{name}.ipynb"}


def test_blank_notebook_runs_as_far_as_unwritten_functions_allow(blank: nbformat.NotebookNode) -> None:
    for cell in blank.cells:
        if cell.cell_type == "code" and not marks(cell).get("grade"):
            assert {error.ename for error in errors(cell)} <= CONSEQUENCES, cell.source
        if marks(cell):
            assert bool(errors(cell)) == bool(marks(cell).get("grade")), cell.source
    first = next(number for number, cell in enumerate(blank.cells) if marks(cell).get("grade"))
    assert not any(errors(cell) for cell in blank.cells[:first])


def test_check_of_an_unwritten_function_stops_with_one_kind_line(
    course: tuple[Course, str], blank: nbformat.NotebookNode
) -> None:
    made, name = course
    assert names_in_order(blank) == list(made.definition(name).exercises)  # none is missing
    for cell in blank.cells:
        if marks(cell).get("grade"):
            (error,) = cell.outputs
            (line,) = error.traceback
            assert re.search(r"\w+ is not written yet\. ", line), line
            assert "\n" not in line and "\x1b" not in line and len(line) < 120


@pytest.mark.parametrize("demonstrations", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_finished_notebook_passes_every_public_check_with_the_student_edition_alone(
    course: tuple[Course, str], tmp_path: Path, demonstrations: bool
) -> None:
    made, name = course
    release = nbformat.read(made.release_path(name) / f"{name}.ipynb", nbformat.NO_CONVERT)
    solved = {cell.id: cell.source for cell in nbformat.read(made.source_path(name), nbformat.NO_CONVERT).cells}
    for cell in release.cells:
        if marks(cell).get("solution"):
            cell.source = solved[cell.id]
    if not demonstrations:  # they train for a minute, and nbval runs them with the whole library
        release = without_demonstrations(release, made.definition(name).demonstrations)
    release.cells.append(nbformat.v4.new_code_cell(f"import rnn_utils.reference.{name[3:]}", id="search"))
    run_as_student(release, made.edition_path(name), tmp_path)
    *cells, search = release.cells
    assert [error.evalue for cell in cells for error in errors(cell)] == []
    assert [error.ename for error in errors(search)] == ["ModuleNotFoundError"]
