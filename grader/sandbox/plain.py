"""Workers without bubblewrap: the folder that they live in, and how they are started."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .bubblewrap import ENVIRONMENT, INSIDE, SYSTEM_FILES, SYSTEM_FOLDERS, interpreter, python_mounts
from .launch import BOOT, SpareUser
from .site import site_entries

PREFIX = "rnn-course-worker-"
YOUNG_S = 60.0
HIDDEN = 0o001


@dataclass
class Spool:
    """The folder of one worker: copies of what it imports, and the folders of its jobs.

    Parameters
    ----------
    folder : Path
        The folder.
    lock : file
        Held as long as the worker is wanted; the folder of a grader that was killed is known by its free lock.
    packages : tuple of str
        Installed distributions that students may import beside the usual ones.
    """

    folder: Path
    lock: IO[bytes]
    packages: tuple[str, ...] = ()

    @classmethod
    def make(cls, edition: Path | None, user: SpareUser | None, packages: tuple[str, ...] = ()) -> Spool:
        """Make a folder for a worker, after removing those that killed graders have left."""
        remove_abandoned(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = (folder / "lock").open("wb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        _copy(INSIDE, folder / "sandbox" / "inside")
        for name in ("edition", "site"):
            (folder / name).mkdir()
        if edition is not None:
            _copy(edition, folder / "edition")
        for path in site_entries(packages):
            (folder / "site" / path.name).symlink_to(path.resolve())
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        for name in ("jobs", "home"):
            (folder / name).mkdir(0o700)
            if user is not None:
                os.chown(folder / name, user.uid, user.uid)
        return cls(folder, lock, packages)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a worker starts with."""
        home = str(self.folder / "home")
        own = {name: home for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR")}
        path = ":".join(str(self.folder / name) for name in ("sandbox", "site", "edition"))
        return {**ENVIRONMENT, **own, "PYTHONPATH": path}

    def sources(self) -> list[str]:
        """List what of this machine a worker has to reach."""
        site = (path.resolve() for path in site_entries(self.packages))
        found = [*(mount.source for mount in python_mounts()), *site]
        return [*map(str, found), str(self.folder)]

    def readable(self) -> list[str]:
        """List what a job may read."""
        own = [str(self.folder / name) for name in ("sandbox", "site", "edition")]
        return [*SYSTEM_FOLDERS, *SYSTEM_FILES, *self.sources()[:-1], *own]

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


def remove_abandoned(parent: Path) -> None:
    """Remove the folders of workers whose graders were killed."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            if folder.stat().st_uid != os.geteuid() or time.time() - folder.stat().st_mtime < YOUNG_S:
                continue
            with (folder / "lock").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # in use, or gone meanwhile
            continue


def _copy(source: Path, target: Path) -> None:
    """Copy a folder so that every user can read it, whatever its own modes are."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            status = path.stat()
            os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))  # compiled files are valid for it only


def start(
    spool: Spool, inner: Sequence[str], fds: Sequence[int], errors: IO[bytes], user: SpareUser | None
) -> subprocess.Popen[bytes]:
    """Start a worker's warm process.

    Parameters
    ----------
    spool : Spool
        Its folder.
    inner : sequence of str
        Its command.
    fds : sequence of int
        Descriptors that it inherits.
    errors : file
        Takes what it writes.
    user : SpareUser, optional
        Whom to become; root only.

    Returns
    -------
    subprocess.Popen
        The process.
    """
    line, environment = list(inner), spool.environment
    if user is not None:
        paths = spool.sources()
        covers = hidden_folders(paths)
        beneath = [path for path in paths if any(Path(path).is_relative_to(folder) for folder in covers)]
        plan = {"uid": user.uid, "covers": covers, "paths": beneath, "command": line, "environment": environment}
        if covers:
            line = [sys.executable, "-I", "-S", "-c", BOOT, str(INSIDE.parent), json.dumps(plan)]
    direct = None if user is None or line[0] == sys.executable else user.uid
    return subprocess.Popen(
        line,
        pass_fds=tuple(fds),
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        env=environment if line == list(inner) else {"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
        user=direct,
        group=direct,
        extra_groups=None if direct is None else [],
    )


def python_command() -> list[str]:
    """Return how a worker's Python is called."""
    return [str(interpreter()), "-s", "-P", "-S", "-m"]


def hidden_folders(paths: Sequence[str]) -> list[str]:
    """List the topmost folders that keep other users from these paths."""
    found: set[str] = set()
    for path in map(Path, paths):
        for folder in reversed(path.parents):
            if not folder.stat().st_mode & HIDDEN:
                found.add(str(folder))
                break
    return sorted(found)
