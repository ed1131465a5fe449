"""How large a gradient is after so many steps back, graded in 03."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.reference.rnn import rnn_cell_backward, rnn_forward
from rnn_utils.types import Array, Parameters


def gradient_norms_through_time(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "n_a m"],
    parameters: Parameters,
    da_last: Float[Array, "n_a m"],
    scale: float = 1.0,
) -> Float[Array, "m T_x"]:
    """Measure the gradient with respect to every hidden state of a loss that looks at the last one alone.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    parameters : dict of arrays
        As for `rnn_forward`; they are left as they are.
    da_last : (n_a, m) array
        Gradient of the loss by the last hidden state.
    scale : float
        By which `Waa` is multiplied first.

    Returns
    -------
    (m, T_x) array
        ‖∂L/∂a⟨t⟩‖ for every example and step; the last column holds the norms of `da_last`.

    Notes
    -----
    S2(14), corrected, S1, S3 §1.4.1: ∂L/∂a⟨t−1⟩ = Waaᵀ diag(1 − a⟨t⟩²) ∂L/∂a⟨t⟩, one factor for every step.
    """
    scaled = {**parameters, "Waa": scale * parameters["Waa"]}
    _, _, (steps, _) = rnn_forward(x, a0, scaled)
    norms = np.zeros(x.shape[1:], dtype=da_last.dtype)
    da = da_last
    for t in reversed(range(x.shape[2])):
        norms[:, t] = np.linalg.norm(da, axis=0)
        da = rnn_cell_backward(da, steps[t])["da_prev"]
    return norms
