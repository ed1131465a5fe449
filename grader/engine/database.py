"""Transactions on the gradebook that wait while it is locked or away, and say who is to blame when they give up."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.errors import GradebookError

T = TypeVar("T")

PATIENCE_S = 120.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
SQLITE_TIMEOUT_S = 1.0  # of one attempt; the kernel is asked many times in it
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# PostgreSQL: shutting down, crashed, starting, too many clients, deadlock, serialisation, lock not to be had
PASSING = {"57P01", "57P02", "57P03", "53300", "40P01", "40001", "55P03"}
HOPELESS = ("authentication failed", "does not exist", "no pg_hba.conf entry")


class Database:
    """The gradebook's database, for one writer.

    Parameters
    ----------
    db_url
        Where it is, in SQLAlchemy's form.
    patience_s
        How long to wait for it before giving up, seconds.
    notice
        Is told when a wait begins.
    """

    undone = "was not written"  # what is said of that which failed

    def __init__(
        self, db_url: str, patience_s: float = PATIENCE_S, notice: Callable[[str], None] = lambda _: None
    ) -> None:
        self._url = make_url(db_url)
        self._patience, self._notice = patience_s, notice
        self._engine: Engine = self._open(db_url)

    def _open(self, db_url: str) -> Engine:
        return _engine(db_url)

    def transaction(self, work: Callable[[Connection], T], what: str) -> T:
        """Do something in one transaction, again from its beginning where the database was locked or away.

        Parameters
        ----------
        work
            What to do; it may be called several times, and only the last time counts.
        what
            What is being done, for the error's text.

        Raises
        ------
        GradebookError
            If the database refuses, or stays locked or away for too long; then nothing was written.
        """

        def attempt() -> T:
            """Try once."""
            with self._engine.begin() as connection:
                return work(connection)

        return self.patiently(attempt, what)

    def patiently(self, work: Callable[[], T], what: str) -> T:
        """Do something that opens the database by itself, with the same patience.

        Parameters
        ----------
        work, what
            As for :meth:`transaction`.

        Raises
        ------
        GradebookError
            As for :meth:`transaction`.
        """
        until = time.monotonic() + self._patience
        pause = FIRST_PAUSE_S
        while True:
            try:
                return work()
            except (SQLAlchemyError, GradebookError) as error:
                cause = error.__cause__ if isinstance(error, GradebookError) else error
                if not passing(cause):
                    raise self._refused(error, what) from error
                if time.monotonic() > until:
                    raise self._gave_up(error, what) from error
                if pause == FIRST_PAUSE_S:
                    self._notice(f"waiting for the gradebook: {self._trouble(error)}")
                self._engine.dispose()
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _shown(self) -> str:
        return self._url.render_as_string(hide_password=True)

    def _trouble(self, error: Exception) -> str:
        if self._url.get_backend_name() != "sqlite" or not self._url.database:
            return _first_line(error)
        who = ", ".join(lock_holders(Path(self._url.database)))
        return f"{self._url.database} is locked by {who or 'another program'}"

    def _gave_up(self, error: Exception, what: str) -> GradebookError:
        hint = "close what holds the gradebook, or start its server; then run the same command again"
        message = f"{what} {self.undone}: after {self._patience:g} s of waiting, {self._trouble(error)}"
        return GradebookError(message, hint=hint)

    def _refused(self, error: Exception, what: str) -> GradebookError:
        if isinstance(error, GradebookError):
            return error
        hint = f"see to the gradebook {self._shown()}, then run the same command again"
        if any(word in str(error).lower() for word in ("disk is full", "no space left", "disk full")):
            hint = "free some space and run the same command again: what was graded until now is kept"
        return GradebookError(f"{what} {self.undone}: {_first_line(error)}", hint=hint)


def _engine(db_url: str) -> Engine:
    sqlite = make_url(db_url).get_backend_name() == "sqlite"
    try:
        engine = create_engine(db_url, connect_args={"timeout": SQLITE_TIMEOUT_S} if sqlite else {})
    except ImportError as error:
        hint = "install the database's driver; for postgresql:// that is python -m pip install 'psycopg[binary]'"
        raise GradebookError(f"this gradebook needs a driver: {error}", hint=hint) from error
    if sqlite:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_as_writer)
    return engine


def _leave_transactions_to_us(connection: Any, record: object) -> None:
    connection.isolation_level = None


def _begin_as_writer(connection: Connection) -> None:
    # A transaction that begins as a reader can fail at its first write without any waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def passing(error: BaseException | None) -> bool:
    """Say whether an error of a database may be gone when the same is tried again a little later."""
    if not isinstance(error, DBAPIError):
        return False
    origin = error.orig
    if isinstance(origin, sqlite3.OperationalError):
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in BUSY
    code = getattr(origin, "sqlstate", None) or getattr(origin, "pgcode", None)  # psycopg, psycopg2
    if code is not None:
        return code in PASSING
    if any(text in str(origin) for text in HOPELESS):
        return False
    return error.connection_invalidated or type(origin).__name__ in ("OperationalError", "InterfaceError")


def _first_line(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    return (str(origin).strip() or type(origin).__name__).splitlines()[0]


def lock_holders(path: Path) -> list[str]:
    """Name the processes that hold a lock on a file, as the kernel lists them."""
    try:
        inode = path.stat().st_ino
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:  # no such file, or no Linux
        return []
    found = []
    for line in lines:
        fields = line.split()
        if "->" not in fields and len(fields) > 5 and fields[5].rpartition(":")[2] == str(inode):
            pid = int(fields[4])
            if pid not in (0, -1, os.getpid()):
                found.append(f"process {pid} ({_command_of(pid)})")
    return sorted(set(found))


def _command_of(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "gone"
    return b" ".join(words).decode("utf-8", "replace").strip()[:120]
