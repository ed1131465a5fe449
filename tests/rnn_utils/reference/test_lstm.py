"""Long short-term memory, with and without peepholes: values by hand, limits of the gates, caches, shapes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oracles import assert_close
from problems import CellProblem, make_cell_problem
from rnn_utils.reference import lstm
from rnn_utils.types import Array

N_X, N_A, N_Y, M, T_X = 3, 5, 4, 2, 6
BOTH = [lstm.lstm_cell_forward, lstm.lstm_peephole_cell_forward]


@pytest.fixture
def problem() -> CellProblem:
    return make_cell_problem(np.random.default_rng(50), "peephole", N_X, N_A, N_Y, M, T_X)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(lstm.__all__) == 6
    assert all(callable(getattr(lstm, name)) for name in lstm.__all__)


@pytest.mark.parametrize("peepholes", [True, False])
def test_cell_forward_by_hand(peepholes: bool) -> None:
    x, a, c = 0.4, 0.6, -0.8
    parameters = {
        "Wf": np.array([[0.7, -1.1]]),
        "Wu": np.array([[-0.4, 0.9]]),
        "Wc": np.array([[1.3, 0.5]]),
        "Wo": np.array([[0.2, 1.7]]),
        "bf": np.array([[0.2]]),
        "bu": np.array([[-0.3]]),
        "bc": np.array([[0.1]]),
        "bo": np.array([[-0.6]]),
        "Pf": np.array([[1.5]]),
        "Pu": np.array([[-0.9]]),
        "Po": np.array([[0.35]]),
        "Wy": np.array([[1.0], [-1.0]]),
        "by": np.array([[0.3], [0.2]]),
    }
    seen = c if peepholes else 0.0
    f = logistic(0.7 * a - 1.1 * x + 1.5 * seen + 0.2)
    u = logistic(-0.4 * a + 0.9 * x - 0.9 * seen - 0.3)
    candidate = math.tanh(1.3 * a + 0.5 * x + 0.1)
    o = logistic(0.2 * a + 1.7 * x + 0.35 * seen - 0.6)
    c_next = f * c + u * candidate
    a_next = o * math.tanh(c_next)
    forward = BOTH[peepholes]
    found_a, found_c, yt_pred, cache = forward(np.array([[x]]), np.array([[a]]), np.array([[c]]), parameters)
    np.testing.assert_allclose([found_a, found_c], [[[a_next]], [[c_next]]], rtol=1e-14)
    first = logistic(2 * a_next + 0.1)
    np.testing.assert_allclose(yt_pred, [[first], [1 - first]], rtol=1e-14)
    np.testing.assert_allclose([part.item() for part in cache[4:8]], [f, u, candidate, o], rtol=1e-14)


def test_peepholes_of_zero_make_no_difference(problem: CellProblem) -> None:
    shut = problem.parameters | {name: np.zeros((N_A, 1)) for name in ("Pf", "Pu", "Po")}
    xt, (a_prev, c_prev) = problem.x[:, :, 0], problem.state0
    *found, cache = lstm.lstm_peephole_cell_forward(xt, a_prev, c_prev, shut)
    *expected, plain_cache = lstm.lstm_cell_forward(xt, a_prev, c_prev, shut)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    incoming = (problem.da[:, :, 0], problem.dc_last)
    gradients = lstm.lstm_peephole_cell_backward(*incoming, cache)
    for name, gradient in lstm.lstm_cell_backward(*incoming, plain_cache).items():
        np.testing.assert_array_equal(gradients[name], gradient)


def test_all_three_peepholes_look_at_the_memory_cell_before_the_step(problem: CellProblem) -> None:
    xt, (a_prev, c_prev) = problem.x[:, :, 0], problem.state0
    *_, cache = lstm.lstm_peephole_cell_forward(xt, a_prev, c_prev, problem.parameters)
    stacked = np.concatenate([a_prev, xt])
    for gate, found in zip("fuo", (cache[4], cache[5], cache[7]), strict=True):
        W, P, b = (problem.parameters[letter + gate] for letter in "WPb")
        assert_close(np.log(found / (1 - found)), W @ stacked + P * c_prev + b, 1e-13)


def test_open_forget_gate_and_closed_update_gate_keep_the_memory(problem: CellProblem) -> None:
    flat = np.zeros((N_A, N_A + N_X))
    kept = problem.parameters | {
        "Wf": flat,
        "bf": np.full((N_A, 1), 50.0),
        "Wu": flat,
        "bu": np.full((N_A, 1), -50.0),
    }
    x = np.random.default_rng(51).standard_normal((N_X, M, 200))
    a0, c0 = problem.state0
    _, _, c, caches = lstm.lstm_forward(x, a0, kept, c0)
    assert_close(c[:, :, -1], c0, 1e-14)
    nothing = np.zeros((N_A, M, 200))
    assert_close(lstm.lstm_backward(nothing, caches, problem.dc_last)["dc0"], problem.dc_last, 1e-14)


@pytest.mark.parametrize("forward", BOTH)
def test_caches_hold_what_was_given(problem: CellProblem, forward: Callable[..., Any]) -> None:
    xt, (a_prev, c_prev), parameters = problem.x[:, :, 0], problem.state0, problem.parameters
    a_next, c_next, _, cache = forward(xt, a_prev, c_prev, parameters)
    assert len(cache) == 10
    given = (a_next, c_next, a_prev, c_prev, xt, parameters)
    assert all(one is other for one, other in zip((*cache[:4], *cache[8:]), given, strict=True))


def test_lstm_forward_chains_the_cell(problem: CellProblem) -> None:
    a0, c0 = problem.state0
    a, y, c, (caches, x) = lstm.lstm_forward(problem.x, a0, problem.parameters, c0)
    assert (a.shape, y.shape, c.shape) == ((N_A, M, T_X), (N_Y, M, T_X), (N_A, M, T_X))
    assert x is problem.x
    assert len(caches) == T_X
    a_prev, c_prev = a0, c0
    for t, cache in enumerate(caches):
        np.testing.assert_array_equal(cache[2], a_prev)
        np.testing.assert_array_equal(cache[3], c_prev)
        step = lstm.lstm_cell_forward(problem.x[:, :, t], a_prev, c_prev, problem.parameters)
        a_prev, c_prev, yt_pred, _ = step
        np.testing.assert_array_equal(a[:, :, t], a_prev)
        np.testing.assert_array_equal(c[:, :, t], c_prev)
        np.testing.assert_array_equal(y[:, :, t], yt_pred)


def test_memory_starts_at_zero_and_not_at_the_hidden_state(problem: CellProblem) -> None:
    a0 = problem.state0[0]
    found = lstm.lstm_forward(problem.x, a0, problem.parameters)
    expected = lstm.lstm_forward(problem.x, a0, problem.parameters, np.zeros_like(a0))
    for one, other in zip(found[:3], expected[:3], strict=True):
        np.testing.assert_array_equal(one, other)


def test_nothing_reaches_the_last_memory_from_outside_by_default(problem: CellProblem) -> None:
    *_, caches = lstm.lstm_forward(problem.x, problem.state0[0], problem.parameters)
    found = lstm.lstm_backward(problem.da, caches)
    expected = lstm.lstm_backward(problem.da, caches, np.zeros((N_A, M)))
    for name, gradient in expected.items():
        np.testing.assert_array_equal(found[name], gradient)


def test_backward_functions_name_and_shape_their_gradients(problem: CellProblem) -> None:
    a0, c0 = problem.state0
    *_, caches = lstm.lstm_forward(problem.x, a0, problem.parameters, c0)
    weights: dict[str, tuple[int, ...]] = {}
    for gate in "fuco":
        weights |= {"dW" + gate: (N_A, N_A + N_X), "db" + gate: (N_A, 1)}
    states = {"dxt": (N_X, M), "da_prev": (N_A, M), "dc_prev": (N_A, M)}
    cell = lstm.lstm_cell_backward(problem.da[:, :, 0], problem.dc_last, caches[0][0])
    assert list(cell) == [*states, *weights]
    assert shapes(cell) == states | weights
    peephole = lstm.lstm_peephole_cell_backward(problem.da[:, :, 0], problem.dc_last, caches[0][0])
    assert shapes(peephole) == states | weights | {"dPf": (N_A, 1), "dPu": (N_A, 1), "dPo": (N_A, 1)}
    sequence = lstm.lstm_backward(problem.da, caches)
    assert list(sequence) == ["dx", "da0", "dc0", *weights]
    assert shapes(sequence) == {"dx": (N_X, M, T_X), "da0": (N_A, M), "dc0": (N_A, M)} | weights


def shapes(arrays: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in arrays.items()}


def test_lstm_backward_takes_its_length_from_the_gradient(problem: CellProblem) -> None:
    *_, (caches, x) = lstm.lstm_forward(problem.x, problem.state0[0], problem.parameters)
    shorter = lstm.lstm_backward(problem.da[:, :, :4], (caches, x), problem.dc_last)
    expected = lstm.lstm_backward(problem.da[:, :, :4], (caches[:4], x[:, :, :4]), problem.dc_last)
    for name, gradient in expected.items():
        np.testing.assert_array_equal(shorter[name], gradient)
