"""What one check could leave for the next: files, and channels to the process that it came from."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from pathlib import Path

from . import places
from .mappings import Mapping, shared_mappings, writable_sharing
from .places import Places

Inode = tuple[int, int]

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
        self.folders: dict[str, os.stat_result] = {root: os.stat(root) for root in places.roots}
        self.files: dict[Inode, tuple[int, bytes]] = {}
        for path, status in places.entries(unlock=True):
            if stat.S_ISDIR(status.st_mode):
                self.folders[path] = status
            else:
                digest = _digest(path, status)  # which may have to change the mode
                self.files[_inode(status)] = os.lstat(path).st_ctime_ns, digest

    def restore(self) -> bool:
        """Take away what has been made or changed since, and say whether that was possible.

        Of a file that was there and has been changed nothing is left, not even what the notebook may still hold
        open: its old content is not kept, and a check that changes files of the notebook is no honest one.

        Returns
        -------
        bool
            False if something that was there is gone: the notebook could hold it open, with whatever it holds.
        """
        found = sorted(self.places.entries(unlock=True))
        left = set(self.files)
        for path, status in found:  # before the folders, which may be new while a file in them is not
            if not stat.S_ISDIR(status.st_mode):
                left.discard(_inode(status))
                self._settle(path, status)
        missing = self._settle_folders([(path, status) for path, status in found if stat.S_ISDIR(status.st_mode)])
        return not left and not missing

    def _settle(self, path: str, status: os.stat_result) -> None:
        before = self.files.get(_inode(status))
        if before is None:
            Path(path).unlink()
        elif before != (status.st_ctime_ns, _digest(path, status)):
            _wipe(path, status)

    def _settle_folders(self, found: list[tuple[str, os.stat_result]]) -> set[str]:
        """Remove new folders and put the others back as they were; return those that are missing."""
        missing = set(self.folders) - set(self.places.roots)
        for path, status in found:
            if path in missing and _inode(status) == _inode(self.folders[path]):
                missing.discard(path)
            else:
                places.remove(path)
        for path in sorted(set(self.folders) - missing, reverse=True):
            _reset(path, self.folders[path])
        return missing


def _inode(status: os.stat_result) -> Inode:
    return status.st_dev, status.st_ino


def _digest(path: str, status: os.stat_result) -> bytes:
    """Return a hash of a file: what is written by a mapping does not always show in its times."""
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return b""
    try:
        with open(path, "rb", buffering=0) as file:
            return hashlib.file_digest(file, "blake2b").digest()
    except PermissionError:  # its owner may read it, who set the mode
        os.chmod(path, 0o600)
        return _digest(path, status)


def _wipe(path: str, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        os.chmod(path, 0o600)
        os.truncate(path, 0)
        os.utime(path, (0, 0))
    Path(path).unlink(missing_ok=True)


def _reset(path: str, before: os.stat_result) -> None:
    """Put back the times and the mode of a folder: both can be set, and say something by it."""
    now = os.stat(path)
    if now.st_ctime_ns != before.st_ctime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.chmod(path, stat.S_IMODE(before.st_mode))


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
    return _inode(status) if reads_only and stat.S_ISREG(status.st_mode) else None
