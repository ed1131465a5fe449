"""Weights that act on [a; x]: only the columns of one part are wrong, or the two parts have changed places."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.exercises.symptoms.arrays import agree
from grader.exercises.symptoms.evidence import Comparison, Evidence, distinct, wrong_places
from grader.exercises.symptoms.recognised import Recognised

STACKED = ("unit", "column")


def blocks(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise a wrong part of a weight of shape (n_a, n_a + n_x), or its parts exchanged."""
    wrong = evidence.wrong
    if evidence.axes != STACKED or distinct(wrong) < 2 or not all(_stacked(one) for one in wrong):
        return None
    if all(_exchanged(one) for one in wrong):
        return Recognised("blocks_exchanged")
    parts = [_wrong_parts(one) for one in wrong]
    if all(part == (True, False) for part in parts):
        return Recognised("only_the_part_of_a")
    if all(part == (False, True) for part in parts):
        return Recognised("only_the_part_of_x")
    return None


def _stacked(one: Comparison) -> bool:
    rows, columns = one.right.shape if one.right.ndim == 2 else (0, 0)
    return one.same_shape and columns > rows > 0


def _exchanged(one: Comparison) -> bool:
    units = len(one.right)
    assert one.got is not None
    return agree(one.got, np.hstack([one.right[:, units:], one.right[:, :units]]))


def _wrong_parts(one: Comparison) -> tuple[bool, bool]:
    units, wrong = len(one.right), wrong_places(one)
    return bool(wrong[:, :units].any()), bool(wrong[:, units:].any())
