"""Every exercise of the course with its hidden side, in the order of the notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.model import HiddenExercise
from grader.exercises.rnn import ALL as RNN

EXERCISES: Mapping[str, HiddenExercise] = {exercise.id: exercise for exercise in RNN}

REFERENCES: Mapping[str, Callable[..., object]] = {
    name: function for exercise in EXERCISES.values() for name, function in exercise.reference.items()
}


def exercises_of(assignment: str) -> tuple[HiddenExercise, ...]:
    """Return the exercises of one assignment, in order.

    Parameters
    ----------
    assignment
        Name of the assignment, for example ``"01_rnn"``.

    Returns
    -------
    tuple of HiddenExercise
        Empty for an assignment without exercises.
    """
    return tuple(exercise for exercise in EXERCISES.values() if exercise.public.assignment == assignment)
