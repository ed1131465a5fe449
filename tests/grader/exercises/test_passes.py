"""A forward and a backward function that share caches: right ones, and those of the student's own."""

from __future__ import annotations

from typing import Any

import numpy as np
from judged import failed, judged, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.direct import DirectCaller
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.passes import Passes
from grader.exercises.seq2seq.drawn import reader, state
from rnn_utils.checks.seq2seq import ENCODE
from rnn_utils.reference import seq2seq as reference

SEED = seeds(1)[0]
PASSES = Passes(ENCODE, reference.encode, reference.encode_backward, 1)


def _case() -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    inputs, sizes = Inputs(np.random.default_rng(0)), Sizes()
    return (state(inputs, "gru", sizes.n_a, sizes.m),), reader(inputs, sizes, "gru")


def test_caches_come_from_the_reference_or_from_the_student() -> None:
    """The second request calls the student's forward function first."""
    given, own = PASSES.given(*_case()), PASSES.own(*_case())
    assert [step.function for step in given.steps] == ["encode_backward"]
    assert [step.function for step in own.steps] == ["encode", "encode_backward"]
    outcomes = DirectCaller(right(EXERCISES["encode"])).ask((given, own)).outcomes
    for name, gradient in PASSES.right(*_case()).items():
        assert all(np.array_equal(outcome.value[name], gradient) for outcome in outcomes)


def test_a_comparison_has_a_finding_for_each_gradient() -> None:
    """For its own criterion, or for the one that is named."""
    case = _case()
    outcome = DirectCaller(right(EXERCISES["encode"])).ask((PASSES.given(*case),)).outcomes
    own = list(PASSES.compared("label", PASSES.given, *case).judge(outcome))
    assert {finding.criterion for finding in own} == {"gradients"}
    assert len(own) == 6
    named = PASSES.compared("label", PASSES.given, *case, criteria="sizes").judge(outcome)
    assert {finding.criterion for finding in named} == {"sizes"}


def test_a_gradient_that_is_not_linear_is_found() -> None:
    """Small numbers lost in the backward pass, for example."""
    exercise = EXERCISES["deep_rnn_backward"]
    function = exercise.reference["deep_rnn_backward"]

    def clipped(da: Any, caches: Any) -> Any:
        return function(np.clip(da, -1, 1), caches)

    judgement = judged(exercise, {**right(exercise), "deep_rnn_backward": clipped}, SEED)
    findings = [finding for one in judgement.attempts for finding in one.findings]
    assert any("is not the sum of the results" in finding.message for finding in findings)


def test_a_wrong_forward_pass_takes_nothing_from_a_right_backward_pass() -> None:
    """And the other way round."""
    exercise = EXERCISES["encode"]
    wrong_forward = {**right(exercise), "encode": lambda *_: (None, None)}
    assert "gradients" not in failed(judged(exercise, wrong_forward, SEED))
    wrong_backward = {**right(exercise), "encode_backward": lambda *_: {}}
    assert {"state", "mask", "cells"}.isdisjoint(failed(judged(exercise, wrong_backward, SEED)))
