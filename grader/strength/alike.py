"""See whether two wrong solutions behave alike: on further hidden inputs, and on the published ones."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np

from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.diagnosis import same_outcome, same_value
from grader.exercises.judging import attempt
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import functions_of
from grader.exercises.publish import published_cases
from grader.sandbox.inside.calls import Outcome
from grader.strength.flakiness import public_seed
from grader.strength.limits import BoundedCaller
from rnn_utils.checks.published import drained

FURTHER = range(100_000, 100_020)  # seeds that nothing else is measured on


def behave_alike(exercise: HiddenExercise, source: str, other: str, seeds: Iterable[int] = FURTHER) -> bool:
    """Say whether two sources answer alike to every probe of every try, and to the published cases.

    Parameters
    ----------
    exercise
        The exercise.
    source, other
        Sources of its functions, from the catalogue or made out of it.
    seeds
        Numbers of the seeds; the first difference decides.

    Returns
    -------
    bool
        Whether they agree everywhere, up to rounding as the diagnosis sees it.
    """
    if ast.dump(ast.parse(source)) == ast.dump(ast.parse(other)):
        return True
    one, two = (functions_of(exercise, text, references_of(exercise.public.assignment)) for text in (source, other))
    if not _published_alike(exercise, one, two):
        return False
    outputs = frozenset(output.where for output in exercise.public.outputs)
    return all(
        same_outcome(*pair, outputs)
        for number in seeds
        for pair in zip(answers(exercise.id, source, number), answers(exercise.id, other, number), strict=True)
    )


@lru_cache(maxsize=256)
def answers(exercise_id: str, source: str, number: int) -> tuple[Outcome, ...]:
    """Return what a source answers to the probes of all tries on one seed; kept, because one mistake is often asked."""
    exercise = EXERCISES[exercise_id]
    references = references_of(exercise.public.assignment)
    caller = BoundedCaller(functions_of(exercise, source, references))
    seed = public_seed(exercise.public.assignment, number)
    return tuple(
        outcome for tried in exercise.tries for outcome in attempt(exercise, tried, caller, seed, references).outcomes
    )


def _published_alike(
    exercise: HiddenExercise, one: Mapping[str, Callable[..., object]], two: Mapping[str, Callable[..., object]]
) -> bool:
    return all(
        same_value(_value(one[case.function], case.arguments), _value(two[case.function], case.arguments))
        for case in published_cases(exercise)
    )


def _value(function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return drained(function(*copy.deepcopy(arguments)))
        except Exception as error:  # whatever is raised is an answer like others
            return f"{type(error).__name__}: {error}"
