"""The fast layers compute what the references compute, to rounding; and central differences agree."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from beartype import beartype
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import jaxtyped

from oracles import Arrays, assert_central_differences_agree, assert_close
from problems import CELLS, CellProblem, cell_problems, make_cell_problem
from rnn_utils.layers import GRULayer, LSTMLayer, RNNLayer
from rnn_utils.reference import gru, lstm, rnn
from rnn_utils.types import Array

LAYERS: dict[str, Any] = {"rnn": RNNLayer, "gru": GRULayer, "lstm": LSTMLayer}
FORWARD: dict[str, Any] = {"rnn": rnn.rnn_forward, "gru": gru.gru_forward, "lstm": lstm.lstm_forward}
BACKWARD: dict[str, Any] = {"rnn": rnn.rnn_backward, "gru": gru.gru_backward, "lstm": lstm.lstm_backward}

any_cell = pytest.mark.parametrize("cell", CELLS)
# One example, where a product is one with a vector; sizes whose products are cut into blocks; a block of one step,
# and blocks that end in the middle; one step alone; several groups of steps, with one example and with many.
SIZES = [
    {"n_x": 3, "n_a": 5, "m": 1, "T_x": 7},
    {"n_x": 5, "n_a": 3, "m": 4, "T_x": 1},
    {"n_x": 1, "n_a": 1, "m": 1, "T_x": 1},
    {"n_x": 7, "n_a": 96, "m": 40, "T_x": 5},
    {"n_x": 2, "n_a": 160, "m": 48, "T_x": 3},
    {"n_x": 4, "n_a": 6, "m": 100, "T_x": 30},
    {"n_x": 3, "n_a": 4, "m": 1, "T_x": 1700},
]
any_size = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes.values())))


def by_reference(problem: CellProblem, T_da: int | None = None) -> tuple[Arrays, Arrays]:
    """Return states and gradients of the step-by-step functions."""
    extra = problem.state0[1:]
    a, _, *c, caches = FORWARD[problem.cell](problem.x, problem.state0[0], problem.parameters, *extra)
    last = (problem.dc_last,) if problem.cell == "lstm" else ()
    gradients = BACKWARD[problem.cell](problem.da[:, :, :T_da], caches, *last)
    return dict(zip(("a", "c"), (a, *c), strict=False)), gradients


def by_layer(problem: CellProblem, layer: Any, T_da: int | None = None, mask: Any = None) -> tuple[Arrays, Arrays]:
    """Return states and gradients of a fast layer."""
    extra = {"c0": problem.state0[1]} if problem.cell == "lstm" else {}
    states = {"a": layer.forward(problem.x, problem.state0[0], problem.weights, mask=mask, **extra)}
    if problem.cell == "lstm":
        states["c"] = layer.memory_cells()
    last = (problem.dc_last,) if problem.cell == "lstm" else ()
    return states, layer.backward(problem.da[:, :, :T_da], *last)


def assert_same(found: tuple[Arrays, Arrays], expected: tuple[Arrays, Arrays], tolerance: float) -> None:
    """Compare states and gradients, by name."""
    for some, others in zip(found, expected, strict=True):
        assert set(some) == set(others)
        for name in some:
            assert_close(some[name], others[name], tolerance)


@any_cell
@given(data=st.data())
@settings(deadline=None)
def test_layers_equal_the_reference(cell: str, data: st.DataObject) -> None:
    problem = data.draw(cell_problems(cell))
    assert_same(by_layer(problem, LAYERS[cell]()), by_reference(problem), 1e-10)


@any_cell
@any_size
def test_layers_equal_the_reference_at_every_arrangement_of_the_products(cell: str, sizes: dict[str, int]) -> None:
    problem = make_cell_problem(np.random.default_rng(201), cell, **sizes)
    assert_same(by_layer(problem, LAYERS[cell]()), by_reference(problem), 1e-10)


@any_cell
@any_size
def test_float32_stays_float32_at_its_own_precision(cell: str, sizes: dict[str, int]) -> None:
    problem = make_cell_problem(np.random.default_rng(202), cell, dtype=np.float32, **sizes)
    fields = vars(problem) | {"state0": tuple(part.astype(float) for part in problem.state0)}
    fields |= {name: getattr(problem, name).astype(float) for name in ("x", "da", "dc_last")}
    fields["parameters"] = {name: array.astype(float) for name, array in problem.parameters.items()}
    found = by_layer(problem, LAYERS[cell]())
    assert all(array.dtype == np.float32 for arrays in found for array in arrays.values())
    assert_same(found, by_reference(CellProblem(**fields)), 2e-5)


@any_cell
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gates_that_are_shut_or_open_raise_no_flag(cell: str, dtype: Any) -> None:
    """exp(−z) leaves the range of both dtypes here, and NumPy's flags are errors."""
    moderate = make_cell_problem(np.random.default_rng(207), cell, dtype=dtype)
    large = {name: array * dtype(4000) for name, array in moderate.parameters.items()}
    problem = dataclasses.replace(moderate, parameters=large)
    with np.errstate(all="raise", under="ignore"):
        states, gradients = by_layer(problem, LAYERS[cell]())
    with np.errstate(all="ignore"):
        expected, _ = by_reference(problem)
    for name, array in expected.items():
        assert_close(states[name], array, 1e-10 if dtype is np.float64 else 2e-5)
    # All slopes are differences of numbers next to each other here: rounding is all that is left of some gradients.
    assert all(np.all(np.isfinite(array)) for array in gradients.values())


@any_cell
def test_gradient_may_cover_the_first_steps_alone(cell: str) -> None:
    problem = make_cell_problem(np.random.default_rng(203), cell)
    states, gradients = by_layer(problem, LAYERS[cell](), T_da=4)
    assert_same((states, gradients), by_reference(problem, T_da=4), 1e-10)
    assert gradients["dx"].shape[2] == 4


@any_cell
def test_a_gradient_of_no_steps_is_zero(cell: str) -> None:
    _, gradients = by_layer(make_cell_problem(np.random.default_rng(208), cell), LAYERS[cell](), T_da=0)
    assert not any(np.any(gradients[name]) for name in gradients if name != "dc0" or cell != "lstm")


@any_cell
@pytest.mark.parametrize("masked", [False, True])
def test_central_differences_agree(cell: str, masked: bool) -> None:
    problem = make_cell_problem(np.random.default_rng(204), cell, n_x=2, n_a=3, m=2, T_x=4)
    mask = np.array([[1, 1, 1, 0], [1, 0, 1, 1]]) if masked else None
    names = {"rnn": ("a0",), "gru": ("c0",), "lstm": ("a0", "c0")}[cell]
    arguments = {"x": problem.x, **dict(zip(names, problem.state0, strict=True)), **problem.weights}

    def loss(found: Arrays) -> float:
        layer, states = LAYERS[cell](), [found[name] for name in names]
        extra = {"c0": states[1]} if cell == "lstm" else {}
        value = np.sum(problem.da * layer.forward(found["x"], states[0], found, mask=mask, **extra))
        return float(value + (np.sum(problem.dc_last * layer.memory_cells()[:, :, -1]) if cell == "lstm" else 0))

    _, gradients = by_layer(problem, LAYERS[cell](), mask=mask)
    assert_central_differences_agree(gradients, loss, arguments)


@any_cell
def test_padded_batch_equals_its_sequences_one_by_one(cell: str) -> None:
    lengths = [6, 2, 4]
    whole = make_cell_problem(np.random.default_rng(205), cell, m=3, T_x=6)
    mask = np.arange(6) < np.array(lengths)[:, np.newaxis]
    states, gradients = by_layer(whole, LAYERS[cell](), mask=mask)
    summed: Arrays = {}
    for i, length in enumerate(lengths):
        one = slice(i, i + 1)
        # What reaches the state that stands still reaches the last step.
        da = whole.da[:, one, :length].copy()
        da[:, :, -1] += whole.da[:, one, length:].sum(axis=2)
        x, state0 = whole.x[:, one, :length], tuple(part[:, one] for part in whole.state0)
        alone = CellProblem(cell, x, state0, whole.parameters, da, whole.dc_last[:, one])
        expected_states, expected = by_reference(alone)
        for name, array in expected_states.items():
            assert_close(states[name][:, one, :length], array, 1e-10)
            assert not np.any(states[name][:, i, length:] - states[name][:, i, [length - 1]])
        assert_close(gradients["dx"][:, one, :length], expected["dx"], 1e-10)
        assert not gradients["dx"][:, i, length:].any()
        for name in gradients:
            if name in ("da0", "dc0"):
                assert_close(gradients[name][:, one], expected[name], 1e-10)
            elif name != "dx":
                summed[name] = summed.get(name, 0) + expected[name]
    for name, array in summed.items():
        assert_close(gradients[name], array, 1e-10)


def checked(layer: Any, name: str) -> Callable[..., Any]:
    """Return a method that checks its jaxtyping annotations while it runs."""
    wrapped: Callable[..., Any] = jaxtyped(typechecker=beartype)(getattr(type(layer), name))
    return lambda *arguments, **named: wrapped(layer, *arguments, **named)


@any_cell
def test_annotated_shapes_hold_at_run_time(cell: str) -> None:
    problem = make_cell_problem(np.random.default_rng(206), cell)
    layer, mask = LAYERS[cell](), np.ones(problem.x.shape[1:], dtype=int)
    mask[0, -1] = 0
    a: Array = checked(layer, "forward")(problem.x, problem.state0[0], problem.weights, mask=mask)
    assert a.shape == problem.da.shape
    checked(layer, "backward")(problem.da)
    if cell == "lstm":
        checked(layer, "memory_cells")()
