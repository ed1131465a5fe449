"""Answers that are nothing, or right numbers in the wrong form or place: zeros, transposed, another output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import permutations

import numpy as np

from grader.exercises.symptoms.arrays import agree, leaves
from grader.exercises.symptoms.evidence import Comparison, Evidence, distinct, enough, on_same_inputs
from grader.exercises.symptoms.recognised import Recognised

MOST_AXES = 4


def _everywhere(evidence: Evidence, holds: Callable[[Comparison, np.ndarray], bool]) -> bool:
    """Say whether something holds of every wrong array, and is carried by enough of them."""
    wrong = evidence.wrong
    return enough(wrong) and all(one.got is not None and holds(one, one.got) for one in wrong)


def not_finite(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise NaN and infinity."""
    found = _everywhere(evidence, lambda _, got: got.dtype.kind == "f" and not np.isfinite(got).all())
    return Recognised("not_finite") if found else None


def zeros(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise an array that was never filled."""
    found = _everywhere(evidence, lambda one, got: got.shape == one.right.shape and not got.any())
    # The few numbers of an array in a dictionary may all be zero for another reason, such as a bound of zero.
    told = evidence.whole or any(one.right.size >= 8 for one in evidence.wrong)
    return Recognised("zeros") if found and told and not _right_but_zero(evidence) else None


def _right_but_zero(evidence: Evidence) -> bool:
    """Say whether it is filled on some input: then zeros stand for something else."""
    return any(one.right.any() for one in evidence.right)


def precision(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise right numbers of another type than the input's."""
    found = evidence.wrong and all(one.kind == "dtype" and one.single for one in evidence.wrong)
    return Recognised("precision") if found and evidence.right else None


def reshaped(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise right numbers, in the right order, in another shape."""

    def holds(one: Comparison, got: np.ndarray) -> bool:
        return got.shape != one.right.shape and agree(got.ravel(), one.right.ravel())

    return Recognised("reshaped") if _everywhere(evidence, holds) else None


def transposed(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise the transpose, or axes in another order."""
    wrong = evidence.wrong
    if not wrong or not 2 <= wrong[0].right.ndim <= MOST_AXES:
        return None
    usual = tuple(range(wrong[0].right.ndim))
    for order in permutations(usual):
        if order != usual and _everywhere(evidence, partial(_in_order, order)):
            return Recognised("transposed" if len(usual) == 2 else "axes_in_another_order")
    return None


def _in_order(order: tuple[int, ...], one: Comparison, got: np.ndarray) -> bool:
    return one.right.ndim == len(order) and agree(got, one.right.transpose(order))


def another_output(evidence: Evidence, others: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise the right value of another output of the same function."""
    for name, other in others.items():
        pairs = list(on_same_inputs(evidence, other))
        if name == evidence.name or other.function != evidence.function or len(pairs) < len(evidence.wrong):
            continue
        them = [(one, one.got, two.right) for one, two in pairs if one.kind]
        if len(them) > 1 and all(got is not None and got.ndim and agree(got, right) for _, got, right in them):
            return Recognised("another_output", (("other", name),))
    return None


def an_argument(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise an argument, or an array in it, that was handed back as it came."""
    wrong = evidence.wrong
    if distinct(wrong) < 2 or any(one.got is None or not one.got.ndim or not one.got.any() for one in wrong):
        return None
    candidates = [name for name, _ in _given(wrong[0])]
    for name in candidates:
        given = [dict(_given(one)).get(name) for one in wrong]
        pairs = zip(wrong, given, strict=True)
        if all(array is not None and one.got is not None and agree(one.got, array) for one, array in pairs):
            # A dictionary that came back as it was is one thing to say, not one for each of its arrays.
            parts = name.partition("[")
            whole = parts[0] if parts[1] and evidence.name.endswith(parts[1] + parts[2]) else name
            return Recognised("an_argument", (("argument", whole),))
    return None


def _given(one: Comparison) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in one.arguments.items():
        yield from leaves(name, value if isinstance(value, Mapping) or not isinstance(value, tuple) else None)
