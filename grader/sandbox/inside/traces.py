"""What one check could leave for the next besides files: channels to the process that it came from."""

from __future__ import annotations

import fcntl
import os
import stat

from .files import Inode, inode_of
from .mappings import Mapping, shared_mappings, writable_sharing
from .places import Places

OPEN_MODE = 0o3
OPEN_FILES = 256  # how many a process of a job may have


def holds_no_other_channel(pid: int, known: frozenset[Mapping], places: Places) -> bool:
    """Say whether a process of a check has no way to keep something but its one channel.

    Parameters
    ----------
    pid : int
        The process, which the student's process has just forked.
    known : frozenset
        Shared mappings that every process of the worker has: files that nobody can write to.
    places : Places
        Where it may write: a file there that is open for reading could be opened once more, for writing.

    Returns
    -------
    bool
        False if it shares memory that it could write to, or holds a pipe, a second socket, a file open for writing
        or one that it may write to.
    """
    try:
        if not shared_mappings(pid) <= known and writable_sharing(pid):
            return False
        sockets = 0
        for name in os.listdir(f"/proc/{pid}/fd"):
            target = os.readlink(f"/proc/{pid}/fd/{name}")
            if target.startswith("socket:"):
                sockets += 1
            elif target != os.devnull and not _only_to_read(pid, name, target, places):
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


def _only_to_read(pid: int, name: str, target: str, places: Places) -> bool:
    if not target.startswith("/") or any(target.startswith(f"{root}/") for root in places.roots):
        return False
    with open(f"/proc/{pid}/fdinfo/{name}", "rb") as file:
        flags = next(int(line.split()[1], 8) for line in file if line.startswith(b"flags:"))
    return flags & OPEN_MODE == os.O_RDONLY


def open_files() -> dict[int, Inode]:
    """Return the files that this process has open for reading, by descriptor."""
    # Not a listing of /proc, which a job without namespaces of its own may not read.
    found = {descriptor: _open_to_read(descriptor) for descriptor in range(3, OPEN_FILES)}
    return {descriptor: inode for descriptor, inode in found.items() if inode is not None}


def close_inherited(kept: int, library: dict[int, Inode]) -> None:
    """Close every descriptor but the standard ones, those of files that the library opened, and one that is kept."""
    quiet = {descriptor for descriptor, inode in library.items() if _open_to_read(descriptor) == inode}
    start = 3
    for descriptor in sorted({kept, *quiet}):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, OPEN_FILES)


def _open_to_read(descriptor: int) -> Inode | None:
    """Return the file behind a descriptor; None if it is none, is not open, or may be written to."""
    try:
        reads_only = fcntl.fcntl(descriptor, fcntl.F_GETFL) & OPEN_MODE == os.O_RDONLY
        status = os.fstat(descriptor)
    except OSError:  # not open
        return None
    return inode_of(status) if reads_only and stat.S_ISREG(status.st_mode) else None
