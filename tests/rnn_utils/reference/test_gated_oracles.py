"""The gated cells of 03 and 04 against automatic differentiation, central differences and ONNX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest

from onnx_layers import run_onnx_layer
from oracles import (
    Arrays,
    assert_autograd_agrees,
    assert_central_differences_agree,
    assert_close,
    autograd_layer,
    autograd_log_softmax,
    autograd_step,
)
from problems import CellProblem, make_cell_problem
from rnn_utils.reference import gru, lstm
from rnn_utils.reference.outputs import output_backward, sequence_loss
from rnn_utils.types import Array

SIZES = [
    {"n_x": 3, "n_a": 5, "n_y": 4, "m": 2, "T_x": 6},
    {"n_x": 4, "n_a": 3, "n_y": 2, "m": 1, "T_x": 5},
    {"n_x": 2, "n_a": 4, "n_y": 3, "m": 5, "T_x": 1},
]
STATES = ("a", "c")


@pytest.fixture(params=SIZES, ids=["batch", "one example", "one step"])
def sizes(request: pytest.FixtureRequest) -> dict[str, int]:
    found: dict[str, int] = request.param
    return found


def problem_of(cell: str, sizes: dict[str, int]) -> CellProblem:
    return make_cell_problem(np.random.default_rng(31), cell, **sizes)


def initial_states(problem: CellProblem, ending: str) -> Arrays:
    names = ("c",) if len(problem.state0) == 1 else STATES
    return {name + ending: state for name, state in zip(names, problem.state0, strict=True)}


# one step

STEPS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "gru": (gru.gru_cell_forward, gru.gru_cell_backward),
    "lstm": (lstm.lstm_cell_forward, lstm.lstm_cell_backward),
    "peephole": (lstm.lstm_peephole_cell_forward, lstm.lstm_peephole_cell_backward),
}


def step_arguments(problem: CellProblem) -> Arrays:
    return {"xt": problem.x[:, :, 0]} | initial_states(problem, "_prev") | problem.weights


def weighted_step(problem: CellProblem, arguments: Arrays) -> Any:
    """Weigh the new state, computed independently, by the incoming gradients."""
    state = tuple(arguments[name] for name in initial_states(problem, "_prev"))
    state_next = autograd_step(problem.cell, arguments["xt"], state, arguments)
    incoming = (problem.da[:, :, 0], problem.dc_last)
    return sum(anp.sum(d * part) for d, part in zip(incoming, state_next, strict=False))


def weighted_reference_step(problem: CellProblem, arguments: Arrays) -> float:
    states = [arguments[name] for name in initial_states(problem, "_prev")]
    parameters = problem.parameters | arguments
    state_next = STEPS[problem.cell][0](arguments["xt"], *states, parameters)[: len(states)]
    incoming = (problem.da[:, :, 0], problem.dc_last)
    return float(sum(np.sum(d * part) for d, part in zip(incoming, state_next, strict=False)))


@pytest.mark.parametrize("cell", ["simplified", "gru", "lstm", "peephole"])
def test_one_step_agrees_with_the_formulas_written_again(cell: str, sizes: dict[str, int]) -> None:
    problem = problem_of(cell, sizes)
    forward: Callable[..., Any] = gru.simplified_gru_cell_forward if cell == "simplified" else STEPS[cell][0]
    *state_next, yt_pred, _ = forward(problem.x[:, :, 0], *problem.state0, problem.parameters)
    oracle = autograd_step(cell, problem.x[:, :, 0], problem.state0, problem.parameters)
    for found, expected in zip(state_next, oracle, strict=True):
        assert_close(found, expected, 1e-13)
    scores = problem.parameters["Wy"] @ oracle[0] + problem.parameters["by"]
    assert_close(yt_pred, np.exp(autograd_log_softmax(scores)), 1e-13)


@pytest.mark.parametrize("cell", STEPS)
def test_cell_backward_agrees_with_autograd(cell: str, sizes: dict[str, int]) -> None:
    problem = problem_of(cell, sizes)
    assert_autograd_agrees(cell_gradients(problem), lambda v: weighted_step(problem, v), step_arguments(problem))


@pytest.mark.parametrize("cell", STEPS)
def test_cell_backward_agrees_with_central_differences(cell: str) -> None:
    problem = problem_of(cell, SIZES[0])
    arguments = step_arguments(problem)
    assert_central_differences_agree(cell_gradients(problem), lambda v: weighted_reference_step(problem, v), arguments)


def cell_gradients(problem: CellProblem) -> Arrays:
    forward, backward = STEPS[problem.cell]
    *_, cache = forward(problem.x[:, :, 0], *problem.state0, problem.parameters)
    incoming = (problem.da[:, :, 0], problem.dc_last)[: len(problem.state0)]
    gradients: Arrays = backward(*incoming, cache)
    return gradients


# a sequence


def run_forward(problem: CellProblem, arguments: Arrays) -> tuple[Array, Array, Array | None, Any]:
    """Return hidden states, outputs, memory cells where there are others, and caches."""
    parameters = problem.parameters | arguments
    if problem.cell == "gru":
        c, y, caches = gru.gru_forward(arguments["x"], arguments["c0"], parameters)
        return c, y, None, caches
    a, y, c, lstm_caches = lstm.lstm_forward(arguments["x"], arguments["a0"], parameters, arguments["c0"])
    return a, y, c, lstm_caches


def sequence_arguments(problem: CellProblem) -> Arrays:
    return {"x": problem.x} | initial_states(problem, "0") | problem.weights


def sequence_gradients(problem: CellProblem) -> Arrays:
    *_, caches = run_forward(problem, sequence_arguments(problem))
    if problem.cell == "gru":
        return gru.gru_backward(problem.da, caches)
    return lstm.lstm_backward(problem.da, caches, problem.dc_last)


def weighted_sequence(problem: CellProblem, arguments: Arrays) -> Any:
    columns = [arguments["x"][:, :, t] for t in range(problem.x.shape[2])]
    state0 = tuple(arguments[name] for name in initial_states(problem, "0"))
    states = autograd_layer(problem.cell, columns, state0, arguments)
    total = sum(anp.sum(problem.da[:, :, t] * state[0]) for t, state in enumerate(states))
    return total if problem.cell == "gru" else total + anp.sum(problem.dc_last * states[-1][1])


def weighted_reference_sequence(problem: CellProblem, arguments: Arrays) -> float:
    a, _, c, _ = run_forward(problem, arguments)
    last = 0.0 if c is None else float(np.sum(problem.dc_last * c[:, :, -1]))
    return float(np.sum(problem.da * a)) + last


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_sequence_backward_agrees_with_autograd(cell: str, sizes: dict[str, int]) -> None:
    problem = problem_of(cell, sizes)
    arguments = sequence_arguments(problem)
    assert_autograd_agrees(sequence_gradients(problem), lambda v: weighted_sequence(problem, v), arguments)


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_sequence_backward_agrees_with_central_differences(cell: str) -> None:
    problem = problem_of(cell, SIZES[0])
    arguments = sequence_arguments(problem)
    gradients = sequence_gradients(problem)
    assert_central_differences_agree(gradients, lambda v: weighted_reference_sequence(problem, v), arguments)


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_gradients_of_the_loss_agree_with_central_differences(cell: str) -> None:
    problem = make_cell_problem(np.random.default_rng(32), cell, n_x=2, n_a=3, n_y=4, m=2, T_x=5)
    y = np.random.default_rng(33).integers(4, size=(2, 5))
    arguments = sequence_arguments(problem) | problem.parameters
    a, y_pred, _, caches = run_forward(problem, arguments)
    gradients = output_backward(y_pred, y, a, problem.parameters)
    da = gradients.pop("da")
    gradients |= gru.gru_backward(da, caches) if cell == "gru" else lstm.lstm_backward(da, caches)

    def loss(moved: Arrays) -> float:
        return sequence_loss(run_forward(problem, moved)[1], y)

    assert_central_differences_agree(gradients, loss, arguments)


# ONNX


@pytest.mark.parametrize("double", [False, True], ids=["onnxruntime", "evaluator"])
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_sequence_forward_agrees_with_onnx(cell: str, double: bool, sizes: dict[str, int]) -> None:
    problem = problem_of(cell, sizes)
    states = [state[np.newaxis] for state in problem.state0]
    onnx_a, last = run_onnx_layer(cell, problem.x, states, [problem.weights], double=double)
    a, _, c, _ = run_forward(problem, sequence_arguments(problem))
    tolerance = 1e-12 if double else 2e-6
    assert_close(a, onnx_a[0], tolerance)
    assert_close(a[:, :, -1], last[0][0], tolerance)
    if c is not None:
        assert_close(c[:, :, -1], last[1][0], tolerance)


@pytest.mark.parametrize("double", [False, True], ids=["onnxruntime", "evaluator"])
def test_peepholes_of_update_and_forget_gate_agree_with_onnx(double: bool, sizes: dict[str, int]) -> None:
    problem = problem_of("peephole", sizes)
    parameters = problem.parameters | {"Po": np.zeros_like(problem.parameters["Po"])}
    states = [state[np.newaxis] for state in problem.state0]
    onnx_a, last = run_onnx_layer("peephole", problem.x, states, [parameters], double=double)
    a, c = problem.state0
    for t in range(problem.x.shape[2]):
        a, c, _, _ = lstm.lstm_peephole_cell_forward(problem.x[:, :, t], a, c, parameters)
        assert_close(a, onnx_a[0, :, :, t], 1e-12 if double else 2e-6)
    assert_close(c, last[1][0], 1e-12 if double else 2e-6)


def test_onnx_tells_the_two_places_of_the_relevance_gate_apart() -> None:
    problem = problem_of("gru", SIZES[0])
    n_a, weights = problem.state0[0].shape[0], problem.weights
    onnx_a, _ = run_onnx_layer("gru", problem.x, [problem.state0[0][np.newaxis]], [weights], double=True)
    xt, c_prev = problem.x[:, :, 0], problem.state0[0]
    _, _, (_, _, ut, rt, _, _, _) = gru.gru_cell_forward(xt, c_prev, problem.parameters)
    Wc, bc = weights["Wc"], weights["bc"]
    after = ut * np.tanh(rt * (Wc[:, :n_a] @ c_prev) + Wc[:, n_a:] @ xt + bc) + (1 - ut) * c_prev
    assert np.max(np.abs(after - onnx_a[0, :, :, 0])) > 1e-2
