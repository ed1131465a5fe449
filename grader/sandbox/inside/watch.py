"""What the processes of a job use: memory counted once however it is shared, and CPU time to the microsecond.

Only the job's init measures, from outside the student's process; it is process 1 of a namespace of its own,
so that ``/proc`` lists the job and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from .places import Places
from .traces import OPEN_FILES

PAGE = resource.getpagesize()
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SOCKET_BYTES = 212_992  # the usual bound on what the kernel keeps of what was sent and not yet read
HIDDEN = 2  # processes that cannot be looked into while a check is forked: the notebook and its child
CROWD, LAST = 16, 19  # processes of an honest notebook at most, and the lowest priority
CHILDREN_USER, CHILDREN_SYSTEM, THREADS, EXIT_CODE = 13, 14, 17, 49  # fields of /proc/PID/stat after the name, from 0


def processes() -> list[int]:
    """List the processes of the job without its init, which is the one that asks.

    Process 1 sees its own namespace and nothing else; another init looks for its descendants, to which the kernel
    adds those whose parent has ended.
    """
    if os.getpid() == 1:
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    found, waiting = [], [os.getpid()]
    while waiting:
        children = children_of(waiting.pop())
        found += children
        waiting += children
    return found


def children_of(pid: int) -> list[int]:
    """List the children of a process."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += [int(word) for word in file.read().split()]
    except OSError:  # gone meanwhile
        pass
    return found


def put_crowd_last(pids: Sequence[int]) -> None:
    """Give very many processes of a job the lowest priority.

    Sixty that run without end would leave their init a sixtieth of the processor: too little to measure them, to
    answer the trusted side, and to end them.
    """
    if len(pids) <= CROWD:
        return
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # gone meanwhile
            os.setpriority(os.PRIO_PROCESS, pid, LAST)


def tasks_of(uid: int) -> int:
    """Count the processes and threads of a user, as far as they can be seen."""
    count = 0
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == uid:
                count += int(_stat(int(name))[THREADS])
        except (OSError, IndexError):  # gone meanwhile
            continue
    return count


def memory_bytes(pids: Iterable[int], limit: float, places: Places, notebook: int | None = None) -> int:
    """Measure the memory of processes and of what they wrote, where that takes memory.

    Parameters
    ----------
    pids : iterable of int
        The processes.
    limit : float
        Bytes up to which a cheap upper bound will do: resident pages, shared ones counted for each process.
    places : Places
        Where they may write.
    notebook : int, optional
        The student's process while it waits for a check, which is its only child and may not look into it.

    Returns
    -------
    int
        Bytes; exact proportional set sizes once the upper bound has passed the limit.
    """
    resident = {pid: resident_bytes(pid) for pid in pids}
    written = places.written()[0] if places.in_memory else 0
    bound = written + sum(resident.values())
    if bound <= limit:
        return bound
    exact = {pid: _proportional_bytes(pid) for pid in resident if pid != notebook}
    total = written + sum(exact.values())
    if notebook in resident:
        shared = sum(resident[pid] - size for pid, size in exact.items())
        total += max(0, resident[notebook] - shared)
    return total


def _proportional_bytes(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except PermissionError:  # made itself unreadable: all of it counts
        return resident_bytes(pid)
    except OSError:
        return 0
    kib = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(kib[0]) << 10 if kib else 0


def socket_bytes(pids: Iterable[int], room: float) -> int:
    """Bound what the kernel may keep in sockets, which no limit of Linux counts.

    Parameters
    ----------
    pids : iterable of int
        The processes.
    room : float
        Bytes up to which a cheap upper bound will do: every open file counted as a socket.

    Returns
    -------
    int
        Bytes, as if each socket were full.
    """
    listed = {pid: _open_files(pid) for pid in pids}
    hidden = max(0, sum(names is None for names in listed.values()) - HIDDEN) * OPEN_FILES
    bound = (hidden + sum(len(names) for names in listed.values() if names)) * SOCKET_BYTES
    if bound <= room:
        return bound
    found = {_target(pid, name) for pid, names in listed.items() if names for name in names}
    return (hidden + sum(target.startswith("socket:") for target in found)) * SOCKET_BYTES


def _open_files(pid: int) -> list[str] | None:
    """List the descriptors of a process; None where it made itself unreadable."""
    try:
        return os.listdir(f"/proc/{pid}/fd")
    except PermissionError:
        return None
    except OSError:  # gone meanwhile
        return []


def _target(pid: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/fd/{name}")
    except OSError:
        return ""


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


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process, shared pages included; 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, IndexError):  # gone meanwhile
        return 0


def wait_status(pid: int) -> int | None:
    """Return how a process that nobody has reaped yet ended, as ``os.waitpid`` would; None while it runs."""
    try:
        fields = _stat(pid)
        return int(fields[EXIT_CODE]) if fields[0] == b"Z" else None
    except (OSError, IndexError):
        return None


def _stat(pid: int) -> list[bytes]:
    # The name stands in parentheses and may hold anything, parentheses and blanks too.
    with open(f"/proc/{pid}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()
