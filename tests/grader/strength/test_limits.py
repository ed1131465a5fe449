"""Functions that never come back: they end by their CPU time, and cost a judgement no more than that."""

from __future__ import annotations

import signal
from time import process_time

from grader.sandbox.inside.calls import Request, Step
from grader.strength.limits import BoundedCaller, cpu_limit


def for_ever() -> None:
    """Run and run."""
    while True:
        pass


def stubborn() -> None:
    """Run on after the first error."""
    while True:
        try:
            for_ever()
        except Exception:  # whatever it is
            continue


def test_what_is_in_time_is_not_disturbed() -> None:
    """The timer and the handler of before are back afterwards."""
    before = signal.getsignal(signal.SIGPROF)
    with cpu_limit(5.0) as clock:
        total = sum(range(1000))
    assert (total, clock.late) == (499500, False)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) == before


def test_what_never_ends_is_ended() -> None:
    """Also where the function holds every exception."""
    for function in (for_ever, stubborn):
        start = process_time()
        with cpu_limit(0.1) as clock:
            function()
        assert clock.late
        assert process_time() - start < 2


def test_after_a_late_call_no_other_is_tried() -> None:
    """The late one counts as out of time, what was before it stands, what comes after is not run."""
    caller = BoundedCaller({"right": lambda: 1, "wrong": for_ever}, call_s=0.1)
    names = ("right", "wrong", "right")
    answers = caller.ask([Request((Step(name, ()),)) for name in names], measure=True)
    kinds = [outcome.error.kind if outcome.error else "" for outcome in answers.outcomes]
    assert kinds == ["", "time", "stopped"]
    assert answers.outcomes[0].value == 1
    assert answers.cpu_s is not None
    assert caller.ask([Request((Step("right", ()),))]).outcomes[0].error is not None
