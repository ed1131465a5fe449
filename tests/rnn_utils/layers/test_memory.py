"""What a layer keeps and what it gives away: memory is used again, results are never overwritten."""

from __future__ import annotations

import copy
import itertools
import tracemalloc
from typing import Any

import numpy as np
import pytest

from problems import CELLS, make_cell_problem
from rnn_utils.layers import GRULayer, LSTMLayer, RNNLayer
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

LAYERS: dict[str, Any] = {"rnn": RNNLayer, "gru": GRULayer, "lstm": LSTMLayer}

any_cell = pytest.mark.parametrize("cell", CELLS)


def run(layer: Any, seed: int, **sizes: int) -> list[Array]:
    """Return all that a forward and a backward pass give; the arrays given are read-only."""
    cell = next(name for name, kind in LAYERS.items() if isinstance(layer, kind))
    problem = make_cell_problem(np.random.default_rng(seed), cell, **sizes)
    a = layer.forward(problem.x, problem.state0[0], problem.weights)
    cells = [layer.memory_cells()] if cell == "lstm" else []
    return [a, *cells, *layer.backward(problem.da).values()]


@any_cell
def test_results_are_not_overwritten_by_later_calls(cell: str) -> None:
    layer = LAYERS[cell]()
    first = run(layer, 211)
    kept = copy.deepcopy(first)
    run(layer, 212)
    np.testing.assert_equal(first, kept)


@any_cell
def test_results_share_no_memory(cell: str) -> None:
    layer = LAYERS[cell]()
    for m in (1, 3):
        results = run(layer, 213, m=m)
        assert not any(np.shares_memory(one, other) for one, other in itertools.combinations(results, 2))
        workspace = layer._workspace._memory.values()
        assert not any(np.shares_memory(one, other) for one in results for other in workspace)


@any_cell
def test_a_used_layer_computes_what_a_new_one_does(cell: str) -> None:
    used = LAYERS[cell]()
    for sizes in ({"m": 7, "T_x": 9}, {"m": 1, "T_x": 2}, {"n_a": 20, "m": 2, "T_x": 3}, {"m": 7, "T_x": 9}):
        found, expected = run(used, 214, **sizes), run(LAYERS[cell](), 214, **sizes)
        np.testing.assert_equal(found, expected)


@any_cell
def test_backward_twice_gives_the_same(cell: str) -> None:
    problem = make_cell_problem(np.random.default_rng(215), cell)
    layer, mask = LAYERS[cell](), np.arange(6) < np.array([[6], [3]])
    layer.forward(problem.x, problem.state0[0], problem.weights, mask=mask)
    np.testing.assert_equal(layer.backward(problem.da), layer.backward(problem.da))


@any_cell
def test_steps_of_results_are_contiguous(cell: str) -> None:
    a, *rest = run(LAYERS[cell](), 216)
    dx = next(array for array in rest if array.shape == (3, 2, 6))
    for array in (a, dx):
        assert array[:, :, 0].flags.c_contiguous
        assert array.transpose(2, 0, 1).flags.c_contiguous


@any_cell
def test_a_second_pass_allocates_its_results_and_little_more(cell: str) -> None:
    """What a loop kept of its 100 steps would show: half of a sequence is allowed."""
    layer, sizes = LAYERS[cell](), {"n_x": 8, "n_a": 64, "m": 32, "T_x": 100}
    problem = make_cell_problem(np.random.default_rng(217), cell, **sizes)
    x, da = (np.asfortranarray(array) for array in (problem.x, problem.da))  # steps are contiguous

    def both() -> list[Array]:
        return [layer.forward(x, problem.state0[0], problem.weights), *layer.backward(da).values()]

    results = both()
    tracemalloc.start()
    try:
        both()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    state = problem.state0[0].nbytes
    assert peak < sum(array.nbytes for array in results) + da.nbytes / 2 + 10 * state


@any_cell
def test_backward_needs_forward(cell: str) -> None:
    with pytest.raises(RuntimeError, match="call forward before"):
        LAYERS[cell]().backward(np.zeros((2, 3, 4)))


@any_cell
@pytest.mark.parametrize("shape", [(5, 2, 7), (4, 2, 6), (5, 3, 6)])
def test_a_gradient_of_another_shape_is_refused(cell: str, shape: tuple[int, int, int]) -> None:
    layer = LAYERS[cell]()
    run(layer, 218)  # n_a = 5, m = 2, T_x = 6
    with pytest.raises(ValueError, match=r"last forward pass was of shape \(5, 2, 6\)"):
        layer.backward(np.zeros(shape))


def test_workspace_keeps_memory_for_smaller_arrays_and_lets_it_grow() -> None:
    workspace = Workspace()
    large = workspace.array("z", (3, 4), np.float32)
    assert np.shares_memory(workspace.array("z", (2, 5), np.float32), large)
    assert workspace.array("z", (2, 5), np.float32).shape == (2, 5)
    assert not np.shares_memory(workspace.array("y", (3, 4), np.float32), large)
    assert not np.shares_memory(workspace.array("z", (13,), np.float32), large)
    assert workspace.array("z", (3, 4), np.float64).dtype == np.float64
