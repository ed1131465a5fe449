"""Answers that depend on earlier calls, or on nothing at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.exercises.symptoms.arrays import agree, leaves
from grader.exercises.symptoms.evidence import Comparison, Evidence
from grader.exercises.symptoms.recognised import Recognised


def unsteady(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise another answer to the same call made again."""
    seen: list[Comparison] = []
    for one in evidence.comparisons:
        for earlier in seen:
            if _same_call(one, earlier) and _differ(one, earlier):
                return Recognised("unsteady")
        seen.append(one)
    return None


def repeated(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise one answer to every call: that of the first, or one that is never right."""
    first, *others = evidence.comparisons
    if first.got is None or not first.got.any() or not evidence.whole or _handed_back(first):
        return None
    new = [one for one in others if one.right.shape != first.right.shape or not agree(one.right, first.right)]
    if len(new) < 2 or not all(one.got is not None and agree(one.got, first.got) for one in new):
        return None
    return Recognised("constant" if first.kind else "first_repeated")


def _handed_back(one: Comparison) -> bool:
    """Say whether an argument was returned: then one answer to several calls says that they share that argument."""
    given = (array for name, value in one.arguments.items() for _, array in leaves(name, value))
    return any(one.got is not None and agree(one.got, array) for array in given)


def _same_call(one: Comparison, other: Comparison) -> bool:
    mine, theirs = one.request.steps, other.request.steps
    alone = len(mine) == len(theirs) == 1 and mine[0].function == theirs[0].function
    return alone and _same((mine[0].args, dict(mine[0].kwargs)), (theirs[0].args, dict(theirs[0].kwargs)))


def _same(one: object, other: object) -> bool:
    """Say whether two arguments are equal to the last bit."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    return type(one) is type(other) and not isinstance(one, np.ndarray) and bool(one == other)


def _differ(one: Comparison, other: Comparison) -> bool:
    if one.got is None or other.got is None:
        return (one.got is None) is not (other.got is None)
    return one.got.shape != other.got.shape or one.got.tobytes() != other.got.tobytes()
