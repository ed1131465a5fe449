"""Put together the definition of an assignment, with a version that changes whenever grading might."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import rnn_utils
from grader.authoring.generating import Generated
from grader.authoring.source import Exercises
from grader.authoring.text import AssignmentText, Kind
from grader.definition import AssignmentDefinition, source_hash
from grader.exercises.catalogue import references_of
from grader.exercises.model import HiddenExercise
from rnn_utils import checks

DISTRIBUTION = "rnn-course"
SHARED_CHECKS = ("compare.py", "functions.py", "messages.py", "model.py", "sentences.py")


def define(text: AssignmentText, exercises: Exercises, generated: Generated) -> AssignmentDefinition:
    """Put together the definition of an assignment.

    Parameters
    ----------
    text
        The assignment's text.
    exercises
        Its exercises by id.
    generated
        What nbgrader made of its source notebook.

    Returns
    -------
    AssignmentDefinition
        With its version.

    Raises
    ------
    AuthoringError
        If a cell is marked as a demonstration while a cell with the same source is not.
    """
    notebook = generated.notebook
    definition = AssignmentDefinition(
        name=text.name,
        version="",
        kernelspec=dict(notebook.metadata.kernelspec),
        source_cells=generated.source_cells,
        grade_cells=generated.grade_cells,
        solution_cells=generated.solution_cells,
        task_cells=generated.task_cells,
        exercises={cell.name: cell.name for cell in generated.grade_cells if cell.name in exercises},
        demonstrations=_demonstrations(text),
        release=notebook,
    )
    return definition.with_version(grading_code(exercises))


def _demonstrations(text: AssignmentText) -> frozenset[str]:
    needed = {cell.source: cell for cell in text.of_kind(Kind.CODE, Kind.LOCKED)}
    for cell in text.of_kind(Kind.DEMO):
        if cell.source in needed:
            hint = "grading tells cells apart by their source: mark both or change one"
            message = f"this demonstration has the source of line {needed[cell.source].line}, which is none"
            raise text.error(cell, message, hint=hint)
    return frozenset(source_hash(cell.source) for cell in text.of_kind(Kind.DEMO))


def grading_code(exercises: Exercises) -> bytes:
    """Return a digest of the code that judges these exercises: theirs, what all share, and the versions.

    Parameters
    ----------
    exercises
        Exercises by id. Other exercises may change without changing the digest.
    """
    digest = hashlib.sha256(f"{_grader_version()}\0{rnn_utils.__version__}\0".encode())
    for path in sorted({*_shared_modules(), *_modules(exercises)}):
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    for name in sorted(exercises):
        digest.update(f"{exercises[name].public!r}\0".encode())
    return digest.digest()


def _grader_version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return rnn_utils.__version__


def _shared_modules() -> Iterator[Path]:
    """Yield the modules that judge, but not the list of all exercises."""
    folder = Path(inspect.getfile(HiddenExercise)).parent
    yield from (path for path in folder.glob("*.py") if path.name != "catalogue.py")
    checks_folder = Path(inspect.getfile(checks)).parent
    yield from (path for path in checks_folder.glob("*.py") if path.name in SHARED_CHECKS)


def _modules(exercises: Exercises) -> Iterator[Path]:
    """Yield the modules of the exercises' own functions and of what they are given; of the grader the whole topic."""
    references = Path(rnn_utils.__file__).parent
    for exercise in exercises.values():
        for function in (*_own_functions(exercise), *references_of(exercise.public.assignment).values()):
            path = Path(inspect.getfile(_plain(function)))
            yield from [path] if path.is_relative_to(references) else path.parent.glob("*.py")


def _plain(function: Callable[..., object]) -> Callable[..., object]:
    return _plain(function.func) if isinstance(function, partial) else inspect.unwrap(function)


def _own_functions(exercise: HiddenExercise) -> Iterator[Callable[..., object]]:
    yield from exercise.reference.values()
    yield from exercise.offered.values()
    yield exercise.published
    yield from (tried.probes for tried in exercise.tries)
    if exercise.cost:
        yield exercise.cost.prepare
