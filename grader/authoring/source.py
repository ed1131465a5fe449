"""Make nbgrader's source notebook: reference bodies put in, grade cells written, ids fixed."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.authoring.functions import with_bodies
from grader.authoring.text import AssignmentText, Kind, TextCell
from grader.errors import AuthoringError
from grader.exercises.model import HiddenExercise

Exercises = Mapping[str, HiddenExercise]

# Fixed, so that the machine that builds leaves no trace.
METADATA: Mapping[str, Any] = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
SCHEMA = 3  # of nbgrader's cell metadata
CHECK = "check"
REFUSAL = "This course is graded by its own preprocessors: run 'grader doctor'."


def source_notebook(text: AssignmentText, exercises: Exercises) -> NotebookNode:
    """Make the source notebook.

    Parameters
    ----------
    text
        The assignment's text.
    exercises
        Every exercise of the assignment by id.

    Returns
    -------
    NotebookNode
        A notebook with solutions and hidden regions, as ``nbgrader generate_assignment`` reads it.

    Raises
    ------
    AuthoringError
        If the text and the exercises do not fit together; the message names the cell.
    """
    check_exercises(text, exercises)
    cells = [_notebook_cell(text, cell, exercises) for cell in text.cells]
    _give_ids(text, cells)
    notebook = NotebookNode(new_notebook(cells=cells, metadata=nbformat.from_dict(dict(METADATA))))
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def to_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file; equal notebooks give equal bytes."""
    return (str(nbformat.writes(notebook, nbformat.NO_CONVERT)) + "\n").encode()


def check_exercises(text: AssignmentText, exercises: Exercises) -> None:
    """Check that a text has every exercise of its assignment once, after those that it depends on.

    Parameters
    ----------
    text
        The assignment's text.
    exercises
        Every exercise of the assignment by id.

    Raises
    ------
    AuthoringError
        If not; the message names the cell.
    """
    for fault in exercise_faults(text, exercises):
        raise fault


def exercise_faults(text: AssignmentText, exercises: Exercises) -> Iterator[AuthoringError]:
    """Yield where a text and the exercises of its assignment do not fit together.

    Parameters
    ----------
    text, exercises
        As for :func:`check_exercises`, which raises the first of them.

    Yields
    ------
    AuthoringError
        Each says where it is.
    """
    seen: list[str] = []
    written_by = {function: name for name, exercise in exercises.items() for function in exercise.reference}
    for cell in text.of_kind(Kind.GRADE):
        if cell.name not in exercises:
            hint = f"exercises of {text.name} are {', '.join(exercises)}; see grader/exercises"
            yield text.error(cell, f"there is no exercise {cell.name!r} in {text.name}", hint=hint)
            continue
        seen.append(cell.name)
        for function in exercises[cell.name].depends_on:
            needed = written_by.get(function, cell.name)
            if needed not in seen:
                hint = f"move {needed!r} above it"
                yield text.error(cell, f"{cell.name!r} depends on {needed!r}, which comes later", hint=hint)
    missing = [name for name in exercises if name not in seen]
    if missing:
        hint = "add a solution cell and a grade cell for each"
        yield AuthoringError(f"{text.path}: the text lacks the exercises {', '.join(missing)}", hint=hint)
    if seen and not _imports_check(text):
        hint = f'write "from rnn_utils.checks import {CHECK}" in the cell locked="imports"'
        yield AuthoringError(f"{text.path}: no locked cell imports {CHECK!r}; grade cells call it", hint=hint)


def _imports_check(text: AssignmentText) -> bool:
    wanted = re.compile(rf"^from \S+ import .*\b{CHECK}\b", re.MULTILINE)
    return any(wanted.search(cell.source) for cell in text.of_kind(Kind.LOCKED))


def _imported(text: AssignmentText) -> Iterator[str]:
    """Yield the names that the locked cells import."""
    for cell in text.of_kind(Kind.LOCKED):
        for node in ast.walk(ast.parse(TransformerManager().transform_cell(cell.source))):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)


def grade_source(exercise: HiddenExercise) -> str:
    """Return the source of an exercise's grade cell: the public check, and a region that refuses to run."""
    hidden = ("### BEGIN HIDDEN TESTS", f'raise RuntimeError("{REFUSAL}")', "### END HIDDEN TESTS")
    return "\n".join([public_check(exercise), *hidden])


def public_check(exercise: HiddenExercise) -> str:
    """Return the line of a grade cell that students see."""
    return f"assert {CHECK}({next(iter(exercise.public.functions), exercise.id)})"


def _notebook_cell(text: AssignmentText, cell: TextCell, exercises: Exercises) -> NotebookNode:
    if cell.kind is Kind.MARKDOWN:
        return NotebookNode(new_markdown_cell(cell.source))
    if cell.kind in (Kind.CODE, Kind.DEMO):
        return NotebookNode(new_code_cell(cell.source))
    source, points = cell.source, None
    if cell.kind is Kind.GRADE:
        source, points = grade_source(exercises[cell.name]), exercises[cell.name].public.points
    elif cell.kind is Kind.SOLUTION:
        source = solution_source(text, cell, exercises)
    metadata = {"nbgrader": _nbgrader_metadata(cell, points)}
    return NotebookNode(new_code_cell(source, metadata=nbformat.from_dict(metadata)))


def solution_source(text: AssignmentText, cell: TextCell, exercises: Exercises) -> str:
    """Return the source of a solution cell, with the bodies of the references between nbgrader's marks.

    Parameters
    ----------
    text, cell
        A solution cell of the text.
    exercises
        Every exercise of the assignment by id; that of the cell is among them.

    Raises
    ------
    AuthoringError
        If the cell and the references do not fit together; the message names the cell.
    """
    known = set(_imported(text)).union(*(exercise.reference for exercise in exercises.values()))
    try:
        return with_bodies(cell.source, exercises[cell.name].reference, known)
    except AuthoringError as error:
        raise text.error(cell, error.args[0], hint=error.hint) from error


def _nbgrader_metadata(cell: TextCell, points: float | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "grade": cell.kind is Kind.GRADE,
        "grade_id": cell.grade_id,
        "locked": cell.kind is not Kind.SOLUTION,
        "schema_version": SCHEMA,
        "solution": cell.kind is Kind.SOLUTION,
        "task": False,
    }
    if points is not None:
        metadata["points"] = int(points) if float(points).is_integer() else points
    return metadata


def _give_ids(text: AssignmentText, cells: Sequence[NotebookNode]) -> None:
    """Name cells after their grade id, or after their content and how often it came before."""
    occurrences: Counter[str] = Counter()
    for known, cell in zip(text.cells, cells, strict=True):
        digest = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:12]
        occurrences[digest] += 1
        suffix = f"-{occurrences[digest]}" if occurrences[digest] > 1 else ""
        cell.id = known.grade_id or digest + suffix
