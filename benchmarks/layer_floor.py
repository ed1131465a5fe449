"""The bare matrix products of a layer, forward and backward: what no arrangement of the rest can do without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_utils.layers.layer import input_gradients
from rnn_utils.layers.products import forward_product, gradient_rows, recurrent_copy, step_product
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

# Gates whose products are taken together: a GRU's candidate waits for its relevance gate.
PARTS = {"rnn": (1,), "gru": (1, 2), "lstm": (4,)}


def bare_products(cell: str, n_a: int, m: int, T_x: int) -> Callable[[], None]:
    """Return a function that multiplies matrices of a layer's shapes, and no more.

    Parameters
    ----------
    cell : str
        "rnn", "gru" or "lstm".
    n_a, m, T_x : int
        Size of state and input, examples, and steps.

    Returns
    -------
    callable
        Multiplies, in float32: the inputs and the states, the gradients step by step, and the gradients of all steps
        with what their weights saw and with the weights of the inputs.

    Notes
    -----
    For every cell in the arrangement of the LSTM layer, in columns: the fastest that was found. The layers of RNN and
    GRU multiply by row, which is slower; against products by row they would look better than they are.
    """
    gates, rng, workspace = sum(PARTS[cell]), np.random.default_rng(1), Workspace()

    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape, dtype=np.float32)

    rows, weights = normal(T_x, m, 2 * n_a + 1), normal(gates * n_a, 2 * n_a + 1)
    dz, dx = gradient_rows(T_x, m, gates * n_a, rows.dtype, workspace), np.empty((T_x, m, n_a), np.float32)
    dz[:] = normal(*dz.shape)
    flat, flat_dz, dW = rows.reshape(T_x * m, -1), dz.reshape(T_x * m, -1), np.empty((gates * n_a, 2 * n_a), np.float32)
    steps, first = [], 0
    for part in PARTS[cell]:
        steps.append(_step_products(rows, weights[first * n_a : (first + part) * n_a], n_a))
        first += part
    inputs = np.empty((T_x, gates * n_a), np.float32)

    def run() -> None:
        if m == 1:  # the inputs are multiplied beforehand, with the weights of all gates
            np.matmul(flat[:, n_a:], weights[:, n_a:].T, out=inputs)
        for forward, _ in steps:
            forward()
        for _, backward in steps:
            backward()
        np.matmul(flat_dz.T, flat[:, :-1], out=dW)
        input_gradients(dz, weights[:, n_a:-1], dx)

    return run


def _step_products(rows: Array, weights: Array, n_a: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """Multiply with the weights of some gates step by step, forward and backward."""
    (T_x, m, _), n_out = rows.shape, len(weights)
    ahead, back = (
        forward_product(rows, weights, n_a, Workspace()),
        step_product(recurrent_copy(weights, n_a, m, Workspace()), m),
    )
    inside, da = np.empty((n_out, m), np.float32), np.empty((n_a, m), np.float32)
    dz = np.random.default_rng(2).standard_normal((n_out, m), dtype=np.float32)

    def forward() -> None:
        for columns in ahead.columns:
            ahead.multiply(columns, inside)

    def backward() -> None:
        for _ in range(T_x):
            back(dz, da)

    return forward, backward
