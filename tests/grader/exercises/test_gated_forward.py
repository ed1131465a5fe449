"""Forward probes of gated cells: relations that a comparison with the reference at one size does not see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from judged import judged, right, seeds

from grader.exercises.catalogue import EXERCISES

SEED = seeds(1)[0]
CELLS = pytest.mark.parametrize(
    "name",
    ["simplified_gru_cell_forward", "gru_cell_forward", "lstm_cell_forward", "lstm_peephole_cell_forward"],
)
SEQUENCES = pytest.mark.parametrize("name", ["gru_forward", "lstm_forward"])


def broken_probes(name: str, function: Any) -> set[str]:
    """Return the labels of the probes that a function does not pass."""
    judgement = judged(EXERCISES[name], {**right(EXERCISES[name]), name: function}, SEED)
    return {finding.label for finding in judgement.attempts[0].findings if not finding.passed}


@CELLS
def test_a_result_that_depends_on_the_other_examples_is_seen(name: str) -> None:
    """Whatever the sizes: the batch is only there for speed."""
    usual: Any = EXERCISES[name].reference[name]

    def mixed(*arguments: Any) -> Any:
        first, *others = usual(*arguments)
        return first - first.mean(axis=1, keepdims=True), *others

    assert "each example on its own" in broken_probes(name, mixed)


@CELLS
def test_a_result_that_depends_on_the_number_of_a_unit_is_seen(name: str) -> None:
    """Hidden units have no order."""
    usual: Any = EXERCISES[name].reference[name]

    def numbered(*arguments: Any) -> Any:
        first, *others = usual(*arguments)
        return first + 1e-6 * np.arange(len(first))[:, np.newaxis], *others

    assert "examples and units in another order" in broken_probes(name, numbered)


@SEQUENCES
def test_a_result_that_looks_ahead_is_seen(name: str) -> None:
    """The first steps cannot know how the sequence goes on."""
    usual: Any = EXERCISES[name].reference[name]

    def ahead(x: Any, *arguments: Any) -> Any:
        first, *others = usual(x, *arguments)
        return first + 1e-6 * x[:1, :, -1:], *others

    assert "the beginning of a longer sequence" in broken_probes(name, ahead)


@SEQUENCES
def test_the_reference_holds_every_relation(name: str) -> None:
    """No probe fails for a right function."""
    assert broken_probes(name, EXERCISES[name].reference[name]) == set()
