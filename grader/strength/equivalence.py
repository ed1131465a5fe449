"""Find mutants that no test can tell from the reference: equal to rounding on every input of many seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.exercises.catalogue import references_of
from grader.exercises.model import HiddenExercise, Try
from grader.exercises.patching import bare_source, functions_of
from grader.sandbox.inside.calls import CallError, Outcome, Request
from grader.strength.limits import BoundedCaller
from grader.strength.measure import seed

SEEDS = 1000
FIRST_SEEDS = 5

# Two orders of adding some hundred numbers differ by less; the checks allow a thousand times as much.
ROUNDING = 1e-12
SINGLE_ROUNDING = 1e-5


def agreeing(
    exercise: HiddenExercise, sources: Mapping[str, str], numbers: Sequence[int], *, caches: bool = False
) -> set[str]:
    """Return those of some mutants that agree with the reference on every input of some seeds.

    On the first seeds they answer the requests of all tries, on the others those of one try after the other, so
    that 1,000 seeds stay affordable. A try that only replaces dependencies has the requests of the one before it.

    Parameters
    ----------
    exercise
        The exercise.
    sources
        Mutant id → source.
    numbers
        Numbers of the seeds.
    caches
        Whether to look at caches as well, of which no layout is asked for and which the checks do not read.

    Returns
    -------
    set of str
        Ids of the mutants that agree.
    """
    references = references_of(exercise.public.assignment)
    right = "\n\n".join(map(bare_source, exercise.reference.values()))
    alike = {name: functions_of(exercise, source, references) for name, source in sources.items()}
    reference = functions_of(exercise, right, references)
    tries = distinct_tries(exercise)
    for number in numbers:
        for tried in tries if number < FIRST_SEEDS else tries[number % len(tries) :][:1]:
            requests = requests_of(exercise, tried, number)
            requests = [_read_whole(request) for request in requests] if caches else requests
            expected = _answers(exercise, reference, requests)
            alike = {
                name: namespace for name, namespace in alike.items() if _agrees(exercise, namespace, requests, expected)
            }
            if not alike:
                return set()
    return set(alike)


def distinct_tries(exercise: HiddenExercise) -> list[Try]:
    """Return the tries of an exercise that put requests of their own."""
    found: dict[object, Try] = {}
    for tried in exercise.tries:
        found.setdefault(tried.probes, tried)
    return list(found.values())


def same_to_rounding(one: Outcome, other: Outcome) -> bool:
    """Say whether two outcomes agree: error, side effects, and the value in form, type and numbers."""
    if one.error or other.error:
        return _words(one.error) == _words(other.error)
    return (one.changed, one.shared) == (other.changed, other.shared) and same_value(one.value, other.value)


def same_value(right: object, other: object) -> bool:
    """Say whether two values agree in form, type and numbers, up to rounding.

    Parameters
    ----------
    right, other
        Plain data.

    Returns
    -------
    bool
        Whether every array is off by less than the rounding of its largest element.
    """
    if isinstance(right, Mapping):
        return isinstance(other, Mapping) and _same_entries(right, other)
    if isinstance(right, (tuple, list)):
        return type(right) is type(other) and _same_items(right, other)
    if right is None or isinstance(right, (str, bool)):
        return type(right) is type(other) and right == other
    return _same_numbers(np.asarray(right), np.asarray(other))


def _same_entries(right: Mapping[object, object], other: Mapping[object, object]) -> bool:
    return set(right) == set(other) and all(same_value(value, other[key]) for key, value in right.items())


def _same_items(right: Sequence[object], other: Sequence[object]) -> bool:
    return len(right) == len(other) and all(map(same_value, right, other))


def _same_numbers(right: np.ndarray, other: np.ndarray) -> bool:
    if right.shape != other.shape or other.dtype.kind not in "biuf" or (right.ndim and right.dtype != other.dtype):
        return False
    rounding = SINGLE_ROUNDING if right.dtype == np.float32 else ROUNDING
    finite = np.isfinite(right)
    largest = float(np.max(np.abs(right), initial=0.0, where=finite))
    return bool(np.allclose(other, right, rtol=0.0, atol=rounding * largest, equal_nan=True))


def _read_whole(request: Request) -> Request:
    return replace(request, steps=(*request.steps[:-1], replace(request.steps[-1], unread=())))


def _words(error: CallError | None) -> tuple[str, str] | None:
    return (error.kind, error.message) if error else None


def requests_of(exercise: HiddenExercise, tried: Try, number: int) -> list[Request]:
    """Return the requests of one try on one seed."""
    probes = tried.probes(seed(number).generator(exercise.id, tried.name))
    return [request for probe in probes for request in probe.requests]


def _answers(exercise: HiddenExercise, namespace: Mapping[str, object], requests: Sequence[Request]) -> list[Outcome]:
    return BoundedCaller(namespace).ask(requests, offered=exercise.offered).outcomes


def _agrees(
    exercise: HiddenExercise, namespace: Mapping[str, object], requests: Sequence[Request], expected: list[Outcome]
) -> bool:
    caller = BoundedCaller(namespace)
    for request, right in zip(requests, expected, strict=True):  # one at a time: most differ at the first ones
        (got,) = caller.ask([request], offered=exercise.offered).outcomes
        if not same_to_rounding(right, got):
            return False
    return True
