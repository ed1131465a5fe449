"""What one check could leave for the next: files, and channels to the process that it came from."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from .jail import CAPPED_MOUNTS

OPEN_MODE = 0o3


class Files:
    """The files of a job as they are before a check."""

    def __init__(self) -> None:
        self.before = dict(_walk())

    def restore(self) -> None:
        """Remove what has been made or changed since.

        A file that was there and has been changed is removed as well: its old content is not kept, and a
        check that changes files of the notebook is no honest one.
        """
        for path, (changed_ns, is_folder) in sorted(_walk()):
            before = self.before.get(path)
            if before is None and is_folder:
                shutil.rmtree(path, ignore_errors=True)
            elif not is_folder and (before is None or before[0] != changed_ns):
                Path(path).unlink(missing_ok=True)


def _walk() -> Iterator[tuple[str, tuple[int, bool]]]:
    """Yield path, time of the inode's last change (which no process can set), whether it is a folder."""
    for root in CAPPED_MOUNTS:
        for folder, folders, files in os.walk(root):
            for name in [*folders, *files]:
                path = os.path.join(folder, name)
                try:
                    status = os.lstat(path)
                except OSError:  # gone meanwhile
                    continue
                yield path, (status.st_ctime_ns, stat.S_ISDIR(status.st_mode))


def holds_no_other_channel(pid: int) -> bool:
    """Say whether a process of a check has no way to keep something but its one channel.

    Parameters
    ----------
    pid : int
        The process, which the student's process has just forked.

    Returns
    -------
    bool
        False if it shares writable memory, or holds a pipe, a second socket, or a file open for writing.
    """
    try:
        maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines()
        descriptors = [(_target(pid, name), _writable(pid, name)) for name in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return False
    shared = any(line.split(maxsplit=2)[1] in ("rw-s", "-w-s", "rwxs") for line in maps)
    sockets = sum(target.startswith("socket:") for target, _ in descriptors)
    rest = [(target, writable) for target, writable in descriptors if not target.startswith("socket:")]
    quiet = all(target == os.devnull or (target.startswith("/") and not writable) for target, writable in rest)
    return not shared and sockets == 1 and quiet


def _target(pid: int, name: str) -> str:
    return os.readlink(f"/proc/{pid}/fd/{name}")


def _writable(pid: int, name: str) -> bool:
    lines = Path(f"/proc/{pid}/fdinfo/{name}").read_text(encoding="ascii").splitlines()
    flags = next(int(line.split()[1], 8) for line in lines if line.startswith("flags:"))
    return flags & OPEN_MODE != os.O_RDONLY


def close_inherited(kept: int) -> None:
    """Close every descriptor but the standard ones, files open for reading, and one that is kept."""
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        try:
            if descriptor > 2 and descriptor != kept and not _is_quiet(descriptor):
                os.close(descriptor)
        except OSError:  # the one that listed the folder
            continue


def _is_quiet(descriptor: int) -> bool:
    regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    return regular and not _writable(os.getpid(), str(descriptor))
