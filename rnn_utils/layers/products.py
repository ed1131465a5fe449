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

from rnn_utils.layers.weights import n_blocks
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

# From so many examples on a copy runs along them faster than across.
_MANY = 32


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
    rows: Float[Array, "T_x m columns"], weights: Float[Array, "n_out columns"], n_a: int, workspace: Workspace
) -> ForwardProduct:
    """Arrange the products of a forward pass.

    With several examples the inputs are multiplied together with the states, step by step. With one example a step's
    product would read all the weights to use them once, so that the inputs of all steps are multiplied beforehand.

    Parameters
    ----------
    rows : (T_x, m, columns) array
        From `input_rows`; values of the state may still be missing.
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
    (T_x, m, _), n_out = rows.shape, len(weights)
    if m > 1:
        return ForwardProduct(step_product(weights, m), rows.transpose(0, 2, 1), [None] * T_x)
    incoming = workspace.array("incoming", (T_x, n_out), weights.dtype)
    np.matmul(rows[:, 0, n_a:], weights[:, n_a:].T, incoming)
    step = step_product(recurrent_copy(weights, n_a, m, workspace).T, m)
    return ForwardProduct(step, rows[:, :, :n_a].transpose(0, 2, 1), incoming[:, :, np.newaxis])


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


def gradient_rows(
    T_x: int, m: int, n_out: int, dtype: np.dtype[np.floating], workspace: Workspace
) -> Float[Array, "T_x m n_out"]:
    """Return a place for the gradients inside the gates of all steps, one row for each step and example.

    Parameters
    ----------
    T_x, m, n_out : int
        Its shape.
    dtype : dtype
        Its type.
    workspace : Workspace
        Where it is kept.

    Returns
    -------
    (T_x, m, n_out) array
        Without values yet. In memory the examples stand side by side if they are many: then the columns of a step are
        copied into it faster, and OpenBLAS multiplies either as fast.
    """
    if m < _MANY:
        return workspace.array("dz", (T_x, m, n_out), dtype)
    return workspace.array("dz", (n_out, T_x, m), dtype).transpose(1, 2, 0)
