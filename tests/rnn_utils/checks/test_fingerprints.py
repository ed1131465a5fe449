"""Fingerprints of wrong outputs: the same up to rounding, another for anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from rnn_utils.checks.fingerprints import Fingerprint, fingerprint
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.running import Outcome

RNG = np.random.default_rng(5)
RIGHT = RNG.standard_normal((4, 3))
WRONG = RNG.standard_normal((4, 3))
EXERCISE = Exercise(
    "f",
    "01_rnn",
    "a function of two outputs",
    (Output("one", 0, "values"), Output("two", 1, "values")),
    (Criterion("values", "values", 1), Criterion("errors", "errors", 1)),
)
CASE = PublicCase("three examples", "f", (), {"one": RIGHT, "two": [RIGHT, {"key": 1}]})


def print_of(
    one: object,
    two: object = None,
    case: PublicCase = CASE,
    changed: tuple[str, ...] = (),
    shared: tuple[str, ...] = (),
) -> Fingerprint:
    """Return the fingerprint of a pair of outputs."""
    value = (one, [RIGHT, {"key": 1}] if two is None else two)
    return fingerprint(EXERCISE, case, Outcome(value, changed=changed, shared=shared))


def test_the_same_wrong_values_match_up_to_rounding() -> None:
    known = print_of(WRONG)
    for seed in range(20):
        noise = 1 + 1e-12 * np.random.default_rng(seed).standard_normal(WRONG.shape)
        assert print_of(WRONG * noise).matches(known.mark())


@pytest.mark.parametrize("size", [1e-4, 1e-6])
def test_nearly_the_same_values_do_not_match(size: float) -> None:
    known = print_of(WRONG)
    for seed in range(20):
        noise = 1 + size * np.random.default_rng(seed).standard_normal(WRONG.shape)
        assert not print_of(WRONG * noise).matches(known.mark())


def test_single_precision_is_allowed_its_rounding() -> None:
    case = replace(CASE, expected={"one": RIGHT.astype(np.float32)})
    single = WRONG.astype(np.float32)
    known = print_of(single, case=case)
    noise = 1 + 3e-7 * RNG.standard_normal(WRONG.shape).astype(np.float32)
    assert print_of(single * noise, case=case).matches(known.mark())
    assert not print_of(single * np.float32(1.001), case=case).matches(known.mark())
    assert not print_of(WRONG, case=case).matches(known.mark())  # another dtype


def test_single_precision_that_went_through_double_is_allowed_it_too() -> None:
    """An array made by np.zeros holds values of single precision in double."""
    case = replace(CASE, expected={"one": RIGHT.astype(np.float32)})
    double = WRONG.astype(np.float32).astype(np.float64)
    known = print_of(double, case=case)
    assert print_of(double * (1 + 3e-7 * RNG.standard_normal(WRONG.shape)), case=case).matches(known.mark())


@pytest.mark.parametrize(
    "other",
    [
        print_of(WRONG.T),
        print_of(WRONG[::-1]),
        print_of(WRONG.reshape(3, 4)),
        print_of(RIGHT, [WRONG, {"key": 1}]),
        print_of(WRONG, [WRONG, {"key": 1}]),
        print_of(WRONG, [RIGHT, {"key": 2}]),
        print_of(WRONG, [RIGHT]),
        print_of(WRONG, "text"),
        print_of(WRONG, changed=("0",)),
        print_of(np.where(WRONG > 0, WRONG, np.nan)),
        print_of(WRONG.tolist()),
        print_of(None),
        fingerprint(EXERCISE, CASE, Outcome(None)),
        fingerprint(EXERCISE, CASE, Outcome((WRONG,))),
        fingerprint(EXERCISE, CASE, Outcome(error=ValueError("no"))),
    ],
)
def test_whatever_differs_is_another_fingerprint(other: Fingerprint) -> None:
    known = print_of(WRONG)
    assert known.matches(known.mark())
    assert other.matches(other.mark())
    assert not other.matches(known.mark())
    assert not known.matches(other.mark())


def test_memory_that_is_shared_counts_where_the_values_are_right() -> None:
    """A view of an argument with wrong values is the same mistake as a copy with them."""
    assert print_of(WRONG, shared=("0 1",)).matches(print_of(WRONG).mark())
    assert not print_of(RIGHT, shared=("0 1",)).matches(print_of(RIGHT).mark())


def test_further_entries_of_a_cache_leave_no_trace() -> None:
    further = [RIGHT, {"key": 1, "more": WRONG}, "more"]
    assert print_of(WRONG, further).matches(print_of(WRONG).mark())


def test_entries_beyond_a_complete_output_count() -> None:
    complete = replace(EXERCISE, outputs=(Output("two", None, "values", complete=True),))
    case = replace(CASE, expected={"two": [1, 2]})
    prints = [fingerprint(complete, case, Outcome(value)) for value in ([1, 2, 3], [1, 2, 4], [1, 2, 3, 3])]
    assert not prints[0].matches(prints[2].mark())
    assert not fingerprint(complete, case, Outcome([1, 3])).matches(prints[0].mark())


def test_errors_and_values_that_are_not_finite_are_weak() -> None:
    """Too many mistakes have them in common."""
    assert fingerprint(EXERCISE, CASE, Outcome(error=KeyError("Wax"))).weak
    assert print_of(WRONG * np.inf).weak
    assert not print_of(WRONG).weak
    assert not fingerprint(EXERCISE, replace(CASE, raises="ValueError"), Outcome(3)).weak


def test_a_mark_holds_no_output() -> None:
    """Ten hexadecimal digits and one number for each wrong output."""
    form, *numbers = print_of(WRONG, [WRONG, {"key": 1}]).mark()
    assert isinstance(form, str) and len(form) == 10 and int(form, 16) >= 0
    assert len(numbers) == 2
    assert not {float(f"{value:.9g}") for value in WRONG.ravel()} & set(numbers)


@pytest.mark.parametrize("value", [1j, {1: 2}, [[]], object(), np.array(["a"]), 10**30, b"x", np.array(1 + 2j), True])
def test_whatever_a_student_returns_has_a_fingerprint(value: object) -> None:
    for outcome in (Outcome(value), Outcome((value, value))):
        one = fingerprint(EXERCISE, CASE, outcome)
        assert one.matches(one.mark())


def test_a_list_that_holds_itself_has_a_fingerprint() -> None:
    endless: list[object] = []
    endless.append(endless)
    one = print_of(endless, "text")
    assert one.matches(one.mark())


@pytest.mark.parametrize("mark", [["0123456789", 1.0], [], ["0123456789", "text"]])
def test_a_mark_of_something_else_does_not_match(mark: Sequence[object]) -> None:
    assert not print_of(WRONG).matches(mark or ["", 0.0])
