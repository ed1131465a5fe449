"""What is special about an answer, in words."""

from __future__ import annotations

import pytest

from grader.feedback.messages import Catalogue
from grader.feedback.symptoms import in_words
from grader.results import Symptom

SAY = Catalogue.load("en")


def test_outputs_and_values_are_filled_in() -> None:
    symptom = Symptom("time_from", ("a", "y_pred"), {"k": "2"})
    assert in_words(symptom, SAY) == (
        "`a`, `y_pred`: right up to time step 2, which is the first to be wrong (steps count from 0)"
    )


def test_many_outputs_are_cut_short() -> None:
    symptom = Symptom("zeros", tuple(f"dW{k}" for k in range(9)))
    assert in_words(symptom, SAY).startswith("`dW0`, `dW1`, `dW2`, `dW3`, `dW4`, `dW5` and 3 more: zero")


@pytest.mark.parametrize(
    "symptom",
    [
        Symptom("special"),
        Symptom("and_more"),
        Symptom("unknown", ("a",)),
        Symptom("time_from", ("a",), {}),
        Symptom("__class__"),
    ],
)
def test_what_another_version_or_a_forged_notebook_holds_says_nothing(symptom: Symptom) -> None:
    assert in_words(symptom, SAY) == ""


def test_values_are_no_patterns_and_of_one_line() -> None:
    symptom = Symptom("an_argument", ("{outputs}",), {"argument": "{0.__class__}\n" + "x" * 500})
    words = in_words(symptom, SAY)
    assert words.startswith("`{outputs}`: this is what came in as `{0.__class__} xxx")
    assert len(words) < 300
