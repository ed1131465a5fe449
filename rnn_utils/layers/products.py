"""The products of the time steps with the weights, arranged as OpenBLAS multiplies such matrices fastest.

With several examples the inputs are multiplied together with the states, step by step: one product into the place
where it is wanted, in blocks that need no copy of the weights. With one example a step's product would read all the
weights to use them once, so that the inputs of all steps are multiplied in one product beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.weights import in_blocks, is_in_place, n_blocks
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array


@dataclass(frozen=True)
class StepProduct:
    """The product of (m, n_in) rows with weights (parts, n_out, n_in), the same at every step.

    Parameters
    ----------
    multiply : callable
        Multiplies one of `rows(…)`, into one of `places(…)`.
    blocks : int
        How many blocks of columns there are; 0 with one example, when both are vectors.
    """

    multiply: Callable[[Array, Array], Any]
    blocks: int

    def rows(self, rows: Float[Array, "steps m n_in"]) -> Float[Array, "steps *matrix n_in"]:
        """Return a view of the rows of all steps as `multiply` takes them.

        Parameters
        ----------
        rows : (steps, m, n_in) array
            What is multiplied.

        Returns
        -------
        (steps, 1, 1, m, n_in) or (steps, n_in) array
            The same memory.
        """
        return rows[:, np.newaxis, np.newaxis] if self.blocks else rows[:, 0]

    def places(self, products: Float[Array, "*steps parts m n_out"]) -> Array:
        """Return a view of an array of products as `multiply` fills it.

        Parameters
        ----------
        products : (…, parts, m, n_out) array
            Where products are wanted; with one example, contiguous at each step.

        Returns
        -------
        (…, parts, blocks, m, n_out / blocks) or (…, parts · n_out) array
            The same memory.
        """
        if self.blocks:
            return in_blocks(products, self.blocks)
        return products.reshape(*products.shape[:-3], -1)


def step_product(
    weights: Float[Array, "parts n_out n_in"], m: int, name: str, workspace: Workspace, n_sigmoids: int = 0
) -> StepProduct:
    """Arrange weights for products of m rows with each part's transpose.

    Parameters
    ----------
    weights : (parts, n_out, n_in) array
        Such as those of all gates, one gate after the other.
    m : int
        Number of examples.
    name : str
        Name of the arranged weights in the workspace.
    workspace : Workspace
        Where they are kept.
    n_sigmoids : int
        How many parts, the last ones, are taken by half.

    Returns
    -------
    StepProduct
        What multiplies.

    Notes
    -----
    σ(z) = ½ + ½ tanh(z / 2): with half of the weights, which is exact, one tanh serves all gates at once.
    """
    parts, n_out, n_in = weights.shape
    scale = np.ones((parts, 1, 1), dtype=weights.dtype)
    scale[parts - n_sigmoids :] = 0.5
    if m == 1:  # a vector times a matrix is as fast either way, so that a transposed copy would not pay
        axes = (2, 0, 1) if weights.strides[2] > weights.strides[1] else (0, 1, 2)
        kept = workspace.array(name, tuple(weights.shape[axis] for axis in axes), weights.dtype)
        np.multiply(weights.transpose(axes), scale.transpose(axes), out=kept)
        matrix = kept.reshape(n_in, -1) if axes[0] == 2 else kept.reshape(-1, n_in).T
        return StepProduct(lambda row, place: row.dot(matrix, place), 0)
    blocks = n_blocks(m, n_in, n_out)
    kept = workspace.array(name, (parts, blocks, n_in, n_out // blocks), weights.dtype)
    columns = weights.reshape(parts, blocks, n_out // blocks, n_in).transpose(0, 1, 3, 2)
    np.multiply(columns, scale[..., np.newaxis], out=kept)
    return StepProduct(lambda rows, place: np.matmul(rows, kept, place), blocks)


@dataclass(frozen=True)
class ForwardProduct:
    """What stands inside the gates, as a product of every step's row, and what is to be added to it.

    Parameters
    ----------
    step : StepProduct
        What multiplies the row of a step.
    rows : array
        The rows of all steps, as `step` multiplies them.
    incoming : (T_x, gates, m, n_a) array or list of None
        The products of the inputs, which are to be added; None for each step where `step` has them in it.
    """

    step: StepProduct
    rows: Array
    incoming: Array | list[None]


def forward_product(
    rows: Float[Array, "T_x m columns"],
    weights: Float[Array, "gates n_a columns"],
    state: slice,
    inputs: slice,
    n_sigmoids: int,
    name: str,
    workspace: Workspace,
) -> ForwardProduct:
    """Arrange the products of a forward pass.

    Parameters
    ----------
    rows : (T_x, m, columns) array
        State and input of every step; values of the state may still be missing.
    weights : (gates, n_a, columns) array
        In the order of the columns; the gates that are sigmoids stand last.
    state, inputs : slices
        Which of the columns are which.
    n_sigmoids : int
        How many of the gates are sigmoids.
    name : str
        Name of the arranged weights in the workspace.
    workspace : Workspace
        Where arrays are kept.

    Returns
    -------
    ForwardProduct
        What to multiply, and what to add.
    """
    (T_x, m, columns), (gates, n_a, _) = rows.shape, weights.shape
    if m > 1 and is_in_place(m, columns, n_a):
        step = step_product(weights, m, name, workspace, n_sigmoids)
        return ForwardProduct(step, step.rows(rows), [None] * T_x)
    every = step_product(weights[:, :, inputs], 1, name + " of inputs", workspace, n_sigmoids)
    incoming = workspace.array(name + " incoming", (T_x, m, gates, n_a), weights.dtype)
    every.multiply(rows[:, :, inputs].reshape(T_x * m, -1), incoming.reshape(T_x * m, gates * n_a))
    step = step_product(weights[:, :, state], m, name, workspace, n_sigmoids)
    return ForwardProduct(step, step.rows(rows[:, :, state]), incoming.transpose(0, 2, 1, 3))
