"""Checks that kill no mistake, and checks that kill what is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.authoring.linting.kills import mistake_faults, variant_faults
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.model import Finding, HiddenExercise, Mistake, Probe, Try, Variant
from rnn_utils.checks.model import Criterion

ONE_HOT = EXERCISES["one_hot"]
WHOLE = references_of("01_rnn")
RIGHT = """
def one_hot(indices, depth):
    return (np.arange(depth).reshape(-1, *[1] * np.ndim(indices)) == indices) * 1.0
"""


def said(exercise: HiddenExercise) -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in mistake_faults(exercise, WHOLE)]


def with_criterion(exercise: HiddenExercise, criterion: Criterion) -> HiddenExercise:
    return replace(exercise, public=replace(exercise.public, criteria=(*exercise.public.criteria, criterion)))


def test_a_sound_exercise_has_no_fault() -> None:
    assert said(ONE_HOT) == []
    assert list(variant_faults(ONE_HOT, WHOLE)) == []


def test_too_few_mistakes_and_variants_are_counted() -> None:
    few = said(replace(ONE_HOT, mistakes=ONE_HOT.mistakes[:2], variants=()))
    assert few[:2] == [
        "one_hot: 2 known mistakes, and 6 are the least",
        "one_hot: 0 known variants, and 2 are the least",
    ]


def test_a_mistake_that_its_criterion_does_not_reject_is_named() -> None:
    harmless = Mistake("one_hot.harmless", ONE_HOT.public.criteria[0].id, "nothing is wrong", source=RIGHT)
    no_patch = replace(harmless, id="one_hot.gone", source="", patches=(("not there", "at all"),))
    stranger = replace(harmless, id="one_hot.stranger", criterion="nowhere")
    found = said(replace(ONE_HOT, mistakes=(*ONE_HOT.mistakes, harmless, no_patch, stranger)))
    assert len(found) == 3
    assert "does not reject it" in found[0]
    assert "'not there' stands 0 times" in found[1]
    assert "'nowhere' does not exist" in found[2]


def test_a_criterion_that_nothing_speaks_of_or_breaks_is_named() -> None:
    free = Criterion("free", "gift", 1, hint="Take it.")
    assert said(with_criterion(ONE_HOT, free)) == ["one_hot.free: earns 1 points, and no probe speaks of it"]

    def generous(rng: np.random.Generator) -> list[Probe]:
        probes = list(ONE_HOT.tries[0].probes(rng))
        return [*probes, replace(probes[0], judge=lambda outcomes: [Finding("free", True)])]

    given = replace(with_criterion(ONE_HOT, free), tries=(Try("generous", generous),))
    assert said(given) == ["one_hot.free: earns 1 points, and no known mistake or mutant breaks it"]


def test_a_cost_that_cannot_be_lost_is_named() -> None:
    exercise = EXERCISES["rnn_cell_backward"]
    assert exercise.cost
    assert [one for one in said(exercise) if "however long" in one] == []
    endless = replace(exercise, cost=replace(exercise.cost, floor_s=float("inf")))
    assert [one for one in said(endless) if "however long" in one] == [
        "rnn_cell_backward.cost: is earned however long the function takes"
    ]


def test_a_check_that_refuses_what_is_right_is_named() -> None:
    wrong_reference = replace(ONE_HOT, variants=(Variant("one_hot.bad", RIGHT.replace("1.0", "2.0")),))
    (found,) = variant_faults(wrong_reference, WHOLE)
    assert found.what.startswith("a right solution in another style loses ")
    broken = [f.what for f in mistake_faults(ONE_HOT, {**WHOLE, "one_hot": lambda indices, depth: np.zeros(3)})]
    assert any(what.startswith("the reference fails") for what in broken)
