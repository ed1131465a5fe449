"""A caller for plain Python functions in this process: for tests, and to replay known mistakes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import thread_time

from grader.sandbox.inside.calls import Outcome, Request, perform_all

NOTHING: Mapping[str, Callable[..., object]] = {}


@dataclass(frozen=True)
class DirectAnswers:
    """What came back: one outcome for each request, and the CPU time if it was asked for."""

    outcomes: list[Outcome]
    cpu_s: float | None = None


class DirectCaller:
    """Ask functions of a namespace, without a sandbox. Only for code that is trusted.

    Parameters
    ----------
    namespace
        Function name → function; a dependency that a try replaces is put there for that call alone.
    """

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self.namespace = namespace

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: Mapping[str, Callable[..., object]] = NOTHING,
        offered: Mapping[str, Callable[..., object]] = NOTHING,
        measure: bool = False,
    ) -> DirectAnswers:
        """Answer the requests in order.

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
        start = thread_time() if measure else 0.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the functions that are asked: overflow is their affair
            outcomes = perform_all(requests, self.namespace, stand_ins, offered)
        return DirectAnswers(outcomes, thread_time() - start if measure else None)
