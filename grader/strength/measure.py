"""What the checks say about one wrong or right solution: the public check alone, and the whole hidden one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

from grader.exercises.catalogue import references_of
from grader.exercises.judging import Judgement, judge
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import functions_of
from grader.exercises.seeds import Seed
from grader.strength.limits import BoundedCaller, cpu_limit
from rnn_utils.checks.public import check

SECRET = b"sixteen random bytes"


@dataclass(frozen=True)
class Verdict:
    """What the checks say.

    Parameters
    ----------
    public
        Whether the public check lets it pass.
    failed
        Criteria of the hidden check that were not met, in the exercise's order; none when it earns everything.
    stops
        Whether every call of the first try ends in an error, which no check can fail to see.
    """

    public: bool
    failed: tuple[str, ...] = ()
    stops: bool = False


def seed(number: int = 0) -> Seed:
    """Return the seed of an imagined installation."""
    return Seed.derive(SECRET, "01_rnn", str(number))


def measured(exercise: HiddenExercise, source: str, *, cost: bool = True) -> Verdict:
    """Put a solution to the public and to the whole check, beside right dependencies.

    Parameters
    ----------
    exercise
        The exercise.
    source
        Source of its functions. Never a student's.
    cost
        Whether to measure CPU time, too, where values are right: always for a verdict of "right".

    Returns
    -------
    Verdict
        What both say.
    """
    namespace = functions_of(exercise, source, references_of(exercise.public.assignment))
    judgement = _judged(exercise if cost else replace(exercise, cost=None), namespace)
    failed = tuple(criterion.id for criterion in judgement.result.criteria if not criterion.passed)
    without = {exercise.cost.criterion} if exercise.cost and not cost else set()
    outcomes = judgement.attempts[0].outcomes
    stops = all(outcome.error is not None for outcome in outcomes)
    return Verdict(passes_public(exercise, namespace), tuple(one for one in failed if one not in without), stops)


def measured_mutant(exercise: HiddenExercise, source: str) -> Verdict:
    """Measure a mutant: without the cost first, which is the dearest part and can only take points away."""
    values = measured(exercise, source, cost=False)
    return values if values.failed or not exercise.cost else measured(exercise, source)


def passes_public(exercise: HiddenExercise, namespace: Mapping[str, Any]) -> bool:
    """Say whether the check that students call finds nothing wrong."""
    passed = False
    with redirect_stdout(io.StringIO()), cpu_limit():
        try:
            passed = check(namespace[exercise.id], exercise.id)
        except Exception:  # a check that stops in any way has not passed
            passed = False
    return passed


def _judged(exercise: HiddenExercise, namespace: Mapping[str, Any]) -> Judgement:
    references = references_of(exercise.public.assignment)
    return judge(exercise, BoundedCaller(namespace), seed(), references)
