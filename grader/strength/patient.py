"""Ask functions that may never come back."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

import numpy as np

from grader.exercises.direct import NOTHING, DirectAnswers, DirectCaller
from grader.sandbox.inside.calls import CallError, Outcome, Request

CALL_S = 1.0  # of CPU time for one call; right functions take a few milliseconds
LOST = 3  # calls without an end, after which nothing more is asked


class _TooLongError(BaseException):
    """A call took too long; not to be caught by the code that is called."""


@contextmanager
def _limited() -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, CALL_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class PatientCaller(DirectCaller):
    """A caller in this process that gives up calls which take too long, as the sandbox does."""

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: Mapping[str, Callable[..., object]] = NOTHING,
        offered: Mapping[str, Callable[..., object]] = NOTHING,
        measure: bool = False,
    ) -> DirectAnswers:
        """Answer the requests in order; a call that takes too long is an outcome as well.

        Parameters
        ----------
        requests
            The calls.
        stand_ins
            Functions that replace names of the namespace.
        offered
            Functions behind stand-in arguments.
        measure
            Whether to take the CPU time.

        Returns
        -------
        DirectAnswers
            One outcome for each request.
        """
        outcomes: list[Outcome] = []
        cpu_s = 0.0
        lost = 0
        for request in requests:
            if lost >= LOST:
                outcomes.append(Outcome(error=CallError("stopped", "too many calls took too long")))
                continue
            with np.errstate(all="ignore"):
                answers = self._limited(request, stand_ins, offered)
            lost += _is_lost(answers.outcomes[0])
            cpu_s += answers.cpu_s or 0.0
            outcomes += answers.outcomes
        return DirectAnswers(outcomes, cpu_s if measure else None)

    def _limited(
        self,
        request: Request,
        stand_ins: Mapping[str, Callable[..., object]],
        offered: Mapping[str, Callable[..., object]],
    ) -> DirectAnswers:
        try:
            with _limited():
                answers = super().ask([request], stand_ins=stand_ins, offered=offered, measure=True)
        except _TooLongError:
            return DirectAnswers([Outcome(error=CallError("time", "it took too long"))], CALL_S)
        return answers


def _is_lost(outcome: Outcome) -> bool:
    return outcome.error is not None and (outcome.error.kind == "time" or "_TooLongError" in outcome.error.message)
