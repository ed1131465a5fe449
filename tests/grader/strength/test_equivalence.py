"""Equal to rounding: what counts as the same outcome, and which mutants agree with the reference."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercises.catalogue import EXERCISES
from grader.sandbox.inside.calls import CallError, Outcome
from grader.strength.equivalence import agreeing, distinct_tries, same_to_rounding, same_value
from grader.strength.mutation import mutants_of

ONE = np.array([1.0, -2.0])
SAME: list[tuple[Any, Any]] = [
    (ONE, ONE + 1e-13),
    (ONE.astype(np.float32), ONE.astype(np.float32) + np.float32(1e-6)),
    (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
    ({"a": [1, None, "x"]}, {"a": [1, None, "x"]}),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ((), ()),
]
DIFFERENT: list[tuple[Any, Any]] = [
    (ONE, ONE + 1e-10),
    (ONE, ONE[:, np.newaxis]),
    (ONE, ONE.astype(np.float32)),
    (np.zeros(2), np.full(2, 1e-300)),
    (ONE, np.array([np.nan, -2.0])),
    ({"a": 1}, {"a": 1, "b": 2}),
    ((1, 2), [1, 2]),
    ([1, 2], [1]),
    ("x", "y"),
    (None, 0),
    (True, 1),
    (1, "1"),
]


@pytest.mark.parametrize(("right", "other"), SAME, ids=str)
def test_rounding_is_no_difference(right: Any, other: Any) -> None:
    """Whatever the form."""
    assert same_value(right, other)


@pytest.mark.parametrize(("right", "other"), DIFFERENT, ids=str)
def test_anything_else_is(right: Any, other: Any) -> None:
    """Values, shapes, types, lengths, keys."""
    assert not same_value(right, other)


def test_errors_and_side_effects_count() -> None:
    """The kind and the words of an error; what was changed, what is shared."""
    usual, error = Outcome(1.0), Outcome(error=CallError("raised", "ValueError: no"))
    assert same_to_rounding(usual, Outcome(1.0))
    assert same_to_rounding(error, Outcome(error=CallError("raised", "ValueError: no", 3, "return x")))
    assert not same_to_rounding(usual, error)
    assert not same_to_rounding(error, Outcome(error=CallError("raised", "TypeError: no")))
    assert not same_to_rounding(usual, replace(usual, changed=("x",)))
    assert not same_to_rounding(usual, replace(usual, shared=("x",)))


def test_equivalent_mutants_are_told_from_others() -> None:
    """Of softmax: keepdims does not matter along the first axis; the axis does, for more than one."""
    sources = {mutant.diff.splitlines()[-1].strip("+ "): mutant.source for mutant in mutants_of(EXERCISES["softmax"])}
    equal = "return exponentials / np.sum(exponentials, axis=0)"
    other = "return exponentials / np.sum(exponentials, axis=1, keepdims=True)"
    chosen = {text: sources[text] for text in (equal, other)}
    assert agreeing(EXERCISES["softmax"], chosen, range(6)) == {equal}


def test_what_the_checks_do_not_read_counts_when_it_is_looked_at() -> None:
    """A cache of no stated layout: the mutant agrees, until caches are looked at."""
    exercise = EXERCISES["decode_step"]
    mutant = next(one for one in mutants_of(exercise) if one.diff.endswith("state_next, cell"))
    assert agreeing(exercise, {mutant.id: mutant.source}, range(1)) == {mutant.id}
    assert agreeing(exercise, {mutant.id: mutant.source}, range(1), caches=True) == set()


def test_tries_that_only_replace_dependencies_are_not_repeated() -> None:
    """Their requests are those of the try before."""
    assert [tried.name for tried in distinct_tries(EXERCISES["rnn_forward"])] == ["own"]
    assert len(distinct_tries(EXERCISES["rnn_backward"])) == 4
