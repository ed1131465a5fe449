"""Build an assignment from its text: everything is made and checked first, then written."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from grader.authoring.defining import define
from grader.authoring.edition import write_edition
from grader.authoring.execute import execute as run_notebook
from grader.authoring.execute import solution_of, without_demonstrations
from grader.authoring.folders import swap_in
from grader.authoring.generating import check_release, generate
from grader.authoring.source import Exercises, source_notebook, to_bytes
from grader.authoring.text import read_text
from grader.authoring.unfinished import unfinished_lines
from grader.authoring.wheel import PATTERN, build_wheel
from grader.course import Course
from grader.definition import AssignmentDefinition, write_atomically
from grader.errors import AuthoringError
from grader.exercises.catalogue import exercises_of
from grader.exercises.fingerprinting import mistakes_path, mistakes_text, same_mistakes
from grader.exercises.publish import DATA, published_text, same_published


@dataclass(frozen=True)
class BuildReport:
    """What was built.

    Parameters
    ----------
    definition
        The assignment as grading reads it.
    release, source, edition
        The student notebook, nbgrader's source notebook, the folder of the student edition.
    executed
        The executed solution; None when it was not made.
    """

    definition: AssignmentDefinition
    release: Path
    source: Path
    edition: Path
    executed: Path | None


@dataclass(frozen=True)
class _Made:
    """All that is made of a text, before anything is written."""

    definition: AssignmentDefinition
    source: NotebookNode
    solution: NotebookNode
    release: bytes


def build(
    course: Course,
    name: str,
    execute: bool = True,
    exercises: Exercises | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> BuildReport:
    """Build an assignment; building twice gives the same bytes.

    Parameters
    ----------
    course
        The course.
    name
        The assignment, for example ``"01_rnn"``.
    execute
        Whether to run the solution; otherwise the executed solution stays as it is.
    exercises
        The assignment's exercises by id; by default those of the catalogue, with their public cases written.
    tell
        Told, while the solution is run, how many cells of how many have run.

    Returns
    -------
    BuildReport
        What was built and where it lies.

    Raises
    ------
    AuthoringError
        If the text, the exercises or the library do not fit together, or the solution fails. The release, the
        definition and the executed solution are then as they were.
    """
    published = exercises is None
    exercises = _catalogued(name) if exercises is None else exercises
    made = _make(course, name, exercises)
    if published:
        _write_published(name)
    executed = _executed(course, made, tell) if execute else None
    edition = write_edition(course, name, exercises)
    source_path = course.source_path(name)
    write_atomically(source_path, to_bytes(made.source))
    if has_wheel(course, name):
        build_wheel(edition, source_path.parent)
    _write_release(course, name, made.release)
    if executed is not None:
        write_atomically(course.executed_path(name), to_bytes(executed))
    made.definition.save(course.definition_path(name))
    release_path = course.release_path(name) / source_path.name
    written = course.executed_path(name) if execute else None
    return BuildReport(made.definition, release_path, source_path, edition, written)


def release(course: Course, name: str) -> Path:
    """Add the student edition as a wheel to what students fetch.

    It goes into nbgrader's source folder too, so that the Formgrader's Generate button brings it along.

    Parameters
    ----------
    course
        The course.
    name
        A built assignment.

    Returns
    -------
    Path
        The wheel in the release folder.

    Raises
    ------
    CourseError
        If the assignment has not been built.
    AuthoringError
        If it holds the skeleton of an exercise.
    """
    definition = course.definition(name)
    _check_finished(course, definition)
    wheel = build_wheel(course.edition_path(name), course.source_path(name).parent)
    _write_release(course, name, to_bytes(nbformat.from_dict(definition.release)))
    return course.release_path(name) / wheel.name


def has_wheel(course: Course, name: str) -> bool:
    """Say whether the student edition of an assignment has been made into a wheel, by :func:`release`."""
    return any(course.source_path(name).parent.glob(PATTERN))


def check_build(course: Course, name: str, exercises: Exercises | None = None) -> AssignmentDefinition:
    """Check that the committed files of an assignment are what a fresh build makes; change nothing.

    Outputs of the executed solution are not compared here: nbval does that.

    Parameters
    ----------
    course, name, exercises
        As for :func:`build`.

    Returns
    -------
    AssignmentDefinition
        The fresh definition.

    Raises
    ------
    AuthoringError
        If a file is missing or differs; the message names every such file.
    """
    stale = []
    if exercises is None:
        exercises = _catalogued(name)
        if not same_published(_content(DATA / f"{name}.json").decode(errors="replace"), published_text(name)):
            stale.append(str(DATA / f"{name}.json"))
        if not same_mistakes(_content(mistakes_path(name)).decode(errors="replace"), mistakes_text(name)):
            stale.append(str(mistakes_path(name)))
    made = _make(course, name, exercises)
    release_path = course.release_path(name) / f"{name}.ipynb"
    if _content(release_path) != made.release:
        stale.append(str(release_path))
    if _without_outputs(_content(course.executed_path(name))) != to_bytes(made.solution):
        stale.append(str(course.executed_path(name)))
    if stale:
        hint = f"run 'grader build {name}' and commit what it wrote"
        raise AuthoringError(f"not what a fresh build makes: {', '.join(stale)}", hint=hint)
    return made.definition


def _catalogued(name: str) -> Exercises:
    return {exercise.id: exercise for exercise in exercises_of(name)}


def _make(course: Course, name: str, exercises: Exercises) -> _Made:
    text = read_text(course.text_path(name))
    source = source_notebook(text, exercises)
    generated = generate(source, name)
    check_release(generated, exercises)
    definition = define(text, exercises, generated)
    return _Made(definition, source, solution_of(text, source, exercises), generated.content)


def _executed(course: Course, made: _Made, tell: Callable[[int, int], None] | None) -> NotebookNode:
    """Run the solution, and run it again without demonstrations, which no grade may need."""
    bare = without_demonstrations(made.solution, made.definition.demonstrations)
    total, count = _code_cells(made.solution) + _code_cells(bare), itertools.count(1)

    def one_more() -> None:
        if tell:
            tell(next(count), total)

    with TemporaryDirectory(prefix="grader-execute-") as folder:
        executed = run_notebook(made.solution, Path(folder), one_more)
        try:
            run_notebook(bare, Path(folder), one_more)
        except AuthoringError as error:
            message = f"{course.text_path(made.definition.name)}, without its demo cells: {error.args[0]}"
            hint = "a demo cell defines what a later cell needs: let it stand without the word demo"
            raise AuthoringError(message, hint=hint) from error
        return executed


def _code_cells(notebook: NotebookNode) -> int:
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def _write_release(course: Course, name: str, notebook: bytes) -> None:
    files = {f"{name}.ipynb": notebook}
    for wheel in course.source_path(name).parent.glob(PATTERN):
        files[wheel.name] = wheel.read_bytes()
    swap_in(course.release_path(name), files)


def _write_published(name: str) -> None:
    path, text = DATA / f"{name}.json", published_text(name)
    try:
        if not same_published(_content(path).decode(errors="replace"), text):
            write_atomically(path, text.encode())
        if not same_mistakes(_content(mistakes_path(name)).decode(errors="replace"), mistakes_text(name)):
            write_atomically(mistakes_path(name), mistakes_text(name).encode())
    except OSError as error:
        hint = "build in a checkout of the course, where the library can be written"
        raise AuthoringError(f"cannot write the public cases of {name}: {error}", hint=hint) from error


def _check_finished(course: Course, definition: AssignmentDefinition) -> None:
    texts = {f"notebook, cell {cell.id}": cell.source for cell in nbformat.from_dict(definition.release).cells}
    edition = course.edition_path(definition.name)
    texts |= {str(path.relative_to(edition)): path.read_text("utf-8") for path in edition.rglob("*.py")}
    for where, text in texts.items():
        for _, asked in unfinished_lines(text):
            hint = f"'grader lint {definition.name}' names all that is left to write"
            raise AuthoringError(f"{definition.name} is unfinished ({where}: {asked})", hint=hint)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _without_outputs(content: bytes) -> bytes:
    try:
        notebook = nbformat.reads(content.decode(), nbformat.NO_CONVERT)
    except ValueError:  # also what nbformat raises for text that is no notebook
        return b""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return to_bytes(notebook)
