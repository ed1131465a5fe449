"""Putting reference bodies into solution cells."""

from __future__ import annotations

import numpy as np
import pytest

from grader.authoring.functions import reference_body, with_bodies, without_marks
from grader.errors import AuthoringError

LIMIT = 3


def double(x: np.ndarray, scale: float = 2.0, *, deep: bool = False) -> np.ndarray:
    """Double."""
    # The reason why.
    result = scale * x

    if deep:
        result = result.copy()
    return result


def halve(x: np.ndarray) -> np.ndarray:
    """Halve.

    Notes
    -----
    In a docstring of several lines.
    """
    return double(x, 0.5)


def limited(x: float) -> float:
    """Use a constant of its module, also inside an inner function."""
    return max(value + LIMIT for value in [x])


CELL = '''def double(x, scale=2.0, *, deep=False):
    """Students' own words."""


def halve(x):
    """Half.

    Two lines.
    """'''

FILLED = '''def double(x, scale=2.0, *, deep=False):
    """Students' own words."""
    ### BEGIN SOLUTION
    # The reason why.
    result = scale * x

    if deep:
        result = result.copy()
    return result
    ### END SOLUTION


def halve(x):
    """Half.

    Two lines.
    """
    ### BEGIN SOLUTION
    return double(x, 0.5)
    ### END SOLUTION'''

BOTH = {"double": double, "halve": halve}


def test_bodies_stand_behind_the_texts_own_docstrings() -> None:
    assert with_bodies(CELL, BOTH, {"np", "double", "halve"}) == FILLED


def test_marks_can_be_taken_off_again() -> None:
    plain = without_marks(FILLED)
    assert "SOLUTION" not in plain
    namespace: dict[str, object] = {"np": np}
    exec(plain, namespace)
    assert namespace["halve"](np.array([4.0])).tolist() == [2.0]  # type: ignore[operator]


def test_body_of_a_reference_keeps_comments_and_blank_lines() -> None:
    assert reference_body(double)[:3] == ["# The reason why.", "result = scale * x", ""]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("x, scale=2.0", "x, scale=3.0", "double(x, scale=3.0, *, deep=False)"),
        ("x, scale=2.0", "scale, x=2.0", "double(scale, x=2.0, *, deep=False)"),
        ("*, deep", "deep", "double(x, scale=2.0, deep=False)"),
        (
            "def halve",
            "def third",
            "defines the functions double, third; expected double, halve and nothing else",
        ),
        ("def halve", "LIMIT = 1\ndef halve", "double, halve and other statements"),
        (
            '    """Students\' own words."""',
            '    """D."""\n    return x',
            "should have a docstring and no body",
        ),
        ('    """Students\' own words."""', "    pass", "should have a docstring and no body"),
        ("def halve(x)", "def halve(x", "is not Python"),
    ],
)
def test_cell_that_does_not_fit_the_reference_is_refused(old: str, new: str, message: str) -> None:
    assert CELL.count(old) == 1
    with pytest.raises(AuthoringError) as caught:
        with_bodies(CELL.replace(old, new), BOTH, {"np", "double", "halve"})
    assert message in str(caught.value)


def test_signatures_are_compared_without_annotations_and_named_both_in_the_message() -> None:
    with pytest.raises(AuthoringError) as caught:
        with_bodies('def halve(y):\n    """H."""', {"halve": halve}, {"double"})
    assert "the text has the signature halve(y), the reference halve(x)" in str(caught.value)


def test_body_that_needs_a_name_the_notebook_lacks_is_refused() -> None:
    with pytest.raises(AuthoringError, match="the reference of limited uses LIMIT"):
        with_bodies('def limited(x):\n    """L."""', {"limited": limited}, {"np"})
    with pytest.raises(AuthoringError, match="the reference of halve uses double"):
        with_bodies('def halve(x):\n    """H."""', {"halve": halve}, {"np"})
