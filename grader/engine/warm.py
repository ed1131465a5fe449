"""Warm sandboxes of this process: one for each student edition in use, replaced when broken, gone with the process."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from grader.errors import SandboxFailed
from grader.sandbox import Sandbox

PREFIX = "rnn-course-edition-"
IN_USE = "in-use"
YOUNG_S = 60.0  # a folder this young may not have been locked yet
MOST_AT_ONCE = 2


class EditionFolder:
    """A private folder with the files of an edition, which the sandbox mounts.

    Parameters
    ----------
    files
        Path → content.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        clean_leftovers()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # The kernel drops this lock with the process, however it ends: a folder without one is a leftover.
        self._lock = os.open(self._folder / IN_USE, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = self._folder / "edition"
        self.path.mkdir()
        for name, content in files.items():
            parts = PurePosixPath(name).parts
            if name.startswith("/") or ".." in parts:
                raise SandboxFailed(f"the edition names a file outside of its folder: {name}")
            target = self.path.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)


def clean_leftovers() -> None:
    """Delete the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another user's, or just being deleted by somebody else
            if time.time() - folder.stat().st_mtime < YOUNG_S:
                continue
            lock = os.open(folder / IN_USE, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


class WarmSandboxes:
    """The sandboxes of a process, by the hash of what can be imported in them."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Sandbox, EditionFolder]] = {}

    def get(
        self,
        digest: str,
        files: Mapping[str, bytes],
        packages: tuple[str, ...] = (),
        *,
        accept_no_isolation_whatsoever: bool = False,
    ) -> Sandbox:
        """Return a healthy sandbox with an edition, started when there is none.

        Parameters
        ----------
        digest
            Hash of the two that follow.
        files
            The edition; it may be empty.
        packages
            Installed distributions that students may import beside the usual ones.
        accept_no_isolation_whatsoever
            Whether to start one where student code cannot be isolated.

        Raises
        ------
        SandboxUnavailable
            If one of the distributions is not installed, or this machine cannot isolate student code.
        """
        known = self._open.pop(digest, None)
        if known is not None and not known[0].healthy:
            _close(*known)
            known = None
        while len(self._open) >= MOST_AT_ONCE:
            self.discard(next(iter(self._open)))
        if known is None:
            folder = EditionFolder(files)
            try:
                accepted = accept_no_isolation_whatsoever
                sandbox = Sandbox(edition=folder.path, packages=packages, accept_no_isolation_whatsoever=accepted)
                known = sandbox, folder
            except BaseException:
                folder.remove()
                raise
        self._open[digest] = known
        return known[0]

    def discard(self, digest: str) -> None:
        """Close the sandbox with an edition, if there is one."""
        known = self._open.pop(digest, None)
        if known is not None:
            _close(*known)

    def close(self) -> None:
        """Close all."""
        for digest in list(self._open):
            self.discard(digest)


def _close(sandbox: Sandbox, folder: EditionFolder) -> None:
    sandbox.close()
    folder.remove()


SANDBOXES = WarmSandboxes()
atexit.register(SANDBOXES.close)
