"""Properties that the graded functions of 01 must have whatever the sizes and numbers."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from beartype import beartype
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError, jaxtyped

from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import RNNProblem, finite_columns, generators, make_rnn_problem, repeatable, rnn_problems


def assert_same(actual: Array, expected: Array, tolerance: float = 1e-12) -> None:
    scale = max(1.0, float(np.max(np.abs(expected))))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


def run(problem: RNNProblem) -> dict[str, Array]:
    """Run the whole assignment on a problem and return every sequence array and gradient by name."""
    a, y_pred, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    output = rnn.output_backward(y_pred, problem.y, a, problem.parameters)
    backward = rnn.rnn_backward(problem.da, caches)
    return {"a": a, "y_pred": y_pred, "da": output["da"]} | backward | output


# examples and batch


@repeatable
@given(rnn_problems())
def test_examples_of_a_batch_do_not_see_each_other(problem: RNNProblem) -> None:
    together = run(problem)
    alone = [
        run(
            RNNProblem(
                problem.x[:, [i]],
                problem.a0[:, [i]],
                problem.parameters,
                problem.y[[i]],
                problem.targets[:, [i]],
                problem.da[:, [i]],
            )
        )
        for i in range(problem.x.shape[1])
    ]
    for name in ("a", "y_pred", "da", "dx", "da0"):
        assert_same(together[name], np.concatenate([one[name] for one in alone], axis=1))
    for name in ("dWax", "dWaa", "dba", "dWya", "dby"):
        assert_same(together[name], np.sum([one[name] for one in alone], axis=0))


@repeatable
@given(rnn_problems(m=1))
def test_one_example_is_a_batch_of_one(problem: RNNProblem) -> None:
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    twice = (np.repeat(problem.x, 2, axis=1), np.repeat(problem.a0, 2, axis=1))
    a2, y2, _ = rnn.rnn_forward(*twice, problem.parameters)
    assert_same(a2, np.repeat(a, 2, axis=1))
    assert_same(y2, np.repeat(y_pred, 2, axis=1))


# time


@repeatable
@given(rnn_problems(), st.integers(1, 7))
def test_a_prefix_does_not_depend_on_what_follows(problem: RNNProblem, length: int) -> None:
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    a_short, y_short, _ = rnn.rnn_forward(problem.x[:, :, :length], problem.a0, problem.parameters)
    assert_same(a_short, a[:, :, :length])
    assert_same(y_short, y_pred[:, :, :length])


@repeatable
@given(rnn_problems(T_x=6), st.integers(1, 5))
def test_a_sequence_is_its_two_parts_one_after_the_other(problem: RNNProblem, cut: int) -> None:
    x, da = problem.x, problem.da
    a, _, caches = rnn.rnn_forward(x, problem.a0, problem.parameters)
    whole = rnn.rnn_backward(da, caches)
    a_first, _, first = rnn.rnn_forward(x[:, :, :cut], problem.a0, problem.parameters)
    a_second, _, second = rnn.rnn_forward(x[:, :, cut:], a_first[:, :, -1], problem.parameters)
    assert_same(np.concatenate([a_first, a_second], axis=2), a)
    late = rnn.rnn_backward(da[:, :, cut:], second)
    da_first = da[:, :, :cut].copy()
    da_first[:, :, -1] += late["da0"]
    early = rnn.rnn_backward(da_first, first)
    assert_same(np.concatenate([early["dx"], late["dx"]], axis=2), whole["dx"])
    assert_same(early["da0"], whole["da0"])
    for name in ("dWax", "dWaa", "dba"):
        assert_same(early[name] + late[name], whole[name])


@repeatable
@given(rnn_problems(T_x=1))
def test_a_sequence_of_one_step_is_one_cell(problem: RNNProblem) -> None:
    xt, da_next = problem.x[:, :, 0], problem.da[:, :, 0]
    a_next, yt_pred, cell_cache = rnn.rnn_cell_forward(xt, problem.a0, problem.parameters)
    a, y_pred, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    assert_same(a[:, :, 0], a_next)
    assert_same(y_pred[:, :, 0], yt_pred)
    cell = rnn.rnn_cell_backward(da_next, cell_cache)
    sequence = rnn.rnn_backward(problem.da, caches)
    assert_same(sequence["dx"][:, :, 0], cell["dxt"])
    assert_same(sequence["da0"], cell["da_prev"])
    for name in ("dWax", "dWaa", "dba"):
        assert_same(sequence[name], cell[name])


# hidden units


@repeatable
@given(rnn_problems(), generators())
def test_the_order_of_hidden_units_does_not_matter(problem: RNNProblem, rng: np.random.Generator) -> None:
    p = rng.permutation(problem.a0.shape[0])
    weights = problem.parameters
    permuted = {
        "Wax": weights["Wax"][p],
        "Waa": weights["Waa"][np.ix_(p, p)],
        "Wya": weights["Wya"][:, p],
        "ba": weights["ba"][p],
        "by": weights["by"],
    }
    before = run(problem)
    after = run(RNNProblem(problem.x, problem.a0[p], permuted, problem.y, problem.targets, problem.da[p]))
    for name in ("y_pred", "dx", "dby"):
        assert_same(after[name], before[name])
    for name in ("a", "da", "da0", "dWax", "dba"):
        assert_same(after[name], before[name][p])
    assert_same(after["dWaa"], before["dWaa"][np.ix_(p, p)])
    assert_same(after["dWya"], before["dWya"][:, p])


# linearity


@repeatable
@given(rnn_problems(), generators(), st.floats(-3, 3), st.floats(-3, 3))
def test_backward_is_linear_in_the_incoming_gradient(
    problem: RNNProblem, rng: np.random.Generator, p: float, q: float
) -> None:
    _, _, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    other = rng.standard_normal(problem.da.shape)
    first, second = rnn.rnn_backward(problem.da, caches), rnn.rnn_backward(other, caches)
    for name, gradient in rnn.rnn_backward(p * problem.da + q * other, caches).items():
        assert_same(gradient, p * first[name] + q * second[name], 1e-11)
    cache = caches[0][-1]
    one, two = (rnn.rnn_cell_backward(da[:, :, -1], cache) for da in (problem.da, other))
    for name, gradient in rnn.rnn_cell_backward((p * problem.da + q * other)[:, :, -1], cache).items():
        assert_same(gradient, p * one[name] + q * two[name], 1e-11)


# softmax and loss


@repeatable
@given(finite_columns())
def test_softmax_of_any_finite_numbers_is_a_distribution(x: Array) -> None:
    probabilities = rnn.softmax(x)
    assert np.all(probabilities >= 0)
    assert probabilities.sum() == pytest.approx(1, rel=1e-12)
    assert probabilities[np.argmax(x)] == probabilities.max()


@repeatable
@given(finite_columns(np.float32))
def test_softmax_of_any_finite_float32_stays_float32(x: Array) -> None:
    probabilities = rnn.softmax(x)
    assert probabilities.dtype == np.float32
    assert probabilities.sum() == pytest.approx(1, rel=1e-5)


@repeatable
@given(generators(), st.floats(-700, 700))
def test_softmax_does_not_change_with_a_shift_of_a_column(rng: np.random.Generator, shift: float) -> None:
    x = rng.standard_normal((4, 3))
    assert_same(rnn.softmax(x + shift * np.array([1, 0, -1])), rnn.softmax(x), 1e-11)


@repeatable
@given(rnn_problems(), generators())
def test_losses_of_kept_and_masked_steps_add_up(problem: RNNProblem, rng: np.random.Generator) -> None:
    _, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    mask = rng.integers(2, size=problem.y.shape)
    kept = rnn.sequence_loss(y_pred, problem.y, mask)
    left_out = rnn.sequence_loss(y_pred, problem.y, 1 - mask)
    assert kept + left_out == pytest.approx(rnn.sequence_loss(y_pred, problem.y), rel=1e-12)
    assert rnn.sequence_loss(y_pred, problem.y, np.zeros_like(mask)) == 0


# types, side effects, memory


@repeatable
@given(rnn_problems(dtype=np.float32))
def test_float32_stays_float32(problem: RNNProblem) -> None:
    double = RNNProblem(
        problem.x.astype(float),
        problem.a0.astype(float),
        {name: array.astype(float) for name, array in problem.parameters.items()},
        problem.y,
        problem.targets.astype(float),
        problem.da.astype(float),
    )
    expected = run(double)
    for name, array in run(problem).items():
        assert array.dtype == np.float32, name
        assert_same(array, expected[name], 1e-4)
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    # Answers in another dtype do not lift the gradients to it.
    gradients = rnn.output_backward(y_pred, double.targets, a, problem.parameters)
    assert {array.dtype for array in gradients.values()} == {np.dtype(np.float32)}
    stacked = rnn.stack_parameters(problem.parameters)
    assert {array.dtype for array in stacked.values()} == {np.dtype(np.float32)}


@repeatable
@given(rnn_problems())
def test_no_argument_is_changed(problem: RNNProblem) -> None:
    before = copy.deepcopy(problem)
    run(problem)  # the arrays are read-only: writing to one raises
    rnn.stack_parameters(problem.parameters)
    _, y_pred, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    mask = np.ones(problem.y.shape)
    rnn.sequence_loss(y_pred, problem.y, mask)
    kept = copy.deepcopy((caches, y_pred))
    da = problem.da.copy()
    rnn.rnn_backward(da, caches)
    rnn.rnn_cell_backward(da[:, :, 0], caches[0][0])
    np.testing.assert_equal((da, mask), (before.da, np.ones(problem.y.shape)))
    np.testing.assert_equal((caches, y_pred), kept)
    np.testing.assert_equal(vars(problem), vars(before))


@repeatable
@given(rnn_problems())
def test_returned_sequence_arrays_share_no_memory(problem: RNNProblem) -> None:
    returned = list(run(problem).values())
    given_arrays = [problem.x, problem.a0, problem.da, *problem.parameters.values()]
    assert not any(np.shares_memory(one, other) for one, other in itertools.combinations(returned, 2))
    assert not any(np.shares_memory(one, other) for one in returned for other in given_arrays)
    stacked = rnn.stack_parameters(problem.parameters).values()
    assert not any(np.shares_memory(one, other) for one in stacked for other in given_arrays)


# shapes in the signatures


def checked(name: str) -> Callable[..., Any]:
    """Return a function of the reference that checks its jaxtyping annotations while it runs."""
    function: Callable[..., Any] = jaxtyped(typechecker=beartype)(getattr(rnn, name))
    return function


@repeatable
@given(rnn_problems())
def test_annotated_shapes_hold_at_run_time(problem: RNNProblem) -> None:
    a, y_pred, caches = checked("rnn_forward")(problem.x, problem.a0, problem.parameters)
    _, _, cache = checked("rnn_cell_forward")(problem.x[:, :, 0], problem.a0, problem.parameters)
    checked("rnn_cell_backward")(problem.da[:, :, 0], cache)
    checked("rnn_backward")(problem.da, caches)
    checked("stack_parameters")(problem.parameters)
    for y in (problem.y, problem.targets):
        checked("sequence_loss")(y_pred, y, problem.y > 0)
        checked("output_backward")(y_pred, y, a, problem.parameters)
    for indices in (problem.y, 1, np.int64(1)):
        checked("one_hot")(indices, y_pred.shape[0])
    checked("softmax")(problem.x)
    gradient = checked("numerical_gradient")(lambda z: float(np.sum(z)), problem.a0)
    checked("relative_error")(gradient, problem.a0)


def test_annotated_shapes_are_really_checked() -> None:
    problem = make_rnn_problem(np.random.default_rng(9))
    with pytest.raises(TypeCheckError):
        checked("rnn_forward")(problem.x[:, :, 0], problem.a0, problem.parameters)
