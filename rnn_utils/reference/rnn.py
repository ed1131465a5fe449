"""The plain recurrent network, graded in 01: one step, a sequence, and backpropagation through time.

This module also offers the other graded functions of 01, so that it holds the whole assignment by name.
The build puts the body of each into the notebook as the model solution, under the students' signature
and docstring. A body therefore uses NumPy and the other graded functions of 01, and nothing else.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.reference.gradients import numerical_gradient, relative_error
from rnn_utils.reference.outputs import one_hot, output_backward, sequence_loss, softmax
from rnn_utils.types import Array, Gradients, Parameters, RNNCache, RNNCaches

__all__ = [
    "numerical_gradient",
    "one_hot",
    "output_backward",
    "relative_error",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "sequence_loss",
    "softmax",
    "stack_parameters",
]


def rnn_cell_forward(
    xt: Float[Array, "n_x m"], a_prev: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m"], Float[Array, "n_y m"], RNNCache]:
    """Advance a plain recurrent network by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step, one column per example.
    a_prev : (n_a, m) array
        Hidden state of the step before.
    parameters : dict of arrays
        Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), ba (n_a, 1) and by (n_y, 1).

    Returns
    -------
    a_next : (n_a, m) array
        New hidden state.
    yt_pred : (n_y, m) array
        Probabilities of the n_y classes.
    cache : tuple
        (a_next, a_prev, xt, parameters), kept for the backward pass.

    Notes
    -----
    S3(2), S2(1-3): a⟨t⟩ = tanh(Waa a⟨t−1⟩ + Wax x⟨t⟩ + ba), ŷ⟨t⟩ = softmax(Wya a⟨t⟩ + by).
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    ba, by = parameters["ba"], parameters["by"]
    a_next = np.tanh(Waa @ a_prev + Wax @ xt + ba)
    yt_pred = softmax(Wya @ a_next + by)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, yt_pred, cache


def stack_parameters(parameters: Parameters) -> dict[str, Array]:
    """Join the two weights of the hidden state into one matrix.

    Parameters
    ----------
    parameters : dict of arrays
        Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), ba (n_a, 1) and by (n_y, 1).

    Returns
    -------
    dict of arrays
        Wa = [Waa, Wax] of shape (n_a, n_a + n_x), and copies of ba, Wya and by.

    Notes
    -----
    S0, S1, S3(3), corrected: a⟨t⟩ = tanh(Wa [a⟨t−1⟩; x⟨t⟩] + ba). Waa stands first because a⟨t−1⟩ does.
    """
    return {
        "Wa": np.concatenate([parameters["Waa"], parameters["Wax"]], axis=1),
        "ba": parameters["ba"].copy(),
        "Wya": parameters["Wya"].copy(),
        "by": parameters["by"].copy(),
    }


def rnn_forward(
    x: Float[Array, "n_x m T_x"], a0: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m T_x"], Float[Array, "n_y m T_x"], RNNCaches]:
    """Run a plain recurrent network over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    parameters : dict of arrays
        Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), ba (n_a, 1) and by (n_y, 1), the same at every step.

    Returns
    -------
    a : (n_a, m, T_x) array
        Hidden state after every step.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step.
    caches : tuple
        (list of the T_x caches in the order of time, x).

    Notes
    -----
    S3(2), at t = 1 … T_x.
    """
    a, y_pred, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a.append(a_next)
        y_pred.append(yt_pred)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y_pred, axis=2), (caches, x)


def rnn_cell_backward(da_next: Float[Array, "n_a m"], cache: RNNCache) -> Gradients:
    """Carry the gradient back through one time step.

    Parameters
    ----------
    da_next : (n_a, m) array
        Gradient of the loss by the hidden state that the step produced.
    cache : tuple
        (a_next, a_prev, xt, parameters) from `rnn_cell_forward`.

    Returns
    -------
    dict of arrays
        dxt (n_x, m), da_prev (n_a, m), dWax (n_a, n_x), dWaa (n_a, n_a) and dba (n_a, 1), the last three
        summed over the examples.

    Notes
    -----
    S3 §1.2.2, corrected: with z = Waa a⟨t−1⟩ + Wax x⟨t⟩ + ba, dz = (1 − tanh²(z)) ∗ da⟨t⟩, and tanh(z) is
    a⟨t⟩. Then dWax = dz x⟨t⟩ᵀ, dWaa = dz a⟨t−1⟩ᵀ, dx⟨t⟩ = Waxᵀ dz, da⟨t−1⟩ = Waaᵀ dz. S2(8-13).
    """
    a_next, a_prev, xt, parameters = cache
    dz = (1 - a_next**2) * da_next
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": np.sum(dz, axis=1, keepdims=True),
    }


def rnn_backward(da: Float[Array, "n_a m T_x"], caches: RNNCaches) -> Gradients:
    """Carry the gradient back through a whole sequence, last step first.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches each hidden state from the loss of its own step.
    caches : tuple
        (list of caches, x) from `rnn_forward`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0 (n_a, m), and dWax (n_a, n_x), dWaa (n_a, n_a), dba (n_a, 1), summed over
        time and examples.

    Notes
    -----
    S2(9-13), corrected: a⟨t⟩ reaches the loss through its own output and through a⟨t+1⟩, so the two
    gradients add up; the weights are the same at every step, so their gradients add up as well.
    """
    steps, x = caches
    parameters = steps[0][3]
    n_x, m, T_x = x.shape[0], x.shape[1], da.shape[2]
    dx = np.zeros((n_x, m, T_x), dtype=da.dtype)
    dWax = np.zeros_like(parameters["Wax"])
    dWaa = np.zeros_like(parameters["Waa"])
    dba = np.zeros_like(parameters["ba"])
    da_later = np.zeros_like(da[:, :, 0])
    for t in reversed(range(T_x)):
        gradients = rnn_cell_backward(da[:, :, t] + da_later, steps[t])
        dx[:, :, t] = gradients["dxt"]
        da_later = gradients["da_prev"]
        dWax += gradients["dWax"]
        dWaa += gradients["dWaa"]
        dba += gradients["dba"]
    return {"dx": dx, "da0": da_later, "dWax": dWax, "dWaa": dWaa, "dba": dba}
