"""Random arguments of the networks of 06: readers, classifiers, encoders with decoders, of cells of any kind."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int

from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.networks import cell_weights, mask_of, output_weights, unequal_lengths
from rnn_utils.types import Array, State

SQUARE = Sizes(3, 3, 3, 3, 3)
SMALL = Sizes(n_x=4, n_a=2, n_y=3, m=3, T_x=4)


def reader(inputs: Inputs, sizes: Sizes, cell: str) -> tuple[Int[Array, "m T_x"], dict[str, Array]]:
    """Draw tokens (m, T_x) and the parameters of a cell that reads them one-hot."""
    tokens = inputs.classes(sizes.n_x, sizes.m, sizes.T_x)
    return tokens, cell_weights(inputs, cell, sizes.n_x, sizes.n_a)


def classifier(inputs: Inputs, sizes: Sizes, cell: str) -> tuple[Int[Array, "m T_x"], dict[str, Array]]:
    """Draw tokens (m, T_x) and the parameters of a cell with an output."""
    tokens, weights = reader(inputs, sizes, cell)
    return tokens, weights | output_weights(inputs, sizes.n_y, sizes.n_a)


def translator(
    inputs: Inputs, sizes: Sizes, cell: str, T_y: int
) -> tuple[Int[Array, "m T_x"], Int[Array, "m T_y"], dict[str, Array]]:
    """Draw tokens (m, T_x), targets (m, T_y) and the parameters of an encoder with a decoder."""
    tokens = inputs.classes(sizes.n_x, sizes.m, sizes.T_x)
    targets = inputs.classes(sizes.n_y, sizes.m, T_y)
    return tokens, targets, two_parts(inputs, sizes, cell)


def two_parts(inputs: Inputs, sizes: Sizes, cell: str) -> dict[str, Array]:
    """Draw the parameters of an encoder of n_x tokens and of a decoder of n_y tokens."""
    encoder = cell_weights(inputs, cell, sizes.n_x, sizes.n_a)
    decoder = cell_weights(inputs, cell, sizes.n_y, sizes.n_a)
    parameters = {f"{name}_encoder": array for name, array in encoder.items()}
    parameters |= {f"{name}_decoder": array for name, array in decoder.items()}
    return parameters | output_weights(inputs, sizes.n_y, sizes.n_a)


def state(inputs: Inputs, cell: str, n_a: int, m: int) -> State:
    """Draw a state, or a gradient by one: (a,), (c,) or (a, c)."""
    return tuple(inputs.normal(n_a, m, scale=0.6) for _ in range(2 if cell == "lstm" else 1))


def padding(inputs: Inputs, m: int, T_x: int) -> Bool[Array, "m T_x"]:
    """Draw the mask of a padded batch."""
    return mask_of(unequal_lengths(inputs, m, T_x), T_x)


def as_numbers(mask: Bool[Array, "m T_x"]) -> Float[Array, "m T_x"]:
    """Return a mask as numbers, which is allowed as well."""
    return np.where(mask, 1.0, 0.0)
