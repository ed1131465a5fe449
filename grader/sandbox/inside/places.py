"""Where a job may write: in file systems of its own, or in a folder of its own where it cannot have them."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = 512  # the unit of st_blocks
LONGEST_FOLDER = 4096 - 256 - 2  # bytes of a path of which each file in it can still be named (PATH_MAX, NAME_MAX)
MOST_ENTRIES = 1 << 18  # which take a second to look at
BEYOND = 1 << 40
GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)  # or something else in its place, as a job at work may have it


class OutOfReach(OSError):
    """Something that a job wrote and that cannot be looked at: too much, too deep, or shut."""


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

    def written(self, most: float = MOST_ENTRIES) -> tuple[int, int]:
        """Return the bytes that files take, and the number of files and folders (0 where the kernel caps it).

        Where there are more than ``most`` or something is out of reach, the number is larger than any limit.
        """
        if self.mounted:
            found = map(os.statvfs, self.roots)
            return sum((v.f_blocks - v.f_bfree) * v.f_frsize for v in found), 0
        total = count = 0
        try:
            for _, status in self.entries(most=most):
                total, count = total + status.st_blocks * BLOCK, count + 1
        except OutOfReach:
            count = BEYOND
        return total, count

    def entries(self, *, unlock: bool = False, most: float = MOST_ENTRIES) -> Iterator[tuple[str, os.stat_result]]:
        """Yield each file and folder below the roots with its state.

        With ``unlock``, folders that shut even their owner out are opened: only while nothing runs that could
        put a link in their place. No folder is listed to its end first: a job may fill it as fast as it is read.

        Raises
        ------
        OutOfReach
            If there is something that cannot be looked at, or no end: it must not count as nothing.
        """
        waiting, count = list(self.roots), 0
        while waiting:
            folder = waiting.pop()
            if len(os.fsencode(folder)) > LONGEST_FOLDER:
                raise OutOfReach("folders in one another deeper than can be looked into")
            for path, status in _listed(folder, unlock):
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)
                count += 1
                if count > most:
                    raise OutOfReach("more files than can be looked at")
                yield path, status


def _listed(folder: str, unlock: bool) -> Iterator[tuple[str, os.stat_result]]:
    try:
        descriptor = _open_folder(folder, unlock)
        try:
            with os.scandir(descriptor) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                        yield os.path.join(folder, entry.name), entry.stat(follow_symlinks=False)
        finally:
            os.close(descriptor)
    except OutOfReach:
        raise
    except OSError as error:
        if unlock or error.errno not in GONE:
            raise OutOfReach(f"a folder that cannot be read: {os.strerror(error.errno or 0)}") from error


def _open_folder(folder: str, unlock: bool) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(folder, flags)
    except PermissionError:
        if not unlock:
            raise
        os.chmod(folder, 0o700)
        return os.open(folder, flags)


OWN = Places("/job/work", "/job/home", "/tmp", ("/job", "/tmp", "/dev/shm"), mounted=True, in_memory=True)


def below(folder: str, *, in_memory: bool) -> Places:
    """Return the places of a job in a folder that it has to itself."""
    work, home, temporary = (os.path.join(folder, name) for name in ("work", "home", "tmp"))
    return Places(work, home, temporary, (folder,), mounted=False, in_memory=in_memory)


def remove(folder: str) -> None:
    """Remove a file, or a folder however deep and whatever its modes."""
    try:
        if stat.S_ISDIR(os.lstat(folder).st_mode):
            shutil.rmtree(folder)
        else:
            os.unlink(folder)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        subprocess.run(["/bin/chmod", "-R", "u+rwx", folder], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["/bin/rm", "-rf", folder], check=False, stderr=subprocess.DEVNULL)
