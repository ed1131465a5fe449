"""On which inputs an output is wrong: for more than one example, for more than one step, with a mask, for an LSTM."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.exercises.symptoms.evidence import Comparison, Evidence, on_same_inputs
from grader.exercises.symptoms.recognised import Recognised
from grader.exercises.symptoms.sizes import examples, steps

LEAST = 2  # inputs that a statement about wrong ones needs

Others = Mapping[str, Evidence]
Condition = Callable[[Comparison], bool]


def batch(evidence: Evidence, others: Others) -> Recognised | None:
    """Recognise what is right for one example and wrong for more, or the reverse."""
    return _by_size(evidence, others, examples, "right_for_one_example", "wrong_for_one_example")


def length(evidence: Evidence, others: Others) -> Recognised | None:
    """Recognise what is right for one time step and wrong for more, or the reverse."""
    return _by_size(evidence, others, steps, "right_for_one_step", "wrong_for_one_step")


def equal_sizes(evidence: Evidence, others: Others) -> Recognised | None:
    """Recognise what is right only where all sizes are equal."""
    found = _splits(evidence, lambda one: not _all_equal(one)) and _all_right_there(evidence, others)
    return Recognised("right_for_equal_sizes") if found else None


def argument_given(evidence: Evidence, others: Others) -> Recognised | None:
    """Recognise what is wrong only where an optional argument is given, or has one of its values."""
    for name in _argument_names(evidence.comparisons):
        found = _by_value(evidence, name) or _by_presence(evidence, name)
        if found and _all_right_there(evidence, others):
            return found
    return None


def single_precision(evidence: Evidence, _: Others) -> Recognised | None:
    """Recognise numbers that are wrong in single precision alone."""
    wrong = evidence.wrong
    found = wrong and all(one.single for one in wrong) and not any(one.single for one in evidence.right)
    return Recognised("wrong_in_single_precision") if found and len(evidence.right) >= LEAST else None


def _by_size(
    evidence: Evidence,
    others: Others,
    size: Callable[[Mapping[str, int]], int | None],
    right_for_one: str,
    wrong_for_one: str,
) -> Recognised | None:
    sizes = [size(one.sizes) for one in evidence.comparisons]
    if None in sizes or not _all_right_there(evidence, others):
        return None
    if _splits(evidence, lambda one: (size(one.sizes) or 0) > 1):
        return Recognised(right_for_one)
    if _splits(evidence, lambda one: size(one.sizes) == 1, least=1) and len(evidence.right) >= LEAST:
        return Recognised(wrong_for_one)
    return None


def _by_value(evidence: Evidence, name: str) -> Recognised | None:
    given = (one.arguments.get(name) for one in evidence.comparisons)
    for value in sorted({word for word in given if isinstance(word, str)}):

        def has_it(one: Comparison, value: str = value) -> bool:
            return bool(one.arguments.get(name) == value)

        if _splits(evidence, has_it):
            return Recognised("wrong_for_value", (("argument", name), ("value", repr(value))))
    return None


def _by_presence(evidence: Evidence, name: str) -> Recognised | None:
    def given(one: Comparison) -> bool:
        return one.arguments.get(name) is not None

    if any(isinstance(one.arguments.get(name), str) for one in evidence.comparisons):
        return None
    if len(evidence.wrong) >= LEAST and all(map(given, evidence.wrong)):
        # Not on every input with it: a mask may leave nothing out.
        without = sum(not given(one) for one in evidence.right)
        return Recognised("wrong_where_given", (("argument", name),)) if without > LEAST else None
    left_out = _splits(evidence, lambda one: not given(one))
    return Recognised("wrong_where_left_out", (("argument", name),)) if left_out else None


def _splits(evidence: Evidence, condition: Condition, least: int = LEAST) -> bool:
    """Say whether the wrong inputs are those that meet a condition, and there are some of either kind."""
    wrong, right = evidence.wrong, evidence.right
    if len(wrong) < least or not right:
        return False
    return all(map(condition, wrong)) and not any(map(condition, right))


def _all_right_there(evidence: Evidence, others: Others) -> bool:
    """Say whether all that a call gives is right where this output is, and calls that fail fail alike.

    Otherwise being right there may be chance: an output that a mistake happens not to reach.
    """
    for other in others.values():
        for mine, theirs in on_same_inputs(evidence, other):
            if theirs.kind and not mine.kind:
                return False
    return True


def _all_equal(one: Comparison) -> bool:
    """Say whether all sizes are one number, that of the columns of stacked weights apart."""
    smallest = min(one.sizes.values(), default=0)
    shape = {size for size in one.right.shape if size > 1}
    return smallest > 1 and set(one.sizes.values()) == {smallest} and shape <= {smallest, 2 * smallest}


def _argument_names(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the arguments that are given on some inputs and left out on others, or are words."""
    names = dict.fromkeys(name for one in comparisons for name in one.arguments)

    def varies(name: str) -> bool:
        values = [one.arguments.get(name) for one in comparisons]
        return any(value is None or isinstance(value, str) for value in values)

    return [name for name in names if varies(name)]
