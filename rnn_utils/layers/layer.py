"""What the layers of all cells have in common: working memory, the last forward pass, and named gradients."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.layout import time_turned
from rnn_utils.layers.weights import in_blocks, is_in_place, n_blocks
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array, Gradients

Run = TypeVar("Run")


class SequenceLayer(Generic[Run]):
    """A layer that keeps its working memory from call to call, and what its last forward pass found.

    What its methods return is never overwritten later.
    """

    def __init__(self) -> None:
        self._workspace = Workspace()
        self._run: Run | None = None

    def _last_run(self) -> Run:
        if self._run is None:
            raise RuntimeError("this layer has not run forward yet: call forward before backward")
        return self._run


def gradient_steps(da: Float[Array, "n_a m T_x"], n_a: int, m: int, longest: int) -> Float[Array, "T_x m n_a"]:
    """Lay out an incoming gradient step by step.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches each hidden state from outside of the layer.
    n_a, m : int
        Sizes of the last forward pass.
    longest : int
        Its number of steps.

    Returns
    -------
    (T_x, m, n_a) array
        Contiguous; the memory of `da` where that is already so.

    Raises
    ------
    ValueError
        If the gradient does not belong to that forward pass.
    """
    if da.shape[:2] != (n_a, m) or da.shape[2] > longest:
        raise ValueError(
            f"the gradient has shape {da.shape}, but the last forward pass was of shape {(n_a, m, longest)}: "
            "only T_x may be smaller"
        )
    return np.ascontiguousarray(time_turned(da))


def named_gradients(
    dz: Float[Array, "steps rows"],
    dW: Float[Array, "rows columns"],
    fused: Float[Array, "gates n_a fused_columns"],
    m: int,
    gates: str,
    n_negated: int = 0,
) -> Gradients:
    """Name gradients as the reference does, and compute those by the inputs and the biases, each in one go.

    Parameters
    ----------
    dz : (T_x · m, number of gates · n_a) array
        Gradients by what stands inside each gate.
    dW : (number of gates · n_a, n_a + n_x) array
        Gradient by the weights, gate by gate.
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_parameters`.
    m : int
        Number of examples.
    gates : str
        Letters of the gates in their order; "" for the plain network.
    n_negated : int
        How many gates, the first ones, have their sign changed, in `dz` as in `fused`; `dW` is changed back in place.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), and dW and db of every gate, or dWaa, dWax and dba.
    """
    n_a, columns = fused.shape[1:]
    dx = np.empty((len(dz) // m, m, columns - 1 - n_a), dtype=dz.dtype)
    input_gradients(dz.reshape(len(dx), m, -1), fused.reshape(-1, columns)[:, n_a:-1], dx)
    db = (np.ones(len(dz), dtype=dz.dtype) @ dz)[:, np.newaxis]
    for summed in (dW, db) if n_negated else ():
        np.negative(summed[: n_negated * n_a], summed[: n_negated * n_a])
    gradients = {"dx": time_turned(dx)}
    if not gates:
        return gradients | {"dWax": dW[:, n_a:], "dWaa": dW[:, :n_a], "dba": db}
    for k, gate in enumerate(gates):
        rows = slice(k * n_a, (k + 1) * n_a)
        gradients["dW" + gate], gradients["db" + gate] = dW[rows], db[rows]
    return gradients


def input_gradients(
    dz: Float[Array, "T_x m rows"], weights: Float[Array, "rows n_x"], dx: Float[Array, "T_x m n_x"]
) -> None:
    """Carry the gradients inside the gates on to the inputs.

    Parameters
    ----------
    dz : (T_x, m, rows) array
        Gradients by what stands inside each gate.
    weights : (rows, n_x) array
        Those of the inputs, gate by gate.
    dx : (T_x, m, n_x) array
        What is filled: step by step where OpenBLAS need not copy what it multiplies, and otherwise all at once.
    """
    (T_x, m, rows), n_x = dz.shape, weights.shape[1]
    if m > 1 and is_in_place(m, rows, n_x):
        blocks = n_blocks(m, rows, n_x)
        kept = np.ascontiguousarray(weights.reshape(rows, blocks, -1).transpose(1, 0, 2))
        np.matmul(dz[:, np.newaxis], kept, in_blocks(dx, blocks))
    else:
        np.matmul(dz.reshape(T_x * m, rows), weights, dx.reshape(T_x * m, n_x))
