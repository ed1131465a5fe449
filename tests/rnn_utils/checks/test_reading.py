"""Projections: the same numbers on every machine."""

from __future__ import annotations

import numpy as np

from rnn_utils.checks.reading import Reading, weights


def test_weights_are_fixed_and_far_from_zero() -> None:
    """Written down: the data of the build and the students' machines must agree on them."""
    found = weights("rnn_cell_forward a_next", 1000)
    assert np.array_equal(weights("rnn_cell_forward a_next", 3), found[:3])
    assert np.array_equal(np.round(weights("seed", 3), 6), [-0.955065, -0.803133, -0.649904])
    assert np.all((np.abs(found) >= 0.5) & (np.abs(found) <= 1))
    assert abs(found.mean()) < 0.1


def test_a_projection_is_the_sum_of_weighted_values() -> None:
    reading = Reading()
    values = np.array([[1.0, -2.0], [np.inf, 4.0]])
    reading.read(values, values)
    ((number, terms, single),) = reading.projections("seed")
    weighted = weights("seed", 4) * [1.0, -2.0, 0.0, 4.0]
    assert number == weighted.sum()
    assert terms == np.abs(weighted).sum()
    assert not single and not reading.finite
    assert "2 is inf" in reading.form


def test_whole_numbers_are_exact() -> None:
    reading = Reading()
    reading.read([1], np.array([2, 3]))
    assert "[2, 3]" in reading.form
    assert reading.projections("seed") == []
