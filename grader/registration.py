"""Register an assignment in nbgrader's gradebook as its generate_assignment would, the release left alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.definition import AssignmentDefinition
from grader.errors import GradebookError

CellKey = tuple[str, str]  # kind and name
Cells = dict[CellKey, dict[str, Any]]


@contextmanager
def open_gradebook(db_url: str, course_id: str) -> Iterator[Any]:
    """Open nbgrader's gradebook, creating the database if there is none, and close it afterwards.

    Parameters
    ----------
    db_url
        Where it is, in SQLAlchemy's form.
    course_id
        The course's id in it.

    Yields
    ------
    nbgrader.api.Gradebook
        The open gradebook.

    Raises
    ------
    GradebookError
        If the database cannot be opened or created.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    find_alembic()
    try:
        gradebook = Gradebook(db_url, course_id)
    except (SQLAlchemyError, OSError) as error:
        hint = "check CourseDirectory.db_url in nbgrader_config.py, and that its folder can be written"
        raise GradebookError(f"cannot open the gradebook {shown_url(db_url)}: {error}", hint=hint) from error
    with gradebook:
        yield gradebook


def complete_version(gradebook: Any) -> None:
    """Write the version of the tables where nbgrader was killed between making the tables and writing it.

    Parameters
    ----------
    gradebook
        An open gradebook. One that holds something was made by an nbgrader that knew no versions, and stays as it is.
    """
    from nbgrader.api import Assignment, Student, get_alembic_version
    from sqlalchemy import inspect, text

    with gradebook.engine.begin() as connection:
        there = "alembic_version" in inspect(connection).get_table_names()
        if there and connection.execute(text("SELECT 1 FROM alembic_version")).first():
            return
        if any(connection.execute(kind.__table__.select().limit(1)).first() for kind in (Assignment, Student)):
            return
        if not there:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        version = {"version": get_alembic_version()}
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)


def find_alembic() -> None:
    """Put this Python's folder first on PATH, where nbgrader looks for ``alembic`` to create a database."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[0] != folder:
        os.environ["PATH"] = os.pathsep.join([folder, path])


def create_tables(db_url: str) -> None:
    """Create the tables of a gradebook that is thrown away, without the version that ``alembic`` notes in it.

    Parameters
    ----------
    db_url
        Where it is, in SQLAlchemy's form.
    """
    from nbgrader.api import Base
    from sqlalchemy import create_engine

    engine = create_engine(db_url)
    Base.metadata.create_all(bind=engine)
    engine.dispose()


def shown_url(db_url: str) -> str:
    """Return the gradebook's address without a password."""
    from sqlalchemy.engine import make_url

    return make_url(db_url).render_as_string(hide_password=True)


def register_definition(db_url: str, course_id: str, definition: AssignmentDefinition) -> None:
    """Write an assignment, its notebook and its cells to a gradebook; see :func:`grader.course.register`.

    Parameters
    ----------
    db_url, course_id
        The gradebook and the course in it.
    definition
        The assignment.

    Raises
    ------
    GradebookError
        If cells came or went while there are submissions, or the gradebook cannot be written.
    """
    with open_gradebook(db_url, course_id) as gradebook:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            complete_version(gradebook)
            gradebook.update_or_create_assignment(definition.name)
            if _prepare_notebook(gradebook, definition):
                _write_cells(gradebook, definition)
        except (SQLAlchemyError, ValueError) as error:
            hint = "if another program writes to the gradebook, wait for it and try again"
            raise GradebookError(f"cannot register {definition.name}: {error}", hint=hint) from error


def refuse_other_cells(db_url: str, course_id: str, definition: AssignmentDefinition) -> None:
    """Check that an assignment fits the submissions that a gradebook holds; change nothing.

    Parameters
    ----------
    db_url, course_id
        The gradebook and the course in it.
    definition
        The assignment.

    Raises
    ------
    GradebookError
        If cells came or went while there are submissions, or the gradebook cannot be read.
    """
    with open_gradebook(db_url, course_id) as gradebook:
        notebook = _stored_notebook(gradebook, definition)
        if notebook is not None and notebook.submissions:
            _refuse_other_cells(definition, _stored_cells(notebook), _wanted_cells(definition), notebook)


def _stored_notebook(gradebook: Any, definition: AssignmentDefinition) -> Any | None:
    from nbgrader.api import MissingEntry

    try:
        return gradebook.find_notebook(definition.notebook, definition.name)
    except MissingEntry:
        return None


def _prepare_notebook(gradebook: Any, definition: AssignmentDefinition) -> bool:
    """Make room for the cells and say whether there is anything to write."""
    name = definition.name
    notebook = _stored_notebook(gradebook, definition)
    if notebook is not None:
        stored, wanted = _stored_cells(notebook), _wanted_cells(definition)
        if stored == wanted and notebook.kernelspec == _kernelspec(definition):
            return False
        if notebook.submissions:
            _refuse_other_cells(definition, stored, wanted, notebook)
            return True
        gradebook.remove_notebook(definition.notebook, name)
    gradebook.add_notebook(definition.notebook, name, kernelspec=_kernelspec(definition))
    return True


def _refuse_other_cells(definition: AssignmentDefinition, stored: Cells, wanted: Cells, notebook: Any) -> None:
    if stored.keys() == wanted.keys():
        return
    came = ", ".join(sorted({name for _, name in wanted.keys() - stored.keys()})) or "none"
    went = ", ".join(sorted({name for _, name in stored.keys() - wanted.keys()})) or "none"
    hint = (
        f"put the cells back as they were and build again; or give the changed assignment a new name; or, to "
        f"drop all its grades, run 'nbgrader db assignment remove {definition.name} --force' and grade again"
    )
    raise GradebookError(
        f"the cells of {definition.name} changed (new: {came}; gone: {went}) while the gradebook holds "
        f"{len(notebook.submissions)} submission(s) of it",
        hint=hint,
    )


def _kernelspec(definition: AssignmentDefinition) -> str:
    return json.dumps(dict(definition.kernelspec))


def _wanted_cells(definition: AssignmentDefinition) -> Cells:
    cells: Cells = {}
    tasks = set(definition.task_cells)
    for grade_cell in definition.grade_cells:
        kind = "task" if grade_cell.name in tasks else "grade"
        cells[kind, grade_cell.name] = {"max_score": grade_cell.max_score, "cell_type": grade_cell.cell_type}
    for name in definition.solution_cells:
        cells["solution", name] = {}
    for source_cell in definition.source_cells:
        cells["source", source_cell.name] = {k: v for k, v in asdict(source_cell).items() if k != "name"}
    return cells


def _stored_cells(notebook: Any) -> Cells:
    cells: Cells = {}
    for kind, graded in (("grade", notebook.grade_cells), ("task", notebook.task_cells)):
        for cell in graded:
            cells[kind, cell.name] = {"max_score": cell.max_score, "cell_type": cell.cell_type}
    cells |= {("solution", cell.name): {} for cell in notebook.solution_cells}
    for cell in notebook.source_cells:
        parts = ("cell_type", "locked", "source", "checksum")
        cells["source", cell.name] = {part: getattr(cell, part) for part in parts}
    return cells


def _write_cells(gradebook: Any, definition: AssignmentDefinition) -> None:
    for (kind, name), values in _wanted_cells(definition).items():
        write = getattr(gradebook, f"update_or_create_{kind}_cell")
        write(name, definition.notebook, definition.name, **values)
