"""Write files whole or not at all, so that a killed run leaves no litter and a full disk gives a clear error."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from grader.errors import RunError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def replace_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file by a new one in one step.

    Parameters
    ----------
    path
        The file; folders above it are made.
    content
        Its new content.
    mode
        Permissions of the file.

    Raises
    ------
    RunError
        If it cannot be written; then the old file is as it was.
    """
    # One name, not a random one: what a killed run has left behind is overwritten. A run holds the course's lock.
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        partial.chmod(mode)
        partial.replace(path)
    except OSError as error:
        _give_up(partial)
        raise RunError(f"cannot write {path}: {error.strerror}", hint=_hint(error, path)) from error


def _give_up(partial: Path) -> None:
    """Free what was taken of a full disk."""
    try:
        partial.unlink(missing_ok=True)
    except OSError:  # the first error tells more
        return


def _hint(error: OSError, path: Path) -> str:
    if error.errno in FULL:
        return "free some space and run the same command again: what was graded until now is kept"
    return f"make {path.parent} writable and run the same command again: what was graded until now is kept"
