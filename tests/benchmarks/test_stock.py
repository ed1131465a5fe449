"""The asserts that stock nbgrader gets are honest: they accept what our checks accept and refuse what they refuse."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.stock import hidden_asserts, stock_source, without_demonstrations
from grader.definition import source_hash
from grader.exercises.catalogue import EXERCISES, exercises_of, references_of
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import bare_source, functions_of, wrong_source
from grader.exercises.seeds import Seed

REFERENCES = references_of("01_rnn")
SEED = Seed(b"benchmark" * 4)
DEMONSTRATION = "plot_everything()"


def passes(exercise: HiddenExercise, source: str, asserts: Any) -> bool:
    """Say whether an exercise's functions pass, with right functions for everything before it."""
    namespace = functions_of(exercise, source, REFERENCES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(asserts, namespace)
        except Exception:  # whatever a wrong function makes of it, the cell fails
            return False
    return True


@pytest.mark.parametrize("exercise", exercises_of("01_rnn"), ids=lambda one: one.id)
def test_asserts_accept_right_functions_and_refuse_every_known_mistake(exercise: HiddenExercise) -> None:
    asserts = compile(hidden_asserts(exercise, SEED), exercise.id, "exec")
    reference = "\n\n".join(bare_source(function) for function in exercise.reference.values())
    assert passes(exercise, reference, asserts)
    assert [variant.id for variant in exercise.variants if not passes(exercise, variant.source, asserts)] == []
    found = [known.id for known in exercise.mistakes if passes(exercise, wrong_source(exercise, known), asserts)]
    assert found == []


def cell(source: str, **marks: object) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": marks} if marks else {}}


def test_grade_cells_hold_the_public_check_and_hidden_asserts() -> None:
    exercise = EXERCISES["softmax"]
    notebook: Mapping[str, Any] = {
        "cells": [cell("x = 1"), cell(DEMONSTRATION), cell("", grade=True, grade_id="softmax")]
    }
    made = stock_source(notebook, frozenset({source_hash(DEMONSTRATION)}), SEED)
    first, grade = made["cells"]
    assert first["source"] == "x = 1"
    assert grade["source"].startswith("assert check(softmax)\n### BEGIN HIDDEN TESTS\n")
    assert hidden_asserts(exercise, SEED).strip() in grade["source"]
    assert grade["source"].endswith("### END HIDDEN TESTS")


def test_demonstrations_are_taken_out_of_a_copy() -> None:
    notebook = {"cells": [cell("x = 1"), cell(DEMONSTRATION)]}
    assert [
        one["source"] for one in without_demonstrations(notebook, frozenset({source_hash(DEMONSTRATION)}))["cells"]
    ] == ["x = 1"]
    assert len(notebook["cells"]) == 2
