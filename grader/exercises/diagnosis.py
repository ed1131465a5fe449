"""Name a mistake: replay the known ones on the same inputs and see which of them answers like the student.

A match says that the outputs agree on every input that was tried, not what the student wrote. Mistakes whose
outputs are equal cannot be told apart; all of them are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from grader.exercises.direct import DirectCaller
from grader.exercises.judging import Attempt, Judgement, probes_of
from grader.exercises.model import HiddenExercise, Mistake, References, Try
from grader.exercises.patching import functions_of, wrong_line, wrong_source
from grader.exercises.replaying import Replay
from grader.exercises.seeds import Seed
from grader.results import MistakeMatch
from grader.sandbox.inside.calls import Outcome
from rnn_utils.checks.messages import Message
from rnn_utils.types import Array

RELATIVE = 1e-8
ABSOLUTE = 1e-12

# References in a form that can be part of a cache's key.
Items = tuple[tuple[str, Callable[..., object]], ...]


def diagnose(
    exercise: HiddenExercise, judgement: Judgement, seed: Seed, references: References
) -> tuple[MistakeMatch, ...]:
    """Find the known mistakes that answer like the student on every input of an attempt.

    Where dependencies had to be replaced by right ones, only such attempts are looked at: a mistake of a dependency
    and another of the function can together answer like a third one. The first attempt with a match decides.

    Parameters
    ----------
    exercise
        The exercise.
    judgement
        How it was judged.
    seed
        The seed with which it was judged.
    references
        Right functions of the whole course by name.

    Returns
    -------
    tuple of MistakeMatch
        In the catalogue's order; empty when nothing was wrong, or nothing known.
    """
    wrong = [one for one in judgement.attempts if not all(finding.passed for finding in one.findings)]
    items = tuple(references.items())
    for one in [one for one in wrong if one.tried.stand_ins] or wrong:
        # A wrong value is the same mistake whether it is a copy or a view; but where both are known, only the one.
        for views in (False, True):
            found = [known for known in exercise.mistakes if _answers_like(one, exercise, known, seed, items, views)]
            if found:
                return tuple(_match(exercise, mistake) for mistake in found)
    return ()


def _answers_like(
    one: Attempt, exercise: HiddenExercise, mistake: Mistake, seed: Seed, references: Items, views: bool
) -> bool:
    outputs = frozenset(output.where for output in exercise.public.outputs)
    replayed = replay(exercise, mistake, one.tried, seed, references)
    return all(same_outcome(*pair, outputs, views) for pair in zip(one.outcomes, replayed, strict=True))


@lru_cache(maxsize=1024)
def replay(exercise: HiddenExercise, mistake: Mistake, tried: Try, seed: Seed, references: Items) -> Replay:
    """Return what a mistake answers to the probes of a try; the same for a whole class, so it is kept."""
    known = dict(references)
    caller = DirectCaller(functions_of(exercise, wrong_source(exercise, mistake), known))
    requests = [request for probe in probes_of(exercise, tried, seed) for request in probe.requests]
    return Replay(caller, requests, {name: known[name] for name in tried.stand_ins}, exercise.offered)


def same_outcome(student: Outcome, known: Outcome, outputs: frozenset[object], views: bool = False) -> bool:
    """Say whether two outcomes agree: the same error, or the same values with the same side effects.

    With ``views``, the student's may share memory with an argument where the known one does not.
    """
    if student.error is None or known.error is None:
        errors = student.error is known.error
    else:
        errors = (student.error.kind, student.error.message) == (known.error.kind, known.error.message)
    if not errors or student.error:
        return errors
    shared = bool(known.shared) == bool(student.shared) or (views and bool(student.shared))
    effects = shared and bool(student.changed) == bool(known.changed)
    return effects and _same_parts(student.value, known.value, outputs) and same_value(student.value, known.value)


def _same_parts(student: object, known: object, outputs: frozenset[object]) -> bool:
    """Say whether two returned values have the same outputs; what else a dictionary holds does not matter."""
    if isinstance(student, Mapping) and isinstance(known, Mapping):
        if None in outputs:  # the dictionary as a whole is the output, such as a vocabulary
            return set(student) == set(known)
        return outputs.intersection(student) == outputs.intersection(known)
    if isinstance(student, (tuple, list)) and isinstance(known, (tuple, list)):
        return len(student) == len(known)
    return True


def same_value(student: object, known: object) -> bool:
    """Say whether two values agree; NaN equals NaN, and the student's tuples and dictionaries may hold more.

    Parameters
    ----------
    student, known
        Plain data.

    Returns
    -------
    bool
        Whether the student's value contains the known one, up to rounding.
    """
    if isinstance(known, Mapping):
        return isinstance(student, Mapping) and all(
            key in student and same_value(student[key], value) for key, value in known.items()
        )
    if isinstance(known, (tuple, list)):
        return isinstance(student, (tuple, list)) and _same_items(student, known)
    if known is None or isinstance(known, (str, bool)):
        return type(student) is type(known) and student == known
    return _same_array(student, known)


def _same_items(student: Sequence[object], known: Sequence[object]) -> bool:
    longer = len(student) > len(known) and isinstance(student, tuple)  # a cache with further entries
    return (longer or len(student) == len(known)) and all(map(same_value, student, known))


def _same_array(student: object, known: object) -> bool:
    if student is None or isinstance(student, (str, Mapping, tuple, list)):
        return False
    one, other = np.asarray(student), np.asarray(known)
    if one.shape != other.shape or one.dtype.kind not in "biuf" or other.dtype.kind not in "biuf":
        return False
    if one.ndim and one.dtype != other.dtype:
        return False
    return one.size == 0 or _close(one, other)


def _close(one: Array, other: Array) -> bool:
    """Do what numpy.allclose does where NaN equals NaN, in less time: a diagnosis hardly does anything else."""
    right = other.astype(np.result_type(other, 1.0), copy=False)
    with np.errstate(all="ignore"):
        sizes = np.abs(right)
        largest = float(sizes.max())
        if not np.isfinite(largest):
            largest = float(sizes.max(where=np.isfinite(sizes), initial=0.0))
        near = np.abs(one - right) <= ABSOLUTE + (1e-5 if one.dtype == np.float32 else RELATIVE) * largest
        return bool(near.all() or (near | (one == right) | (np.isnan(one) & np.isnan(right))).all())


def _match(exercise: HiddenExercise, mistake: Mistake) -> MistakeMatch:
    criterion = exercise.public.criterion(mistake.criterion)
    hint_key = f"mistake.{mistake.id}.hint" if mistake.hint else f"criterion.{exercise.id}.{criterion.id}.hint"
    hint = Message(mistake.hint or criterion.hint, hint_key)
    return MistakeMatch(mistake.id, mistake.says, wrong_line(exercise, mistake), criterion.equation, hint)
