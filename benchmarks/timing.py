"""A clock for the steps of one submission after another, and a sandbox whose sessions tell it what they take."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from grader.sandbox import Sandbox

STEPS = {"run_cell": "cells", "ask": "answers", "close": "end of the kernel"}


class Clock:
    """Adds up the seconds of each step, submission by submission."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = defaultdict(list)
        self._open: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what happens inside to a step of this submission."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._open[name] = self._open.get(name, 0.0) + time.perf_counter() - start

    def next_submission(self) -> None:
        """Close this submission's sums; a step that it did not need took no time."""
        for name in {*self.steps, *self._open}:
            self.steps[name].append(self._open.get(name, 0.0))
        self._open.clear()

    def forget(self) -> None:
        """Forget everything so far."""
        self.steps.clear()


class TimedSession:
    """A sandbox's session that tells the clock how long each call took."""

    def __init__(self, session: Any, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._session, name)
        return _timed(found, STEPS[name], self._clock) if name in STEPS else found

    def __enter__(self) -> TimedSession:
        self._session.__enter__()
        return self

    def __exit__(self, *details: Any) -> None:
        self._session.__exit__(*details)


class TimedSandbox:
    """A sandbox whose sessions are timed."""

    def __init__(self, sandbox: Sandbox, clock: Clock) -> None:
        self._sandbox, self._clock = sandbox, clock

    def open(self, *arguments: Any, **named: Any) -> TimedSession:
        """Start a kernel."""
        with self._clock.step("start of the kernel"):
            return TimedSession(self._sandbox.open(*arguments, **named), self._clock)


def _timed(function: Callable[..., Any], step: str, clock: Clock) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        with clock.step(step):
            return function(*arguments, **named)

    return timed
