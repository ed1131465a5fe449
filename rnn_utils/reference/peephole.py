"""Long short-term memory whose gates see the memory cell, graded in 04: one step, forward and back."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.activations import sigmoid
from rnn_utils.reference.outputs import softmax
from rnn_utils.types import Array, Gradients, LSTMCache, Parameters


def lstm_peephole_cell_forward(
    xt: Float[Array, "n_x m"], a_prev: Float[Array, "n_a m"], c_prev: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m"], Float[Array, "n_a m"], Float[Array, "n_y m"], LSTMCache]:
    """Advance a long short-term memory with peepholes by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step.
    a_prev, c_prev : (n_a, m) arrays
        Hidden state and memory cell of the step before.
    parameters : dict of arrays
        As for `lstm_cell_forward`, and the peepholes Pf, Pu, Po (n_a, 1).

    Returns
    -------
    a_next, c_next : (n_a, m) arrays
        New hidden state and memory cell.
    yt_pred : (n_y, m) array
        Probabilities of the n_y classes.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), as of `lstm_cell_forward`.

    Notes
    -----
    S3 §1.4.3: Γ = σ(W [a⟨t−1⟩; x⟨t⟩] + P ∗ c⟨t−1⟩ + b) for each of the three gates, element by element: a
    gate sees its own memory cell and no other. (Elsewhere the output gate sees c⟨t⟩.)
    """
    stacked = np.concatenate([a_prev, xt])
    ft = sigmoid(parameters["Wf"] @ stacked + parameters["Pf"] * c_prev + parameters["bf"])
    ut = sigmoid(parameters["Wu"] @ stacked + parameters["Pu"] * c_prev + parameters["bu"])
    cct = np.tanh(parameters["Wc"] @ stacked + parameters["bc"])
    ot = sigmoid(parameters["Wo"] @ stacked + parameters["Po"] * c_prev + parameters["bo"])
    c_next = ft * c_prev + ut * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    cache = (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters)
    return a_next, c_next, yt_pred, cache


def lstm_peephole_cell_backward(
    da_next: Float[Array, "n_a m"], dc_next: Float[Array, "n_a m"], cache: LSTMCache
) -> Gradients:
    """Carry the gradient back through one time step of a long short-term memory with peepholes.

    Parameters
    ----------
    da_next, dc_next : (n_a, m) arrays
        Gradients of the loss by the hidden state and by the memory cell that the step produced; `dc_next` is
        without the part that goes through a⟨t⟩.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters) from `lstm_peephole_cell_forward`.

    Returns
    -------
    dict of arrays
        As of `lstm_cell_backward`, and dPf, dPu, dPo (n_a, 1), summed over the examples.

    Notes
    -----
    S3(11-13), corrected, with a further path: c⟨t−1⟩ reaches each gate through its peephole, so that
    dc_prev = dc ∗ Γ_f + Pf ∗ dz_f + Pu ∗ dz_u + Po ∗ dz_o and dP = Σ dz ∗ c⟨t−1⟩ over the examples.
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
    dc_prev = dc * ft + sum(parameters["P" + gate] * dz[gate] for gate in "fuo")
    gradients = {"dxt": dstacked[n_a:], "da_prev": dstacked[:n_a], "dc_prev": dc_prev}
    for gate in dz:
        gradients["dW" + gate] = dz[gate] @ stacked.T
        gradients["db" + gate] = np.sum(dz[gate], axis=1, keepdims=True)
    for gate in "fuo":
        gradients["dP" + gate] = np.sum(dz[gate] * c_prev, axis=1, keepdims=True)
    return gradients
