"""The gated recurrent unit: values by hand, limits of its gates, caches, keys and shapes; gradient norms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oracles import assert_close
from problems import CellProblem, make_cell_problem
from rnn_utils.reference import gru, rnn
from rnn_utils.types import Array
from strategies import make_rnn_problem

N_X, N_A, N_Y, M, T_X = 3, 5, 4, 2, 6


@pytest.fixture
def problem() -> CellProblem:
    return make_cell_problem(np.random.default_rng(40), "gru", N_X, N_A, N_Y, M, T_X)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


HAND = {
    "Wr": np.array([[0.7, -1.1]]),
    "Wu": np.array([[-0.4, 0.9]]),
    "Wc": np.array([[1.3, 0.5]]),
    "br": np.array([[0.2]]),
    "bu": np.array([[-0.3]]),
    "bc": np.array([[0.1]]),
    "Wy": np.array([[1.0], [-1.0]]),
    "by": np.array([[0.3], [0.2]]),
}


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(gru.__all__) == 7
    assert all(callable(getattr(gru, name)) for name in gru.__all__)


@pytest.mark.parametrize("full", [True, False])
def test_cell_forward_by_hand(full: bool) -> None:
    x, c = 0.4, 0.6
    u = logistic(-0.4 * c + 0.9 * x - 0.3)
    r = logistic(0.7 * c - 1.1 * x + 0.2) if full else 1.0
    candidate = math.tanh(1.3 * (r * c) + 0.5 * x + 0.1)
    expected = u * candidate + (1 - u) * c
    forward: Callable[..., Any] = gru.gru_cell_forward if full else gru.simplified_gru_cell_forward
    parameters = HAND if full else {name: HAND[name] for name in ("Wu", "Wc", "bu", "bc", "Wy", "by")}
    c_next, yt_pred, cache = forward(np.array([[x]]), np.array([[c]]), parameters)
    np.testing.assert_allclose(c_next, [[expected]], rtol=1e-14)
    first = logistic(2 * expected + 0.1)
    np.testing.assert_allclose(yt_pred, [[first], [1 - first]], rtol=1e-14)
    gates = [u, r, candidate] if full else [u, candidate]
    np.testing.assert_allclose([part.item() for part in cache[2 : 2 + len(gates)]], gates, rtol=1e-14)


def test_full_cell_whose_relevance_gate_is_open_is_the_simplified_one(problem: CellProblem) -> None:
    opened = problem.parameters | {"Wr": np.zeros((N_A, N_A + N_X)), "br": np.full((N_A, 1), 40.0)}
    xt, c_prev = problem.x[:, :, 0], problem.state0[0]
    full, y_full, _ = gru.gru_cell_forward(xt, c_prev, opened)
    simplified, y_simplified, _ = gru.simplified_gru_cell_forward(xt, c_prev, problem.parameters)
    assert_close(full, simplified, 1e-14)
    assert_close(y_full, y_simplified, 1e-14)


def test_closed_update_gate_keeps_the_memory_for_ever(problem: CellProblem) -> None:
    closed = problem.parameters | {"Wu": np.zeros((N_A, N_A + N_X)), "bu": np.full((N_A, 1), -50.0)}
    x = np.random.default_rng(41).standard_normal((N_X, M, 200))
    c, _, caches = gru.gru_forward(x, problem.state0[0], closed)
    assert_close(c[:, :, -1], problem.state0[0], 1e-14)
    dc = np.zeros_like(c)
    dc[:, :, -1] = problem.dc_last
    assert_close(gru.gru_backward(dc, caches)["dc0"], problem.dc_last, 1e-14)


def test_caches_hold_what_was_given(problem: CellProblem) -> None:
    xt, c_prev, parameters = problem.x[:, :, 0], problem.state0[0], problem.parameters
    c_next, _, cache = gru.gru_cell_forward(xt, c_prev, parameters)
    assert len(cache) == 7
    assert cache[0] is c_next
    assert cache[1] is c_prev
    assert cache[5] is xt
    assert cache[6] is parameters
    simplified_next, _, simplified = gru.simplified_gru_cell_forward(xt, c_prev, parameters)
    assert len(simplified) == 6
    assert simplified[0] is simplified_next
    assert simplified[1] is c_prev
    assert simplified[4] is xt
    assert simplified[5] is parameters


def test_gru_forward_chains_the_cell(problem: CellProblem) -> None:
    c, y, (caches, x) = gru.gru_forward(problem.x, problem.state0[0], problem.parameters)
    assert c.shape == (N_A, M, T_X)
    assert y.shape == (N_Y, M, T_X)
    assert x is problem.x
    assert len(caches) == T_X
    c_prev = problem.state0[0]
    for t, cache in enumerate(caches):
        c_next, yt_pred, _ = gru.gru_cell_forward(problem.x[:, :, t], c_prev, problem.parameters)
        np.testing.assert_array_equal(c[:, :, t], c_next)
        np.testing.assert_array_equal(y[:, :, t], yt_pred)
        np.testing.assert_array_equal(cache[1], c_prev)
        c_prev = c_next


def test_backward_functions_name_and_shape_their_gradients(problem: CellProblem) -> None:
    _, _, caches = gru.gru_forward(problem.x, problem.state0[0], problem.parameters)
    weights = {name: shape for gate in "ruc" for name, shape in gate_shapes(gate)}
    cell = gru.gru_cell_backward(problem.da[:, :, 0], caches[0][0])
    assert list(cell) == ["dxt", "dc_prev", *weights]
    assert shapes(cell) == {"dxt": (N_X, M), "dc_prev": (N_A, M)} | weights
    sequence = gru.gru_backward(problem.da, caches)
    assert list(sequence) == ["dx", "dc0", *weights]
    assert shapes(sequence) == {"dx": (N_X, M, T_X), "dc0": (N_A, M)} | weights


def gate_shapes(gate: str) -> list[tuple[str, tuple[int, int]]]:
    return [("dW" + gate, (N_A, N_A + N_X)), ("db" + gate, (N_A, 1))]


def shapes(arrays: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in arrays.items()}


def test_gru_backward_takes_its_length_from_the_gradient(problem: CellProblem) -> None:
    _, _, (caches, x) = gru.gru_forward(problem.x, problem.state0[0], problem.parameters)
    shorter = gru.gru_backward(problem.da[:, :, :4], (caches, x))
    expected = gru.gru_backward(problem.da[:, :, :4], (caches[:4], x[:, :, :4]))
    for name, gradient in expected.items():
        np.testing.assert_array_equal(shorter[name], gradient)


# gradient norms


def test_gradient_norms_are_those_of_backpropagation() -> None:
    problem = make_rnn_problem(np.random.default_rng(42), N_X, N_A, N_Y, M, T_X)
    da_last, scale = problem.da[:, :, -1], 1.7
    norms = gru.gradient_norms_through_time(problem.x, problem.a0, problem.parameters, da_last, scale)
    assert norms.shape == (M, T_X)
    assert_close(norms[:, -1], np.sqrt(np.sum(da_last**2, axis=0)), 1e-14)
    scaled = problem.parameters | {"Waa": scale * problem.parameters["Waa"]}
    a, _, _ = rnn.rnn_forward(problem.x, problem.a0, scaled)
    for t in range(T_X - 1):
        # The gradient by the state after step t is that by the first state of the sequence that follows it.
        _, _, caches = rnn.rnn_forward(problem.x[:, :, t + 1 :], a[:, :, t], scaled)
        da = np.zeros((N_A, M, T_X - 1 - t))
        da[:, :, -1] = da_last
        assert_close(norms[:, t], np.linalg.norm(rnn.rnn_backward(da, caches)["da0"], axis=0), 1e-13)


def test_gradient_norms_of_a_nearly_linear_network_are_powers_of_the_scale() -> None:
    n_a, T_x = 4, 21
    parameters = {
        "Wax": np.zeros((n_a, 1)),
        "Waa": np.linalg.qr(np.random.default_rng(43).standard_normal((n_a, n_a)))[0],
        "Wya": np.zeros((2, n_a)),
        "ba": np.zeros((n_a, 1)),
        "by": np.zeros((2, 1)),
    }
    # With a state of zero tanh' is 1, so each step back multiplies the norm by the scale and by nothing else.
    for scale in (0.5, 1.0, 2.0):
        state = np.zeros((n_a, 1))
        norms = gru.gradient_norms_through_time(np.zeros((1, 1, T_x)), state, parameters, np.ones((n_a, 1)), scale)
        assert_close(norms[0], 2 * scale ** np.arange(T_x - 1, -1, -1.0), 1e-12)
