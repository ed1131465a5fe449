"""Long short-term memory, graded in 04: one step, a sequence, and backpropagation through time.

This module also offers the other graded functions of 04, so that it holds the whole assignment by name.
Bodies use NumPy, `sigmoid`, `softmax` of 01 and the other functions of 04, and nothing else.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.activations import sigmoid
from rnn_utils.reference.outputs import softmax
from rnn_utils.reference.peephole import lstm_peephole_cell_backward, lstm_peephole_cell_forward
from rnn_utils.types import Array, Gradients, LSTMCache, LSTMCaches, Parameters

__all__ = [
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "lstm_peephole_cell_backward",
    "lstm_peephole_cell_forward",
]


def lstm_cell_forward(
    xt: Float[Array, "n_x m"], a_prev: Float[Array, "n_a m"], c_prev: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m"], Float[Array, "n_a m"], Float[Array, "n_y m"], LSTMCache]:
    """Advance a long short-term memory by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step.
    a_prev, c_prev : (n_a, m) arrays
        Hidden state and memory cell of the step before.
    parameters : dict of arrays
        Wf, Wu, Wc, Wo (n_a, n_a + n_x), bf, bu, bc, bo (n_a, 1), Wy (n_y, n_a) and by (n_y, 1).

    Returns
    -------
    a_next, c_next : (n_a, m) arrays
        New hidden state and memory cell.
    yt_pred : (n_y, m) array
        Probabilities of the n_y classes.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), kept for the backward pass.

    Notes
    -----
    S3(10 and after), S4: with Γ = σ(W [a⟨t−1⟩; x⟨t⟩] + b) for each gate and
    c̃⟨t⟩ = tanh(Wc [a⟨t−1⟩; x⟨t⟩] + bc), c⟨t⟩ = Γ_f ∗ c⟨t−1⟩ + Γ_u ∗ c̃⟨t⟩ and a⟨t⟩ = Γ_o ∗ tanh(c⟨t⟩).
    """
    stacked = np.concatenate([a_prev, xt])
    ft = sigmoid(parameters["Wf"] @ stacked + parameters["bf"])
    ut = sigmoid(parameters["Wu"] @ stacked + parameters["bu"])
    cct = np.tanh(parameters["Wc"] @ stacked + parameters["bc"])
    ot = sigmoid(parameters["Wo"] @ stacked + parameters["bo"])
    c_next = ft * c_prev + ut * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    cache = (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters)
    return a_next, c_next, yt_pred, cache


def lstm_forward(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "n_a m"],
    parameters: Parameters,
    c0: Float[Array, "n_a m"] | None = None,
) -> tuple[Float[Array, "n_a m T_x"], Float[Array, "n_y m T_x"], Float[Array, "n_a m T_x"], LSTMCaches]:
    """Run a long short-term memory over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    parameters : dict of arrays
        As for `lstm_cell_forward`, the same at every step.
    c0 : (n_a, m) array, optional
        Memory cell before the first step; zeros by default.

    Returns
    -------
    a : (n_a, m, T_x) array
        Hidden state after every step.
    y : (n_y, m, T_x) array
        Probabilities at every step.
    c : (n_a, m, T_x) array
        Memory cell after every step.
    caches : tuple
        (list of the T_x caches in the order of time, x).

    Notes
    -----
    S3(10 and after), at t = 1 … T_x.
    """
    a, y, c, caches = [], [], [], []
    a_next = a0
    c_next = np.zeros_like(a0) if c0 is None else c0
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), (caches, x)


def lstm_cell_backward(da_next: Float[Array, "n_a m"], dc_next: Float[Array, "n_a m"], cache: LSTMCache) -> Gradients:
    """Carry the gradient back through one time step of a long short-term memory.

    Parameters
    ----------
    da_next, dc_next : (n_a, m) arrays
        Gradients of the loss by the hidden state and by the memory cell that the step produced; `dc_next` is
        without the part that goes through a⟨t⟩.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters) from `lstm_cell_forward`.

    Returns
    -------
    dict of arrays
        dxt (n_x, m), da_prev, dc_prev (n_a, m), dWf, dWu, dWc, dWo (n_a, n_a + n_x) and dbf, dbu, dbc, dbo
        (n_a, 1), those of the parameters summed over the examples.

    Notes
    -----
    S3(11-13), corrected: with dc = dc_next + Γ_o ∗ (1 − tanh²(c⟨t⟩)) ∗ da_next, the whole of it is multiplied
    by the derivative of each gate, and the candidate is a tanh already. da_prev takes the columns of a⟨t−1⟩
    in each W, dx those of x⟨t⟩.
    """
    _, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters = cache
    n_a = a_prev.shape[0]
    tanh_c = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - tanh_c**2)
    # Gradients with respect to what stands inside each sigmoid or tanh.
    dz = {
        "f": dc * c_prev * ft * (1 - ft),
        "u": dc * cct * ut * (1 - ut),
        "c": dc * ut * (1 - cct**2),
        "o": da_next * tanh_c * ot * (1 - ot),
    }
    stacked = np.concatenate([a_prev, xt])
    dstacked = sum(parameters["W" + gate].T @ dz[gate] for gate in dz)
    gradients = {"dxt": dstacked[n_a:], "da_prev": dstacked[:n_a], "dc_prev": dc * ft}
    for gate in dz:
        gradients["dW" + gate] = dz[gate] @ stacked.T
        gradients["db" + gate] = np.sum(dz[gate], axis=1, keepdims=True)
    return gradients


def lstm_backward(
    da: Float[Array, "n_a m T_x"], caches: LSTMCaches, dc_last: Float[Array, "n_a m"] | None = None
) -> Gradients:
    """Carry the gradient back through a whole sequence of a long short-term memory.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches each hidden state from the loss of its own step.
    caches : tuple
        (list of caches, x) from `lstm_forward`; T_x is that of `da`.
    dc_last : (n_a, m) array, optional
        Gradient that reaches the memory cell of the last step from outside; zeros by default.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0, dc0 (n_a, m), and dWf, dbf, dWu, dbu, dWc, dbc, dWo, dbo, summed over time and
        examples.

    Notes
    -----
    As S2(9-13), with the step of S3(11-13), corrected. Two gradients go back from step to step.
    """
    steps, x = caches
    parameters = steps[0][-1]
    dx = np.zeros((*x.shape[:2], da.shape[2]), dtype=da.dtype)
    names = ("Wf", "bf", "Wu", "bu", "Wc", "bc", "Wo", "bo")
    weights = {"d" + name: np.zeros_like(parameters[name]) for name in names}
    da_later = np.zeros_like(da[:, :, 0])
    dc_later = np.zeros_like(da_later) if dc_last is None else dc_last
    for t in reversed(range(da.shape[2])):
        gradients = lstm_cell_backward(da[:, :, t] + da_later, dc_later, steps[t])
        dx[:, :, t] = gradients["dxt"]
        da_later, dc_later = gradients["da_prev"], gradients["dc_prev"]
        for name in weights:
            weights[name] += gradients[name]
    return {"dx": dx, "da0": da_later, "dc0": dc_later, **weights}
