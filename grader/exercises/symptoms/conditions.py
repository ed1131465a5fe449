"""On which inputs an output is wrong: for more than one example, for more than one step, with a mask, for an LSTM."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.exercises.symptoms.evidence import Comparison, Evidence
from grader.exercises.symptoms.recognised import Recognised
from grader.exercises.symptoms.sizes import examples, steps

LEAST = 2  # inputs that a statement about wrong ones needs


def batch(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what is right for one example and wrong for more, or the reverse."""
    return _by_size(evidence, examples, "right_for_one_example", "wrong_for_one_example")


def length(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what is right for one time step and wrong for more, or the reverse."""
    return _by_size(evidence, steps, "right_for_one_step", "wrong_for_one_step")


def equal_sizes(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what is right only where all sizes are equal."""
    if _splits(evidence, lambda one: not _all_equal(one)):
        return Recognised("right_for_equal_sizes")
    return None


def argument_given(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what is wrong only where an optional argument is given, or has one of its values."""
    for name in _argument_names(evidence.comparisons):
        values = {one.arguments.get(name) for one in evidence.comparisons if _is_word(one.arguments.get(name))}
        for value in sorted(values):
            if _splits(evidence, lambda one, n=name, v=value: one.arguments.get(n) == v):  # type: ignore[misc]
                return Recognised("wrong_for_value", (("argument", name), ("value", repr(value))))
        if not values and _only_where(evidence, lambda one, n=name: one.arguments.get(n) is not None):  # type: ignore[misc]
            return Recognised("wrong_where_given", (("argument", name),))
        if not values and _only_where(evidence, lambda one, n=name: one.arguments.get(n) is None):  # type: ignore[misc]
            return Recognised("wrong_where_left_out", (("argument", name),))
    return None


def single_precision(evidence: Evidence, _: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise numbers that are wrong in single precision alone."""
    wrong = evidence.wrong
    found = wrong and all(one.single for one in wrong) and not any(one.single for one in evidence.right)
    return Recognised("wrong_in_single_precision") if found and len(evidence.right) >= LEAST else None


def _by_size(
    evidence: Evidence, size: Callable[[Mapping[str, int]], int | None], right_for_one: str, wrong_for_one: str
) -> Recognised | None:
    sizes = [size(one.sizes) for one in evidence.comparisons]
    if None in sizes:
        return None
    if _splits(evidence, lambda one: (size(one.sizes) or 0) > 1):
        return Recognised(right_for_one)
    if _splits(evidence, lambda one: size(one.sizes) == 1, least=1) and len(evidence.right) >= LEAST:
        return Recognised(wrong_for_one)
    return None


def _splits(evidence: Evidence, condition: Callable[[Comparison], bool], least: int = LEAST) -> bool:
    """Say whether the wrong inputs are those that meet a condition, and there are some of either kind."""
    wrong, right = evidence.wrong, evidence.right
    if len(wrong) < least or not right:
        return False
    return all(map(condition, wrong)) and not any(map(condition, right))


def _only_where(evidence: Evidence, condition: Callable[[Comparison], bool]) -> bool:
    """Say whether it is wrong on inputs that meet a condition alone, though not on all of them."""
    wrong, right = evidence.wrong, evidence.right
    return len(wrong) >= LEAST and all(map(condition, wrong)) and sum(not condition(one) for one in right) >= LEAST


def _all_equal(one: Comparison) -> bool:
    """Say whether all sizes are one number, that of the rows of stacked weights apart."""
    sizes = {*one.sizes.values(), *(size for size in one.right.shape if size > 1)}
    smallest = min(sizes, default=0)
    return smallest > 1 and len(one.sizes) > 1 and sizes <= {smallest, 2 * smallest} and _one_size(one)


def _one_size(one: Comparison) -> bool:
    return len(set(one.sizes.values())) == 1


def _argument_names(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the arguments that are given on some inputs and left out on others, or are words."""
    names = dict.fromkeys(name for one in comparisons for name in one.arguments)
    return [
        name
        for name in names
        if any(one.arguments.get(name) is None or _is_word(one.arguments.get(name)) for one in comparisons)
    ]


def _is_word(value: object) -> bool:
    return isinstance(value, str)
