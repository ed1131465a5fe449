"""The ends of the network, graded in 01: how words go in, how probabilities come out, what they cost."""

# NumPy's stubs call the result of arithmetic on arrays of any dtype Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, Real

from rnn_utils.types import Array, Gradients, Parameters


def one_hot(indices: Int[Array, "*S"] | int | np.integer[Any], depth: int) -> Float[Array, "depth *S"]:
    """Encode class indices as one-hot vectors along a new first axis.

    Parameters
    ----------
    indices : integer array of any shape S, or an integer
        Which class each position holds, from 0 to depth − 1.
    depth : int
        Number of classes.

    Returns
    -------
    (depth, *S) array of float64
        1 at the class of each position, 0 elsewhere; (depth, m, T_x) for indices of shape (m, T_x).

    Raises
    ------
    ValueError
        If an index is not an integer, or lies outside 0 … depth − 1.

    Notes
    -----
    S0 (how the input is represented); S3(1): different one-hot words have dot product 0.
    """
    indices = np.asarray(indices)
    if not np.issubdtype(indices.dtype, np.integer):
        raise ValueError(f"indices must be integers, but their dtype is {indices.dtype}")
    if np.any((indices < 0) | (indices >= depth)):
        raise ValueError(f"indices must lie between 0 and {depth - 1}")
    classes = np.arange(depth).reshape((depth,) + (1,) * indices.ndim)
    return (classes == indices).astype(np.float64)


def softmax(x: Float[Array, "n *rest"]) -> Float[Array, "n *rest"]:
    """Turn scores into probabilities that sum to 1 along axis 0.

    Parameters
    ----------
    x : (n, ...) array
        Scores of n classes along axis 0; any finite numbers, any number of further axes.

    Returns
    -------
    array of the shape and dtype of `x`
        exp(x_i) / Σ_j exp(x_j), summed over axis 0.

    Notes
    -----
    S2(3). Subtracting the maximum of each column leaves the fraction as it is and keeps exp within range.
    """
    # Scores more than the largest float apart differ by −inf, and exp(−inf) is the right answer: 0.
    with np.errstate(over="ignore"):
        exponentials = np.exp(x - np.max(x, axis=0, keepdims=True))
    return exponentials / np.sum(exponentials, axis=0, keepdims=True)


def sequence_loss(
    y_pred: Float[Array, "n_y m T_x"],
    y: Real[Array, "n_y m T_x"] | Real[Array, "m T_x"],
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> float:
    """Sum the cross-entropy over all time steps and examples.

    Parameters
    ----------
    y_pred : (n_y, m, T_x) array
        Predicted probabilities; with n_y = 1 the probability of "yes".
    y : (n_y, m, T_x) array, or (m, T_x) array of integers
        Right answers: one-hot or class indices; with n_y = 1, zeros and ones of either shape.
    mask : (m, T_x) array of 0 and 1, optional
        0 (or False) marks padding, which does not count.

    Returns
    -------
    float
        The loss in nats, a sum and not a mean.

    Notes
    -----
    S3(6-7), S3(6) with log ŷ_i: L⟨t⟩ = −Σ_i y_i log ŷ_i. For n_y = 1, S3(4-5):
    L⟨t⟩ = −y log ŷ − (1 − y) log(1 − ŷ). Probabilities below the smallest normal number of their dtype,
    `numpy.finfo(dtype).tiny`, count as that number, so a right answer given probability 0 costs 708.4
    nats in float64 and not infinity.
    """
    n_y = y_pred.shape[0]
    tiny = np.finfo(y_pred.dtype).tiny  # stands in for a probability of 0, whose logarithm is infinite
    if n_y == 1:
        terms = y * np.log(np.maximum(y_pred, tiny)) + (1 - y) * np.log(np.maximum(1 - y_pred, tiny))
    else:
        y = one_hot(y, n_y) if y.ndim == 2 else y
        terms = y * np.log(np.maximum(y_pred, tiny))
    losses = -np.sum(terms, axis=0)
    if mask is not None:
        losses = np.where(mask, losses, 0)
    return float(np.sum(losses))


def output_backward(
    y_pred: Float[Array, "n_y m T_x"],
    y: Real[Array, "n_y m T_x"] | Real[Array, "m T_x"],
    a: Float[Array, "n_a m T_x"],
    parameters: Parameters,
) -> Gradients:
    """Carry the gradient of the loss back through the output layer of every time step.

    Parameters
    ----------
    y_pred : (n_y, m, T_x) array
        Predicted probabilities.
    y : (n_y, m, T_x) array, or (m, T_x) array of integers
        Right answers, as for `sequence_loss`.
    a : (n_a, m, T_x) array
        Hidden states from which `y_pred` was computed.
    parameters : dict of arrays
        Output weights (n_y, n_a), named Wya or, in gated networks, Wy.

    Returns
    -------
    dict of arrays
        dWya (n_y, n_a) (or dWy), dby (n_y, 1), both summed over time and examples, and da (n_a, m, T_x).

    Notes
    -----
    S2(5-7): ∂L/∂o⟨t⟩ = ŷ⟨t⟩ − y⟨t⟩ for cross-entropy after softmax, or after a sigmoid if n_y = 1.
    With it dWya = Σ_t (ŷ⟨t⟩ − y⟨t⟩) a⟨t⟩ᵀ, dby = Σ_t (ŷ⟨t⟩ − y⟨t⟩) and, as in S2(10),
    da⟨t⟩ = Wyaᵀ(ŷ⟨t⟩ − y⟨t⟩).
    """
    n_y = y_pred.shape[0]
    Wy_name = "Wya" if "Wya" in parameters else "Wy"
    if n_y > 1 and y.ndim == 2:
        y = one_hot(y, n_y)
    do = y_pred - y.astype(y_pred.dtype)
    return {
        "d" + Wy_name: np.einsum("ymt,amt->ya", do, a),
        "dby": np.sum(do, axis=(1, 2)).reshape(n_y, 1),
        "da": np.einsum("ya,ymt->amt", parameters[Wy_name], do),
    }
