"""Scalar functions of an array, by name, for the public cases of ``numerical_gradient``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from rnn_utils.types import Array

Scalar = Callable[[Float[Array, "..."]], float]


def sum_of_cubes(x: Float[Array, "..."]) -> float:
    """Add up the cubes of all numbers."""
    return float(np.sum(x**3))


def product_of_neighbours(x: Float[Array, "..."]) -> float:
    """Add up the products of each number and the next one, in the order of memory."""
    flat = x.ravel()
    return float(np.sum(flat[:-1] * flat[1:]))


def sum_of_sines(x: Float[Array, "..."]) -> float:
    """Add up the sines of k times the k-th number, k from 1, in the order of memory."""
    return float(np.sum(np.sin(np.arange(1, x.size + 1) * x.ravel())))


FUNCTIONS: dict[str, Scalar] = {
    function.__name__: function for function in (sum_of_cubes, product_of_neighbours, sum_of_sines)
}
