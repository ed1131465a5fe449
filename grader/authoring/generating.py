"""Make the student notebook with nbgrader's generate_assignment, and read off what a gradebook would hold."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.authoring.functions import reference_body
from grader.authoring.source import REFUSAL, Exercises, to_bytes
from grader.course import COURSE_ID
from grader.definition import GradeCell, SourceCell
from grader.errors import AuthoringError
from grader.registration import create_tables, open_gradebook
from grader.settings import configure_release

FORBIDDEN = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", REFUSAL)


@dataclass(frozen=True)
class Generated:
    """What generate_assignment made of a source notebook.

    Parameters
    ----------
    content
        The student notebook, byte by byte.
    source_cells, grade_cells
        What nbgrader saved of the cells, in the order of the notebook.
    solution_cells, task_cells
        Names of the cells to write in, and of manually graded tasks.
    """

    content: bytes
    source_cells: tuple[SourceCell, ...]
    grade_cells: tuple[GradeCell, ...]
    solution_cells: tuple[str, ...]
    task_cells: tuple[str, ...]

    @property
    def notebook(self) -> NotebookNode:
        """Return the student notebook."""
        return NotebookNode(nbformat.reads(self.content.decode(), nbformat.NO_CONVERT))


def generate(source: NotebookNode, name: str) -> Generated:
    """Run nbgrader's generate_assignment with folders and a gradebook of its own.

    Parameters
    ----------
    source
        The source notebook.
    name
        Name of the assignment.

    Returns
    -------
    Generated
        The student notebook and the cells as a gradebook stores them.

    Raises
    ------
    AuthoringError
        If nbgrader refuses the notebook, with what it said.
    """
    with TemporaryDirectory(prefix="grader-release-") as folder:
        root = Path(folder).resolve()
        db_url = f"sqlite:///{root / 'gradebook.db'}"
        path = root / "source" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(to_bytes(source))
        create_tables(db_url)
        _run_nbgrader(root, name, db_url)
        content = (root / "release" / name / f"{name}.ipynb").read_bytes()
        with open_gradebook(db_url, COURSE_ID) as gradebook:
            return _generated(content, gradebook.find_notebook(name, name))


def _run_nbgrader(root: Path, name: str, db_url: str) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    configure_release(config)
    config.CourseDirectory.update(root=str(root), db_url=db_url, course_id=COURSE_ID, assignment_id=name)
    said = io.StringIO()
    log = logging.Logger(f"{__name__}.nbgrader", logging.WARNING)
    log.addHandler(logging.StreamHandler(said))
    try:
        GenerateAssignment(coursedir=CourseDirectory(config=config, log=log), config=config, log=log).start()
    except NbGraderException as error:
        hint = "the source notebook breaks a rule of nbgrader's; its last lines say which"
        message = f"nbgrader cannot generate {name}: {said.getvalue().strip()}"
        raise AuthoringError(message, hint=hint) from error


def _generated(content: bytes, stored: Any) -> Generated:
    cells = nbformat.reads(content.decode(), nbformat.NO_CONVERT).cells
    order = [cell.metadata.nbgrader.grade_id for cell in cells if "nbgrader" in cell.metadata]

    def in_order(rows: Sequence[Any]) -> list[Any]:
        return sorted(rows, key=lambda row: order.index(row.name))

    graded = in_order([*stored.grade_cells, *stored.task_cells])
    return Generated(
        content,
        tuple(_source_cell(cell) for cell in in_order(stored.source_cells)),
        tuple(GradeCell(cell.name, float(cell.max_score), cell.cell_type) for cell in graded),
        tuple(cell.name for cell in in_order(stored.solution_cells)),
        tuple(cell.name for cell in in_order(stored.task_cells)),
    )


def _source_cell(row: Any) -> SourceCell:
    return SourceCell(row.name, row.cell_type, row.locked, row.source, row.checksum)


def check_release(generated: Generated, exercises: Exercises) -> None:
    """Check that nothing reached the student notebook that students must not see.

    Parameters
    ----------
    generated
        What generate_assignment made.
    exercises
        The exercises whose solutions must not be in it.

    Raises
    ------
    AuthoringError
        If a cell holds a solution, a hidden test or an output; the message names the cell.
    """
    bodies = {
        f"the solution of {name}": "\n".join(reference_body(function))
        for exercise in exercises.values()
        for name, function in exercise.reference.items()
    }
    secrets: Mapping[str, str] = {**bodies, **{repr(mark): mark for mark in FORBIDDEN}}
    for number, cell in enumerate(generated.notebook.cells, 1):
        plain = "\n".join(line.strip() for line in cell.source.splitlines())
        for what, secret in secrets.items():
            if "\n".join(line.strip() for line in secret.splitlines()) in plain:
                raise AuthoringError(f"cell {number} ({cell.id}) of the student notebook holds {what}")
        if cell.get("outputs"):
            raise AuthoringError(f"cell {number} ({cell.id}) of the student notebook holds outputs")
