"""The catalogue as a whole: order, names, and that everything fits together."""

from __future__ import annotations

import pytest

from grader.exercises.catalogue import EXERCISES, TOPICS, exercises_of, references_of
from grader.exercises.model import HiddenExercise
from rnn_utils.checks.catalogue import EXERCISES as PUBLIC

ASSIGNMENTS = sorted({exercise.public.assignment for exercise in EXERCISES.values()})
ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))


def test_hidden_and_public_exercises_are_the_same_in_the_same_order() -> None:
    """One declaration, two sides."""
    assert list(EXERCISES) == list(PUBLIC)
    assert all(EXERCISES[name].public is PUBLIC[name] for name in PUBLIC)


def test_exercises_of_an_assignment_are_all_of_its_own() -> None:
    """An unknown assignment has none."""
    assert [exercise.id for exercise in exercises_of("01_rnn")][:2] == ["one_hot", "softmax"]
    assert sum(len(exercises_of(name)) for name in ASSIGNMENTS) == len(EXERCISES) == sum(len(t.ALL) for t in TOPICS)
    assert exercises_of("99_unknown") == ()
    assert references_of("99_unknown") == {}


@ALL
def test_dependencies_stand_earlier_in_the_notebook(exercise: HiddenExercise) -> None:
    """Nothing is used before it is written."""
    own = exercises_of(exercise.public.assignment)
    earlier = {function for one in own[: own.index(exercise)] for function in one.reference}
    assert set(exercise.depends_on) <= earlier


@ALL
def test_what_a_try_replaces_is_declared_as_a_dependency(exercise: HiddenExercise) -> None:
    """And never the exercise itself."""
    for tried in exercise.tries:
        assert set(tried.stand_ins) <= set(exercise.depends_on)
        assert not set(tried.stand_ins) & set(exercise.public.functions)


@ALL
def test_every_function_has_a_reference_and_outputs(exercise: HiddenExercise) -> None:
    """No function is graded without a right answer."""
    assert set(exercise.public.functions) == set(exercise.reference) <= set(references_of(exercise.public.assignment))
    assert all(exercise.public.outputs_of(function) for function in exercise.public.functions)


@ALL
def test_tries_have_names_of_their_own(exercise: HiddenExercise) -> None:
    """The name is part of the seed: no two tries share inputs."""
    names = [tried.name for tried in exercise.tries]
    assert len(set(names)) == len(names)


def test_ids_of_mistakes_and_variants_are_unique_and_belong_to_their_exercise() -> None:
    """At least two variants for each exercise, and many mistakes."""
    ids = []
    for exercise in EXERCISES.values():
        assert len(exercise.variants) >= 2
        assert len(exercise.mistakes) >= 6
        own = [mistake.id for mistake in exercise.mistakes] + [variant.id for variant in exercise.variants]
        assert all(item.startswith(exercise.id + ".") for item in own)
        ids += own
    assert len(set(ids)) == len(ids)
