"""The cost bound of gated cells: complex steps and central differences are refused, whatever their values.

Plain loops over every element pass it: they are among the odd-but-right variants, which earn everything.
"""

from __future__ import annotations

import pytest
from judged import failed, judged_source, seeds

from grader.exercises.catalogue import EXERCISES

SEED = seeds(1)[0]

GRU = """
def loss(v, dc_next):
    seen = np.concatenate([v["c_prev"], v["xt"]])
    u, r = (1 / (1 + np.exp(-(v["W" + gate] @ seen + v["b" + gate]))) for gate in "ur")
    h = np.tanh(v["Wc"] @ np.concatenate([r * v["c_prev"], v["xt"]]) + v["bc"])
    return np.sum(dc_next * (u * h + (1 - u) * v["c_prev"]))


def gru_cell_backward(dc_next, cache):
    _, c_prev, _, _, _, xt, parameters = cache
    return tried_out({"xt": xt, "c_prev": c_prev, **parameters}, dc_next)
"""
LSTM = """
def loss(v, da_next, dc_next):
    seen = np.concatenate([v["a_prev"], v["xt"]])
    f, u, o = (1 / (1 + np.exp(-(v["W" + gate] @ seen + v["b" + gate]))) for gate in "fuo")
    c = f * v["c_prev"] + u * np.tanh(v["Wc"] @ seen + v["bc"])
    return np.sum(dc_next * c) + np.sum(da_next * o * np.tanh(c))


def lstm_cell_backward(da_next, dc_next, cache):
    _, _, a_prev, c_prev, *_, xt, parameters = cache
    return tried_out({"xt": xt, "a_prev": a_prev, "c_prev": c_prev, **parameters}, da_next, dc_next)
"""
COMPLEX = """
def tried_out(values, *gradients):
    values = {name: value.astype(complex) for name, value in values.items() if name not in ("Wy", "by")}
    result = {"d" + name: np.zeros(value.shape, gradients[0].dtype) for name, value in values.items()}
    for name, value in values.items():
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-30j
            result["d" + name][index] = loss(values, *gradients).imag / 1e-30
            value[index] = kept
    return result
"""
CENTRAL = """
def tried_out(values, *gradients):
    values = {name: value.copy() for name, value in values.items() if name not in ("Wy", "by")}
    result = {"d" + name: np.zeros(value.shape, gradients[0].dtype) for name, value in values.items()}
    for name, value in values.items():
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-5
            up = loss(values, *gradients)
            value[index] = kept - 1e-5
            result["d" + name][index] = (up - loss(values, *gradients)) / 2e-5
            value[index] = kept
    return result
"""
# gru_backward and lstm_backward on top of a step that tries weights out.
STEPS = {"gru": GRU, "lstm": LSTM}
KINDS = pytest.mark.parametrize("kind", STEPS)


@pytest.mark.slow
@KINDS
def test_complex_steps_are_exact_and_still_earn_nothing(kind: str) -> None:
    """The values are right to the last digit; the time tells."""
    exercise = EXERCISES[f"{kind}_cell_backward"]
    judgement = judged_source(exercise, COMPLEX + STEPS[kind], SEED)
    assert judgement.result.points == 0
    assert all(finding.passed for finding in judgement.attempts[0].findings)
    messages = {criterion.id: criterion.messages for criterion in judgement.result.criteria}
    assert "finite differences a forward pass for each weight" in messages["cost"][0]


@KINDS
def test_central_differences_are_too_coarse(kind: str) -> None:
    """They fail before their time is measured, but for what they get right at small sizes by chance."""
    exercise = EXERCISES[f"{kind}_cell_backward"]
    judgement = judged_source(exercise, CENTRAL + STEPS[kind], SEED)
    assert judgement.result.points == 0
    assert {"dxt", "dc_prev", "dWc"} <= failed(judgement)


@pytest.mark.slow
@KINDS
def test_a_step_that_is_too_slow_costs_its_own_exercise_alone(kind: str) -> None:
    """The function for the sequence is measured again with a right step."""
    exercise = EXERCISES[f"{kind}_backward"]
    judgement = judged_source(exercise, COMPLEX + STEPS[kind] + exercise.variants[0].source, SEED)
    assert judgement.result.points == exercise.public.points, failed(judgement)
