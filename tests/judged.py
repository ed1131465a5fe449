"""Judge functions in this process: what the tests of the exercises have in common."""

from __future__ import annotations

from collections.abc import Mapping

from grader.exercises.catalogue import references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import Judgement, judge
from grader.exercises.model import HiddenExercise, References
from grader.exercises.patching import functions_of
from grader.exercises.seeds import Seed


def seeds(count: int) -> list[Seed]:
    """Return seeds as different installations would have them."""
    return [Seed.derive(b"sixteen random bytes", "01_rnn", str(k)) for k in range(count)]


def right(exercise: HiddenExercise) -> References:
    """Return the right functions that the exercise's notebook has."""
    return references_of(exercise.public.assignment)


def judged(exercise: HiddenExercise, namespace: Mapping[str, object], seed: Seed) -> Judgement:
    """Judge the functions of a namespace."""
    return judge(exercise, DirectCaller(namespace), seed, right(exercise))


def judged_source(exercise: HiddenExercise, source: str, seed: Seed) -> Judgement:
    """Judge functions given as source, beside right dependencies."""
    return judged(exercise, functions_of(exercise, source, right(exercise)), seed)


def failed(judgement: Judgement) -> set[str]:
    """Return the criteria that were not met."""
    return {criterion.id for criterion in judgement.result.criteria if not criterion.passed}
