"""The files of a job around a check: what was there is put back as it was, what is new is taken away.

Whatever a check could choose and the notebook could see afterwards would be a way out: contents, names, modes, times,
how much room a file takes, and which files were touched at all. So all files get their times anew, changed or not.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass

from . import places
from .places import OutOfReach, Places

KEPT_BYTES = 64 << 20  # of contents, the smallest files first; of the others a digest is known
Inode = tuple[int, int]


@dataclass(frozen=True)
class File:
    """A file as it was before a check.

    Parameters
    ----------
    status : os.stat_result
        Its state.
    content : bytes or None
        What it held; None where only its digest is kept.
    digest : bytes
        Hash of what it held, where that is not kept.
    """

    status: os.stat_result
    content: bytes | None = b""
    digest: bytes = b""


class Files:
    """The files of a job as they are before a check.

    Parameters
    ----------
    places : Places
        Where the job may write.
    most_bytes : float
        How large all files may be together, holes counted: a file without a single block takes as long to read as one
        that is full.

    Raises
    ------
    OutOfReach
        If there is more than may be, or something that cannot be read.
    """

    def __init__(self, places: Places, most_bytes: float) -> None:
        self.places = places
        self.folders: dict[str, os.stat_result] = {root: os.stat(root) for root in places.roots}
        self.files: dict[str, File] = {}
        found: dict[str, os.stat_result] = {}
        total = 0
        for path, status in places.entries(unlock=True):
            if stat.S_ISDIR(status.st_mode):
                self.folders[path] = status
            else:
                found[path] = status
                total += status.st_size
            if total > most_bytes:
                raise OutOfReach("more or larger files than a submission may write")
        room = KEPT_BYTES
        for path, status in sorted(found.items(), key=lambda item: item[1].st_size):
            room -= status.st_size
            self.files[path] = _kept(path, status, room >= 0)

    def restore(self) -> bool:
        """Take away what is new and put back what has been changed, and say whether that was possible.

        Returns
        -------
        bool
            False if something that was there is gone or in another place (the notebook could hold it open, with
            whatever it holds), or cannot be put back.
        """
        try:
            whole = self._take_away()
            if whole:
                for path, file in self.files.items():
                    whole = self._put_back(path, file) and whole
                for path in sorted(self.folders, reverse=True):
                    _reset(path, self.folders[path])
            return whole
        except OSError:
            return False

    def _take_away(self) -> bool:
        """Remove what is new in the folders that were there; say whether all that was there still is."""
        seen = set(self.places.roots)
        for folder in sorted(self.folders):  # each before those in it
            if folder not in seen:
                return False
            for name in _names(folder):
                path = os.path.join(folder, name)
                if self._is_known(path):
                    seen.add(path)
                else:
                    places.remove(path)
                    if os.path.lexists(path):
                        return False
        return len(seen) == len(self.folders) + len(self.files)

    def _is_known(self, path: str) -> bool:
        before = self.folders.get(path) or (self.files[path].status if path in self.files else None)
        return before is not None and inode_of(before) == inode_of(os.lstat(path))

    def _put_back(self, path: str, file: File) -> bool:
        before = file.status
        if stat.S_ISREG(before.st_mode) and not _holds(path, file):
            if file.content is None:
                return False
            _write(path, file.content)
        # By a page of a hole that was read a check would have left a mark; only memory counts blocks that exactly.
        same_room = not self.places.in_memory or os.lstat(path).st_blocks == before.st_blocks
        _reset(path, before)
        return same_room


def inode_of(status: os.stat_result) -> Inode:
    """Return what tells a file from all others, whatever its name."""
    return status.st_dev, status.st_ino


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except PermissionError:  # its owner may read it, who set the mode
        os.chmod(folder, 0o700)
        return os.listdir(folder)


def _kept(path: str, status: os.stat_result, whole: bool) -> File:
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return File(status)
    try:
        if not whole:
            return File(status, None, _digest(path))
        content = _read(path, status.st_size)
    except OSError as error:
        raise OutOfReach(f"a file that cannot be read: {os.strerror(error.errno or 0)}") from error
    return File(status, content)


def _holds(path: str, file: File) -> bool:
    """Say whether a file holds what it held: what is written by a mapping does not always show in its times."""
    size = os.lstat(path).st_size
    if size != file.status.st_size:
        return False
    if size == 0:
        return True
    return _digest(path) == file.digest if file.content is None else _read(path, size) == file.content


def _open(path: str, flags: int) -> int:
    flags |= os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        return os.open(path, flags)
    except PermissionError:  # its owner may read it, who set the mode
        os.chmod(path, 0o600)
        return os.open(path, flags)


def _read(path: str, size: int) -> bytes:
    with open(_open(path, os.O_RDONLY), "rb") as file:
        return file.read(size)


def _digest(path: str) -> bytes:
    with open(_open(path, os.O_RDONLY), "rb", buffering=0) as file:
        return hashlib.file_digest(file, "blake2b").digest()


def _write(path: str, content: bytes) -> None:
    with open(_open(path, os.O_WRONLY | os.O_TRUNC), "wb") as file:
        file.write(content)


def _reset(path: str, before: os.stat_result) -> None:
    """Put back the times and the mode, which can both be set and say something by it; so can whether that was done."""
    if not stat.S_ISLNK(before.st_mode):
        os.chmod(path, stat.S_IMODE(before.st_mode))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns), follow_symlinks=False)
