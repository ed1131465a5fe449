"""Where a job may write: in file systems of its own, or in a folder of its own where it cannot have them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = 512  # the unit of st_blocks


@dataclass(frozen=True)
class Places:
    """What one job may write to.

    Parameters
    ----------
    work, home, temporary : str
        Its working folder, home folder and folder for temporary files.
    roots : tuple of str
        The folders that hold all that it can write.
    mounted : bool
        Whether the roots are file systems of its own, capped by the kernel.
    in_memory : bool
        Whether what is written takes memory.
    """

    work: str
    home: str
    temporary: str
    roots: tuple[str, ...]
    mounted: bool
    in_memory: bool

    def environment(self) -> dict[str, str]:
        """Return the variables that name these places."""
        return {
            "HOME": self.home,
            "TMPDIR": self.temporary,
            "IPYTHONDIR": os.path.join(self.home, ".ipython"),
            "MPLCONFIGDIR": os.path.join(self.temporary, "matplotlib"),
        }

    def written(self) -> tuple[int, int]:
        """Return the bytes that files take, and the number of files and folders (0 where the kernel caps it)."""
        if self.mounted:
            found = map(os.statvfs, self.roots)
            return sum((v.f_blocks - v.f_bfree) * v.f_frsize for v in found), 0
        sizes = [status.st_blocks * BLOCK for _, status in self.entries()]
        return sum(sizes), len(sizes)

    def entries(self, *, unlock: bool = False) -> Iterator[tuple[str, os.stat_result]]:
        """Yield each file and folder below the roots with its state.

        With ``unlock``, folders that shut even their owner out are opened: only while nothing runs that could
        put a link in their place.
        """
        waiting = list(self.roots)
        while waiting:
            folder = waiting.pop()
            try:
                found = _listed(folder, unlock)
            except OSError:  # gone meanwhile
                continue
            for path, status in found:
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)
                yield path, status


def _listed(folder: str, unlock: bool) -> list[tuple[str, os.stat_result]]:
    try:
        entries = os.scandir(folder)
    except PermissionError:
        if not unlock:
            raise
        os.chmod(folder, 0o700)
        entries = os.scandir(folder)
    with entries:
        return [(entry.path, entry.stat(follow_symlinks=False)) for entry in entries]


OWN = Places("/job/work", "/job/home", "/tmp", ("/job", "/tmp", "/dev/shm"), mounted=True, in_memory=True)


def below(folder: str, *, in_memory: bool) -> Places:
    """Return the places of a job in a folder that it has to itself."""
    work, home, temporary = (os.path.join(folder, name) for name in ("work", "home", "tmp"))
    return Places(work, home, temporary, (folder,), mounted=False, in_memory=in_memory)


def remove(folder: str) -> None:
    """Remove a folder, however deep and whatever its modes."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        subprocess.run(["/bin/chmod", "-R", "u+rwx", folder], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["/bin/rm", "-rf", folder], check=False, stderr=subprocess.DEVNULL)
