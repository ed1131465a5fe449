"""Start a worker: directly as an ordinary user; as root under a spare user, for whom sources are staged."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.errors import SandboxUnavailable

from . import bubblewrap
from .bubblewrap import INSIDE, Mount
from .inside.stage import STAGE

SPARE_USERS = range(61184, 65184)  # set aside for services without a name by the systemd convention
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from inside import stage; stage.main()"


@dataclass
class SpareUser:
    """A user number that no other worker on this machine uses, as long as this object is open.

    Parameters
    ----------
    uid : int
        Number of the user, and of its group.
    lock : socket.socket
        An abstract socket whose name says that the number is taken; the kernel frees it with the process.
    """

    uid: int
    lock: socket.socket

    @classmethod
    def take(cls) -> SpareUser:
        """Reserve a number that is free, and under which nothing runs.

        Raises
        ------
        SandboxUnavailable
            If all are taken.
        """
        busy = set()
        for name in os.listdir("/proc"):
            try:
                busy.add(os.stat(f"/proc/{name}").st_uid)
            except OSError:  # a process that has just ended
                continue
        for uid in SPARE_USERS:
            lock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                if uid not in busy:
                    lock.bind(f"\0rnn-course-sandbox-{uid}")
                    return cls(uid, lock)
            except OSError:
                pass
            lock.close()
        raise SandboxUnavailable("all spare users are taken", hint="Start fewer workers.")

    def release(self) -> None:
        """Let others have the number."""
        self.lock.close()


def start(
    program: Path,
    mounts: Sequence[Mount],
    inner: Sequence[str],
    fds: Sequence[int],
    errors: IO[bytes],
    user: SpareUser | None,
    *,
    nested: bool = True,
) -> subprocess.Popen[bytes]:
    """Start bubblewrap.

    Parameters
    ----------
    program : Path
        The bubblewrap program.
    mounts : sequence of Mount
        What the worker sees.
    inner : sequence of str
        The command that runs inside.
    fds : sequence of int
        Descriptors that it inherits.
    errors : file
        Takes what it writes.
    user : SpareUser, optional
        Whom to become; root only.
    nested : bool
        Whether namespaces may be made inside.

    Returns
    -------
    subprocess.Popen
        The process outside.
    """
    if user is None:
        sources = [str(mount.source) for mount in mounts]
        line = bubblewrap.command(str(program), mounts, sources, inner, nested=nested)
    else:
        line = _staged(program, mounts, inner, user.uid, nested)
    return subprocess.Popen(
        line,
        pass_fds=tuple(fds),
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        env={"LANG": "C.UTF-8"},
    )


def _staged(program: Path, mounts: Sequence[Mount], inner: Sequence[str], uid: int, nested: bool) -> list[str]:
    names = [str(index) for index in range(len(mounts))]
    pairs = list(zip(names, mounts, strict=True))
    binds = {name: str(mount.source) for name, mount in pairs if not mount.small}
    binds |= {mount.target: str(mount.source) for mount in bubblewrap.program_mounts(program)}
    copies = {name: str(mount.source) for name, mount in pairs if mount.small}
    wheel = program.parent.name == "_bin"
    staged = STAGE / "program" / (Path(*program.parts[-3:]) if wheel else Path("bwrap"))
    line = bubblewrap.command(str(staged), mounts, [str(STAGE / name) for name in names], inner, nested=nested)
    plan = json.dumps({"uid": uid, "binds": binds, "copies": copies, "command": line})
    return [sys.executable, "-I", "-S", "-c", BOOT, str(INSIDE.parent), plan]
