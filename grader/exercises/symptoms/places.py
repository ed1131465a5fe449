"""Where an array is wrong along one of its axes: only at the first time step, from the second on, one example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.exercises.symptoms.evidence import Comparison, Evidence, enough, wrong_places
from grader.exercises.symptoms.recognised import Recognised

TIME = "time step"
EXAMPLES = ("example", "sentence")
AXES = (TIME, *EXAMPLES, "layer", "direction")

Places = Sequence[tuple[int, frozenset[int]]]  # for each input: the axis's length, and where it is wrong


def place(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise an axis along which only the beginning, or only the end, is wrong."""
    for axis in AXES:
        if axis in evidence.axes:
            key = _pattern(evidence, axis)
            if key is not None:
                return key
    return None


def beginning(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Say that the very step with which a pass begins is wrong already, on every input."""
    if TIME not in evidence.axes or evidence.right:
        return None
    places = _places(evidence, TIME)
    backward = evidence.name == "dx"
    if evidence.name.startswith("d") and not backward:
        return None  # a gradient over time that does not come out of a pass through time
    if not _comparable(evidence) or not any(length > 2 for length, _ in places):
        return None
    starts = [(length - 1 if backward else 0) in wrong for length, wrong in places]
    return Recognised("from_the_last_step" if backward else "from_the_first_step") if all(starts) else None


def _pattern(evidence: Evidence, axis: str) -> Recognised | None:
    if not _comparable(evidence) or not enough(evidence.wrong):
        return None
    places = _places(evidence, axis)
    batch = axis in (TIME, *EXAMPLES)
    if len(places) < 2 or max(length for length, _ in places) < (3 if batch else 2):
        return None
    named = () if axis == TIME else (("axis", axis),)
    kind = "time" if axis == TIME else "axis"
    if all(wrong == {0} for _, wrong in places) and _others_seen(places):
        return Recognised(f"{kind}_first_only", named)
    if all(wrong == {length - 1} for length, wrong in places) and _others_seen(places):
        return Recognised(f"{kind}_last_only", named)
    right = [one.right.shape[evidence.axes.index(axis)] for one in evidence.right]
    later = _later(kind, places, right, named)
    return later or (_earlier(evidence, places, right) if kind == "time" else None)


def _later(kind: str, places: Places, right: Sequence[int], named: tuple[tuple[str, str], ...]) -> Recognised | None:
    """Recognise places that are wrong from one on that is the same on every input."""
    first = min(min(wrong) for _, wrong in places)
    if first < 1 or max(right, default=0) > first:
        return None
    if not all(wrong == set(range(first, length)) for length, wrong in places):
        return None
    if first == 1:
        return Recognised(f"{kind}_after_first", named)
    return Recognised(f"{kind}_from", (*named, ("k", str(first))))


def _earlier(evidence: Evidence, places: Places, right: Sequence[int]) -> Recognised | None:
    """Recognise time steps that are wrong up to one that is a fixed number before the end."""
    good = min(length - 1 - max(wrong) for length, wrong in places)
    if good < 1 or max(right, default=0) > good:
        return None
    if not all(wrong == set(range(length - good)) for length, wrong in places):
        return None
    if good > 1:
        return Recognised("time_until", (("k", str(good)),))
    return Recognised("time_before_last_backward" if evidence.name.startswith("d") else "time_before_last")


def _others_seen(places: Places) -> bool:
    """Say whether most inputs have more than the one place, so that the others are seen to be right."""
    return sum(length > 1 for length, _ in places) >= 2


def _comparable(evidence: Evidence) -> bool:
    return bool(evidence.wrong) and all(
        one.same_shape and one.kind in ("value", "not finite") and one.right.ndim == len(evidence.axes)
        for one in evidence.wrong
    )


def _places(evidence: Evidence, axis: str) -> Places:
    return list(_each(evidence.wrong, evidence.axes.index(axis)))


def _each(wrong: Sequence[Comparison], axis: int) -> Iterator[tuple[int, frozenset[int]]]:
    for one in wrong:
        if one.same_shape and one.right.ndim > axis:
            places = wrong_places(one)
            others = tuple(k for k in range(places.ndim) if k != axis)
            yield places.shape[axis], frozenset(np.flatnonzero(places.any(axis=others)).tolist())
