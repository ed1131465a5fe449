"""Mistakes that several functions share: names are filled in, and a missing one is noticed."""

from __future__ import annotations

import pytest

from grader.exercises.patterns import filled, pattern

ZERO = pattern("$state-zero", "$state", "$state stays zero", ("x = ${state}0", "x = 0"), line="$state = 0")


def test_names_are_filled_in_everywhere() -> None:
    """In the id, the criterion, the words, the patches and the line."""
    (mistake,) = filled((ZERO,), "f", state="a")
    assert (mistake.id, mistake.criterion, mistake.says) == ("f.a-zero", "a", "a stays zero")
    assert mistake.patches == (("x = a0", "x = 0"),)
    assert mistake.line == "a = 0"


def test_a_name_without_a_word_is_noticed() -> None:
    """A pattern does not fit every function."""
    with pytest.raises(KeyError, match="state"):
        filled((ZERO,), "f", other="a")
