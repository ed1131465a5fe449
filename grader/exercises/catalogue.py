"""Every exercise of the course with its hidden side, in the order of the notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from grader.exercises import brnn_deep_rnn, gru, language_model, lstm, rnn, seq2seq
from grader.exercises.model import HiddenExercise, References

TOPICS = (rnn, language_model, gru, lstm, brnn_deep_rnn, seq2seq)

EXERCISES: Mapping[str, HiddenExercise] = {exercise.id: exercise for topic in TOPICS for exercise in topic.ALL}


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


@cache
def references_of(assignment: str) -> References:
    """Return the right functions that the notebook of one assignment has, graded and imported.

    A name may mean one thing in one notebook and another in the next: ``encode`` turns text into tokens in the
    second and a question into a state in the last.

    Parameters
    ----------
    assignment
        Name of the assignment.

    Returns
    -------
    mapping of str to callable
        Function name → function; empty for an assignment without exercises.
    """
    found: dict[str, Callable[..., object]] = {}
    for topic in TOPICS:
        if any(exercise.public.assignment == assignment for exercise in topic.ALL):
            found |= topic.GIVEN
    for exercise in exercises_of(assignment):
        found |= exercise.reference
    return found
