"""What takes turns in the benchmark of the layers: one forward and one backward pass each, of the same sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.layer_floor import PARTS, bare_products
from rnn_utils import layers
from rnn_utils.reference import cells
from rnn_utils.types import Array

Work = Callable[[], Any]
LAYERS: dict[str, Any] = {"rnn": layers.RNNLayer, "gru": layers.GRULayer, "lstm": layers.LSTMLayer}
LETTERS = {"gru": "cur", "lstm": "cfuo"}


def contestants(cell: str, n_a: int, m: int, T_x: int) -> dict[str, Work]:
    """Return the layer, the bare products and the step-by-step reference, on float32 arrays.

    Parameters
    ----------
    cell : str
        "rnn", "gru" or "lstm".
    n_a, m, T_x : int
        Size of state and input, examples, and steps.

    Returns
    -------
    dict of callables
        "layer", "floor" and "steps".
    """
    rng = np.random.default_rng(1)
    parameters = _parameters(rng, cell, n_a)
    # The memory of each step is contiguous, as PyTorch has it too.
    x, da = (rng.standard_normal((T_x, m, n_a), dtype=np.float32).transpose(2, 1, 0) for _ in range(2))
    a0, layer = np.zeros((n_a, m), dtype=np.float32), LAYERS[cell]()

    def run_layer() -> None:
        layer.forward(x, a0, parameters)
        layer.backward(da)

    def run_steps() -> None:
        _, caches = cells.layer_forward(x, a0, parameters, cell)
        cells.layer_backward(da, caches)

    return {"layer": run_layer, "floor": bare_products(cell, n_a, m, T_x), "steps": run_steps}


def pytorch(cell: str, n_a: int, m: int, T_x: int, threads: int) -> Work:
    """Return PyTorch's layer of the same sizes.

    Parameters
    ----------
    cell : str
        "rnn", "gru" or "lstm".
    n_a, m, T_x : int
        Size of state and input, examples, and steps.
    threads : int
        How many it may use.

    Returns
    -------
    callable
        One forward and one backward pass, by inputs and parameters.
    """
    import torch  # the only place: the course does not need it

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](n_a, n_a)
    x, da = torch.randn(T_x, m, n_a, requires_grad=True), torch.randn(T_x, m, n_a)

    def run() -> None:
        layer.zero_grad(set_to_none=True)
        x.grad = None
        layer(x)[0].backward(da)

    return run


def _parameters(rng: np.random.Generator, cell: str, n_a: int) -> dict[str, Array]:
    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape, dtype=np.float32) / np.float32(np.sqrt(n_a))

    if cell == "rnn":
        return {"Wax": normal(n_a, n_a), "Waa": normal(n_a, n_a), "ba": normal(n_a, 1)}
    assert len(LETTERS[cell]) == sum(PARTS[cell])
    weights = {"W" + gate: normal(n_a, 2 * n_a) for gate in LETTERS[cell]}
    return weights | {"b" + gate: normal(n_a, 1) for gate in LETTERS[cell]}
