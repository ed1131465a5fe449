"""The products of the time steps with the weights, and those of all steps together.

On processors with AVX-512 matrices are cut such that OpenBLAS multiplies them where they lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.weights import is_in_place, n_blocks, transposed
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

StepProduct = Callable[[Array, Array], Any]

# Blocks of columns of a large product are no wider than this, unless there are none that wide.
_WIDEST, _NARROWEST = 64, 32


def step_product(weights: Float[Array, "n_out n_in"], m: int) -> StepProduct:
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
    blocks = 1 if m == 1 else n_blocks(n_out, n_in, m)
    if blocks == 1:
        return weights.dot
    parts = weights.reshape(blocks, n_out // blocks, n_in)
    return lambda columns, place: np.matmul(parts, columns, place.reshape(blocks, -1, m))


def products_of_steps(
    weights: Float[Array, "n_out n_in"], columns: Float[Array, "steps n_in m"], places: Float[Array, "steps n_out m"]
) -> None:
    """Multiply weights with the columns of several steps, each as `step_product` does.

    Parameters
    ----------
    weights : (n_out, n_in) array
        Contiguous.
    columns : (steps, n_in, m) array
        The columns of each step are contiguous.
    places : (steps, n_out, m) array
        Contiguous; is filled.
    """
    (n_out, n_in), (steps, _, m) = weights.shape, columns.shape
    blocks = n_blocks(n_out, n_in, m)
    parts = weights.reshape(blocks, n_out // blocks, n_in)
    np.matmul(parts, columns[:, np.newaxis], places.reshape(steps, blocks, n_out // blocks, m))


def large_product(
    left: Float[Array, "n_out n_in"], right: Float[Array, "n_in n"], out: Float[Array, "n_out n"]
) -> None:
    """Multiply matrices with a long inner dimension, in blocks of rows and columns if those are multiplied faster.

    Parameters
    ----------
    left, right : (n_out, n_in) and (n_in, n) array
        Matrices; only if the rows of both are contiguous, blocks are faster.
    out : (n_out, n) array
        Contiguous; is filled.
    """
    (n_out, n_in), n = left.shape, right.shape[1]
    across = next((k for k in range(1, n // _NARROWEST + 1) if n % k == 0 and n // k <= _WIDEST), 1)
    blocks = n_blocks(n_out, n_in, n // across)
    by_row = left.strides[1] == left.itemsize
    if not by_row or n_blocks(n_out, n_in, n) == 1 or not is_in_place(n_out, n_in, n // across):
        np.matmul(left, right, out)
        return
    places = out.reshape(blocks, n_out // blocks, across, n // across).swapaxes(1, 2)
    columns = right.reshape(n_in, across, n // across).swapaxes(0, 1)
    np.matmul(left.reshape(blocks, 1, n_out // blocks, n_in), columns, places)


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

    multiply: StepProduct
    columns: Array
    incoming: Array | list[None]


def forward_product(
    columns: Float[Array, "T_x n_in m"],
    weights: Float[Array, "n_out n_in"],
    state: slice,
    name: str,
    workspace: Workspace,
) -> ForwardProduct:
    """Arrange the products of a forward pass.

    With several examples the inputs are multiplied together with the states, step by step. With one example a step's
    product would read all the weights to use them once, so that the inputs of all steps are multiplied beforehand.

    Parameters
    ----------
    columns : (T_x, n_in, m) array
        From `input_columns`; values of the state may still be missing.
    weights : (n_out, n_in) array
        Contiguous.
    state : slice
        Which of their columns are the state's: the first or the last ones.
    name : str
        Name of the arrays in the workspace.
    workspace : Workspace
        Where arrays are kept.

    Returns
    -------
    ForwardProduct
        What to multiply, and what to add.
    """
    (T_x, n_in, m), n_out = columns.shape, len(weights)
    if m > 1:
        return ForwardProduct(step_product(weights, m), columns, [None] * T_x)
    inputs = slice(state.stop, n_in) if state.start == 0 else slice(0, state.start)
    incoming = workspace.array("incoming" + name, (T_x, n_out), weights.dtype)
    np.matmul(columns[:, inputs, 0], weights[:, inputs].T, incoming)
    recurrent = workspace.array("recurrent" + name, (n_out, state.stop - state.start), weights.dtype)
    recurrent[:] = weights[:, state]
    return ForwardProduct(step_product(recurrent, m), columns[:, state], incoming[:, :, np.newaxis])


def backward_product(weights: Float[Array, "n_out n_a"], m: int, name: str, workspace: Workspace) -> StepProduct:
    """Arrange the products of a backward pass, of gradients inside the gates with the weights of the state.

    Parameters
    ----------
    weights : (n_out, n_a) array
        Rows are contiguous.
    m : int
        Number of examples.
    name : str
        Name of the copy in the workspace.
    workspace : Workspace
        Where it is kept.

    Returns
    -------
    callable
        From `step_product`.
    """
    if m > 1:
        return step_product(transposed(weights, name, workspace), m)
    # A vector is multiplied as fast from either side, so that a transposed copy would not pay.
    kept = workspace.array(name, weights.shape, weights.dtype)
    kept[:] = weights
    return step_product(kept.T, m)
