"""Words that students read: ids, formulas, hints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.authoring.linting import words
from grader.authoring.linting.words import id_faults, words_faults
from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise, Mistake
from rnn_utils.checks.model import Criterion

CELL = EXERCISES["rnn_cell_backward"]


def said(exercise: HiddenExercise) -> list[tuple[str, str]]:
    return [(fault.kind, fault.what) for fault in words_faults(exercise)]


def changed(**criterion: str) -> HiddenExercise:
    """Return an exercise whose first criterion is another."""
    first, *others = CELL.public.criteria
    criteria: tuple[Criterion, ...] = (replace(first, **criterion), *others)  # type: ignore[arg-type]  # text fields
    return replace(CELL, public=replace(CELL.public, criteria=criteria), mistakes=())


@pytest.mark.parametrize(
    ("criterion", "kind", "what"),
    [
        ({"hint": ""}, "hint", "has no hint"),
        ({"hint": "Look here"}, "hint", "its hint is no sentence"),
        ({"title": " "}, "hint", "has no title"),
        ({"source": ""}, "source", "its formula does not say where it stands"),
    ],
)
def test_what_is_missing_is_named(criterion: dict[str, str], kind: str, what: str) -> None:
    assert said(changed()) == []
    assert said(changed(**criterion)) == [(kind, what)]


def test_an_exercise_without_a_formula_needs_more_words() -> None:
    criteria = tuple(replace(one, equation="", source="", hint="Think again.") for one in CELL.public.criteria)
    bare = replace(CELL, public=replace(CELL.public, criteria=criteria), mistakes=())
    assert said(bare) == [("equation", "no criterion has a formula with its source")]


def test_a_hint_that_holds_the_right_line_is_named() -> None:
    mistake = next(one for one in CELL.mistakes if one.id == "rnn_cell_backward.one-minus-a")
    assert said(replace(CELL, mistakes=(mistake,))) == []
    telling = replace(mistake, hint="Should it not be `(1 - a_next**2) * da_next`?")
    ((kind, what),) = said(replace(CELL, mistakes=(telling,)))
    assert kind == "hint"
    assert "holds the right line, 'dz = (1 - a_next**2) * da_next'" in what


def test_a_mistake_that_is_not_said_in_a_line_is_named() -> None:
    mistake = replace(CELL.mistakes[0], says="Wrong.")
    assert said(replace(CELL, mistakes=(mistake,)))[0][0] == "hint"


def test_ids_that_stand_twice_or_elsewhere_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(id_faults()) == []
    twice = Mistake("softmax.wrong", "shape", "something that is wrong")
    one = replace(CELL, mistakes=(twice, twice), variants=())
    monkeypatch.setattr(words, "EXERCISES", {CELL.id: one})
    found = [(fault.where, fault.what) for fault in id_faults()]
    assert found[0] == ("softmax.wrong", "2 exercises, mistakes or variants have this id")
    assert found[1][1].startswith("stands among those of rnn_cell_backward")
