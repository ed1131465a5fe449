"""What an author may ask for, and what is said otherwise."""

from __future__ import annotations

import pytest

from grader.authoring.skeleton import wish
from grader.errors import AuthoringError
from grader.exercises.catalogue import exercises_of


def test_a_wish_is_understood() -> None:
    wanted = wish("gate_mean", "03_gru", "gate_mean(ut, axis=0, cell='gru')", "mean", 8, "gru_forward")
    assert wanted.parameters == (("ut", ""), ("axis", "0"), ("cell", "'gru'"))
    assert (wanted.topic, wanted.constant, wanted.position) == ("gru", "GATE_MEAN", 4)


def test_what_is_not_said_is_the_usual() -> None:
    wanted = wish("gate_mean", "03_gru")
    assert wanted.parameters == (("x", ""),)
    assert wanted.after == exercises_of("03_gru")[-1].id


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "Gate"}, "no name for an exercise"),
        ({"name": "class"}, "no name for an exercise"),
        ({"name": "../up"}, "no name for an exercise"),
        ({"name": "softmax"}, "'softmax' is taken"),
        ({"name": "perplexity"}, "'perplexity' is taken"),
        ({"name": "sigmoid"}, "'sigmoid' is taken"),
        ({"assignment": "07_new"}, "no assignment '07_new'"),
        ({"signature": "(x: int)"}, "no plain signature"),
        ({"signature": "(*x)"}, "no plain signature"),
        ({"signature": "()"}, "no plain signature"),
        ({"signature": "(x=1)"}, "no parameter without a default"),
        ({"signature": "(x"}, "no signature"),
        ({"signature": "(x): pass\nimport os\ndef g()"}, "no signature"),
        ({"returns": "two words"}, "'two words'"),
        ({"points": 3}, "3 points are too few"),
        ({"after": "softmax"}, "has no exercise 'softmax'"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(asked: dict[str, object], said: str) -> None:
    wanted = {"name": "gate_mean", "assignment": "03_gru", **asked}
    with pytest.raises(AuthoringError, match=said) as caught:
        wish(**wanted)  # type: ignore[arg-type]  # texts and numbers
    assert caught.value.hint
