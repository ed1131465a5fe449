"""The hidden check as one call, which stands in the executed solution in the place of a hidden region."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from grader.errors import AuthoringError
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.exercises.seeds import Seed

# Public on purpose: solutions are checked on it, never submissions.
SEED = Seed(hashlib.sha256(b"the executed solution").digest())


def hidden_check(exercise_id: str, namespace: Mapping[str, object], seed: Seed = SEED) -> None:
    """Run the hidden check of an exercise on the functions of a namespace; say nothing when all is right.

    Parameters
    ----------
    exercise_id
        The exercise.
    namespace
        Where its functions are, for example ``globals()``.
    seed
        Source of the hidden inputs.

    Raises
    ------
    AuthoringError
        If there is no such exercise, or a criterion is not met.
    """
    if exercise_id not in EXERCISES:
        raise AuthoringError(f"there is no exercise {exercise_id!r}; there are {', '.join(EXERCISES)}")
    exercise = EXERCISES[exercise_id]
    references = references_of(exercise.public.assignment)
    result = judge(exercise, DirectCaller(namespace), seed, references).result
    if result.points != result.max_points:
        found = [message for criterion in result.criteria for message in criterion.messages]
        earned = f"{result.points:g} of {result.max_points:g}"
        raise AuthoringError(f"{exercise_id} earns {earned}: {'; '.join(found)}")
