"""Read a gradebook without leaving a trace in it: nothing is made, nothing is written, nobody is kept waiting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url

from grader.engine.database import PATIENCE_S, SQLITE_TIMEOUT_S, Database
from grader.engine.rows import SUBMITTED

T = TypeVar("T")


class ReadDatabase(Database):
    """The gradebook's database, for readers."""

    undone = "was not read"

    def _open(self, db_url: str) -> Engine:
        url = make_url(db_url)
        if url.get_backend_name() != "sqlite":
            return super()._open(db_url)

        def connect() -> sqlite3.Connection:
            """Open a file that is there; SQLAlchemy's own way would make one."""
            address = f"file:{quote(str(Path(url.database or '').absolute()))}?mode=rw"
            connection = sqlite3.connect(
                address, uri=True, timeout=SQLITE_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA query_only = ON")
            return connection

        engine = create_engine("sqlite://", creator=connect)
        event.listen(engine, "begin", _begin_as_reader)
        return engine


def _begin_as_reader(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def read_gradebook(
    db_url: str,
    work: Callable[[Connection], T],
    *,
    otherwise: T,
    patience_s: float = PATIENCE_S,
    notice: Callable[[str], None] = lambda _: None,
) -> T:
    """Read from a gradebook in one transaction.

    Parameters
    ----------
    db_url
        Where it is, in SQLAlchemy's form.
    work
        What to read; it may be called several times, and only the last time counts.
    otherwise
        What to return where there is no gradebook yet.
    patience_s, notice
        As for :class:`grader.engine.database.Database`.

    Raises
    ------
    GradebookError
        If the database refuses, or stays locked or away for too long.
    """
    if not exists(db_url):
        return otherwise
    database = ReadDatabase(db_url, patience_s, notice)

    def read(connection: Connection) -> T:
        """Read, if there is something."""
        return work(connection) if inspect(connection).has_table(SUBMITTED.name) else otherwise

    try:
        return database.transaction(read, "the gradebook")
    finally:
        database.close()


def exists(db_url: str) -> bool:
    """Say whether there may be a gradebook: a file where it is one; of a server's, nothing is known before asking."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        return True
    return bool(url.database) and Path(str(url.database)).is_file() and Path(str(url.database)).stat().st_size > 0
