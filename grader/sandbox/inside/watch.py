"""What the processes of a job use: memory counted once however it is shared, and CPU time to the microsecond.

Only the job's init measures, from outside the student's process; it is process 1 of a namespace of its own,
so that ``/proc`` lists the job and nothing else.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable
from pathlib import Path

from .jail import CAPPED_MOUNTS

PAGE = resource.getpagesize()
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
CHILDREN_USER, CHILDREN_SYSTEM, EXIT_CODE = 13, 14, 49  # fields of /proc/PID/stat after the name, from 0


def processes() -> list[int]:
    """List the processes of the job without its init."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def memory_bytes(pids: Iterable[int], limit: float) -> int:
    """Measure the memory of processes and of what they wrote to their file systems.

    Parameters
    ----------
    pids : iterable of int
        The processes.
    limit : float
        Bytes up to which a cheap upper bound will do: resident pages, shared ones counted for each process.

    Returns
    -------
    int
        Bytes; exact proportional set sizes once the upper bound has passed the limit.
    """
    pids = list(pids)
    written = sum((v.f_blocks - v.f_bfree) * v.f_frsize for v in map(os.statvfs, CAPPED_MOUNTS))
    bound = written + sum(map(_resident_bytes, pids))
    return bound if bound <= limit else written + sum(map(_proportional_bytes, pids))


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, IndexError):  # gone meanwhile
        return 0


def _proportional_bytes(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except PermissionError:  # made itself unreadable: all of it counts
        return _resident_bytes(pid)
    except OSError:
        return 0
    kib = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(kib[0]) << 10 if kib else 0


def cpu_s(pids: Iterable[int]) -> float:
    """Sum the CPU time of processes, their reaped children, and what init itself has reaped, in seconds."""
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = reaped.ru_utime + reaped.ru_stime
    for pid in pids:
        try:
            # A process's CPU clock, as clock_getcpuclockid makes it.
            total += time.clock_gettime((~pid << 3) | 2)
            fields = _stat(pid)
            total += (int(fields[CHILDREN_USER]) + int(fields[CHILDREN_SYSTEM])) / TICKS_PER_S
        except (OSError, IndexError):  # gone meanwhile
            continue
    return total


def wait_status(pid: int) -> int | None:
    """Return how a process that nobody has reaped yet ended, as ``os.waitpid`` would; None while it runs."""
    try:
        fields = _stat(pid)
        return int(fields[EXIT_CODE]) if fields[0] == "Z" else None
    except (OSError, IndexError):
        return None


def _stat(pid: int) -> list[str]:
    # The name stands in parentheses and may hold anything, parentheses and blanks too.
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
