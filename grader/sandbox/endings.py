"""What comes back from a session: cells run, answers given, how and with what use of resources it ended."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import Any

from .inside.calls import Outcome
from .inside.wire import Message


@dataclass(frozen=True)
class CellRun:
    """What running one cell gave.

    Parameters
    ----------
    outputs : list of dict
        Valid nbformat v4 outputs, within the limits; HTML is untouched.
    ok : bool
        Whether the cell ended without an exception.
    execution_count : int or None
        The cell's number; None if it did not end.
    stopped : str or None
        "time" when the cell was interrupted because its time was over.
    """

    outputs: list[dict[str, Any]]
    ok: bool
    execution_count: int | None
    stopped: str | None


@dataclass(frozen=True)
class Answers:
    """What one check gave.

    Parameters
    ----------
    outcomes : list of Outcome
        One for each request.
    cpu_s : float or None
        CPU time of the check, seconds; None if it was not asked for or could not be measured.
    stand_in_calls : dict of str to int
        Calls of each stand-in.
    """

    outcomes: list[Outcome]
    cpu_s: float | None
    stand_in_calls: dict[str, int]


@dataclass(frozen=True)
class Ending:
    """How a kernel ended.

    Parameters
    ----------
    cause : str
        "time" (a cell that would not stop), "wall" (the whole submission), "cpu", "memory", "disk" (where the
        job has no file systems of its own), "output", "crash" (a signal), "exit", "protocol" (messages that no
        kernel sends), "tampering" (a check that reached for the notebook), "closed" (by us, at the end).
    detail : str
        More about it, for the feedback.
    """

    cause: str
    detail: str


@dataclass(frozen=True)
class Usage:
    """What a submission used.

    Parameters
    ----------
    cpu_s : float
        CPU time of all its processes, seconds.
    peak_memory_mib : float
        Largest use of memory seen, MiB.
    wall_s : float
        Wall time, seconds.
    """

    cpu_s: float
    peak_memory_mib: float
    wall_s: float


def signal_name(number: int) -> str:
    """Return the name of a signal, "SIGSEGV", or its number where it has none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def ending_of(report: Message | None) -> Ending:
    """Read from the last report of a job's init how it ended."""
    if report is None:
        return Ending("crash", "the job's processes are gone")
    if report["cause"] == "closed":
        return Ending("protocol", "the kernel closed its channel")
    if report["cause"]:
        return Ending(report["cause"], report["detail"])
    status = report["wait_status"]
    if not os.WIFSIGNALED(status):
        return Ending("exit", f"the kernel exited with status {os.WEXITSTATUS(status)}")
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Ending("cpu", "the CPU time was used up")
    return Ending("crash", f"the kernel was ended by {signal_name(number)}")
