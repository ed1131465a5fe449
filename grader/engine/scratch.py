"""A gradebook that is thrown away, with all that the real one holds about one assignment."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Base, GradeCell, SolutionCell, SourceCell, TaskCell
from nbgrader.api import Course as CourseRow
from sqlalchemy import Connection, Row, Table, create_engine, func, insert, select, text

from grader.engine.contract import ClassWork
from grader.engine.reading import read_gradebook
from grader.engine.records import METADATA, RECORDS, stored_columns
from grader.engine.rows import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    GRADE,
    NOTEBOOK,
    STUDENT,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
)

Rows = list[tuple[Table, list[Row[Any]]]]


@contextmanager
def scratch_gradebook(work: ClassWork, patience_s: float, notice: Callable[[str], None]) -> Iterator[ClassWork]:
    """Copy what the gradebook holds about an assignment, and drop the copy afterwards.

    Parameters
    ----------
    work
        The assignment, and its real gradebook, which is only read.
    patience_s, notice
        As for :class:`grader.engine.database.Database`.

    Yields
    ------
    ClassWork
        The same work on the copy. Where there was no gradebook, the copy is an empty one.

    Raises
    ------
    GradebookError
        If the gradebook cannot be read.
    """

    def read(connection: Connection) -> Rows:
        """Read what is copied."""
        return rows_of(connection, work.name)

    nothing: Rows = []
    held = read_gradebook(work.db_url, read, otherwise=nothing, patience_s=patience_s, notice=notice)
    with tempfile.TemporaryDirectory(prefix="rnn-course-dry-run-") as folder:
        url = f"sqlite:///{Path(folder, 'gradebook.db')}"
        _make(url, held)
        yield work.with_gradebook(url)


def _make(url: str, held: Rows) -> None:
    engine = create_engine(url)
    try:
        Base.metadata.create_all(engine)
        METADATA.create_all(engine)
        with engine.begin() as connection:
            # nbgrader looks for this table before it takes a database for its own.
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES ('scratch')"))
            for table, rows in held:
                if rows:
                    connection.execute(insert(table), [dict(row._mapping) for row in rows])
    finally:
        engine.dispose()


def rows_of(connection: Connection, name: str) -> Rows:
    """Return all rows of a gradebook that have to do with an assignment, tables in the order of their references.

    Parameters
    ----------
    connection
        To the gradebook's database.
    name
        The assignment.
    """
    assignment = select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == name)
    notebook = select(NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id.in_(assignment))
    cell = select(BASE_CELL.c.id).where(BASE_CELL.c.notebook_id.in_(notebook))
    submitted = select(SUBMITTED.c.id).where(SUBMITTED.c.assignment_id.in_(assignment))
    submitted_notebook = select(SUBMITTED_NOTEBOOK.c.id).where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(submitted))
    wanted: dict[Table, Any] = {
        CourseRow.__table__: None,
        STUDENT: None,
        ASSIGNMENT: ASSIGNMENT.c.id.in_(assignment),
        NOTEBOOK: NOTEBOOK.c.id.in_(notebook),
        SUBMITTED: SUBMITTED.c.id.in_(submitted),
        BASE_CELL: BASE_CELL.c.id.in_(cell),
        SUBMITTED_NOTEBOOK: SUBMITTED_NOTEBOOK.c.id.in_(submitted_notebook),
        GRADE: GRADE.c.notebook_id.in_(submitted_notebook),
        COMMENT: COMMENT.c.notebook_id.in_(submitted_notebook),
    }
    wanted[SourceCell.__table__] = SourceCell.__table__.c.notebook_id.in_(notebook)
    for kind in (GradeCell, SolutionCell, TaskCell):
        wanted[kind.__table__] = kind.__table__.c.id.in_(cell)
    tables = {table: wanted[table] for table in Base.metadata.sorted_tables}
    found = [
        (table, list(connection.execute(select(table) if which is None else select(table).where(which))))
        for table, which in tables.items()
    ]
    return [*found, (RECORDS, _records(connection, name))]


def _records(connection: Connection, name: str) -> list[Row[Any]]:
    """Return the records of an assignment that are in force."""
    columns = stored_columns(connection)
    if not columns:
        return []
    newest = select(func.max(RECORDS.c.id)).where(RECORDS.c.assignment == name).group_by(RECORDS.c.student)
    return list(connection.execute(select(*columns).where(RECORDS.c.id.in_(newest))))
