"""The trusted side of one worker: bubblewrap around a warm process, from which every submission is forked."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import SandboxFailed, SandboxUnavailable

from . import bubblewrap, launch, plain
from .inside.wire import Channel
from .levels import IsolationLevel
from .limits import Limits
from .probe import probe
from .session import Session

WRAPPED = {IsolationLevel.A1, IsolationLevel.A2}
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0
PROBE_HINT = "Run `grader doctor`: it tries each mechanism and says which one is missing."


def edition_modules(edition: Path) -> list[str]:
    """List the modules of a student edition by their dotted names, packages before what is in them."""
    found = []
    for path in sorted(edition.rglob("*.py")):
        parts = path.relative_to(edition).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and "__main__" not in parts and all(part.isidentifier() for part in parts):
            found.append(".".join(parts))
    return sorted(found)


class Sandbox:
    """A warm worker, ready for one submission after another.

    Parameters
    ----------
    edition : Path, optional
        Folder whose content students may import: the student edition. Its modules are imported once, before
        any submission, as those of ``preload`` are.
    level : IsolationLevel, optional
        Level of isolation; the best that this machine offers if left out.
    preload : sequence of str
        Modules to import once, before any submission.
    packages : sequence of str
        Installed distributions that students may import beside the usual ones.
    program : Path, optional
        The bubblewrap program; found on this machine if left out.
    accept_no_isolation_whatsoever : bool
        Whether to go on where this machine isolates nothing: student code may then do whatever you may.

    Raises
    ------
    SandboxUnavailable
        If one of ``packages`` is not installed, or this machine cannot isolate student code well enough.
    """

    def __init__(
        self,
        edition: Path | None = None,
        level: IsolationLevel | None = None,
        preload: Sequence[str] = (),
        *,
        packages: Sequence[str] = (),
        program: Path | None = None,
        accept_no_isolation_whatsoever: bool = False,
    ) -> None:
        if edition is not None and not edition.is_dir():
            raise SandboxUnavailable(f"the student edition {edition} is no folder", hint="Build the edition first.")
        report = probe(program)
        if program is not None and level is None and not WRAPPED.intersection(report.levels):
            level = IsolationLevel.A1  # a program that was asked for and does not work is not passed over
        self.level = report.require(level, accept_none=accept_no_isolation_whatsoever)
        self._broken, self._opened = False, 0
        self._edition, self._packages = edition, tuple(packages)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the worker
        self._user = launch.SpareUser.take() if os.geteuid() == 0 else None
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process: subprocess.Popen[bytes] | None = None
        self._spool: plain.Spool | None = None
        modules = {"preload": list(preload), "edition": edition_modules(edition) if edition else []}
        try:
            if self.level in WRAPPED:
                self._process = self._start(program or bubblewrap.find_program(), modules, inner)
            else:
                self._process = self._start_plainly(modules, inner)
            inner.close()
            self._await_start()
        except BaseException:
            inner.close()
            self.close()
            raise

    def _start(self, program: Path, modules: dict[str, Any], inner: socket.socket) -> subprocess.Popen[bytes]:
        mounts = bubblewrap.all_mounts(self._edition, self._packages)
        plan = {**modules, "level": self.level.value, "folder": "/tmp", "readable": bubblewrap.readable(mounts)}
        command = [*plain.python_command(), "inside.zygote", str(inner.fileno()), json.dumps(plan)]
        nested = self.level is IsolationLevel.A1
        return launch.start(program, mounts, command, [inner.fileno()], self._errors, self._user, nested=nested)

    def _start_plainly(self, modules: dict[str, Any], inner: socket.socket) -> subprocess.Popen[bytes]:
        spool = self._spool = plain.Spool.make(self._edition, self._user, self._packages)
        folder = str(spool.folder / "jobs")
        plan = {**modules, "level": self.level.value, "folder": folder, "readable": spool.readable()}
        command = [*plain.python_command(), "inside.zygote", str(inner.fileno()), json.dumps(plan)]
        return plain.start(spool, command, [inner.fileno()], self._errors, self._user)

    def _await_start(self) -> None:
        self._control.settimeout(START_TIMEOUT_S)
        try:
            said = self._control.recv(1 << 16)
        except OSError:
            said = b""
        message = json.loads(said) if said else {"event": "failed", "detail": ""}
        if message["event"] != "up" or message["threads"] != 1:
            self._errors.seek(0)
            detail = message.get("detail") or self._errors.read(4000).decode("utf-8", "replace")
            detail = detail or f"{message.get('threads')} threads, where a process that forks may have one"
            raise SandboxUnavailable(f"the sandbox did not start: {detail.strip()}", hint=PROBE_HINT)
        self._control.settimeout(None)

    @property
    def healthy(self) -> bool:
        """Whether the worker can take another submission."""
        return not self._broken and self._process is not None and self._process.poll() is None

    def open(self, files: Mapping[str, bytes] | None = None, limits: Limits | None = None, *, seed: int = 0) -> Session:
        """Start a fresh kernel for one submission.

        Parameters
        ----------
        files : mapping of str to bytes, optional
            The submission's other files, by path below the working folder.
        limits : Limits, optional
            Its bounds; the defaults if left out.
        seed : int
            Seed of the global random states of ``random`` and NumPy in the kernel.

        Returns
        -------
        Session
            The kernel; a context manager.

        Raises
        ------
        SubmissionError
            If the files cannot be written: too large, too many, or names that lead elsewhere.
        SandboxFailed
            If the worker is gone, or cannot build the walls of a job; nothing was run.
        """
        if not self.healthy:
            raise SandboxFailed("the worker of the sandbox is gone", hint="Start another Sandbox.")
        status, inner_status = socket.socketpair()
        data, inner_data = socket.socketpair()
        try:
            self._opened += 1
            name = f"job-{self._opened}".encode()
            socket.send_fds(self._control, [name], [inner_status.fileno(), inner_data.fileno()])
        except OSError:
            self._broken = True
            status.close()
            data.close()
            raise SandboxFailed("the worker of the sandbox is gone", hint="Start another Sandbox.") from None
        finally:
            inner_status.close()
            inner_data.close()
        return Session(
            Channel(status), Channel(data), dict(files or {}), limits or Limits(), seed, lambda: self.healthy
        )

    def close(self) -> None:
        """End the worker and every job in it."""
        self._broken = True
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._errors.close()
        if self._spool is not None:
            self._spool.remove()
        if self._user is not None:
            self._user.release()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
