"""Random arguments of the networks of 05: two-way and deep ones, of cells of any kind."""

from __future__ import annotations

from typing import Any

from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.networks import cell_weights, output_weights
from rnn_utils.types import Array

SQUARE = Sizes(3, 3, 3, 3, 3)
SMALL = Sizes(n_x=3, n_a=2, n_y=4, m=3, T_x=4)

WAYS = ("forward", "backward")


def two_way(inputs: Inputs, sizes: Sizes, cell: str = "rnn") -> tuple[Array, Array, dict[str, Array]]:
    """Draw x (n_x, m, T_x), a0 (2, n_a, m) and the parameters of a two-way network."""
    x = inputs.normal(sizes.n_x, sizes.m, sizes.T_x)
    a0 = inputs.normal(2, sizes.n_a, sizes.m, scale=0.5)
    parameters: dict[str, Array] = {}
    for way in WAYS:
        parameters |= named(cell_weights(inputs, cell, sizes.n_x, sizes.n_a), way)
    return x, a0, parameters | output_weights(inputs, sizes.n_y, 2 * sizes.n_a)


def deep(inputs: Inputs, sizes: Sizes, layers: int, cell: str = "rnn") -> tuple[Array, Array, dict[str, Array]]:
    """Draw x (n_x, m, T_x), a0 (layers, n_a, m) and the parameters of a deep network."""
    x = inputs.normal(sizes.n_x, sizes.m, sizes.T_x)
    a0 = inputs.normal(layers, sizes.n_a, sizes.m, scale=0.5)
    parameters: dict[str, Array] = {}
    for layer in range(1, layers + 1):
        n_x = sizes.n_x if layer == 1 else sizes.n_a
        parameters |= named(cell_weights(inputs, cell, n_x, sizes.n_a), str(layer))
    return x, a0, parameters | output_weights(inputs, sizes.n_y, sizes.n_a)


def deep_two_way(inputs: Inputs, sizes: Sizes, layers: int, cell: str = "rnn") -> tuple[Array, Array, dict[str, Array]]:
    """Draw x (n_x, m, T_x), a0 (layers, 2, n_a, m) and the parameters of a deep two-way network."""
    x = inputs.normal(sizes.n_x, sizes.m, sizes.T_x)
    a0 = inputs.normal(layers, 2, sizes.n_a, sizes.m, scale=0.5)
    parameters: dict[str, Array] = {}
    for layer in range(1, layers + 1):
        n_x = sizes.n_x if layer == 1 else 2 * sizes.n_a
        for way in WAYS:
            parameters |= named(cell_weights(inputs, cell, n_x, sizes.n_a), f"{way}_{layer}")
    return x, a0, parameters | output_weights(inputs, sizes.n_y, 2 * sizes.n_a)


def named(weights: dict[str, Array], part: str) -> dict[str, Any]:
    """Name the weights of a cell as those of a part."""
    return {f"{name}_{part}": array for name, array in weights.items()}
