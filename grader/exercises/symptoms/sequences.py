"""Right numbers along an axis, in the wrong order or with places missing: turned round, a step short, one step only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grader.exercises.symptoms.arrays import agree
from grader.exercises.symptoms.evidence import Comparison, Evidence, enough
from grader.exercises.symptoms.recognised import Recognised

TIME = "time step"
TURNED = (TIME, "layer", "direction")

Expected = Callable[[np.ndarray, int], np.ndarray]  # from the right array and the axis

SHORTENED: Mapping[str, Expected] = {
    "last_step_missing": lambda right, axis: right.take(range(right.shape[axis] - 1), axis),
    "first_step_missing": lambda right, axis: right.take(range(1, right.shape[axis]), axis),
    "only_the_last_step": lambda right, axis: right.take(-1, axis),
    "only_the_first_step": lambda right, axis: right.take(0, axis),
}


def turned_round(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what stands from its end to its beginning: time, layers, directions."""
    for name in TURNED:
        if name in evidence.axes and _is(evidence, name, np.flip):
            return Recognised("turned_round") if name == TIME else Recognised("axis_turned_round", (("axis", name),))
    return None


def shortened(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise a sequence of which a step is missing, or one step alone is there."""
    if TIME in evidence.axes:
        for key, expected in SHORTENED.items():
            if _is(evidence, TIME, expected):
                return Recognised(key)
    return None


def _is(evidence: Evidence, name: str, expected: Expected) -> bool:
    """Say whether every wrong array is made so from the right one, and enough of them are long enough to tell."""
    axis = evidence.axes.index(name)
    wrong = [one for one in evidence.wrong if one.right.ndim > axis]
    if len(wrong) < len(evidence.wrong) or not enough(wrong):
        return False
    long = [one for one in wrong if one.right.shape[axis] > 1 + (name == TIME)]
    return bool(long) and all(_made(one, axis, expected) for one in wrong if one.right.shape[axis] > 1)


def _made(one: Comparison, axis: int, expected: Expected) -> bool:
    return one.got is not None and agree(one.got, expected(one.right, axis))
