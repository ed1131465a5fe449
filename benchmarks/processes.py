"""Run one command as a user would, and measure it from outside: wall time, CPU time, memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.tree import Memory, Watcher, own_cpu_s
from grader.errors import RunError

PR_SET_CHILD_SUBREAPER = 36
ORPHANS_TIMEOUT_S = 5.0
TAIL = 2000  # characters of a failed command's words that are shown


@dataclass(frozen=True)
class Run:
    """What a command took.

    Parameters
    ----------
    wall_s
        Seconds from its start to its end.
    cpu_s
        CPU seconds of it and of every process below it.
    main_cpu_s
        The part of the command's own process.
    workers_cpu_s
        The part of the processes between it and the sandboxes, as last seen; what is left is the sandboxes'.
    memory
        Its memory over time; empty when that was not asked for.
    """

    wall_s: float
    cpu_s: float
    main_cpu_s: float = 0.0
    workers_cpu_s: float = 0.0
    memory: tuple[Memory, ...] = field(default=())

    @property
    def sandboxes_cpu_s(self) -> float:
        """Return the part of the sandboxes, of kernels that are gone too quickly to be seen, and the like."""
        return self.cpu_s - self.main_cpu_s - self.workers_cpu_s


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, memory_every_s: float = 0.0
) -> Run:
    """Run a command to its end and measure it.

    Parameters
    ----------
    command
        Program and arguments.
    folder
        Where it runs.
    environment
        Its environment.
    log
        File for what it says.
    memory_every_s
        Seconds between two looks at the memory, which disturb a little; 0 for none.

    Returns
    -------
    Run
        What it took.

    Raises
    ------
    RunError
        If it fails; with the end of what it said.
    """
    _adopt_orphans(True)
    with log.open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=said, stderr=subprocess.STDOUT)
        watcher = Watcher(process.pid, memory_every_s)
        # First without taking its entry away, which tells its own CPU time from that of its children.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        wall_s = time.perf_counter() - start
        main_cpu_s = own_cpu_s(process.pid)
        watcher.stop()
        # Not Popen.wait: this way the system says what the process, and those that it waited for, used.
        _, status, usage = os.wait4(process.pid, 0)
        cpu_s = usage.ru_utime + usage.ru_stime + _orphans_cpu_s()
        process.returncode = os.waitstatus_to_exitcode(status)
    _adopt_orphans(False)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-TAIL:]
        hint = "run the command by hand in that folder"
        raise RunError(f"{' '.join(command)} in {folder} ended with {process.returncode}: {tail}", hint=hint)
    return Run(wall_s, cpu_s, main_cpu_s, watcher.workers_cpu_s, tuple(watcher.memory))


def _adopt_orphans(adopt: bool) -> None:
    """Become the parent of processes below this one whose own parent ends first, as sandboxes do; or not."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this system does not let a process adopt orphans")


def _orphans_cpu_s() -> float:
    """Return the CPU seconds of orphans and of those that they waited for; they end with the command."""
    total, deadline = 0.0, time.monotonic() + ORPHANS_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return total
        total += usage.ru_utime + usage.ru_stime
        if not pid:
            time.sleep(0.01)
    return total
