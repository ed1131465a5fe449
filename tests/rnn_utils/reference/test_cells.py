"""The cells by name: names of parts, sizes, first states, outputs, and steps that agree with layers."""

from __future__ import annotations

import numpy as np
import pytest

from oracles import assert_close
from problems import CELLS, make_cell_problem, make_output_weights, make_weights
from rnn_utils.reference import cells
from rnn_utils.types import State

N_X, N_A, M, T_X = 4, 3, 2, 5

any_cell = pytest.mark.parametrize("cell", CELLS)


def test_parts_are_taken_out_and_put_back() -> None:
    whole = {"Wc_forward": np.ones(1), "Wc_backward": np.ones(2), "Wc_forward_2": np.ones(3), "Wy": np.ones(4)}
    assert list(cells.part_of(whole, "forward")) == ["Wc"]
    assert cells.part_of(whole, "forward")["Wc"] is whole["Wc_forward"]
    second = cells.part_of(whole, "2")
    assert list(second) == ["Wc_forward"]
    assert cells.as_part(second, "2")["Wc_forward_2"] is whole["Wc_forward_2"]
    assert cells.part_of(whole, "1") == {}


@any_cell
def test_sizes_and_first_state_come_from_the_weights(cell: str) -> None:
    weights = make_weights(np.random.default_rng(95), cell, N_X, N_A, np.float32)
    assert cells.cell_sizes(weights, cell) == (N_X, N_A)
    state = cells.zero_state(weights, cell, M)
    assert len(state) == (2 if cell == "lstm" else 1)
    assert all(part.shape == (N_A, M) and part.dtype == np.float32 and not part.any() for part in state)


@any_cell
def test_steps_one_after_the_other_are_the_layer(cell: str) -> None:
    problem = make_cell_problem(np.random.default_rng(96), cell, N_X, N_A, m=M, T_x=T_X)
    a0 = problem.state0[0]
    a, caches = cells.layer_forward(problem.x, a0, problem.weights, cell)
    gradients = cells.layer_backward(problem.da, caches)
    state: State = (a0, np.zeros_like(a0)) if cell == "lstm" else (a0,)
    steps = []
    for t in range(T_X):
        state, cache = cells.cell_forward(problem.x[:, :, t], state, problem.weights, cell)
        steps.append(cache)
        assert_close(state[0], a[:, :, t], 1e-14)
    dstate = tuple(np.zeros_like(part) for part in state)
    summed = {"d" + name: np.zeros_like(array) for name, array in problem.weights.items()}
    for t in reversed(range(T_X)):
        dstate = (dstate[0] + problem.da[:, :, t], *dstate[1:])
        dstate, dxt, step = cells.cell_backward(dstate, steps[t], cell)
        assert_close(dxt, gradients["dx"][:, :, t], 1e-13)
        summed = {name: summed[name] + step[name] for name in summed}
        assert set(step) == set(summed)
    assert set(gradients) == {"dx", "da0", *summed}
    assert_close(dstate[0], gradients["da0"], 1e-13)
    for name, gradient in summed.items():
        assert_close(gradient, gradients[name], 1e-13)


@pytest.mark.parametrize("name", ["Wya", "Wy"])
@pytest.mark.parametrize("n_y", [1, 3])
def test_outputs_of_a_step_are_those_of_the_sequence(name: str, n_y: int) -> None:
    rng = np.random.default_rng(97)
    a, parameters = rng.standard_normal((N_A, M, T_X)), make_output_weights(rng, n_y, N_A, name)
    y = cells.output_forward(a, parameters)
    scores = np.einsum("ya,amt->ymt", parameters[name], a) + parameters["by"][:, :, np.newaxis]
    expected = 1 / (1 + np.exp(-scores)) if n_y == 1 else np.exp(scores) / np.exp(scores).sum(axis=0)
    assert_close(y, expected, 1e-14)
    for t in range(T_X):
        assert_close(cells.output_forward(a[:, :, t], parameters), y[:, :, t], 1e-14)


def test_unknown_cell_is_refused() -> None:
    assert cells.CELLS == CELLS
    problem = make_cell_problem(np.random.default_rng(98), "gru")
    *_, cache = cells.cell_forward(problem.x[:, :, 0], problem.state0, problem.weights, "gru")
    with pytest.raises(ValueError, match="must be one of rnn, gru, lstm, not 'GRU'"):
        cells.layer_forward(problem.x, problem.state0[0], problem.weights, "GRU")
    with pytest.raises(ValueError, match="not 'simple'"):
        cells.cell_forward(problem.x[:, :, 0], problem.state0, problem.weights, "simple")
    with pytest.raises(ValueError, match="not 'simple'"):
        cells.cell_backward(problem.state0, cache, "simple")
