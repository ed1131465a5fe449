"""Measure what the diagnosis makes of wrong functions that are in no catalogue: automatic mutants of the references.

A mutant that behaves like a known mistake on everything that is tried is one, and may be called so. Any other name
is wrong. The mutants are split by a hash of their ids, once and for all: one half may be looked at when the catalogue
and the probes are mended, the other is held out and only counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from grader.exercises.catalogue import references_of
from grader.exercises.diagnosis import diagnose
from grader.exercises.judging import judge
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import functions_of, wrong_source
from grader.results import Status
from grader.strength.alike import behave_alike
from grader.strength.flakiness import public_seed
from grader.strength.limits import BoundedCaller
from grader.strength.mutation import Mutant
from grader.strength.tally import Tally

NOT_REFUSED, LISTED, NONE, WRONG = "not refused", "listed", "none", "wrong"


def held_out(mutant_id: str) -> bool:
    """Say whether a mutant belongs to the half that nothing is tuned by."""
    return hashlib.sha256(mutant_id.encode()).digest()[0] % 2 == 1


def one_in(many: int, mutant_id: str) -> bool:
    """Say whether a mutant is in a fixed sample of one in so many."""
    return hashlib.sha256(mutant_id.encode()).digest()[1] % many == 0


def verdict(exercise: HiddenExercise, mutant: Mutant, number: int) -> tuple[str, tuple[str, ...]]:
    """Judge a mutant and check the names that it is given.

    Parameters
    ----------
    exercise
        The exercise.
    mutant
        A mutant of it.
    number
        Number of the seed it is judged with.

    Returns
    -------
    verdict : str
        ``"not refused"``, ``"listed"`` when it behaves like a mistake that is named, ``"none"``, or ``"wrong"``.
    names : tuple of str
        Ids of the mistakes that are named.
    """
    assignment = exercise.public.assignment
    references, seed = references_of(assignment), public_seed(assignment, number)
    caller = BoundedCaller(functions_of(exercise, mutant.source, references))
    judgement = judge(exercise, caller, seed, references)
    if judgement.result.status is Status.RIGHT:
        return NOT_REFUSED, ()
    names = tuple(match.id for match in diagnose(exercise, judgement, seed, references))
    if not names:
        return NONE, ()
    known = {mistake.id: wrong_source(exercise, mistake) for mistake in exercise.mistakes}
    listed = any(behave_alike(exercise, mutant.source, known[name]) for name in names)
    return LISTED if listed else WRONG, names


def tallies(exercise: HiddenExercise, mutants: Sequence[Mutant], number: int = 0) -> dict[str, Tally]:
    """Count the verdicts on mutants, each half apart.

    Parameters
    ----------
    exercise
        The exercise.
    mutants
        Mutants of it.
    number
        Number of the seed.

    Returns
    -------
    dict
        ``"seen"`` and ``"held out"`` → tally. Mutants that are not refused are no mistakes, and left out; ``right``
        counts those that behave like a known mistake.
    """
    found = {"seen": Tally(), "held out": Tally()}
    for mutant in sorted(mutants, key=lambda one: one.id):
        said, names = verdict(exercise, mutant, number)
        if said != NOT_REFUSED:
            tally = found["held out" if held_out(mutant.id) else "seen"]
            tally.add("right" if said == LISTED else said, f"{mutant.id} is called {', '.join(names) or 'nothing'}")
    return found
