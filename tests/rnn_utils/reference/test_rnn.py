"""The step and the sequence, forward and backward: values by hand, caches, keys and shapes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import RNNProblem, make_rnn_problem

N_X, N_A, N_Y, M, T_X = 3, 5, 4, 2, 6


@pytest.fixture
def problem() -> RNNProblem:
    return make_rnn_problem(np.random.default_rng(20), N_X, N_A, N_Y, M, T_X)


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(rnn.__all__) == 11
    assert all(callable(getattr(rnn, name)) for name in rnn.__all__)


# forward


def test_rnn_cell_forward_by_hand() -> None:
    parameters = {
        "Wax": np.array([[2.0]]),
        "Waa": np.array([[-0.5]]),
        "Wya": np.array([[1.0], [-1.0]]),
        "ba": np.array([[0.1]]),
        "by": np.array([[0.3], [0.2]]),
    }
    a_next, yt_pred, _ = rnn.rnn_cell_forward(np.array([[0.4]]), np.array([[0.6]]), parameters)
    state = math.tanh(2 * 0.4 - 0.5 * 0.6 + 0.1)
    first = 1 / (1 + math.exp(-(2 * state + 0.1)))
    np.testing.assert_allclose(a_next, [[state]], rtol=1e-15)
    np.testing.assert_allclose(yt_pred, [[first], [1 - first]], rtol=1e-14)


def test_rnn_cell_forward_caches_what_it_was_given(problem: RNNProblem) -> None:
    xt = problem.x[:, :, 0]
    a_next, _, cache = rnn.rnn_cell_forward(xt, problem.a0, problem.parameters)
    assert cache[0] is a_next
    assert cache[1] is problem.a0
    assert cache[2] is xt
    assert cache[3] is problem.parameters


def test_stacked_parameters_give_the_same_step(problem: RNNProblem) -> None:
    stacked = rnn.stack_parameters(problem.parameters)
    xt, a_prev = problem.x[:, :, 0], problem.a0
    assert list(stacked) == ["Wa", "ba", "Wya", "by"]
    assert stacked["Wa"].shape == (N_A, N_A + N_X)
    a_next = np.tanh(stacked["Wa"] @ np.concatenate([a_prev, xt]) + stacked["ba"])
    yt_pred = rnn.softmax(stacked["Wya"] @ a_next + stacked["by"])
    expected_a, expected_y, _ = rnn.rnn_cell_forward(xt, a_prev, problem.parameters)
    np.testing.assert_allclose(a_next, expected_a, rtol=1e-13)
    np.testing.assert_allclose(yt_pred, expected_y, rtol=1e-13)


def test_rnn_forward_chains_the_cell(problem: RNNProblem) -> None:
    a, y_pred, (caches, x) = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    assert a.shape == (N_A, M, T_X)
    assert y_pred.shape == (N_Y, M, T_X)
    assert x is problem.x
    assert len(caches) == T_X
    a_prev = problem.a0
    for t, cache in enumerate(caches):
        a_next, yt_pred, _ = rnn.rnn_cell_forward(problem.x[:, :, t], a_prev, problem.parameters)
        np.testing.assert_array_equal(a[:, :, t], a_next)
        np.testing.assert_array_equal(y_pred[:, :, t], yt_pred)
        np.testing.assert_array_equal(cache[0], a_next)
        np.testing.assert_array_equal(cache[1], a_prev)
        a_prev = a_next


# backward


def test_backward_functions_name_and_shape_their_gradients(problem: RNNProblem) -> None:
    a, y_pred, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    weights = {"dWax": (N_A, N_X), "dWaa": (N_A, N_A), "dba": (N_A, 1)}
    output = rnn.output_backward(y_pred, problem.y, a, problem.parameters)
    cell = rnn.rnn_cell_backward(problem.da[:, :, 0], caches[0][0])
    sequence = rnn.rnn_backward(problem.da, caches)
    assert shapes(output) == {"dWya": (N_Y, N_A), "dby": (N_Y, 1), "da": (N_A, M, T_X)}
    assert shapes(cell) == {"dxt": (N_X, M), "da_prev": (N_A, M)} | weights
    assert shapes(sequence) == {"dx": (N_X, M, T_X), "da0": (N_A, M)} | weights


def shapes(arrays: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in arrays.items()}


def test_rnn_cell_backward_by_hand() -> None:
    parameters = {"Wax": np.array([[2.0]]), "Waa": np.array([[-0.5]])}
    cache = (np.array([[0.6]]), np.array([[0.3]]), np.array([[0.4]]), parameters)
    gradients = rnn.rnn_cell_backward(np.array([[10.0]]), cache)
    dz = 10 * (1 - 0.6**2)
    expected = {"dxt": 2 * dz, "da_prev": -0.5 * dz, "dWax": 0.4 * dz, "dWaa": 0.3 * dz, "dba": dz}
    found = {name: gradient.item() for name, gradient in gradients.items()}
    assert found == pytest.approx(expected, rel=1e-14)


def test_rnn_backward_takes_its_length_from_the_gradient(problem: RNNProblem) -> None:
    _, _, (caches, x) = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    shorter = rnn.rnn_backward(problem.da[:, :, :4], (caches, x))
    expected = rnn.rnn_backward(problem.da[:, :, :4], (caches[:4], x[:, :, :4]))
    for name, gradient in expected.items():
        np.testing.assert_array_equal(shorter[name], gradient)
