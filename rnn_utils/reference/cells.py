"""The three kinds of cell by name, for networks that are built of any of them.

The functions of 05 and 06 call these in the place of those of 01, 03 and 04. They are not graded: they add
no mathematics to what they call.

A network that has parts keeps the parameters of all in one dict, so that clipping and optimisers need not
know about parts. The name of the part stands behind that of the array: ``Wc_forward``, ``Waa_2``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float

from rnn_utils.activations import sigmoid
from rnn_utils.reference.gru import gru_backward, gru_cell_backward, gru_cell_forward, gru_forward
from rnn_utils.reference.lstm import lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward
from rnn_utils.reference.outputs import softmax
from rnn_utils.reference.rnn import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward
from rnn_utils.types import Array, Gradients, Parameters, State

CELLS = ("rnn", "gru", "lstm")


def part_of(parameters: Parameters, part: str) -> dict[str, Array]:
    """Return the parameters of one part of a network.

    Parameters
    ----------
    parameters : dict of arrays
        Those of the whole network.
    part : str
        Name of the part, such as "forward".

    Returns
    -------
    dict of arrays
        The same arrays, ``Wc_forward`` under the name ``Wc``; empty if there is no such part.
    """
    ending = "_" + part
    return {name.removesuffix(ending): array for name, array in parameters.items() if name.endswith(ending)}


def as_part(arrays: Parameters, part: str) -> dict[str, Array]:
    """Return arrays under the names that they have as a part of a network.

    Parameters
    ----------
    arrays : dict of arrays
        Parameters or gradients of the part.
    part : str
        Name of the part, such as "forward".

    Returns
    -------
    dict of arrays
        The same arrays, ``dWc`` under the name ``dWc_forward``.
    """
    return {f"{name}_{part}": array for name, array in arrays.items()}


def cell_sizes(parameters: Parameters, cell: str) -> tuple[int, int]:
    """Read the sizes of a cell from its weights.

    Parameters
    ----------
    parameters : dict of arrays
        Those of the cell.
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    n_x, n_a : int
        Sizes of an input and of the hidden state.
    """
    n_a, columns = parameters["Wax" if cell == "rnn" else "Wc"].shape
    return (columns if cell == "rnn" else columns - n_a), n_a


def zero_state(parameters: Parameters, cell: str, m: int) -> State:
    """Return the state before the first step: zeros.

    Parameters
    ----------
    parameters : dict of arrays
        Those of the cell.
    cell : str
        "rnn", "gru" or "lstm".
    m : int
        Number of examples.

    Returns
    -------
    tuple of (n_a, m) arrays
        (a,), (c,) or (a, c), in the dtype of the parameters.
    """
    _, n_a = cell_sizes(parameters, cell)
    dtype = parameters["Waa" if cell == "rnn" else "Wc"].dtype
    return tuple(np.zeros((n_a, m), dtype=dtype) for _ in range(2 if cell == "lstm" else 1))


def output_forward(a: Float[Array, "n_a m *T_x"], parameters: Parameters) -> Float[Array, "n_y m *T_x"]:
    """Compute the outputs of one step or of a sequence from its hidden states.

    Parameters
    ----------
    a : (n_a, m) or (n_a, m, T_x) array
        Hidden states.
    parameters : dict of arrays
        Output weights (n_y, n_a), named Wya or Wy, and by (n_y, 1).

    Returns
    -------
    (n_y, m) or (n_y, m, T_x) array
        g(Wy a + by): probabilities of the classes by softmax, or with n_y = 1 that of "yes" by sigmoid.
    """
    Wy = parameters["Wya"] if "Wya" in parameters else parameters["Wy"]
    by = parameters["by"].reshape(-1, *[1] * (a.ndim - 1))
    scores = np.tensordot(Wy, a, axes=1) + by
    return sigmoid(scores) if Wy.shape[0] == 1 else softmax(scores)


def cell_forward(xt: Float[Array, "n_x m"], state: State, parameters: Parameters, cell: str) -> tuple[State, Any]:
    """Advance a cell of any kind by one time step, without an output.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step.
    state : tuple of (n_a, m) arrays
        (a,), (c,) or (a, c) of the step before.
    parameters : dict of arrays
        Those of the cell; output weights are not needed.
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    state_next : tuple of (n_a, m) arrays
        The new state.
    cache : tuple
        That of the cell.

    Raises
    ------
    ValueError
        If there is no such kind of cell.
    """
    complete = _with_output(parameters, state[0])
    if cell == "rnn":
        a_next, _, rnn_cache = rnn_cell_forward(xt, state[0], complete)
        return (a_next,), rnn_cache
    if cell == "gru":
        c_next, _, gru_cache = gru_cell_forward(xt, state[0], complete)
        return (c_next,), gru_cache
    if cell == "lstm":
        a_next, c_next, _, lstm_cache = lstm_cell_forward(xt, state[0], state[1], complete)
        return (a_next, c_next), lstm_cache
    raise _no_such_cell(cell)


def cell_backward(dstate_next: State, cache: Any, cell: str) -> tuple[State, Float[Array, "n_x m"], Gradients]:
    """Carry the gradient back through one time step of a cell of any kind.

    Parameters
    ----------
    dstate_next : tuple of (n_a, m) arrays
        Gradients with respect to the state that the step produced, in the order of the state.
    cache : tuple
        That of the cell.
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    dstate_prev : tuple of (n_a, m) arrays
        Gradients with respect to the state before.
    dxt : (n_x, m) array
        Gradient with respect to the input.
    gradients : dict of arrays
        Gradients with respect to the weights and biases of the cell.

    Raises
    ------
    ValueError
        If there is no such kind of cell.
    """
    if cell == "rnn":
        gradients = rnn_cell_backward(dstate_next[0], cache)
        dstate_prev: State = (gradients.pop("da_prev"),)
    elif cell == "gru":
        gradients = gru_cell_backward(dstate_next[0], cache)
        dstate_prev = (gradients.pop("dc_prev"),)
    elif cell == "lstm":
        gradients = lstm_cell_backward(dstate_next[0], dstate_next[1], cache)
        dstate_prev = (gradients.pop("da_prev"), gradients.pop("dc_prev"))
    else:
        raise _no_such_cell(cell)
    return dstate_prev, gradients.pop("dxt"), gradients


def layer_forward(
    x: Float[Array, "n_x m T_x"], a0: Float[Array, "n_a m"], parameters: Parameters, cell: str
) -> tuple[Float[Array, "n_a m T_x"], Any]:
    """Run a cell of any kind over a whole sequence, without outputs.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step; the memory cell of an LSTM is zero there.
    parameters : dict of arrays
        Those of the cell; output weights are not needed.
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    a : (n_a, m, T_x) array
        Hidden state after every step.
    caches : tuple
        The kind of cell and its caches, for `layer_backward`.

    Raises
    ------
    ValueError
        If there is no such kind of cell.
    """
    complete = _with_output(parameters, a0)
    if cell == "rnn":
        a, _, rnn_caches = rnn_forward(x, a0, complete)
        return a, (cell, rnn_caches)
    if cell == "gru":
        a, _, gru_caches = gru_forward(x, a0, complete)
        return a, (cell, gru_caches)
    if cell == "lstm":
        a, _, _, lstm_caches = lstm_forward(x, a0, complete)
        return a, (cell, lstm_caches)
    raise _no_such_cell(cell)


def layer_backward(da: Float[Array, "n_a m T_x"], caches: Any) -> Gradients:
    """Carry the gradient back through a whole sequence of a cell of any kind.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches each hidden state from outside of the layer.
    caches : tuple
        Those of `layer_forward`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0 (n_a, m), and the gradients with respect to the weights and biases of the cell.
    """
    cell, inner = caches
    if cell == "rnn":
        return rnn_backward(da, inner)
    if cell == "gru":
        gradients = gru_backward(da, inner)
        gradients["da0"] = gradients.pop("dc0")
        return gradients
    gradients = lstm_backward(da, inner)
    del gradients["dc0"]
    return gradients


def _with_output(parameters: Parameters, a: Float[Array, "n_a m"]) -> dict[str, Array]:
    """Give a cell inside of a network output weights of one row, because the functions of a cell ask for some."""
    Wy, by = np.zeros((1, a.shape[0]), dtype=a.dtype), np.zeros((1, 1), dtype=a.dtype)
    return {**parameters, "Wya": Wy, "Wy": Wy, "by": by}


def _no_such_cell(cell: str) -> ValueError:
    return ValueError(f"cell must be one of {', '.join(CELLS)}, not {cell!r}")
