"""Margins: what is noted while somebody wants to know, and nothing otherwise."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from rnn_utils.checks.compare import Tolerance, difference
from rnn_utils.checks.margins import Margin, margins

TOLERANCE = Tolerance(0.1, 0.0)


def test_an_error_is_noted_as_a_share_of_what_is_allowed() -> None:
    with margins() as noted:
        assert difference(np.array([10.0, -2.0]), np.array([10.5, -2.0]), "a", TOLERANCE) is None
        assert difference({"b": np.array([1.0])}, {"b": np.array([1.3])}, "d", TOLERANCE) is not None
    assert [one.path for one in noted] == ["a", "d['b']"]
    assert [one.share for one in noted] == pytest.approx([0.5, 3.0])


@pytest.mark.parametrize("got", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_infinitely_far(got: float) -> None:
    with margins() as noted:
        difference(np.array([1.0]), np.array([got]), "a", TOLERANCE)
    assert noted == [Margin("a", inf)]


def test_where_nothing_is_allowed_the_same_is_at_no_distance() -> None:
    with margins() as noted:
        difference(np.array([1.0]), np.array([1.0]), "a", Tolerance(0.0, 0.0))
        difference(np.array([1.0]), np.array([2.0]), "a", Tolerance(0.0, 0.0))
    assert [one.share for one in noted] == [0.0, inf]


def test_another_shape_has_no_margin_and_nothing_is_noted_afterwards() -> None:
    with margins() as noted:
        difference(np.zeros(2), np.zeros(3), "a")
    difference(np.zeros(2), np.zeros(2), "a")
    assert noted == []


def test_inner_blocks_note_for_themselves() -> None:
    with margins() as outer:
        with margins() as inner:
            difference(np.ones(1), np.ones(1), "a")
        difference(np.ones(1), np.ones(1), "b")
    assert ([one.path for one in inner], [one.path for one in outer]) == (["a"], ["b"])
