"""Hints of their own: each reaches its mistakes, and a name that no mistake has is noticed."""

from __future__ import annotations

import pytest

from grader.exercises.gru.mistakes.hinted import hinted
from grader.exercises.model import Mistake

MISTAKES = (Mistake("f.one", "a", "the one"), Mistake("f.two", "a", "the other", hint="Its own?"))


def test_named_mistakes_get_the_hint_and_others_keep_theirs() -> None:
    """In their order."""
    one, two = hinted(MISTAKES, {"Which one?": ("one",)})
    assert (one.id, one.hint) == ("f.one", "Which one?")
    assert two == MISTAKES[1]


def test_a_hint_for_no_mistake_is_noticed() -> None:
    """A mistake that was renamed must not lose its hint silently."""
    with pytest.raises(ValueError, match="three"):
        hinted(MISTAKES, {"Which one?": ("one", "three")})
