"""The layout that the fast layers compute in: time first, one row for each example.

A time step is then contiguous, and all steps together are the rows of one matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Real, Shaped

from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

# What a block of steps works on should fit into the second-level cache.
_BLOCK_BYTES = 2**19
# NumPy copies several parts of an operand into one buffer, if they are not contiguous as a whole or are broadcast, and
# computes there: with parts of some hundred elements that costs more than it saves. Elements:
_BUFFER = 256


def time_turned(sequence: Shaped[Array, "i m k"]) -> Shaped[Array, "k m i"]:
    """Return a view with time first where it was last, or last where it was first.

    Parameters
    ----------
    sequence : (n, m, T_x) or (T_x, m, n) array
        Any sequence.

    Returns
    -------
    (T_x, m, n) or (n, m, T_x) array
        The same memory.
    """
    return sequence.transpose(2, 1, 0)


def padding_steps(mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None) -> Bool[Array, "T_x m 1"] | None:
    """Mark padding, step by step.

    Parameters
    ----------
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding.

    Returns
    -------
    (T_x, m, 1) array of bool, or None
        True at padding; None if there is none.
    """
    if mask is None or np.all(mask):
        return None
    padding: Array = np.equal(mask, 0).T[:, :, np.newaxis].copy()
    return padding


def input_rows(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "n_a m"],
    dtype: np.dtype[np.floating],
    workspace: Workspace,
    extra: int = 0,
) -> Float[Array, "T_x+1 m columns"]:
    """Lay out what the weights are multiplied with: a row is [a⟨t−1⟩, x⟨t⟩, 1], in the order of the course.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    dtype : dtype
        That of the layer's results.
    workspace : Workspace
        Where the rows are kept.
    extra : int
        Number of further columns, without values yet.

    Returns
    -------
    (T_x + 1, m, n_a + n_x + 1 + extra) array
        Hidden states of later steps have no values yet; of the last step there is the hidden state alone.
    """
    (n_x, m, T_x), n_a = x.shape, a0.shape[0]
    columns = n_a + n_x + 1 + extra
    rows = workspace.array("rows", (T_x + 1, m, columns), dtype)
    rows[0, :, :n_a] = a0.T
    rows[:T_x, :, n_a : n_a + n_x] = time_turned(x)
    rows[:, :, n_a + n_x] = 1  # multiplies the bias
    return rows


def blocks_backward(T_x: int, bytes_per_step: int) -> list[slice]:
    """Cut the time steps into blocks, the last one first, whose elementwise work is done in one go.

    Parameters
    ----------
    T_x : int
        Number of time steps.
    bytes_per_step : int
        Size of what is worked on, in bytes for each step.

    Returns
    -------
    list of slice
        At small sizes a block saves calls; at large sizes it is one step, so that it stays in the cache.
    """
    length = max(1, _BLOCK_BYTES // bytes_per_step)
    return [slice(max(0, stop - length), stop) for stop in range(T_x, 0, -length)]


def last_first(*sequences: Any) -> Iterator[tuple[Any, ...]]:
    """Iterate over the steps of several sequences together, the last step first.

    Parameters
    ----------
    *sequences : arrays or ranges of one length
        Time first. Iterating takes views of steps faster than indices do.

    Returns
    -------
    iterator of tuples
        One tuple for each step.
    """
    return zip(*(sequence[::-1] for sequence in sequences), strict=True)


def shut_gates() -> np.errstate:
    """Let exp(−z) be infinite, or 0, without a warning: 1 / (1 + exp(−z)) is right for a gate that is shut, or open.

    Returns
    -------
    errstate
        A context.
    """
    return np.errstate(over="ignore", under="ignore")


@contextmanager
def small_buffers(size: int) -> Iterator[None]:
    """Keep NumPy from copying operands before it computes, where their parts are contiguous but not the whole.

    Parameters
    ----------
    size : int
        Number of elements of such a part.

    Yields
    ------
    None
        Within, NumPy's buffers hold less than a part if that is not very small: NumPy then computes where it lies.
    """
    previous = np.setbufsize(_BUFFER) if size > _BUFFER else np.getbufsize()
    try:
        yield
    finally:
        np.setbufsize(previous)
