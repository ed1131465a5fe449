"""The public side of the exercises: points, formulas, hints and the ways to take a value apart."""

from __future__ import annotations

import re

import numpy as np
import pytest
from latex2mathml.converter import convert

from rnn_utils.checks.catalogue import EXERCISES
from rnn_utils.checks.model import Criterion, Exercise, MissingOutput, Output, describe

CRITERIA = [(exercise.id, criterion) for exercise in EXERCISES.values() for criterion in exercise.criteria]


@pytest.mark.parametrize("assignment", sorted({exercise.assignment for exercise in EXERCISES.values()}))
def test_the_points_of_an_assignment_are_a_hundred(assignment: str) -> None:
    """Whatever its number of exercises."""
    assert sum(exercise.points for exercise in EXERCISES.values() if exercise.assignment == assignment) == 100


def test_the_exercises_of_01_have_the_points_that_the_course_gives_them() -> None:
    """They were published."""
    points = {exercise.id: exercise.points for exercise in EXERCISES.values() if exercise.assignment == "01_rnn"}
    assert points == {
        "one_hot": 5,
        "softmax": 8,
        "rnn_cell_forward": 12,
        "stack_parameters": 6,
        "rnn_forward": 12,
        "sequence_loss": 12,
        "numerical_gradient": 8,
        "output_backward": 10,
        "rnn_cell_backward": 15,
        "rnn_backward": 12,
    }


@pytest.mark.parametrize(("exercise_id", "criterion"), CRITERIA, ids=lambda value: getattr(value, "id", value))
def test_every_criterion_is_complete(exercise_id: str, criterion: Criterion) -> None:
    """Points, title and hint are there; a formula renders and says where it stands."""
    assert criterion.points > 0
    assert criterion.title
    assert criterion.hint.endswith((".", "?"))
    assert bool(criterion.equation) <= bool(criterion.source)
    rendered = convert(criterion.equation or "x")
    assert "<math" in rendered
    assert not re.search(r"\\[a-z]+", rendered), "a command that was not understood"


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_what_the_value_alone_cannot_show_requires_right_values(exercise: Exercise) -> None:
    """No points for leaving the inputs alone, or for a dtype, while nothing is right."""
    for criterion in exercise.criteria:
        if criterion.id in {
            "sizes",
            "dtype",
            "side_effects",
            "independent",
            "cost",
            "stable",
            "shapes",
            "zero",
        }:
            assert criterion.requires, f"{exercise.id}.{criterion.id}"


def test_criteria_that_do_not_fit_together_are_refused() -> None:
    """An output of an unknown criterion, and two criteria of one name, are mistakes in the course."""
    one = Criterion("a", "first", 1)
    with pytest.raises(ValueError, match="do not fit"):
        Exercise("f", "x", "title", (Output("a", None, "b"),), (one,))
    with pytest.raises(ValueError, match="do not fit"):
        Exercise("f", "x", "title", (), (one, one))
    with pytest.raises(ValueError, match="do not fit"):
        Exercise("f", "x", "title", (), (Criterion("a", "first", 1, requires=("b",)),))


def test_outputs_are_taken_from_tuples_and_dictionaries() -> None:
    """Tuples and lists by place, dictionaries by key."""
    cell, backward = EXERCISES["rnn_cell_forward"], EXERCISES["rnn_cell_backward"]
    assert cell.pick([1, 2, 3], cell.outputs[1]) == 2
    assert backward.pick({"dxt": 7}, backward.outputs[0]) == 7


@pytest.mark.parametrize(
    ("exercise_id", "value", "said"),
    [
        ("rnn_cell_forward", (1, 2), "expected 3 values (a_next, yt_pred, cache), got 2"),
        ("rnn_cell_forward", None, "return statement"),
        ("rnn_cell_forward", np.ones((2, 3)), "an array of shape (2, 3)"),
        ("rnn_cell_backward", (1, 2), "expected a dictionary with the key 'dxt'"),
        ("rnn_cell_backward", {"dx": 1}, "has no key 'dxt'; it has dx"),
    ],
)
def test_a_missing_output_is_named(exercise_id: str, value: object, said: str) -> None:
    """The message says what was expected and what came."""
    exercise = EXERCISES[exercise_id]
    with pytest.raises(MissingOutput) as caught:
        exercise.pick(value, exercise.outputs[0])
    assert said in str(caught.value)


def test_each_function_of_an_exercise_has_its_own_number_of_values() -> None:
    """A layer returns two values, the network three."""
    exercise = EXERCISES["brnn_forward"]
    layer = exercise.outputs_of("brnn_layer_forward")[0]
    assert exercise.pick((1, 2), layer) == 1
    with pytest.raises(MissingOutput, match=r"expected 2 values .*, got 3"):
        exercise.pick((1, 2, 3), layer)


def test_outputs_belong_to_their_functions() -> None:
    """An exercise of two functions knows which returns what."""
    exercise = EXERCISES["numerical_gradient"]
    assert [output.name for output in exercise.outputs_of("numerical_gradient")] == ["gradient"]
    assert [output.name for output in exercise.outputs_of("relative_error")] == ["relative error"]


def test_values_are_described_in_words() -> None:
    """For messages."""
    assert describe({"b": 1, "a": 2}) == "a dictionary with the keys a, b"
    assert describe({k: 0 for k in range(10**4)}).endswith("6, 7, …")
    assert describe([1, 2]) == "a list of length 2"
    assert describe(1.0) == "a value of type float"
