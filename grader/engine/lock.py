"""One grading run at a time for a course; a second one learns who is at work."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from grader.errors import RunError

POLL_S = 0.5


@contextmanager
def course_lock(path: Path, *, wait: bool = False, notice: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold the lock of a course; the kernel drops it with the process, however that ends.

    Parameters
    ----------
    path
        The lock's file. It stays and names the last holder.
    wait
        Whether to wait until another run has finished.
    notice
        Is told once that there is another run.

    Yields
    ------
    None
        While the lock is held.

    Raises
    ------
    RunError
        If another run holds it and ``wait`` is false, or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        hint = f"make {path.parent} writable for the account that grades"
        raise RunError(f"cannot lock the course: {error}", hint=hint) from error
    with file:
        _take(file, path, wait, notice)
        _sign(file)
        yield


def _take(file: IO[str], path: Path, wait: bool, notice: Callable[[str], None]) -> None:
    told = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            other = holder(path)
        if not wait:
            hint = "let it finish, or stop it with Ctrl-C; 'grader grade --wait' starts when it has finished"
            raise RunError(f"another run is grading this course: {other}", hint=hint)
        if not told:
            notice(f"waiting for another run: {other}")
            told = True
        time.sleep(POLL_S)


def _sign(file: IO[str]) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    program = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    file.seek(0)
    file.truncate()
    json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": since, "command": program}, file)
    file.flush()


def holder(path: Path) -> str:
    """Return in words who signed a lock's file last."""
    try:
        signed = json.loads(path.read_text(encoding="utf-8"))
        return f"process {signed['pid']} on {signed['host']} since {signed['since']} ({signed['command']})"
    except (OSError, ValueError, KeyError, TypeError):  # it has just taken the lock and not signed yet
        return "it has just started"
