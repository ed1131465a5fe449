"""Patches of the reference: they fit, or say that they do not."""

from __future__ import annotations

import pytest

from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.model import Mistake
from grader.exercises.patching import PatchError, bare_source, functions_of, wrong_line, wrong_source
from rnn_utils.reference import rnn as reference

REFERENCES = references_of("01_rnn")
SOFTMAX = EXERCISES["softmax"]


def documented(x: int) -> int:
    """Say something about 1 + x."""
    return 1 + x


def test_docstrings_are_left_out_of_what_is_patched() -> None:
    """A formula in a docstring is not code."""
    source = bare_source(documented)
    assert "Say something" not in source
    assert source.splitlines()[-1] == "    return 1 + x"


@pytest.mark.parametrize("text", ["no such text", "x"])
def test_a_text_that_does_not_stand_exactly_once_is_refused(text: str) -> None:
    """The reference has changed: the mistake must follow."""
    mistake = Mistake("softmax.odd", "values", "odd", ((text, "y"),))
    with pytest.raises(PatchError, match=r"softmax\.odd"):
        wrong_source(SOFTMAX, mistake)


def test_the_wrong_line_is_that_of_the_last_patch_or_the_given_one() -> None:
    """Where neither is there, nothing is shown."""
    patch = ("np.max(x, axis=0, keepdims=True)", "np.max(x)")
    assert "np.max(x)" in wrong_line(SOFTMAX, Mistake("softmax.a", "values", "…", (patch,)))
    assert wrong_line(SOFTMAX, Mistake("softmax.a", "values", "…", (patch,), line="given")) == "given"
    assert wrong_line(SOFTMAX, Mistake("softmax.a", "values", "…", source="def softmax(x): pass")) == ""


def test_functions_left_out_of_a_source_are_filled_in_for_mistakes_only() -> None:
    """A mistake in one of two functions keeps the other right; a variant must bring both."""
    exercise = EXERCISES["numerical_gradient"]
    mistake = Mistake("numerical_gradient.a", "gradient", "…", source="def numerical_gradient(f, x):\n    return x\n")
    namespace = functions_of(exercise, wrong_source(exercise, mistake), REFERENCES)
    assert callable(namespace["relative_error"])
    assert "relative_error" not in functions_of(exercise, mistake.source, REFERENCES)


def test_a_namespace_holds_right_dependencies_and_is_the_functions_globals() -> None:
    """So that a try can replace them."""
    exercise = EXERCISES["rnn_forward"]
    namespace = functions_of(exercise, exercise.variants[0].source, REFERENCES)
    assert namespace["rnn_cell_forward"] is reference.rnn_cell_forward
    assert namespace["rnn_forward"].__globals__ is namespace
