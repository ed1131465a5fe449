"""Answers that are right but for a factor or an added constant, named where it is m, 1/m, T, the sign, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose, log

import numpy as np

from grader.exercises.symptoms.arrays import agree
from grader.exercises.symptoms.evidence import Comparison, Evidence, distinct
from grader.exercises.symptoms.recognised import Recognised
from grader.exercises.symptoms.sizes import EXAMPLES, STEPS

EXACTLY = 1e-7  # relative; factors of single precision are rounder than that and are left out
CONSTANTS: Mapping[str, float] = {
    "factor_sign": -1.0,
    "factor_two": 2.0,
    "factor_half": 0.5,
    "factor_log_two": log(2),
    "factor_one_over_log_two": 1 / log(2),
}
OTHER = 3  # inputs that a factor without a name needs

Ratios = Sequence[tuple[Comparison, float]]


def factor(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise a factor that is the same on every input, or a size of it."""
    # Where the right array is zero, any factor fits; such an input says nothing.
    telling = [one for one in evidence.comparisons if not one.single and (one.kind or one.right.any())]
    ratios = [(one, found) for one in telling if (found := _ratio(one)) is not None]
    wrong = [one for one, _ in ratios if one.kind]
    if not wrong or len(ratios) < len(telling):
        return None
    sized = list(_sized(ratios))
    constant = _constant(ratios, wrong)
    if sized and constant:
        return None  # every input has the same sizes: either may be meant
    return constant or (sized[0] if len(sized) == 1 and distinct([one for one, _ in ratios]) > 2 else None)


def _ratio(one: Comparison) -> float | None:
    """Return the number by which the right array has to be multiplied; None where there is none."""
    if not one.same_shape or one.right.dtype.kind != "f":
        return None
    assert one.got is not None
    right, got = one.right.astype(np.float64).ravel(), one.got.astype(np.float64).ravel()
    if not (right.any() and got.any() and np.isfinite(got).all()):
        return None
    with np.errstate(all="ignore"):
        found = float(got @ right / (right @ right))
    return found if np.isfinite(found) and found and agree(got, found * right) else None


def _constant(ratios: Ratios, wrong: Sequence[Comparison]) -> Recognised | None:
    first = ratios[0][1]
    if not all(isclose(ratio, first, rel_tol=EXACTLY) for _, ratio in ratios):
        return None
    bases = distinct(wrong)
    for key, value in CONSTANTS.items():
        if isclose(first, value, rel_tol=EXACTLY):
            carried = bases > 1 or (key == "factor_sign" and wrong[0].right.size >= 8)
            return Recognised(key) if carried else None
    several = bases >= OTHER and sum(one.right.size for one in wrong) >= 2 * OTHER
    return Recognised("factor", (("factor", f"{first:.4g}"),)) if several else None


def _sized(ratios: Ratios) -> Iterator[Recognised]:
    """Return the products of sizes that are the factor on every input; several where they cannot be told apart."""
    for examples in (None, *EXAMPLES):
        for steps in (None, *STEPS):
            named = [name for name in (examples, steps) if name]
            if named and all(name in one.sizes for one, _ in ratios for name in named):
                sizes = [np.prod([one.sizes[name] for name in named]) for one, _ in ratios]
                words = (("sizes", " · ".join(named)),)
                if _equal(ratios, [float(size) for size in sizes]):
                    yield Recognised("factor_sizes", words)
                if _equal(ratios, [1 / float(size) for size in sizes]):
                    yield Recognised("factor_one_over_sizes", words)


def _equal(ratios: Ratios, values: Sequence[float]) -> bool:
    return all(isclose(ratio, value, rel_tol=EXACTLY) for (_, ratio), value in zip(ratios, values, strict=True))


def offset(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise a constant that is added to every number, the same on every input."""
    wrong = [one for one in evidence.wrong if not one.single]
    if distinct(wrong) < 2 or not all(one.same_shape and one.right.dtype.kind in "iuf" for one in wrong):
        return None
    if any(not one.single and one.right.size for one in evidence.right):
        return None
    found = {_difference(one) for one in wrong}
    value = next(iter(found))
    return Recognised("offset", (("constant", f"{value:.4g}"),)) if len(found) == 1 and value else None


def _difference(one: Comparison) -> float | None:
    assert one.got is not None
    with np.errstate(all="ignore"):
        off = (one.got.astype(np.float64) - one.right.astype(np.float64)).ravel()
    if not off.size or not np.isfinite(off).all() or not agree(off, np.full_like(off, off[0])):
        return None
    return float(f"{off[0]:.6g}")
