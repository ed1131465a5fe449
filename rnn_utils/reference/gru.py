"""The gated recurrent unit, graded in 03: with its update gate alone, in full, and back through time.

This module also offers the other graded function of 03, so that it holds the whole assignment by name.
Bodies use NumPy, `sigmoid`, `softmax` of 01 and the other functions of 03, and nothing else.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.activations import sigmoid
from rnn_utils.reference.memory_shares import memory_shares
from rnn_utils.reference.outputs import softmax
from rnn_utils.reference.vanishing import gradient_norms_through_time
from rnn_utils.types import Array, Gradients, GRUCache, GRUCaches, Parameters, SimplifiedGRUCache

__all__ = [
    "gradient_norms_through_time",
    "gru_backward",
    "gru_cell_backward",
    "gru_cell_forward",
    "gru_forward",
    "memory_shares",
    "simplified_gru_cell_forward",
]


def simplified_gru_cell_forward(
    xt: Float[Array, "n_x m"], c_prev: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m"], Float[Array, "n_y m"], SimplifiedGRUCache]:
    """Advance a gated recurrent unit that has an update gate alone by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step.
    c_prev : (n_a, m) array
        Memory cell of the step before, which is the hidden state as well.
    parameters : dict of arrays
        Wu, Wc (n_a, n_a + n_x), bu, bc (n_a, 1), Wy (n_y, n_a) and by (n_y, 1).

    Returns
    -------
    c_next : (n_a, m) array
        New memory cell.
    yt_pred : (n_y, m) array
        Probabilities of the n_y classes.
    cache : tuple
        (c_next, c_prev, ut, cct, xt, parameters), kept for the backward pass.

    Notes
    -----
    S3(8), S1: c̃⟨t⟩ = tanh(Wc [c⟨t−1⟩; x⟨t⟩] + bc), Γ_u = σ(Wu [c⟨t−1⟩; x⟨t⟩] + bu),
    c⟨t⟩ = Γ_u ∗ c̃⟨t⟩ + (1 − Γ_u) ∗ c⟨t−1⟩.
    """
    stacked = np.concatenate([c_prev, xt])
    ut = sigmoid(parameters["Wu"] @ stacked + parameters["bu"])
    cct = np.tanh(parameters["Wc"] @ stacked + parameters["bc"])
    c_next = ut * cct + (1 - ut) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    cache = (c_next, c_prev, ut, cct, xt, parameters)
    return c_next, yt_pred, cache


def gru_cell_forward(
    xt: Float[Array, "n_x m"], c_prev: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m"], Float[Array, "n_y m"], GRUCache]:
    """Advance a gated recurrent unit by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input of this time step.
    c_prev : (n_a, m) array
        Memory cell of the step before, which is the hidden state as well.
    parameters : dict of arrays
        Wr, Wu, Wc (n_a, n_a + n_x), br, bu, bc (n_a, 1), Wy (n_y, n_a) and by (n_y, 1).

    Returns
    -------
    c_next : (n_a, m) array
        New memory cell.
    yt_pred : (n_y, m) array
        Probabilities of the n_y classes.
    cache : tuple
        (c_next, c_prev, ut, rt, cct, xt, parameters), kept for the backward pass.

    Notes
    -----
    S3(9), S1: as S3(8), with Γ_r = σ(Wr [c⟨t−1⟩; x⟨t⟩] + br) and c̃⟨t⟩ = tanh(Wc [Γ_r ∗ c⟨t−1⟩; x⟨t⟩] + bc):
    the relevance gate acts before the product with Wc.
    """
    stacked = np.concatenate([c_prev, xt])
    ut = sigmoid(parameters["Wu"] @ stacked + parameters["bu"])
    rt = sigmoid(parameters["Wr"] @ stacked + parameters["br"])
    cct = np.tanh(parameters["Wc"] @ np.concatenate([rt * c_prev, xt]) + parameters["bc"])
    c_next = ut * cct + (1 - ut) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    cache = (c_next, c_prev, ut, rt, cct, xt, parameters)
    return c_next, yt_pred, cache


def gru_forward(
    x: Float[Array, "n_x m T_x"], c0: Float[Array, "n_a m"], parameters: Parameters
) -> tuple[Float[Array, "n_a m T_x"], Float[Array, "n_y m T_x"], GRUCaches]:
    """Run a gated recurrent unit over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    c0 : (n_a, m) array
        Memory cell before the first step.
    parameters : dict of arrays
        As for `gru_cell_forward`, the same at every step.

    Returns
    -------
    c : (n_a, m, T_x) array
        Memory cell after every step.
    y : (n_y, m, T_x) array
        Probabilities at every step.
    caches : tuple
        (list of the T_x caches in the order of time, x).

    Notes
    -----
    S3(9), at t = 1 … T_x.
    """
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), (caches, x)


def gru_cell_backward(dc_next: Float[Array, "n_a m"], cache: GRUCache) -> Gradients:
    """Carry the gradient back through one time step of a gated recurrent unit.

    Parameters
    ----------
    dc_next : (n_a, m) array
        Gradient of the loss by the memory cell that the step produced.
    cache : tuple
        (c_next, c_prev, ut, rt, cct, xt, parameters) from `gru_cell_forward`.

    Returns
    -------
    dict of arrays
        dxt (n_x, m), dc_prev (n_a, m), dWr, dWu, dWc (n_a, n_a + n_x) and dbr, dbu, dbc (n_a, 1), those of
        the parameters summed over the examples.

    Notes
    -----
    S3(9), differentiated. c⟨t−1⟩ reaches c⟨t⟩ on four paths: directly, through the update gate, through the
    relevance gate, and through the candidate.
    """
    _, c_prev, ut, rt, cct, xt, parameters = cache
    n_a = c_prev.shape[0]
    # Gradients with respect to what stands inside each sigmoid or tanh; the relevance gate is reached by the candidate.
    dzu = dc_next * (cct - c_prev) * ut * (1 - ut)
    dzc = dc_next * ut * (1 - cct**2)
    dcandidate = parameters["Wc"].T @ dzc
    dreset = dcandidate[:n_a]
    dzr = dreset * c_prev * rt * (1 - rt)
    dstacked = parameters["Wu"].T @ dzu + parameters["Wr"].T @ dzr

    stacked = np.concatenate([c_prev, xt])
    return {
        "dxt": dstacked[n_a:] + dcandidate[n_a:],
        "dc_prev": dc_next * (1 - ut) + dreset * rt + dstacked[:n_a],
        "dWr": dzr @ stacked.T,
        "dbr": np.sum(dzr, axis=1, keepdims=True),
        "dWu": dzu @ stacked.T,
        "dbu": np.sum(dzu, axis=1, keepdims=True),
        "dWc": dzc @ np.concatenate([rt * c_prev, xt]).T,
        "dbc": np.sum(dzc, axis=1, keepdims=True),
    }


def gru_backward(dc: Float[Array, "n_a m T_x"], caches: GRUCaches) -> Gradients:
    """Carry the gradient back through a whole sequence of a gated recurrent unit.

    Parameters
    ----------
    dc : (n_a, m, T_x) array
        Gradient that reaches each memory cell from the loss of its own step.
    caches : tuple
        (list of caches, x) from `gru_forward`; T_x is that of `dc`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), dc0 (n_a, m), and dWr, dbr, dWu, dbu, dWc, dbc, summed over time and examples.

    Notes
    -----
    As S2(9-13), with the step of S3(9).
    """
    steps, x = caches
    parameters = steps[0][-1]
    dx = np.zeros((*x.shape[:2], dc.shape[2]), dtype=dc.dtype)
    weights = {"d" + name: np.zeros_like(parameters[name]) for name in ("Wr", "br", "Wu", "bu", "Wc", "bc")}
    dc_later = np.zeros_like(dc[:, :, 0])
    for t in reversed(range(dc.shape[2])):
        gradients = gru_cell_backward(dc[:, :, t] + dc_later, steps[t])
        dx[:, :, t] = gradients["dxt"]
        dc_later = gradients["dc_prev"]
        for name in weights:
            weights[name] += gradients[name]
    return {"dx": dx, "dc0": dc_later, **weights}
