"""Bounds on what the grader's own process spends on one submission, enforced by the kernel.

Whatever a student's code returns is read and judged outside of the sandbox. Each way of making that expensive which we
know of has a limit of its own; these bounds are for those that we do not know.
"""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

MOST_CPU_S = 60.0  # judging takes 0.1 s
MOST_MEMORY = 2 << 30  # bytes of address space beside what the process has already


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Bound CPU time and memory of this process for one submission; for a worker that others can replace.

    Memory that is not to be had raises ``MemoryError``. Time that is used up ends the process by SIGPROF: an exception
    would have to wait for calls of C code, which may be what takes the time. The sandbox is not bounded by this: timers
    are not inherited, and jobs have limits of their own.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = _address_space() + MOST_MEMORY
    if soft == resource.RLIM_INFINITY or bound < soft:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
