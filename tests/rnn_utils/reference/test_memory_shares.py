"""`memory_shares`: values by hand, and the memory of a unit put together again from its candidates."""

from __future__ import annotations

import numpy as np

from problems import make_cell_problem
from rnn_utils.reference.gru import gru_forward
from rnn_utils.reference.memory_shares import memory_shares


def test_memory_shares_by_hand() -> None:
    """Half is let in three times: the last has a half, the one before a quarter, the first an eighth."""
    halves = memory_shares(np.full((1, 1, 3), 0.5))
    np.testing.assert_allclose(halves, [[[0.125, 0.25, 0.5]]], rtol=1e-15)
    switched = memory_shares(np.array([[[0.3, 1.0, 0.25, 0.0]]]))
    np.testing.assert_allclose(switched, [[[0.0, 0.75, 0.25, 0.0]]], rtol=1e-15)


def test_last_memory_is_the_mean_of_its_candidates_weighted_by_their_shares() -> None:
    """With c0 for what the shares lack of 1; gates and candidates come out of the unit itself."""
    problem = make_cell_problem(np.random.default_rng(5), "gru", 3, 5, 4, 2, 6)
    c0 = np.random.default_rng(6).normal(size=(5, 2))
    c, _, (steps, _) = gru_forward(problem.x, c0, problem.parameters)
    candidates = np.stack([cache[4] for cache in steps], axis=2)
    shares = memory_shares(np.stack([cache[2] for cache in steps], axis=2))
    together = np.sum(shares * candidates, axis=2) + (1 - shares.sum(axis=2)) * c0
    np.testing.assert_allclose(together, c[:, :, -1], rtol=1e-12)


def test_shares_are_never_negative_and_never_more_than_one() -> None:
    gates = np.random.default_rng(7).uniform(size=(4, 3, 8))
    shares = memory_shares(gates)
    assert shares.min() >= 0
    assert shares.sum(axis=2).max() <= 1 + 1e-15
