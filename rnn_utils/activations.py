"""The activation functions that the course takes as given, and their derivatives.

Each derivative is written in terms of the activation, not of its argument: the activation is what a
forward pass keeps, so the backward pass has nothing to compute twice.
"""

# NumPy's stubs call the result of arithmetic on arrays of any dtype Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.types import Array


def sigmoid(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Squash every number into (0, 1).

    Parameters
    ----------
    x : array of any shape
        Any finite numbers.

    Returns
    -------
    array of the shape and dtype of `x`
        1 / (1 + exp(−x)).

    Notes
    -----
    exp is only taken of −|x|, so that nothing overflows; below zero the fraction is expanded by exp(x).
    """
    decay = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + decay), decay / (1 + decay))


def sigmoid_derivative(activation: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Differentiate the sigmoid where it has the given values.

    Parameters
    ----------
    activation : array of any shape
        Values σ(x), not x itself.

    Returns
    -------
    array of the shape and dtype of `activation`
        σ(x)(1 − σ(x)).
    """
    return activation * (1 - activation)


def relu(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Keep what is positive and put zero in the place of the rest.

    Parameters
    ----------
    x : array of any shape
        Any numbers.

    Returns
    -------
    array of the shape and dtype of `x`
        max(x, 0).
    """
    return np.maximum(x, 0)


def relu_derivative(activation: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Differentiate the rectifier where it has the given values.

    Parameters
    ----------
    activation : array of any shape
        Values max(x, 0), not x itself.

    Returns
    -------
    array of the shape and dtype of `activation`
        1 where the unit is active, else 0: at x = 0, where there is no derivative, 0 by convention.
    """
    return (activation > 0).astype(activation.dtype)
