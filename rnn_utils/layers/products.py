"""The products of the time steps with the weights, in columns: one column for each example.

What stands inside all gates is then one contiguous matrix, gate after gate, so that one product fills it and every
operation on one gate or several neighbours runs through contiguous memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.layout import time_turned
from rnn_utils.layers.weights import n_blocks
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array


def state_columns(
    x: Float[Array, "n_x m T_x"], a0: Float[Array, "n_a m"], dtype: np.dtype[np.floating], workspace: Workspace
) -> Float[Array, "T_x+1 columns m"]:
    """Lay out what the weights multiply: a column is [a⟨t−1⟩, x⟨t⟩, 1], in the order of the course.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    dtype : dtype
        That of the layer's results.
    workspace : Workspace
        Where the columns are kept.

    Returns
    -------
    (T_x + 1, n_a + n_x + 1, m) array
        Contiguous. Hidden states of later steps have no values yet; of the last step there is the hidden state alone.
    """
    (n_x, m, T_x), n_a = x.shape, len(a0)
    states = workspace.array("states", (T_x + 1, n_a + n_x + 1, m), dtype)
    states[0, :n_a] = a0
    states[:T_x, n_a:-1] = x.transpose(2, 0, 1)
    states[:, -1] = 1  # multiplies the bias
    return states


def state_rows(states: Float[Array, "steps columns m"], workspace: Workspace) -> Float[Array, "steps*m columns"]:
    """Turn columns into the rows of one matrix, for the gradients by the weights.

    Parameters
    ----------
    states : (steps, columns, m) array
        From `state_columns`, some of the steps.
    workspace : Workspace
        Where rows are kept, if they are not the same memory.

    Returns
    -------
    (steps · m, columns) array
        One row for each step and example.
    """
    steps, columns, m = states.shape
    if m == 1:
        return states.reshape(steps, columns)
    rows = workspace.array("rows", (steps, m, columns), states.dtype)
    rows[:] = states.transpose(0, 2, 1)
    return rows.reshape(steps * m, columns)


def step_product(weights: Float[Array, "n_out n_in"], m: int) -> Callable[[Array, Array], Any]:
    """Arrange weights for products with the columns of one step.

    Parameters
    ----------
    weights : (n_out, n_in) array
        Contiguous, or the transpose of such an array: of others NumPy would make a copy at every step.
    m : int
        Number of examples.

    Returns
    -------
    callable
        Takes (n_in, m) columns and a contiguous (n_out, m) array, which it fills with their product.
    """
    n_out, n_in = weights.shape
    blocks = 1 if m == 1 else n_blocks(m, n_in, n_out)
    if blocks == 1:
        return weights.dot
    parts = weights.reshape(blocks, n_out // blocks, n_in)
    return lambda columns, place: np.matmul(parts, columns, place.reshape(blocks, n_out // blocks, m))


@dataclass(frozen=True)
class ForwardProduct:
    """What stands inside the gates, as a product of every step's columns, and what is to be added to it.

    Parameters
    ----------
    multiply : callable
        From `step_product`.
    columns : (T_x, n_in, m) array
        What it multiplies at each step.
    incoming : (T_x, n_out, m) array or list of None
        The products of the inputs, which are to be added; None for each step where `multiply` has them in it.
    """

    multiply: Callable[[Array, Array], Any]
    columns: Array
    incoming: Array | list[None]


def forward_product(
    states: Float[Array, "T_x columns m"], weights: Float[Array, "n_out columns"], n_a: int, workspace: Workspace
) -> ForwardProduct:
    """Arrange the products of a forward pass.

    With several examples the inputs are multiplied together with the states, step by step. With one example a step's
    product would read all the weights to use them once, so that the inputs of all steps are multiplied beforehand.

    Parameters
    ----------
    states : (T_x, columns, m) array
        State and input of every step; values of the state may still be missing.
    weights : (n_out, columns) array
        Contiguous; in the order of the columns.
    n_a : int
        How many of the columns, the first ones, are the state.
    workspace : Workspace
        Where arrays are kept.

    Returns
    -------
    ForwardProduct
        What to multiply, and what to add.
    """
    (T_x, _, m), n_out = states.shape, len(weights)
    if m > 1:
        return ForwardProduct(step_product(weights, m), states, [None] * T_x)
    incoming = workspace.array("incoming", (T_x, n_out), weights.dtype)
    np.matmul(states[:, n_a:, 0], weights[:, n_a:].T, incoming)
    step = step_product(recurrent_copy(weights, n_a, m, workspace).T, m)
    return ForwardProduct(step, states[:, :n_a], incoming[:, :, np.newaxis])


def recurrent_copy(
    weights: Float[Array, "n_out columns"], n_a: int, m: int, workspace: Workspace
) -> Float[Array, "n_a n_out"]:
    """Copy the transpose of the weights of the states, as the products of a backward pass take it.

    Parameters
    ----------
    weights : (n_out, columns) array
        Those of states and inputs.
    n_a : int
        How many of the columns, the first ones, are the state's.
    m : int
        Number of examples.
    workspace : Workspace
        Where the copy is kept.

    Returns
    -------
    (n_a, n_out) array
        Contiguous; with one example the transpose of a contiguous array, which is made faster and multiplies a vector
        as fast.
    """
    n_out = len(weights)
    if m == 1:
        kept = workspace.array("recurrent", (n_out, n_a), weights.dtype).T
    else:
        kept = workspace.array("recurrent", (n_a, n_out), weights.dtype)
    kept[:] = weights[:, :n_a].T
    return kept


def state_sequence(states: Float[Array, "T_x+1 columns m"], n_a: int) -> Float[Array, "n_a m T_x"]:
    """Return the hidden state after every step.

    Parameters
    ----------
    states : (T_x + 1, columns, m) array
        From `state_columns`, with all values.
    n_a : int
        How many of the columns, the first ones, are the state.

    Returns
    -------
    (n_a, m, T_x) array
        In memory of its own; that of each time step is contiguous.
    """
    return time_turned(states[1:, :n_a].transpose(0, 2, 1).copy())
