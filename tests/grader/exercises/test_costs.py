"""The cost bound: loops in plain Python pass, finite differences and complex steps do not."""

from __future__ import annotations

import signal
from typing import Any

import numpy as np
import pytest
from judged import failed, judged_source, seeds

from grader.exercises import costs
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.costs import cost_findings
from grader.exercises.direct import DirectAnswers, DirectCaller
from grader.exercises.model import Cost
from grader.exercises.patching import functions_of
from grader.sandbox.inside.calls import CallError, Outcome

REFERENCES = references_of("01_rnn")
CELL, SEQUENCE = EXERCISES["rnn_cell_backward"], EXERCISES["rnn_backward"]
SEED = seeds(1)[0]
GRADIENTS = {"dxt", "da_prev", "dWax", "dWaa", "dba"}

TRIPLE_LOOPS = """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    (n_a, m), n_x, dtype = a_next.shape, xt.shape[0], a_next.dtype
    dz, dba = np.zeros((n_a, m), dtype), np.zeros((n_a, 1), dtype)
    dWaa, dWax = np.zeros((n_a, n_a), dtype), np.zeros((n_a, n_x), dtype)
    da_prev, dxt = np.zeros((n_a, m), dtype), np.zeros((n_x, m), dtype)
    for i in range(n_a):
        for j in range(m):
            dz[i, j] = (1 - a_next[i, j] ** 2) * da_next[i, j]
            dba[i, 0] += dz[i, j]
            for k in range(n_a):
                dWaa[i, k] += dz[i, j] * a_prev[k, j]
                da_prev[k, j] += parameters["Waa"][i, k] * dz[i, j]
            for k in range(n_x):
                dWax[i, k] += dz[i, j] * xt[k, j]
                dxt[k, j] += parameters["Wax"][i, k] * dz[i, j]
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
"""
TRYING_OUT = """
NAMES = {"xt": "dxt", "a_prev": "da_prev", "Wax": "dWax", "Waa": "dWaa", "ba": "dba"}


def state(v):
    return np.tanh(v["Waa"] @ v["a_prev"] + v["Wax"] @ v["xt"] + v["ba"])


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    values = {"xt": xt, "a_prev": a_prev, **parameters}
    values = {name: value.astype(STEP_TYPE) for name, value in values.items()}
    result = {}
    for name, gradient in NAMES.items():
        value = values[name]
        result[gradient] = np.zeros(value.shape, a_next.dtype)
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + STEP
            up = np.sum(da_next * state(values))
            DIFFERENCE
            value[index] = kept
    return result
"""
COMPLEX_STEPS = (
    TRYING_OUT.replace("STEP_TYPE", "complex")
    .replace("STEP", "1e-30j")
    .replace("DIFFERENCE", "result[gradient][index] = up.imag / 1e-30")
)
CENTRAL = (
    TRYING_OUT.replace("STEP_TYPE", "float")
    .replace("STEP", "1e-5")
    .replace(
        "DIFFERENCE",
        "value[index] = kept - 1e-5\n"
        "            result[gradient][index] = (up - np.sum(da_next * state(values))) / 2e-5",
    )
)
ROWS_AT_ONCE = """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    Wax, Waa, ba = (parameters[name].astype(complex) for name in ("Wax", "Waa", "ba"))

    def derivative(W, other, inputs):
        result, (rows, columns) = np.zeros(W.shape, a_next.dtype), W.shape
        for i in range(rows):
            moved = np.repeat(W[np.newaxis], columns, axis=0)
            moved[np.arange(columns), i, np.arange(columns)] += 1e-30j
            result[i] = np.sum(da_next * np.tanh(moved @ inputs + other), axis=(1, 2)).imag / 1e-30
        return result

    def in_state(W, inputs, other):
        result = np.zeros(inputs.shape, a_next.dtype)
        for k in range(len(inputs)):
            moved = inputs.astype(complex)
            moved[k] += 1e-30j
            result[k] = np.sum(da_next * np.tanh(W @ moved + other), axis=0).imag / 1e-30
        return result

    from_state, from_input = Waa @ a_prev, Wax @ xt
    return {
        "dxt": in_state(Wax, xt, from_state + ba),
        "da_prev": in_state(Waa, a_prev, from_input + ba),
        "dWax": derivative(Wax, from_state + ba, xt),
        "dWaa": derivative(Waa, from_input + ba, a_prev),
        "dba": derivative(ba, from_state + from_input, np.ones((1, xt.shape[1]))),
    }
"""
SEQUENCE_COMPLEX_STEPS = """
def rnn_backward(da, caches):
    steps, x = caches
    values = {"x": x, "a0": steps[0][1], **{name: steps[0][3][name] for name in ("Wax", "Waa", "ba")}}
    values = {name: value.astype(complex) for name, value in values.items()}

    def loss():
        a, total = values["a0"], 0
        for t in range(x.shape[2]):
            a = np.tanh(values["Waa"] @ a + values["Wax"] @ values["x"][:, :, t] + values["ba"])
            total = total + np.sum(da[:, :, t] * a)
        return total

    result = {}
    for name, value in values.items():
        result["d" + name] = np.zeros(value.shape, da.dtype)
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-30j
            result["d" + name][index] = loss().imag / 1e-30
            value[index] = kept
    return result
"""


def test_plain_loops_are_slow_enough_to_be_right() -> None:
    """Three nested loops earn everything, in one step and through time."""
    assert judged_source(CELL, TRIPLE_LOOPS, SEED).result.points == CELL.public.points
    judgement = judged_source(SEQUENCE, TRIPLE_LOOPS + SEQUENCE.variants[0].source, SEED)
    assert judgement.result.points == SEQUENCE.public.points, failed(judgement)


@pytest.mark.slow
@pytest.mark.parametrize("source", [COMPLEX_STEPS, ROWS_AT_ONCE], ids=["complex steps", "rows at once"])
def test_complex_steps_are_exact_and_still_earn_nothing(source: str) -> None:
    """The values are right to the last digit; the time tells."""
    judgement = judged_source(CELL, source, SEED)
    assert judgement.result.points == 0
    assert GRADIENTS | {"cost"} <= failed(judgement)
    assert all(finding.passed for finding in judgement.attempts[0].findings)
    messages = {criterion.id: criterion.messages for criterion in judgement.result.criteria}
    assert "takes longer than backpropagation" in messages["dxt"][0]
    assert "s of CPU time where" in messages["cost"][0]


@pytest.mark.slow
def test_central_differences_earn_nothing() -> None:
    """Whether or not they are exact enough."""
    assert judged_source(CELL, CENTRAL, SEED).result.points == 0


@pytest.mark.slow
def test_complex_steps_through_time_earn_nothing() -> None:
    """The whole sequence as one function to try out."""
    assert judged_source(SEQUENCE, SEQUENCE_COMPLEX_STEPS, SEED).result.points == 0


@pytest.mark.slow
def test_a_dependency_that_is_too_slow_costs_its_own_exercise_alone() -> None:
    """rnn_backward is measured again with a right rnn_cell_backward."""
    judgement = judged_source(SEQUENCE, COMPLEX_STEPS + SEQUENCE.variants[0].source, SEED)
    assert judgement.result.points == SEQUENCE.public.points, failed(judgement)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["0 * da_next", "1 / 0"], ids=["nonsense", "an error"])
def test_numerical_differentiation_that_notices_the_size_earns_nothing(answer: str) -> None:
    """Where its time is measured it returns nonsense quickly, or stops."""
    noticing = f"""
slowly = rnn_cell_backward


def rnn_cell_backward(da_next, cache):
    if len(da_next) > 30:
        return dict.fromkeys(("dxt", "da_prev", "dWax", "dWaa", "dba"), {answer})
    return slowly(da_next, cache)
"""
    judgement = judged_source(CELL, COMPLEX_STEPS + noticing, SEED)
    assert judgement.result.points == 0
    assert all(finding.passed for finding in judgement.attempts[0].findings)
    messages = {criterion.id: criterion.messages for criterion in judgement.result.criteria}
    assert "wrong at a large one" in messages["dxt"][0]


class Measured(DirectCaller):
    """A caller whose outcomes and times are made up."""

    def __init__(self, *answers: DirectAnswers) -> None:
        super().__init__({})
        self.answers = list(answers)

    def ask(self, requests: Any, **_: Any) -> DirectAnswers:
        """Give the next answer."""
        return self.answers.pop(0)


SLOW, QUICK = DirectAnswers([Outcome(1)], 60.0), DirectAnswers([Outcome(1)], 1e-6)


def error(kind: str) -> DirectAnswers:
    """Return the answer of a call that failed."""
    return DirectAnswers([Outcome(error=CallError(kind, "said"))], 60.0)


def test_one_disturbed_measurement_takes_nothing_away() -> None:
    """Only the second in a row counts, where they are far above the bound."""
    (finding,) = cost_findings(CELL, Measured(SLOW, QUICK), SEED, REFERENCES)
    assert finding.passed
    findings = cost_findings(CELL, Measured(SLOW, SLOW), SEED, REFERENCES)
    assert {f.criterion for f in findings} == GRADIENTS | {"cost"}
    assert not any(f.passed for f in findings)


def test_times_a_little_above_the_bound_are_measured_five_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine lengthens times by up to two or three; trying weights out takes at least three times the bound."""
    monkeypatch.setattr(costs, "_quickest", lambda work: 0.0)
    near, far = (DirectAnswers([Outcome(1)], times * Cost.floor_s) for times in (2.5, 3.5))
    (finding,) = cost_findings(CELL, Measured(near, near, near, near, QUICK), SEED, REFERENCES)
    assert finding.passed
    for answers in (5 * [near], [near, far], [far, far], [far, near, near, far]):
        asked = Measured(*answers)
        assert not any(finding.passed for finding in cost_findings(CELL, asked, SEED, REFERENCES))
        assert not asked.answers


def test_a_timer_of_the_process_leaves_the_bound_as_it_is() -> None:
    """Workers have one, and with it the kernel reads the clock of the process in ticks, longer than a forward pass."""
    assert CELL.cost is not None
    forward, _ = CELL.cost.prepare(SEED.generator(CELL.id, "cost"))
    signal.setitimer(signal.ITIMER_PROF, 60)
    try:
        assert 1e-6 < costs._quickest(forward) < 1e-3
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def test_no_end_in_sight_counts_as_too_slow() -> None:
    """A call that runs out of time or memory has passed the bound."""
    for kind in ("time", "memory"):
        assert len(cost_findings(CELL, Measured(error(kind), error(kind)), SEED, REFERENCES)) == 6


def test_an_error_at_a_large_size_costs_the_costs_points_alone() -> None:
    """Where nothing was right at small sizes; the student's own caches are tried as well."""
    (finding,) = cost_findings(CELL, Measured(error("raised"), error("raised")), SEED, REFERENCES)
    assert (finding.criterion, finding.passed) == ("cost", False)
    (finding,) = cost_findings(CELL, Measured(error("raised"), QUICK), SEED, REFERENCES)
    assert finding.passed


def test_a_time_that_could_not_be_measured_is_said_to_be_so() -> None:
    """It may have been any time: nothing that hangs on it is paid."""
    unknown = DirectAnswers([Outcome(1)], None)
    findings = cost_findings(CELL, Measured(unknown, unknown), SEED, REFERENCES)
    assert "could not be measured" in findings[0].message
    assert {finding.criterion for finding in findings if not finding.passed} == GRADIENTS | {"cost"}


def test_a_second_measurement_asks_something_else() -> None:
    """Whoever left the first answer somewhere must not find it again."""

    asked: list[Any] = []

    class Slow(DirectCaller):
        def ask(self, requests: Any, **how: Any) -> DirectAnswers:
            asked.extend(request.steps[-1].args[0] for request in requests)
            return DirectAnswers(super().ask(requests, **how).outcomes, 100.0)

    cost_findings(CELL, Slow(REFERENCES), SEED, REFERENCES)
    first, second = asked
    assert first.shape == second.shape and not np.isclose(first, second).any()


def test_the_bound_has_a_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a very quick machine small times are noise."""
    monkeypatch.setattr(costs, "_quickest", lambda work: 0.0)
    nearly = DirectAnswers([Outcome(1)], 0.049)
    (finding,) = cost_findings(CELL, Measured(nearly), SEED, REFERENCES)
    assert finding.passed


def test_the_reference_is_far_below_the_bound() -> None:
    """By a factor of a hundred."""
    namespace = functions_of(CELL, CELL.variants[1].source, REFERENCES)
    cost = CELL.cost
    assert cost is not None
    forward, probes = cost.prepare(np.random.default_rng(0))
    requests = [request for probe in probes for request in probe.requests]
    answers = DirectCaller(namespace).ask(requests, measure=True)
    assert answers.cpu_s is not None
    assert answers.cpu_s < 0.02
    assert forward() is not None
