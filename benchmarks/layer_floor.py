"""The bare matrix products of a layer, forward and backward: what no arrangement of the rest can do without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_utils.layers.layer import input_gradients
from rnn_utils.layers.products import forward_product, step_product
from rnn_utils.layers.weights import backward_weights, in_blocks, product_blocks, recurrent_weights
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array

GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def bare_products(cell: str, n_a: int, m: int, T_x: int) -> Callable[[], None]:
    """Return a function that multiplies matrices of a layer's shapes, in the layer's arrangement, and no more.

    Parameters
    ----------
    cell : str
        "rnn", "gru" or "lstm".
    n_a, m, T_x : int
        Size of state and input, examples, and steps.

    Returns
    -------
    callable
        Multiplies, in float32: the inputs of all steps, the states step by step, the gradients step by step, and
        the gradients of all steps with what their weights saw and with the weights of the inputs.
    """
    gates, rng = GATES[cell], np.random.default_rng(1)

    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape, dtype=np.float32)

    rows, dz, weights = normal(T_x, m, 2 * n_a + 1), normal(T_x, m, gates * n_a), normal(gates, n_a, 2 * n_a + 1)
    if cell == "lstm":
        steps = _products_with_inputs(rows, dz, weights)
    else:
        steps = _step_products(rows, dz, weights, [1, 2] if cell == "gru" else [1])
    flat, flat_dz, stacked = rows.reshape(T_x * m, -1), dz.reshape(T_x * m, -1), weights.reshape(gates * n_a, -1)
    dW = np.empty_like(stacked[:, :-1])

    def run() -> None:
        steps()
        np.matmul(flat_dz.T, flat[:, :-1], out=dW)
        input_gradients(flat_dz, stacked[:, n_a:-1], m)

    return run


def _products_with_inputs(rows: Array, dz: Array, weights: Array) -> Callable[[], None]:
    """Multiply step by step, states and inputs together, as the LSTM does."""
    m, (gates, n_a, _), workspace = rows.shape[1], weights.shape, Workspace()
    flat, stacked = rows.reshape(-1, rows.shape[2]), weights.reshape(gates * n_a, -1)
    ahead = forward_product(rows, weights, slice(n_a), slice(n_a, None), 0, "forward", workspace)
    back = step_product(stacked[:, :n_a].T[np.newaxis], m, "backward", workspace)
    products, da = np.empty((gates, m, n_a), np.float32), np.empty((1, m, n_a), np.float32)
    inside, da_prev, z = ahead.step.places(products), back.places(da), np.empty((len(flat), gates * n_a), np.float32)

    def run() -> None:
        if ahead.incoming[0] is not None:  # with one example the inputs are multiplied beforehand
            np.matmul(flat[:, n_a:], stacked[:, n_a:].T, out=z)
        for row in ahead.rows:
            ahead.step.multiply(row, inside)
        for row in back.rows(dz):
            back.multiply(row, da_prev)

    return run


def _step_products(rows: Array, dz: Array, weights: Array, parts: list[int]) -> Callable[[], None]:
    """Multiply step by step; the gates of a part together (a GRU's candidate waits for its relevance gate)."""
    (T_x, m, _), n_a, first, forward, backward = rows.shape, weights.shape[1], 0, [], []
    states, flat, stacked = rows[:, :, :n_a], rows.reshape(T_x * m, -1), weights.reshape(len(weights) * n_a, -1)
    z = np.empty((T_x * m, len(stacked)), np.float32)
    for gates in parts:
        # Each part and way has its arrays to itself, as in the layer.
        some, columns = weights[first : first + gates], slice(first * n_a, (first + gates) * n_a)
        ahead = recurrent_weights(some, 0, m, "recurrent", Workspace())
        back = backward_weights(some, m, "backward", Workspace())
        products, da = np.empty((gates, m, n_a), np.float32), np.empty((m, n_a), np.float32)
        forward.append((ahead, product_blocks(products, ahead)))
        backward.append((dz[:, np.newaxis, :, columns], back, in_blocks(da, len(back))))
        first += gates
    wide = states[:, np.newaxis, np.newaxis]

    def run() -> None:
        np.matmul(flat[:, n_a:], stacked[:, n_a:].T, out=z)
        for t in range(T_x):
            for ahead, out in forward:
                np.matmul(wide[t], ahead, out)
        for t in range(T_x):
            for gradients, back, out in backward:
                np.matmul(gradients[t], back, out)

    return run
