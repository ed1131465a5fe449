"""The layout that the fast layers compute in: time first, and in every step one column for each example.

What stands inside all gates of a step is then one contiguous matrix, gate after gate, so that one product fills it and
every operation on one gate or several neighbours runs through contiguous memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

# What a block of steps works on should be about the size of the second-level cache.
_BLOCK_BYTES = 2**20
# So many columns, of all examples at some steps, are multiplied together to give gradients with respect to the weights.
_TOGETHER = 512
# NumPy copies several parts of an operand into one buffer, if they are not contiguous as a whole or are broadcast, and
# computes there: with parts of some hundred elements that costs more than it saves. Elements:
_BUFFER = 256


def padding_steps(mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None) -> Bool[Array, "T_x 1 m"] | None:
    """Mark padding, step by step.

    Parameters
    ----------
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding.

    Returns
    -------
    (T_x, 1, m) array of bool, or None
        True at padding; None if there is none.
    """
    if mask is None or np.all(mask):
        return None
    padding: Array = np.equal(mask, 0).T[:, np.newaxis].copy()
    return padding


def input_columns(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "n_a m"],
    dtype: np.dtype[np.floating],
    workspace: Workspace,
    extra: int = 0,
) -> Float[Array, "T_x+1 n_in m"]:
    """Lay out what the weights are multiplied with: a column is [a⟨t−1⟩; x⟨t⟩; 1], in the order of the course.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    dtype : dtype
        That of the layer's results.
    workspace : Workspace
        Where the columns are kept.
    extra : int
        Number of further rows, without values yet.

    Returns
    -------
    (T_x + 1, n_a + n_x + 1 + extra, m) array
        Hidden states of later steps have no values yet; of the last step there is the hidden state alone.
    """
    (n_x, m, T_x), n_a = x.shape, a0.shape[0]
    columns = workspace.array("columns", (T_x + 1, n_a + n_x + 1 + extra, m), dtype)
    columns[0, :n_a] = a0
    columns[:T_x, n_a : n_a + n_x] = x.transpose(2, 0, 1)
    columns[:, n_a + n_x] = 1  # multiplies the bias
    return columns


def output_sequence(columns: Float[Array, "T_x n_in m"], n_a: int) -> Float[Array, "n_a m T_x"]:
    """Copy the hidden states, for the caller to keep.

    Parameters
    ----------
    columns : (T_x, n_in, m) array
        Columns whose first rows are the states.
    n_a : int
        How many.

    Returns
    -------
    (n_a, m, T_x) array
        The memory of each time step is contiguous.
    """
    states: Array = columns[:, :n_a].copy()
    return states.transpose(1, 2, 0)


def cut_backward(steps: slice, length: int) -> list[slice]:
    """Cut time steps into pieces, the last one first.

    Parameters
    ----------
    steps : slice
        From where to where.
    length : int
        Number of steps of every piece but the last one, which may have fewer.

    Returns
    -------
    list of slice
        All steps once.
    """
    stops = range(steps.stop, steps.start, -max(1, length))
    return [slice(max(steps.start, stop - max(1, length)), stop) for stop in stops]


def block_length(bytes_per_step: int) -> int:
    """Choose for how many steps the elementwise work is done in one go.

    Parameters
    ----------
    bytes_per_step : int
        Size of what is worked on, in bytes for each step.

    Returns
    -------
    int
        At small sizes a block saves calls; at large sizes it is one step, so that it stays in the cache.
    """
    return max(1, _BLOCK_BYTES // bytes_per_step)


def group_length(T_x: int, m: int) -> int:
    """Choose from how many steps gradients with respect to the weights are gathered in one product.

    Parameters
    ----------
    T_x, m : int
        Numbers of steps and examples.

    Returns
    -------
    int
        Enough for a product at full speed, and so few that the gradients inside the gates are still in the cache.
    """
    groups = max(1, round(T_x * m / _TOGETHER))  # of about one size: a short one would not pay
    return -(-T_x // groups)


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
