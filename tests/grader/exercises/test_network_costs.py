"""The cost bounds of 05 and 06: far from right functions, and far from trying out each weight."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from judged import right

from grader.exercises.catalogue import EXERCISES
from grader.exercises.costs import cost_findings
from grader.exercises.direct import DirectAnswers, DirectCaller
from grader.exercises.model import HiddenExercise
from grader.exercises.seeds import Seed
from grader.sandbox.inside.calls import Outcome

NAMES = (
    "brnn_backward",
    "deep_rnn_backward",
    "deep_brnn_forward",
    "encode",
    "many_to_one_backward",
    "seq2seq_backward",
)
EACH = pytest.mark.parametrize("exercise", [EXERCISES[name] for name in NAMES], ids=NAMES)


@EACH
def test_trying_out_each_weight_costs_several_times_the_bound(exercise: HiddenExercise) -> None:
    """A forward pass for each of them, at the size at which the time is measured."""
    cost = exercise.cost
    assert cost is not None
    _, (probe, *_) = cost.prepare(np.random.default_rng(0))
    step = probe.requests[0].steps[-1]
    gradients = exercise.reference[step.function](*step.args)
    assert isinstance(gradients, dict)
    weights = sum(gradient.size for name, gradient in gradients.items() if name not in ("dx", "da0"))
    assert weights > 5 * cost.multiple


@EACH
def test_right_functions_are_far_below_the_bound(exercise: HiddenExercise) -> None:
    """Room for plain loops; and every way to get caches is right."""
    cost = exercise.cost
    assert cost is not None
    forward, probes = cost.prepare(np.random.default_rng(0))
    start = process_time()
    for _ in range(20):
        forward()
    allowed = cost.multiple * (process_time() - start) / 20
    for probe in probes:
        answers = DirectCaller(right(exercise)).ask(probe.requests, measure=True)
        assert answers.cpu_s is not None
        assert answers.cpu_s < max(allowed, cost.floor_s)
        findings = list(probe.judge(answers.outcomes))
        assert all(finding.passed for finding in findings)
        assert {finding.criterion for finding in findings} == set(cost.excludes)


def test_the_message_names_the_function_whose_time_it_was() -> None:
    """An exercise may hold several."""

    class Slow(DirectCaller):
        def ask(self, *_: object, **__: object) -> DirectAnswers:
            return DirectAnswers([Outcome({})], 60.0)

    exercise = EXERCISES["encode"]
    findings = cost_findings(exercise, Slow({}), Seed(b"a seed"), right(exercise))
    messages = [finding.message for finding in findings]
    assert messages[0].startswith("encode_backward took 60.00 s")
    assert messages[1] == "earns nothing while encode_backward takes longer than backpropagation does"
