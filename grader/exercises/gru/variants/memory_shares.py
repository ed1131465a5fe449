"""Odd-but-right ``memory_shares``."""

from __future__ import annotations

from grader.exercises.model import Variant

MEMORY_SHARES = (
    Variant(
        "memory_shares.cumulative-product",
        """
def memory_shares(ut):
    later = np.cumprod((1 - ut)[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.concatenate([ut[:, :, :-1] * later[:, :, 1:], ut[:, :, -1:]], axis=2)
""",
    ),
    Variant(
        "memory_shares.written-over",
        """
def memory_shares(ut):
    n_a, m, T_x = ut.shape
    shares = np.zeros((T_x, n_a, m), dtype=ut.dtype)
    for t in range(T_x):
        shares[:t] *= 1 - ut[:, :, t]
        shares[t] = ut[:, :, t]
    return shares.transpose(1, 2, 0)
""",
    ),
    Variant(
        "memory_shares.one-number-at-a-time",
        """
def memory_shares(ut):
    shares = np.array(ut, order="F")
    for i in range(ut.shape[0]):
        for j in range(ut.shape[1]):
            for t in range(ut.shape[2]):
                for s in range(t + 1, ut.shape[2]):
                    shares[i, j, t] *= 1 - ut[i, j, s]
    return shares
""",
    ),
    Variant(
        "memory_shares.differences",
        """
def memory_shares(ut):
    left = [np.prod(1 - ut[:, :, t:], axis=2) for t in range(ut.shape[2])] + [np.ones_like(ut[:, :, 0])]
    return np.stack([after - before for before, after in zip(left, left[1:])], axis=2)
""",
    ),
)
