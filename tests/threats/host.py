"""The machine that grades, as the attackers find it: canaries in files, in the environment, in processes, on a port."""

from __future__ import annotations

import hashlib
import os
import select
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from threats.model import CANARY

Snapshot = dict[str, str]
# What grading itself writes.
WRITTEN = ("gradebook.db", "autograded", "feedback", ".grader")


@dataclass(frozen=True)
class Host:
    """Canaries around a course.

    Parameters
    ----------
    home
        The home folder of the account that grades.
    temporary
        Its folder for temporary files.
    listeners
        Sockets that nobody may reach.
    bystander
        A process whose arguments and environment hold the canary.
    """

    home: Path
    temporary: Path
    listeners: tuple[socket.socket, ...]
    bystander: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """Return the port of the service on 127.0.0.1."""
        return int(self.listeners[0].getsockname()[1])

    def visitors(self) -> int:
        """Return how many sockets somebody has reached."""
        return len(select.select(self.listeners, [], [], 0)[0])

    def environment(self) -> dict[str, str]:
        """Return the environment for the command that grades."""
        others = ("PYTEST", "IPYTHON", "JUPYTER")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        folder = str(Path(sys.executable).parent)
        places = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PATH": f"{folder}{os.pathsep}{kept['PATH']}"}
        return {**kept, **places, "THREATS_TOKEN": CANARY, "PYTHONPATH": os.pathsep.join(_import_roots())}


def _import_roots() -> list[str]:
    """Return where this very grader is imported from, for a command started elsewhere."""
    import grader

    return [str(Path(grader.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]


@contextmanager
def host(folder: Path) -> Iterator[Host]:
    """Set up canaries in a folder."""
    home, temporary = folder / "home", folder / "tmp"
    for path in (home / ".ssh" / "id_ed25519", home / ".netrc", home / ".ipython" / "profile_default" / "history"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"secret {CANARY}\n", encoding="utf-8")
    temporary.mkdir()
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(tcp.getsockname())
    local, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    # A path to a socket may have 108 characters, fewer than a folder for tests has.
    short = os.open(home, os.O_PATH)
    local.bind(f"/proc/self/fd/{short}/service.sock")
    os.close(short)
    abstract.bind(f"\0threats-service-{tcp.getsockname()[1]}")
    for listener in (local, abstract):
        listener.listen()
    sleeper = [sys.executable, "-c", "import sys; sys.stdin.read()", CANARY]
    environment = {**os.environ, "THREATS_TOKEN": CANARY}
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE, env=environment) as bystander:
        try:
            yield Host(home, temporary, (tcp, udp, local, abstract), bystander)
        finally:
            bystander.kill()
            for listener in (tcp, udp, local, abstract):
                listener.close()


def snapshot(folder: Path, leave_out: tuple[str, ...] = ()) -> Snapshot:
    """Return what a folder holds: path → kind, permissions, content and times.

    Parameters
    ----------
    folder
        Where to look.
    leave_out
        Names right below it that may change.
    """
    found: Snapshot = {}
    for parent, folders, names in os.walk(folder):
        if parent == str(folder):
            folders[:] = [name for name in folders if name not in leave_out]
            names = [name for name in names if name not in leave_out]
        for name in [*folders, *names]:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            content = ""
            if stat.S_ISREG(status.st_mode) and status.st_size < 10_000_000:
                content = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            times = "" if stat.S_ISDIR(status.st_mode) else str(status.st_mtime_ns)
            found[path] = f"{status.st_mode:o} {status.st_size if times else ''} {content} {times}"
    return found
