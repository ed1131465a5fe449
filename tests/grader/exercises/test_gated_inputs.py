"""Random arguments of gated cells: shapes, examples apart, units in another order, short numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.exercises.gated_inputs import (
    STATES,
    for_examples,
    gated_sequence,
    gated_step,
    in_sixteenths,
    renumbered,
)
from grader.exercises.inputs import Inputs, Sizes
from rnn_utils.reference import gru, lstm

FORWARD = {
    "simplified": gru.simplified_gru_cell_forward,
    "gru": gru.gru_cell_forward,
    "lstm": lstm.lstm_cell_forward,
    "peephole": lstm.lstm_peephole_cell_forward,
}
EVERY_CELL = pytest.mark.parametrize("cell", STATES)
SIZES = Sizes()


def drawn() -> Inputs:
    """Return a source of random arguments."""
    return Inputs(np.random.default_rng(0))


@EVERY_CELL
def test_a_step_takes_what_is_drawn(cell: str) -> None:
    """Input, states, parameters, in the order of the signature."""
    forward: Any = FORWARD[cell]
    values = forward(*gated_step(drawn(), SIZES, cell))
    assert [value.shape for value in values[:-2]] == [(SIZES.n_a, SIZES.m)] * len(STATES[cell])
    assert values[-2].shape == (SIZES.n_y, SIZES.m)


def test_peepholes_are_columns() -> None:
    """One number for each unit of the three gates."""
    parameters = gated_step(drawn(), SIZES, "peephole")[-1]
    assert {parameters["P" + gate].shape for gate in "fuo"} == {(SIZES.n_a, 1)}


def test_the_first_memory_cell_of_a_sequence_may_be_left_out() -> None:
    """The last argument, of an LSTM alone."""
    assert [len(gated_sequence(drawn(), SIZES, "lstm", from_zero=zero)) for zero in (False, True)] == [4, 3]
    assert [len(gated_sequence(drawn(), SIZES, "gru", from_zero=zero)) for zero in (False, True)] == [3, 3]


@EVERY_CELL
def test_renumbered_units_give_renumbered_states_and_the_same_predictions(cell: str) -> None:
    """Every array that has the units on an axis is turned, on that axis alone."""
    forward: Any = FORWARD[cell]
    arguments, order = gated_step(drawn(), SIZES, cell), np.array([3, 0, 4, 1, 2])
    one, other = forward(*arguments), forward(*renumbered(arguments, order))
    for before, after in zip(one[:-2], other[:-2], strict=True):
        np.testing.assert_allclose(before[order], after, atol=1e-14)
        assert not np.allclose(before, after)
    np.testing.assert_allclose(one[-2], other[-2], atol=1e-14)


def test_examples_are_taken_from_arrays_and_parameters_left() -> None:
    """The batch is axis 1 everywhere."""
    xt, c_prev, parameters = gated_step(drawn(), SIZES, "gru")
    one_xt, one_c_prev, same = for_examples((xt, c_prev, parameters), slice(1, 2))
    np.testing.assert_array_equal(one_xt, xt[:, 1:2])
    np.testing.assert_array_equal(one_c_prev, c_prev[:, 1:2])
    assert same is parameters


def test_sixteenths_are_exact_in_single_precision_and_print_short() -> None:
    """So that published cases fit on a page."""
    given = (np.array([0.3, -1.26]), {"W": np.array([[2.0]])})
    rounded, parameters = in_sixteenths(given)
    assert rounded.dtype == parameters["W"].dtype == np.float32
    assert rounded.tolist() == [0.3125, -1.25]
