"""Look at the processes below a command from outside: whose they are, how much CPU time and memory they use."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
CPU_EVERY_S = 0.25
# How the programs that begin a sandbox are known, on every level of isolation.
SANDBOX_PROGRAM, SANDBOX_ARGUMENT = "bwrap", "inside.zygote"


@dataclass(frozen=True)
class Memory:
    """Proportional set sizes at one moment, MiB: shared pages count once, however many share them.

    Parameters
    ----------
    at_s
        Seconds since the command began.
    main_mib
        The command's own process.
    workers_mib
        Everything below it: kernels, worker processes, sandboxes.
    sandboxes_mib
        The part of the sandboxes in it.
    sandboxes
        How many sandboxes there were.
    """

    at_s: float
    main_mib: float
    workers_mib: float
    sandboxes_mib: float
    sandboxes: int


class Watcher:
    """Looks at a command's processes every now and then, in a thread of its own.

    Parameters
    ----------
    pid
        The command's process.
    memory_every_s
        Seconds between two looks at the memory, which take time; 0 for none.
    """

    def __init__(self, pid: int, memory_every_s: float) -> None:
        self.memory: list[Memory] = []
        self._pid, self._memory_every_s = pid, memory_every_s
        self._cpu_s: dict[int, float] = {}
        self._start = time.perf_counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()

    @property
    def workers_cpu_s(self) -> float:
        """Return the CPU seconds of the processes between command and sandboxes, as last seen."""
        return sum(self._cpu_s.values())

    def _watch(self) -> None:
        looked = self._start
        while not self._over.wait(min(CPU_EVERY_S, self._memory_every_s or CPU_EVERY_S)):
            below = descendants(self._pid)
            roots = [one for one, parent in below.items() if is_sandbox(one) and not is_sandbox(parent)]
            inside = {one for root in roots for one in (root, *descendants(root))}
            for one in set(below) - inside:
                self._cpu_s[one] = max(self._cpu_s.get(one, 0.0), own_cpu_s(one))
            if self._memory_every_s and time.perf_counter() - looked >= self._memory_every_s:
                looked = time.perf_counter()
                self.memory.append(self._look(looked - self._start, below, inside, len(roots)))

    def _look(self, at_s: float, below: Iterable[int], inside: Collection[int], sandboxes: int) -> Memory:
        sizes = {one: _pss_mib(one) for one in below}
        sandboxes_mib = sum(size for one, size in sizes.items() if one in inside)
        return Memory(at_s, _pss_mib(self._pid), sum(sizes.values()), sandboxes_mib, sandboxes)


def own_cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process without its children; it may be one that has ended and was not waited for."""
    fields = _status_of(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S if len(fields) > 12 else 0.0


def descendants(pid: int) -> dict[int, int]:
    """Return the processes below one, each with its parent."""
    found: dict[int, int] = {}
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        children = [int(child) for task in _tasks(parent) for child in _read(parent, f"task/{task}/children").split()]
        found.update(dict.fromkeys(children, parent))
        waiting += children
    return found


def _tasks(pid: int) -> list[str]:
    try:
        return os.listdir(PROC / str(pid) / "task")
    except OSError:  # it is gone
        return []


def is_sandbox(pid: int) -> bool:
    """Say whether a process belongs to the start of a sandbox, or was forked from one that does."""
    return _read(pid, "comm").strip() == SANDBOX_PROGRAM or SANDBOX_ARGUMENT in _read(pid, "cmdline").split("\0")


def _status_of(pid: int) -> list[str]:
    """Return state, parent and so on: what follows the name, which stands in parentheses and may hold anything."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _pss_mib(pid: int) -> float:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _read(pid: int, name: str) -> str:
    """Read a file of a process; one that is gone, or belongs to somebody else, is empty."""
    try:
        return (PROC / str(pid) / name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
