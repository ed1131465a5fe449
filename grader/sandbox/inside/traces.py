"""What one check could leave for the next: files, and channels to the process that it came from."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

from . import places
from .mappings import Mapping, shared_mappings, writable_sharing
from .places import Places

OPEN_MODE = 0o3
OPEN_FILES = 256  # how many a process of a job may have


class Files:
    """The files of a job as they are before a check.

    Parameters
    ----------
    places : Places
        Where the job may write.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.before = {path: status.st_ctime_ns for path, status in places.entries(unlock=True)}

    def restore(self) -> None:
        """Remove what has been made or changed since: no process can set the time of an inode's last change.

        A file that was there and has been changed is removed as well: its old content is not kept, and a
        check that changes files of the notebook is no honest one.
        """
        for path, status in sorted(self.places.entries(unlock=True)):
            before = self.before.get(path)
            if stat.S_ISDIR(status.st_mode):
                if before is None:
                    places.remove(path)
            elif before != status.st_ctime_ns:
                Path(path).unlink(missing_ok=True)


def holds_no_other_channel(pid: int, known: frozenset[Mapping]) -> bool:
    """Say whether a process of a check has no way to keep something but its one channel.

    Parameters
    ----------
    pid : int
        The process, which the student's process has just forked.
    known : frozenset
        Shared mappings that every process of the worker has: files that nobody can write to.

    Returns
    -------
    bool
        False if it shares memory that it could write to, or holds a pipe, a second socket, or a file open for
        writing.
    """
    try:
        if not shared_mappings(pid) <= known and writable_sharing(pid):
            return False
        sockets = 0
        for name in os.listdir(f"/proc/{pid}/fd"):
            target = os.readlink(f"/proc/{pid}/fd/{name}")
            if target.startswith("socket:"):
                sockets += 1
            elif target != os.devnull and (not target.startswith("/") or _writable(pid, name)):
                return False
    except OSError:
        return False
    return sockets == 1


def is_out_of_reach(pid: int) -> bool:
    """Say whether this process's equals, which have the same user and no capabilities, are kept from its memory."""
    try:
        os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))
    except PermissionError:
        return True
    return False


def _writable(pid: int, name: str) -> bool:
    with open(f"/proc/{pid}/fdinfo/{name}", "rb") as file:
        flags = next(int(line.split()[1], 8) for line in file if line.startswith(b"flags:"))
    return flags & OPEN_MODE != os.O_RDONLY


def close_inherited(kept: int) -> None:
    """Close every descriptor but the standard ones, files open for reading, and one that is kept."""
    for descriptor in range(3, OPEN_FILES):
        try:
            if descriptor != kept and not _is_quiet(descriptor):
                os.close(descriptor)
        except OSError:  # not open
            continue


def _is_quiet(descriptor: int) -> bool:
    reads_only = fcntl.fcntl(descriptor, fcntl.F_GETFL) & OPEN_MODE == os.O_RDONLY
    return reads_only and stat.S_ISREG(os.fstat(descriptor).st_mode)
