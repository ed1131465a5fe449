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

from grader.errors import SandboxFailed, SandboxUnavailable

from . import bubblewrap, launch
from .inside.wire import Channel
from .levels import IsolationLevel
from .limits import Limits
from .probe import probe
from .session import Session

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0
PROBE_HINT = "Run `grader doctor`: it tries each mechanism and says which one is missing."


class Sandbox:
    """A warm worker, ready for one submission after another.

    Parameters
    ----------
    edition : Path, optional
        Folder whose content students may import: the student edition.
    level : IsolationLevel, optional
        Level of isolation; the best that this machine offers if left out.
    preload : sequence of str
        Modules to import once, before any submission.
    program : Path, optional
        The bubblewrap program; found on this machine if left out.

    Raises
    ------
    SandboxUnavailable
        If this machine cannot isolate student code well enough.
    """

    def __init__(
        self,
        edition: Path | None = None,
        level: IsolationLevel | None = None,
        preload: Sequence[str] = (),
        *,
        program: Path | None = None,
    ) -> None:
        if edition is not None and not edition.is_dir():
            raise SandboxUnavailable(f"the student edition {edition} is no folder", hint="Build the edition first.")
        program = program or bubblewrap.find_program()
        self.level = probe(program).require(level)
        self._broken = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the worker
        self._user = launch.SpareUser.take() if os.geteuid() == 0 else None
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = self._start(program, edition, preload, inner)
            inner.close()
            self._await_start()
        except BaseException:
            inner.close()
            self.close()
            raise

    def _start(
        self, program: Path, edition: Path | None, preload: Sequence[str], inner: socket.socket
    ) -> subprocess.Popen[bytes]:
        python = [str(bubblewrap.interpreter()), "-s", "-P", "-S", "-m", "inside.zygote"]
        command = [*python, str(inner.fileno()), json.dumps(list(preload))]
        mounts = bubblewrap.all_mounts(edition)
        return launch.start(program, mounts, command, [inner.fileno()], self._errors, self._user)

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
            socket.send_fds(self._control, [b"job"], [inner_status.fileno(), inner_data.fileno()])
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
        if self._user is not None:
            self._user.release()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
