"""Gradient checking, graded in 01: an estimate from the definition, and how far it is from another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from rnn_utils.types import Array


def numerical_gradient(
    f: Callable[[Float[Array, "*S"]], float], x: Float[Array, "*S"], eps: float = 1e-6
) -> Float[Array, "*S"]:
    """Estimate the gradient of a function of an array by central differences.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x` and returns one number.
    x : array of any shape, float64
        Where to differentiate; it is left as it is.
    eps : float
        Step to either side, in the unit of `x`.

    Returns
    -------
    array of the shape of `x`
        (f(x + eps e_i) − f(x − eps e_i)) / (2 eps) for every element i.

    Notes
    -----
    The error falls with eps² until rounding in f, divided by 2 eps, outweighs it; 1e-6 suits float64.
    """
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


def relative_error(gradient: Float[Array, "*S"], other: Float[Array, "*S"]) -> float:
    """Measure how far two gradients lie apart, relative to their size.

    Parameters
    ----------
    gradient, other : arrays of the same shape
        The gradients to compare, in either order.

    Returns
    -------
    float
        ‖gradient − other‖ / (‖gradient‖ + ‖other‖), between 0 and 1; 0 if both are zero.
    """
    size = np.linalg.norm(gradient) + np.linalg.norm(other)
    if size == 0:
        return 0.0
    return float(np.linalg.norm(gradient - other) / size)
