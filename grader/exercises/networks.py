"""Random inputs for networks that are built of cells of any kind: weights by part, lengths and masks."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Int

from grader.exercises.inputs import Inputs, Sizes
from rnn_utils.types import Array


def cell_weights(inputs: Inputs, cell: str, n_x: int, n_a: int) -> dict[str, Array]:
    """Draw the weights and biases of a cell, those of an output not included.

    Parameters
    ----------
    inputs
        Draws the numbers.
    cell
        "rnn", "gru" or "lstm".
    n_x, n_a
        Sizes of an input and of the hidden state.

    Returns
    -------
    dict of arrays
        Under the names that the functions of the cell know.
    """
    sizes = Sizes(n_x=n_x, n_a=n_a)
    drawn = inputs.parameters(sizes) if cell == "rnn" else inputs.gated(sizes, cell)
    return {name: array for name, array in drawn.items() if name not in ("Wya", "Wy", "by")}


def output_weights(inputs: Inputs, n_y: int, n_a: int) -> dict[str, Array]:
    """Draw Wy (n_y, n_a) and by (n_y, 1)."""
    return {"Wy": inputs.normal(n_y, n_a, scale=1.5 / np.sqrt(n_a)), "by": inputs.normal(n_y, 1, scale=0.5)}


def unequal_lengths(inputs: Inputs, m: int, T_x: int) -> Int[Array, " m"]:
    """Draw lengths of sequences: one has T_x, another one two steps of padding where there is room, none is empty."""
    lengths = inputs.rng.integers(1, T_x + 1, size=m)
    first, second = inputs.rng.choice(m, size=2, replace=False)
    lengths[first], lengths[second] = T_x, inputs.rng.integers(1, max(2, T_x - 1))
    return lengths


def mask_of(lengths: Int[Array, " m"], T_x: int) -> Bool[Array, "m T_x"]:
    """Return a mask that is False at the padding of sequences of these lengths."""
    return np.arange(T_x) < lengths[:, np.newaxis]
