"""Right at the sizes that students see, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from judged import judged, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.direct import DirectCaller
from grader.exercises.symptoms import at_published_sizes, symptoms

SEED = seeds(1)[0]


def keys(name: str, function: Any) -> list[str]:
    exercise = EXERCISES[name]
    namespace = {**right(exercise), name: function}
    judgement = judged(exercise, namespace, SEED)
    published = at_published_sizes(exercise, judgement, DirectCaller(namespace), SEED, right(exercise))
    return [one.key for one in symptoms(exercise, judgement, right(exercise), published=published)]


def wrong_unless(sizes: set[int]) -> Any:
    reference: Any = EXERCISES["rnn_cell_forward"].reference["rnn_cell_forward"]

    def function(xt: Any, a_prev: Any, parameters: Any) -> Any:
        a_next, yt_pred, cache = reference(xt, a_prev, parameters)
        return (a_next, yt_pred, cache) if len(a_prev) in sizes else (np.cos(3 * a_next), yt_pred, cache)

    return function


def test_a_size_that_is_written_down_is_seen() -> None:
    """The published cases have 4 and 3 units; some hidden ones have so too, and are right."""
    assert keys("rnn_cell_forward", wrong_unless({3, 4})) == ["right_at_published_sizes"]


def test_a_size_that_is_right_for_one_published_case_alone_is_not_said_to_be_right_there() -> None:
    assert "right_at_published_sizes" not in keys("rnn_cell_forward", wrong_unless({4}))


def test_what_is_wrong_there_too_is_not_said_to_be_right_there() -> None:
    assert "right_at_published_sizes" not in keys("rnn_cell_forward", wrong_unless(set()))


# One for each kind of argument: arrays, words, functions, generators of random numbers; one that yields chunks.
KINDS = (
    "rnn_forward",
    "lstm_backward",
    "numerical_gradient",
    "build_vocabulary",
    "sample",
    "truncated_bptt_batches",
    "brnn_forward",
    "decode_step",
)


@pytest.mark.parametrize("name", KINDS)
def test_right_functions_are_right_at_published_sizes(name: str) -> None:
    """Functions to differentiate, generators of random numbers and generators of chunks go over as well."""
    exercise = EXERCISES[name]
    wrong = judged(exercise, {**right(exercise), **dict.fromkeys(exercise.reference, lambda *_: 0.0)}, SEED)
    attempt = at_published_sizes(exercise, wrong, DirectCaller(right(exercise)), SEED, right(exercise))
    assert attempt is not None
    for probe, outcome in zip(attempt.probes, attempt.outcomes, strict=True):
        assert outcome.error is None, outcome.error
        assert all(finding.passed for finding in probe.judge([outcome])) or name == "sample"
