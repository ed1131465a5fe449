"""What the layers of all cells have in common: memory, the last forward pass, gradients that come in and go out."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float

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


def gradient_steps(da: Float[Array, "n_a m T_x"], n_a: int, m: int, longest: int) -> Float[Array, "T_x n_a m"]:
    """Turn an incoming gradient, time first.

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
    (T_x, n_a, m) array
        The memory of `da`, or a copy if that does not hold step after step.

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
    steps = da.transpose(2, 0, 1)
    # Backwards in time, as the way back of a layer that runs both ways has it, is step after step too.
    return steps if abs(steps.strides[0]) >= max(steps.strides[1:]) else np.ascontiguousarray(steps)


def named_gradients(dW: Float[Array, "rows columns"], db: Float[Array, "rows 1"], gates: str, n_a: int) -> Gradients:
    """Name gradients as the reference does.

    Parameters
    ----------
    dW, db : (number of gates · n_a, n_a + n_x) and (number of gates · n_a, 1) array
        Gradients with respect to the weights and biases, gate by gate.
    gates : str
        Letters of the gates in their order; "" for the plain network.
    n_a : int
        Size of the state.

    Returns
    -------
    dict of arrays
        dW and db of every gate, or dWaa, dWax and dba.
    """
    if not gates:
        return {"dWax": dW[:, n_a:], "dWaa": dW[:, :n_a], "dba": db}
    gradients = {}
    for k, gate in enumerate(gates):
        rows = slice(k * n_a, (k + 1) * n_a)
        gradients["dW" + gate], gradients["db" + gate] = dW[rows], db[rows]
    return gradients
