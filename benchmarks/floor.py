"""The bare matrix products of a layer, forward and backward: what no arrangement of the rest can do without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_utils.layers.fused import for_backward, for_forward, in_blocks
from rnn_utils.layers.workspace import Workspace


def bare_products(cell: str, n_a: int, m: int, T_x: int) -> Callable[[], None]:
    """Return a function that multiplies matrices of the layer's shapes, in the layer's arrangement, and no more.

    Parameters
    ----------
    cell : str
        "rnn", "gru" or "lstm".
    n_a, m, T_x : int
        Sizes of state and input, batch and sequence.

    Returns
    -------
    callable
        The products of the inputs, of the states step by step, of the gradients step by step, those that gather
        the gradients of the weights, and that of the gradient by the inputs.
    """
    gates = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    rng, workspace = np.random.default_rng(1), Workspace()
    dtype = np.dtype(np.float32)

    def draw(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape, dtype=np.float32)

    weights, rows, dz = draw(gates, n_a, 2 * n_a + 1), draw(T_x, m, 2 * n_a + 1), draw(T_x, m, gates * n_a)
    recurrent, incoming = for_forward(weights, gates - 1, m, workspace)
    z, product, back = draw(gates, T_x * m, n_a), draw(gates, m, n_a), draw(m, n_a)
    # The candidate of a GRU waits for its relevance gate, so that its products are apart.
    parts = [slice(0, 1), slice(1, 3)] if cell == "gru" else [slice(0, gates)]
    ways = []
    for number, part in enumerate(parts):
        backward = for_backward(weights[part], m, f"backward {number}", workspace)
        forward_out = in_blocks(product[part], recurrent.shape[1])
        columns = slice(part.start * n_a, part.stop * n_a)
        ways.append((recurrent[part], forward_out, dz[:, np.newaxis, :, columns], backward, in_blocks(back, len(backward))))
    flat, flat_dz = rows.reshape(T_x * m, -1), dz.reshape(T_x * m, -1)
    states, incoming_rows = rows[:, np.newaxis, np.newaxis, :, :n_a], flat[:, n_a:]
    weights_x = weights.reshape(gates * n_a, -1)[:, n_a:-1]
    dW, dx = np.empty((gates * n_a, 2 * n_a), dtype), np.empty((T_x * m, n_a), dtype)

    def run() -> None:
        np.matmul(incoming_rows, incoming, out=z)
        for t in range(T_x):
            for forward, out, *_ in ways:
                np.matmul(states[t], forward, out)
        for t in range(T_x):
            for *_, gradients, backward, out in ways:
                np.matmul(gradients[t], backward, out)
        np.matmul(flat_dz.T, flat[:, :-1], out=dW)
        np.matmul(flat_dz, weights_x, out=dx)

    return run
