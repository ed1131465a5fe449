"""Batches of sentences of unequal lengths, graded in 05: masks, and turning round what is not padding."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Int, Shaped

from rnn_utils.types import Array


def sequence_mask(lengths: Int[Array, " m"], T_x: int) -> Bool[Array, "m T_x"]:
    """Mark which time steps of a padded batch belong to its sequences.

    Parameters
    ----------
    lengths : (m,) integer array
        Length of each sequence, T_x⁽ⁱ⁾, at most T_x.
    T_x : int
        Length of the padded batch.

    Returns
    -------
    (m, T_x) array of bool
        True at the first `lengths[i]` steps of row i, False at its padding.

    Notes
    -----
    S0 (T_x⁽ⁱ⁾, the length of the i-th example).
    """
    return np.arange(T_x) < np.asarray(lengths)[:, np.newaxis]


def reverse_sequences(x: Shaped[Array, "n m T_x"], lengths: Int[Array, " m"]) -> Shaped[Array, "n m T_x"]:
    """Turn every sequence of a padded batch round and leave its padding where it is.

    Parameters
    ----------
    x : (n, m, T_x) array
        A batch, time last, padded at the end.
    lengths : (m,) integer array
        Length of each sequence, T_x⁽ⁱ⁾, at most T_x.

    Returns
    -------
    (n, m, T_x) array
        Step t of example i holds step lengths[i] − 1 − t of `x` (counted from 0) while t < lengths[i], and
        step t of `x` after that. Doing it twice gives `x` back.

    Notes
    -----
    S0 (T_x⁽ⁱ⁾), for S3(14): the backward part reads from the last word, which is not the last column.
    """
    t = np.arange(x.shape[2])
    last = np.asarray(lengths)[:, np.newaxis] - 1
    source = np.where(t <= last, last - t, t)
    return np.take_along_axis(x, source[np.newaxis], axis=2)
