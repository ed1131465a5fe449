"""Bounds on what a mutant may use: CPU time by a timer of this process, memory by the worker's own limit.

A wrong sign can make a loop that never ends or an array that fills the memory. Mutants are our own code and mean no
harm, so a signal and a limit are enough; the sandbox would cost a hundred times as much.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from grader.exercises.direct import NOTHING, DirectAnswers, DirectCaller
from grader.sandbox.inside.calls import CallError, Outcome, Request

CALL_S = 2.0
AGAIN_S = 1.0  # a library may have swallowed the first one
MEMORY_BYTES = 2 * 2**30

STOPPED = Outcome(error=CallError("stopped", "an earlier call did not finish in time"))
LATE = Outcome(error=CallError("time", "it did not finish in time"))


class TimeIsUp(BaseException):
    """The CPU time of a call is used up; no ``except Exception`` holds it."""


@dataclass
class Clock:
    """Whether the time was up."""

    late: bool = False


@contextmanager
def cpu_limit(seconds: float = CALL_S) -> Iterator[Clock]:
    """End what runs inside once it has used this much CPU time; only in the main thread of a process.

    Parameters
    ----------
    seconds
        CPU time of the process, in seconds; a busy machine makes nothing late.

    Yields
    ------
    Clock
        Says afterwards whether the time was up.
    """
    clock = Clock()

    def ring(signum: int, frame: FrameType | None) -> None:
        clock.late = True
        raise TimeIsUp

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_S)
    try:
        try:
            yield clock
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TimeIsUp:  # also where it rang once more on the way out
        signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)


def limit_memory(size: int = MEMORY_BYTES) -> None:
    """Bound the address space of this process, so that a huge array is a MemoryError and nothing worse."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


@dataclass
class BoundedCaller:
    """A direct caller that gives up on functions that do not come back.

    Parameters
    ----------
    namespace
        Function name → function.
    call_s
        CPU time of one request, in seconds. After a late one, the others are not tried: a judgement then costs no more.
    """

    namespace: Mapping[str, object]
    call_s: float = CALL_S
    late: bool = field(default=False, init=False)

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: Mapping[str, Callable[..., object]] = NOTHING,
        offered: Mapping[str, Callable[..., object]] = NOTHING,
        measure: bool = False,
    ) -> DirectAnswers:
        """Answer the requests in order; see :meth:`grader.exercises.direct.DirectCaller.ask`."""
        outcomes: list[Outcome] = []
        cpu_s = 0.0
        for request in requests:
            if self.late:
                outcomes.append(STOPPED)
                continue
            with cpu_limit(self.call_s) as clock:
                answers = DirectCaller(self.namespace).ask(
                    [request], stand_ins=stand_ins, offered=offered, measure=measure
                )
            self.late = clock.late
            outcomes.append(LATE if clock.late else answers.outcomes[0])
            cpu_s += 0.0 if clock.late else answers.cpu_s or 0.0
        return DirectAnswers(outcomes, cpu_s if measure else None)
