"""Properties that the gated cells must have whatever the sizes and numbers."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from beartype import beartype
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import jaxtyped

from problems import CellProblem, cell_problems
from rnn_utils.reference import gru, lstm
from rnn_utils.types import Array
from strategies import generators, repeatable

CELLS = ["gru", "lstm"]
few = settings(repeatable, max_examples=12)
any_cell = pytest.mark.parametrize("cell", CELLS)


def assert_same(actual: Array, expected: Array, tolerance: float = 1e-12) -> None:
    scale = max(1.0, float(np.max(np.abs(expected))))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


def forward(problem: CellProblem) -> tuple[dict[str, Array], Any]:
    """Return every sequence array under a name that both cells share, and the caches."""
    if problem.cell == "gru":
        c, y, caches = gru.gru_forward(problem.x, problem.state0[0], problem.parameters)
        return {"a": c, "y": y}, caches
    a0, c0 = problem.state0
    a, y, c, lstm_caches = lstm.lstm_forward(problem.x, a0, problem.parameters, c0)
    return {"a": a, "y": y, "c": c}, lstm_caches


def backward(problem: CellProblem, caches: Any) -> dict[str, Array]:
    if problem.cell == "gru":
        return gru.gru_backward(problem.da, caches)
    return lstm.lstm_backward(problem.da, caches, problem.dc_last)


def run(problem: CellProblem) -> dict[str, Array]:
    outputs, caches = forward(problem)
    return outputs | backward(problem, caches)


def per_example(name: str) -> bool:
    """Say whether an array has an axis of examples; the others are gradients of weights."""
    return name in ("a", "y", "c", "dx", "da0", "dc0")


def states(problem: CellProblem, change: Callable[[Array], Array]) -> tuple[Array, ...]:
    return tuple(change(state) for state in problem.state0)


@any_cell
@repeatable
@given(data=st.data())
def test_examples_of_a_batch_do_not_see_each_other(cell: str, data: st.DataObject) -> None:
    problem = data.draw(cell_problems(cell))
    together = run(problem)
    alone = [
        run(
            replace(
                problem,
                x=problem.x[:, [i]],
                state0=states(problem, lambda state, i=i: state[:, [i]]),  # type: ignore[misc]
                da=problem.da[:, [i]],
                dc_last=problem.dc_last[:, [i]],
            )
        )
        for i in range(problem.x.shape[1])
    ]
    for name, array in together.items():
        parts = [one[name] for one in alone]
        assert_same(array, np.concatenate(parts, axis=1) if per_example(name) else np.sum(parts, axis=0))


@any_cell
@repeatable
@given(data=st.data(), length=st.integers(1, 7))
def test_a_prefix_does_not_depend_on_what_follows(cell: str, data: st.DataObject, length: int) -> None:
    problem = data.draw(cell_problems(cell))
    whole, _ = forward(problem)
    short, _ = forward(replace(problem, x=problem.x[:, :, :length]))
    for name, array in short.items():
        assert_same(array, whole[name][:, :, :length])


@any_cell
@repeatable
@given(data=st.data(), cut=st.integers(1, 5))
def test_a_sequence_is_its_two_parts_one_after_the_other(cell: str, data: st.DataObject, cut: int) -> None:
    problem = data.draw(cell_problems(cell, T_x=6))
    whole = run(problem)
    first = replace(problem, x=problem.x[:, :, :cut])
    middle, first_caches = forward(first)
    state = tuple(middle[name][:, :, -1] for name in ("a", "c") if name in middle)
    second = replace(problem, x=problem.x[:, :, cut:], state0=state, da=problem.da[:, :, cut:])
    late = run(second)
    da = problem.da[:, :, :cut].copy()
    da[:, :, -1] += late["dc0"] if cell == "gru" else late["da0"]
    early = backward(replace(first, da=da, dc_last=late["dc0"]), first_caches)
    assert_same(np.concatenate([middle["a"], late["a"]], axis=2), whole["a"])
    assert_same(np.concatenate([early["dx"], late["dx"]], axis=2), whole["dx"])
    for name in set(early) - {"dx"}:
        assert_same(early[name] if per_example(name) else early[name] + late[name], whole[name])


@any_cell
@repeatable
@given(data=st.data())
def test_a_sequence_of_one_step_is_one_cell(cell: str, data: st.DataObject) -> None:
    problem = data.draw(cell_problems(cell, T_x=1))
    sequence = run(problem)
    xt, da_next = problem.x[:, :, 0], problem.da[:, :, 0]
    if cell == "gru":
        a_next, yt_pred, cache = gru.gru_cell_forward(xt, problem.state0[0], problem.parameters)
        step = gru.gru_cell_backward(da_next, cache)
    else:
        a0, c0 = problem.state0
        a_next, _, yt_pred, lstm_cache = lstm.lstm_cell_forward(xt, a0, c0, problem.parameters)
        step = lstm.lstm_cell_backward(da_next, problem.dc_last, lstm_cache)
        assert_same(sequence["da0"], step["da_prev"])
    assert_same(sequence["a"][:, :, 0], a_next)
    assert_same(sequence["y"][:, :, 0], yt_pred)
    assert_same(sequence["dx"][:, :, 0], step["dxt"])
    assert_same(sequence["dc0"], step["dc_prev"])
    for name in sequence:
        if not per_example(name):
            assert_same(sequence[name], step[name])


@any_cell
@repeatable
@given(data=st.data(), rng=generators())
def test_the_order_of_hidden_units_does_not_matter(cell: str, data: st.DataObject, rng: np.random.Generator) -> None:
    problem = data.draw(cell_problems(cell))
    n_a, n_x = problem.state0[0].shape[0], problem.x.shape[0]
    p = rng.permutation(n_a)
    columns = np.concatenate([p, n_a + np.arange(n_x)])

    def permuted(name: str, array: Array) -> Array:
        if name.removeprefix("d") in ("by", "y", "x"):
            return array
        if name == "Wy":
            return array[:, p]
        return array[p][:, columns] if name.removeprefix("d").startswith("W") else array[p]

    weights = {name: permuted(name, array) for name, array in problem.parameters.items()}
    after = run(
        replace(
            problem,
            parameters=weights,
            state0=states(problem, lambda state: state[p]),
            da=problem.da[p],
            dc_last=problem.dc_last[p],
        )
    )
    for name, array in run(problem).items():
        assert_same(after[name], permuted(name, array))


@any_cell
@repeatable
@given(data=st.data(), rng=generators(), p=st.floats(-3, 3), q=st.floats(-3, 3))
def test_backward_is_linear_in_the_incoming_gradient(
    cell: str, data: st.DataObject, rng: np.random.Generator, p: float, q: float
) -> None:
    problem = data.draw(cell_problems(cell))
    _, caches = forward(problem)
    other = replace(
        problem, da=rng.standard_normal(problem.da.shape), dc_last=rng.standard_normal(problem.dc_last.shape)
    )
    mixed = replace(problem, da=p * problem.da + q * other.da, dc_last=p * problem.dc_last + q * other.dc_last)
    one, two = backward(problem, caches), backward(other, caches)
    for name, gradient in backward(mixed, caches).items():
        assert_same(gradient, p * one[name] + q * two[name], 1e-11)


@any_cell
@repeatable
@given(data=st.data())
def test_float32_stays_float32(cell: str, data: st.DataObject) -> None:
    problem = data.draw(cell_problems(cell, dtype=np.float32))
    double = replace(
        problem,
        x=problem.x.astype(float),
        state0=states(problem, lambda state: state.astype(float)),
        parameters={name: array.astype(float) for name, array in problem.parameters.items()},
        da=problem.da.astype(float),
        dc_last=problem.dc_last.astype(float),
    )
    expected = run(double)
    for name, array in run(problem).items():
        assert array.dtype == np.float32, name
        assert_same(array, expected[name], 1e-4)


@any_cell
@repeatable
@given(data=st.data())
def test_no_argument_is_changed_and_no_memory_shared(cell: str, data: st.DataObject) -> None:
    problem = data.draw(cell_problems(cell))
    before = copy.deepcopy(problem)
    outputs, caches = forward(problem)  # the arrays are read-only: writing to one raises
    kept = copy.deepcopy(caches)
    returned = [*outputs.values(), *backward(problem, caches).values()]
    np.testing.assert_equal(caches, kept)
    np.testing.assert_equal(vars(problem), vars(before))
    given_arrays = [problem.x, *problem.state0, problem.da, problem.dc_last, *problem.parameters.values()]
    assert not any(np.shares_memory(one, other) for one, other in itertools.combinations(returned, 2))
    assert not any(np.shares_memory(one, other) for one in returned for other in given_arrays)


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that checks its jaxtyping annotations while it runs."""
    wrapped: Callable[..., Any] = jaxtyped(typechecker=beartype)(function)
    return wrapped


@few
@given(cell_problems("gru"))
def test_annotated_shapes_of_the_gru_hold_at_run_time(problem: CellProblem) -> None:
    xt, c0 = problem.x[:, :, 0], problem.state0[0]
    checked(gru.simplified_gru_cell_forward)(xt, c0, problem.parameters)
    _, _, cache = checked(gru.gru_cell_forward)(xt, c0, problem.parameters)
    checked(gru.gru_cell_backward)(problem.da[:, :, 0], cache)
    _, _, caches = checked(gru.gru_forward)(problem.x, c0, problem.parameters)
    checked(gru.gru_backward)(problem.da, caches)


@few
@given(cell_problems("peephole"))
def test_annotated_shapes_of_the_lstm_hold_at_run_time(problem: CellProblem) -> None:
    xt, (a0, c0) = problem.x[:, :, 0], problem.state0
    for kind in ("lstm", "lstm_peephole"):
        *_, cache = checked(getattr(lstm, kind + "_cell_forward"))(xt, a0, c0, problem.parameters)
        checked(getattr(lstm, kind + "_cell_backward"))(problem.da[:, :, 0], problem.dc_last, cache)
    for given_c0 in (None, c0):
        *_, caches = checked(lstm.lstm_forward)(problem.x, a0, problem.parameters, given_c0)
    checked(lstm.lstm_backward)(problem.da, caches)
    checked(lstm.lstm_backward)(problem.da, caches, problem.dc_last)
