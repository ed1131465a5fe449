"""Backward functions of gated cells: own caches, wrong dependencies, and what the probes must not ask for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from judged import failed, judged, judged_source, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.gated_backward import backward_probes
from grader.exercises.gated_inputs import SMALL
from grader.exercises.gru import backward as gru
from grader.exercises.inputs import Inputs
from grader.exercises.lstm import backward as lstm
from grader.exercises.patching import bare_source
from grader.sandbox.inside.calls import Outcome
from topics import WRONG_SOURCES

SEED = seeds(1)[0]
KINDS = pytest.mark.parametrize("kind", ["gru", "lstm"])
ASSIGNMENTS = {"gru": "03_gru", "lstm": "04_lstm"}


def own_layout(kind: str) -> str:
    """Return a step forward and a step back that agree on a cache of another layout."""
    variants = EXERCISES[f"{kind}_cell_backward"].variants
    return next(variant.source for variant in variants if variant.id.endswith("cache-of-its-own"))


@KINDS
@pytest.mark.parametrize("wrong_sequence", [False, True], ids=["right sequence", "wrong sequence"])
def test_a_cache_of_another_layout_costs_the_caches_points_alone(kind: str, wrong_sequence: bool) -> None:
    """As long as forward and backward agree on it, the backward passes earn everything."""
    forward, backward = EXERCISES[f"{kind}_forward"], EXERCISES[f"{kind}_backward"]
    wrong = WRONG_SOURCES[ASSIGNMENTS[kind]][f"{kind}_forward"]
    sequence = wrong if wrong_sequence else bare_source(forward.reference[f"{kind}_forward"])
    source = own_layout(kind) + "\n\n" + sequence
    assert failed(judged_source(EXERCISES[f"{kind}_cell_forward"], source, SEED)) == {"cache"}
    # Written without the first cache, which has another layout here.
    written = next(v.source for v in backward.variants if v.id.endswith("sum-of-lists"))
    for exercise in (EXERCISES[f"{kind}_cell_backward"], backward):
        judgement = judged_source(exercise, source + "\n\n" + written, SEED)
        assert judgement.result.points == exercise.public.points, failed(judgement)


PEEPHOLE_OWN_LAYOUT = """
def lstm_peephole_cell_forward(xt, a_prev, c_prev, parameters):
    p, seen = parameters, np.concatenate([a_prev, xt])
    f, u, o = (sigmoid(p["W" + g] @ seen + p["P" + g] * c_prev + p["b" + g]) for g in "fuo")
    h = np.tanh(p["Wc"] @ seen + p["bc"])
    c = f * c_prev + u * h
    cache = (a_prev.shape[0], seen, c_prev, {"f": f, "u": u, "o": o}, h, np.tanh(c), p)
    return o * np.tanh(c), c, softmax(p["Wy"] @ (o * np.tanh(c)) + p["by"]), cache


def lstm_peephole_cell_backward(da_next, dc_next, cache):
    n_a, seen, c_prev, gates, h, out, p = cache
    dc = dc_next + da_next * gates["o"] * (1 - out**2)
    into = {"f": dc * c_prev, "u": dc * h, "o": da_next * out}
    dz = {g: into[g] * gates[g] * (1 - gates[g]) for g in into}
    result = {"dP" + g: (dz[g] * c_prev).sum(1, keepdims=True) for g in dz}
    result["dc_prev"] = dc * gates["f"] + sum(p["P" + g] * dz[g] for g in dz)
    dz["c"] = dc * gates["u"] * (1 - h**2)
    back = sum(p["W" + g].T @ dz[g] for g in dz)
    for g in dz:
        result["dW" + g], result["db" + g] = dz[g] @ seen.T, dz[g].sum(1, keepdims=True)
    return {**result, "da_prev": back[:n_a], "dxt": back[n_a:]}
"""


def test_an_own_cache_of_peepholes_costs_the_caches_points_alone() -> None:
    """Forward and backward are one exercise here, and so is the point for the layout."""
    judgement = judged_source(EXERCISES["lstm_peephole_cell_forward"], PEEPHOLE_OWN_LAYOUT, SEED)
    assert failed(judgement) == {"cache"}
    assert "your own lstm_peephole_cell_forward" in judgement.result.note


@KINDS
def test_a_wrong_backward_pass_is_wrong_with_its_own_caches_too(kind: str) -> None:
    """The further tries are no way round."""
    exercise = EXERCISES[f"{kind}_cell_backward"]
    source = own_layout(kind).replace(" * u * (1 - u)", " * u")
    judgement = judged_source(exercise, source, SEED)
    assert {"dxt", "dWu", "dbu"} <= failed(judgement)
    assert len(judgement.attempts) == len(exercise.tries)


@KINDS
def test_part_of_the_gradients_earns_part_of_the_points(kind: str) -> None:
    """Each gradient earns its own points, what requires all of them none."""
    exercise = EXERCISES[f"{kind}_backward"]
    usual: Any = exercise.reference[exercise.id]

    def without_bias(da: Any, caches: Any, *more: Any) -> dict[str, Any]:
        return {**usual(da, caches, *more), "dbc": np.zeros((len(da), 1))}

    judgement = judged(exercise, {**right(exercise), exercise.id: without_bias}, SEED)
    assert failed(judgement) - {"dc_last"} == {"dbc", "sizes", "dtype", "side_effects"}


@KINDS
def test_further_entries_of_the_result_need_not_be_linear(kind: str) -> None:
    """A student may return more than the gradients that are asked for."""
    exercise = EXERCISES[f"{kind}_cell_backward"]
    usual: Any = exercise.reference[exercise.id]

    def with_more(*arguments: Any) -> dict[str, Any]:
        return {**usual(*arguments), "squares": arguments[0] ** 2, "said": "more"}

    judgement = judged(exercise, {**right(exercise), exercise.id: with_more}, SEED)
    assert judgement.result.points == exercise.public.points, failed(judgement)


@pytest.mark.parametrize("backward", [gru.CELL, gru.SEQUENCE, lstm.CELL, lstm.SEQUENCE], ids=lambda one: one.name)
def test_central_differences_are_of_every_output(backward: Any) -> None:
    """No gradient is left to the reference alone."""
    probes = backward_probes(backward, backward.given, Inputs(np.random.default_rng(0)))
    measured = next(probe for probe in probes if probe.label == "central differences")
    names = backward.right(backward.draw(Inputs(np.random.default_rng(1)), SMALL))
    findings = list(measured.judge([Outcome(dict.fromkeys(names))]))
    assert len(findings) == len(names) == len(backward.public.outputs)
    assert not any(finding.passed for finding in findings)
