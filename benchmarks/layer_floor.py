"""The bare matrix products of a layer, forward and backward: what no arrangement of the rest can do without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_utils.layers.layout import cut_backward, group_length
from rnn_utils.layers.products import backward_product, forward_product, large_product, products_of_steps
from rnn_utils.layers.weights import is_in_place
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
    In the arrangement of the layers, the fastest that was found, and without the copies that it needs.
    """
    gates, rng = sum(PARTS[cell]), np.random.default_rng(1)

    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape, dtype=np.float32)

    columns, weights = normal(T_x, 2 * n_a + 1, m), normal(gates * n_a, 2 * n_a + 1)
    steps, first = [], 0
    for part in PARTS[cell]:
        steps.append(_step_products(columns, weights[first * n_a : (first + part) * n_a], n_a))
        first += part
    inputs, gather = np.empty((T_x, gates * n_a), np.float32), _gathering_products(T_x, m, gates * n_a, n_a)

    def run() -> None:
        if m == 1:  # the inputs are multiplied beforehand, with the weights of all gates
            np.matmul(columns[:, n_a:, 0], weights[:, n_a:].T, out=inputs)
        for forward, _ in steps:
            forward()
        for _, backward in steps:
            backward()
        gather()

    return run


def _step_products(columns: Array, weights: Array, n_a: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """Multiply with the weights of some gates step by step, forward and backward."""
    (T_x, _, m), n_out, workspace = columns.shape, len(weights), Workspace()
    ahead = forward_product(columns, weights, slice(0, n_a), "", workspace)
    back = backward_product(weights[:, :n_a], m, "back", workspace)
    inside, da = np.empty((n_out, m), np.float32), np.empty((n_a, m), np.float32)
    dz = np.random.default_rng(2).standard_normal((n_out, m), dtype=np.float32)

    def forward() -> None:
        for step in ahead.columns:
            ahead.multiply(step, inside)

    def backward() -> None:
        for _ in range(T_x):
            back(dz, da)

    return forward, backward


def _gathering_products(T_x: int, m: int, n_out: int, n_a: int) -> Callable[[], None]:
    """Multiply the gradients of groups of steps with what their weights saw, and with the weights of the inputs."""
    rng, groups = np.random.default_rng(3), cut_backward(slice(0, T_x), group_length(T_x, m))
    length = groups[0].stop - groups[0].start
    dz = rng.standard_normal((length, n_out, m), dtype=np.float32)
    seen = rng.standard_normal((length * m, 2 * n_a + 1), dtype=np.float32)[:, :-1]
    by_inputs, dW = rng.standard_normal((n_a, n_out), dtype=np.float32), np.empty((n_out, 2 * n_a), np.float32)
    dx, by_rows = np.empty((T_x, n_a, m), np.float32), np.ascontiguousarray(by_inputs.T)

    def gather() -> None:
        for group in groups:
            steps = group.stop - group.start
            flat = dz[:steps].reshape(n_out, steps * m)
            large_product(flat, seen[: steps * m], dW)
            if m == 1:
                large_product(flat.reshape(steps, n_out), by_rows, dx[group, :, 0])
            elif is_in_place(n_a, n_out, m):
                products_of_steps(by_inputs, dz[:steps], dx[group])
            else:
                np.matmul(by_inputs, flat, dx[group].reshape(n_a, steps * m))

    return gather
