"""Whatever comes back, looking at it breaks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from judged import judged, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.direct import DirectAnswers, DirectCaller
from grader.exercises.judging import judge
from grader.exercises.symptoms import symptoms
from grader.sandbox.inside.calls import CallError, Outcome, Request
from rnn_utils.checks.published import drained

SEED = seeds(1)[0]
NAMES = ("one_hot", "rnn_forward", "lstm_cell_backward", "build_vocabulary", "train", "encode")
ODD = [
    10**400,
    1j,
    float("nan"),
    np.array(["a"]),
    np.array(10**400, dtype=object),
    np.full((2, 2), 1e308),
    np.array([], dtype=bool),
    np.ones((1,) * 9),
    "text",
    None,
    (1, (2, [3])),
    {"dx": 1},
]


def _spoilt(value: Any, odd: object) -> Any:
    """Put something odd in the place of the first output."""
    if isinstance(value, dict):
        return {key: odd if k == 0 else item for k, (key, item) in enumerate(value.items())}
    return (odd, *value[1:]) if isinstance(value, tuple) else odd


def test_calls_that_were_never_made_are_no_evidence() -> None:
    """A process that ends at the second example says nothing about the batches behind it."""
    exercise = EXERCISES["rnn_cell_backward"]
    reference: Any = exercise.reference["rnn_cell_backward"]

    class Ending(DirectCaller):
        def ask(self, requests: Sequence[Request], **more: Any) -> DirectAnswers:
            ended = Outcome(error=CallError("stopped", "ended"))
            outcomes = super().ask(requests, **more).outcomes
            batches = [len(request.steps[-1].args[0].T) for request in requests]  # type: ignore[attr-defined]
            return DirectAnswers([ended if m > 1 else out for out, m in zip(outcomes, batches, strict=True)])

    caller = Ending({**right(exercise), "rnn_cell_backward": reference})
    judgement = judge(exercise, caller, SEED, right(exercise))
    assert judgement.result.points < exercise.public.points
    assert symptoms(exercise, judgement, right(exercise)) == ()


@pytest.mark.parametrize("odd", ODD, ids=lambda value: repr(value)[:20])
def test_odd_values_in_one_output_or_in_all_are_no_trouble(odd: object) -> None:
    for name in NAMES:
        exercise = EXERCISES[name]
        for whole in (True, False):

            def wrong(*arguments: Any, name: str = name, whole: bool = whole) -> Any:
                return odd if whole else _spoilt(drained(EXERCISES[name].reference[name](*arguments)), odd)

            judgement = judged(exercise, {**right(exercise), name: wrong}, SEED)
            assert len(symptoms(exercise, judgement, right(exercise))) <= 3
