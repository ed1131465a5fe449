"""Comparing returned values with expected ones: what passes, what fails, and what is said about it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rnn_utils.checks.compare import EXACT, PUBLISHED, Tolerance, difference

ARRAYS = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=0, max_dims=3, max_side=4),
    elements=st.floats(-1e3, 1e3, allow_subnormal=False),
)


@given(ARRAYS)
@settings(deadline=None)
def test_an_array_agrees_with_itself_in_every_layout(array: np.ndarray) -> None:
    """Order of memory, strides and subclasses do not matter."""
    strided = np.repeat(array[..., np.newaxis], 2, axis=-1)[..., 0]
    for same in (array, array.copy(order="F"), strided, array.view(np.ndarray)):
        assert difference(array, same, "x") is None


@given(ARRAYS, st.data())
@settings(deadline=None)
def test_one_wrong_element_is_found_where_it_is(array: np.ndarray, data: st.DataObject) -> None:
    """Any change beyond the tolerance is found, at its index."""
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in array.shape)))
    wrong = np.array(array)
    wrong[index] += 1 + abs(array).max()
    found = difference(array, wrong, "x")
    assert found is not None
    assert (found.kind, found.index) == ("value", index)


@given(ARRAYS, st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
@settings(deadline=None)
def test_what_is_not_finite_never_passes(array: np.ndarray, bad: float, data: st.DataObject) -> None:
    """NaN and infinities fail whatever is expected and however wide the tolerance."""
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in array.shape)))
    wrong = np.array(array)
    wrong[index] = bad
    found = difference(array, wrong, "x", Tolerance(1e6, 1e6))
    assert found is not None
    assert found.kind == "not finite"


@given(ARRAYS, st.floats(-0.9, 0.9))
@settings(deadline=None)
def test_errors_within_the_tolerance_pass(array: np.ndarray, share: float) -> None:
    """The tolerance is relative to the largest element."""
    allowed = 1e-3 * abs(array).max() + 1e-6
    assert difference(array, array + share * allowed, "x", Tolerance(1e-3, 1e-6)) is None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (np.ones((3, 1)), np.ones((3, 4))),
        (np.ones((3, 4)), np.ones((3, 1))),
        (np.ones((3, 1)), np.ones(3)),
        (np.ones(3), 1.0),
        (np.float64(1.0), np.ones(1)),
        (np.ones((2, 2)), np.ones((2, 2, 1))),
    ],
)
def test_shapes_that_would_broadcast_are_wrong(expected: object, got: object) -> None:
    """Equal values in another shape are a wrong shape."""
    found = difference(expected, got, "x")
    assert found is not None
    assert found.kind == "shape"


def test_nothing_and_text_are_no_arrays() -> None:
    """A missing return statement is named."""
    found = difference(np.ones(2), None, "a_next")
    assert found is not None
    assert "return statement" in found.message
    assert difference(np.ones(2), [1.0, 1.0], "x") is not None
    assert difference(np.ones(2), "11", "x") is not None


def test_complex_and_object_values_are_refused() -> None:
    """Only real numbers count."""
    for odd in (np.ones(2, dtype=complex), np.array([1, 1], dtype=object)):
        found = difference(np.ones(2), odd, "x")
        assert found is not None
        assert found.kind == "dtype"


def test_precision_is_looked_at_unless_the_tolerance_says_not_to() -> None:
    """Right values in another precision are a difference of dtype."""
    single, double = np.ones(2, np.float32), np.ones(2)
    found = difference(single, double, "x")
    assert found is not None
    assert found.kind == "dtype"
    assert difference(double, np.ones(2, int), "x", Tolerance(dtype=False)) is None


def test_single_precision_gets_a_tolerance_of_its_own() -> None:
    """What is right in float32 is not compared to nine digits."""
    expected = np.array([1.0, 2.0], np.float32)
    assert difference(expected, expected * np.float32(1 + 1e-5), "x", EXACT) is None
    assert difference(expected, expected * np.float32(1 + 1e-2), "x", PUBLISHED) is not None


def test_containers_may_hold_more_than_expected_but_not_less() -> None:
    """A cache with further entries is right."""
    expected = (np.ones(2), {"Wax": np.zeros(2)})
    assert difference(expected, (np.ones(2), {"Wax": np.zeros(2), "more": 1}, "more"), "cache") is None
    shorter = difference(expected, (np.ones(2),), "cache")
    assert shorter is not None
    assert shorter.kind == "length"
    unnamed = difference(expected, (np.ones(2), {}), "cache")
    assert unnamed is not None
    assert (unnamed.kind, unnamed.path) == ("key", "cache[1]['Wax']")


def test_a_list_must_hold_no_more_where_the_tolerance_says_so() -> None:
    """An answer with tokens behind its end is another answer, however deep it stands."""
    strict = Tolerance(further=False)
    assert difference([[1, 2], [3]], [[1, 2], [3]], "answers", strict) is None
    assert difference([[1, 2], [3]], [[1, 2], [3, 4]], "answers") is None
    longer = difference([[1, 2], [3]], [[1, 2], [3, 4]], "answers", strict)
    assert longer is not None
    assert (longer.kind, longer.path) == ("length", "answers[1]")


def test_a_dictionary_must_hold_no_more_where_the_tolerance_says_so() -> None:
    """A vocabulary with further words is another vocabulary."""
    assert difference({"a": 1}, {"a": 1, "b": 2}, "vocabulary") is None
    assert difference({"a": 1}, {"a": 1}, "vocabulary", Tolerance(further=False)) is None
    larger = difference({"a": 1}, {"a": 1, "b": 2}, "vocabulary", Tolerance(further=False))
    assert larger is not None
    assert (larger.kind, larger.path) == ("key", "vocabulary")


def test_tokens_are_whole_numbers() -> None:
    """Those of any width; floating-point numbers cannot be looked up."""
    tokens = np.array([1, 2])
    assert difference(tokens, tokens.astype(np.int32), "tokens") is None
    assert difference(tokens, tokens, "tokens") is None
    fractions = difference(tokens, tokens.astype(float), "tokens")
    assert fractions is not None
    assert fractions.kind == "dtype"
    assert difference(tokens, tokens.astype(float), "tokens", Tolerance(dtype=False)) is None


def test_a_wrong_place_is_named_by_its_axes() -> None:
    """Messages speak of units, examples and time steps, never of expected values."""
    got = np.zeros((2, 3, 4))
    got[1, 2, 3] = 5.0
    found = difference(np.zeros((2, 3, 4)), got, "a", axes=("unit", "example", "time step"))
    assert found is not None
    assert found.message == "a has wrong values: 1 of 24 elements, the first at unit 1, example 2, time step 3"


def test_a_sequence_of_the_wrong_type_is_described() -> None:
    """Dictionaries and sequences are asked for by name."""
    assert difference([1], 3.0, "x") is not None
    assert difference({"a": 1}, [1], "x") is not None
    assert difference(True, 1, "x") is not None
    assert difference("text", "text", "x") is None
