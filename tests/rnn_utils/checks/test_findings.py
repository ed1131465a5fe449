"""Findings: the first wrong numbers beside the right ones, no more than three."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.checks.findings import Finding, finding
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.running import Outcome

EXERCISE = Exercise(
    "f",
    "01_rnn",
    "a function",
    (Output("y", None, "values"),),
    (Criterion("values", "values", 1), Criterion("shapes", "shapes", 1), Criterion("errors", "errors", 1)),
)


def found(expected: object, got: object) -> Finding:
    """Return what is wrong with a returned value."""
    said = finding(EXERCISE, PublicCase("a case", "f", (), {"y": expected}), Outcome(got), None)
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("expected", "got", "place", "came", "right"),
    [
        (np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3) * [[1], [2]], "y[1, 0:3]", "6  8  10", "3  4  5"),
        (np.arange(6.0), np.arange(6.0) * [1, 1, 1, 1, 1, 2], "y[5]", "10", "5"),
        (np.arange(9.0), -np.arange(9.0), "y[1:4]", "-1  -2  -3", "1  2  3"),
        (2.0, 2.000001, "y", "2.000001", "2"),
        (np.ones(2), np.array([np.nan, 1]), "y[0:2]", "nan  1", "1  1"),
        ({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3]}, "y['b'][1]", "3", "2"),
        ("the cat", "cat the", "y", "'cat the'", "'the cat'"),
        ([1, False], [1, True], "y[1]", "True", "False"),
    ],
)
def test_the_first_wrong_numbers_are_shown(expected: object, got: object, place: str, came: str, right: str) -> None:
    said = found(expected, got)
    assert (said.place, said.came, said.expected) == (place, came, right)


def test_digits_are_enough_to_tell_the_numbers_apart() -> None:
    said = found(np.array([0.12345678, 0.5]), np.array([0.12345699, 0.5]))
    assert (said.came, said.expected) == ("0.123457  0.5", "0.1234568  0.5")


@pytest.mark.parametrize("got", [np.ones((3, 2)), [1.0], None, {"y": 1}])
def test_a_shape_or_a_type_is_said_in_words(got: object) -> None:
    said = found(np.ones((2, 3)), got)
    assert said.expected == said.came == ""
    assert "(2, 3)" in said.message


def test_what_is_shown_of_a_text_is_short() -> None:
    assert len(found("a", "b" * 1000).came) == 40


def test_an_error_that_is_asked_for_is_right_and_a_value_is_not() -> None:
    case = PublicCase("a bad index", "f", (), raises="ValueError")
    assert finding(EXERCISE, case, Outcome(error=ValueError()), None) is None
    assert finding(EXERCISE, case, Outcome(error=UnicodeError()), None) is None  # a kind of ValueError
    wrong = finding(EXERCISE, case, Outcome(error=KeyError("x")), None)
    assert wrong is not None and wrong.message == " stopped with KeyError: 'x'"
    value = finding(EXERCISE, case, Outcome(3), None)
    assert value is not None and value.message == ": expected a ValueError"
