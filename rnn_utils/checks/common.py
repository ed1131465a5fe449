"""Criteria that many exercises share: other sizes, the precision of the inputs, no side effects."""

from __future__ import annotations

from rnn_utils.checks.model import Criterion


def other_sizes(points: float, *requires: str) -> Criterion:
    """Return the criterion that the function is right at other sizes, and for every example on its own."""
    return Criterion(
        "sizes",
        "same result at other sizes",
        points,
        hint="Read every size from the arguments, also when there is one example or one time step only.",
        requires=requires,
    )


def same_dtype(points: float, *requires: str) -> Criterion:
    """Return the criterion that single precision stays single precision."""
    return Criterion(
        "dtype",
        "precision of the inputs kept",
        points,
        hint="float32 in, float32 out: np.zeros makes float64 unless you give it a dtype, np.zeros_like does not.",
        requires=requires,
    )


def no_side_effects(points: float, *requires: str) -> Criterion:
    """Return the criterion that arguments are left as they were and results are arrays of their own."""
    return Criterion(
        "side_effects",
        "arguments left unchanged",
        points,
        hint="Work on new arrays: +=, -= and assignments to parts of an argument change the caller's array.",
        requires=requires,
    )
