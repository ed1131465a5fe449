"""What the memory of a gated recurrent unit is made of, graded in 03."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.types import Array


def memory_shares(ut: Float[Array, "n_a m T_x"]) -> Float[Array, "n_a m T_x"]:
    """Say how much of the last memory cell each candidate is.

    Parameters
    ----------
    ut : (n_a, m, T_x) array
        Update gate of every step, between 0 and 1.

    Returns
    -------
    (n_a, m, T_x) array
        In column t the share of the candidate of step t in the memory cell after the last step. What they lack of 1 is
        the share of the memory cell before the first step.

    Notes
    -----
    S3(8), unrolled; S1: c⟨T_x⟩ = Σ_t w⟨t⟩ ∗ c̃⟨t⟩ + (1 − Σ_t w⟨t⟩) ∗ c⟨0⟩ with
    w⟨t⟩ = Γ_u⟨t⟩ ∗ ∏_{s > t} (1 − Γ_u⟨s⟩).
    """
    shares = np.zeros_like(ut)
    kept = np.ones_like(ut[:, :, 0])
    for t in reversed(range(ut.shape[2])):
        shares[:, :, t] = kept * ut[:, :, t]
        kept = kept * (1 - ut[:, :, t])
    return shares
