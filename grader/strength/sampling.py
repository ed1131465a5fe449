"""The fast part of the measurement: a fixed sample of the mutants, judged in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grader.exercises.model import HiddenExercise
from grader.strength.document import Document
from grader.strength.measure import measured_mutant
from grader.strength.mutation import Mutant, mutants_of

EVERY = 80
ALIVE = "alive"


def differences_in_sample(expected: Document, exercises: Iterable[HiddenExercise]) -> Iterator[str]:
    """Judge a fixed sample of the mutants and say where it differs from the committed measurement.

    Whether a mutant that lives is equivalent is not asked again; that the committed measurement knows the same
    mutants, is.

    Parameters
    ----------
    expected
        The committed measurement.
    exercises
        Which ones.

    Yields
    ------
    str
        One line for each difference.
    """
    for exercise in exercises:
        known = expected.get(exercise.id, {"mutants": {}})["mutants"]
        mutants = {mutant.id.split(":", 1)[1]: mutant for mutant in mutants_of(exercise)}
        if known.keys() != mutants.keys():
            yield f"{exercise.id}: {len(mutants.keys() ^ known.keys())} mutants are there on one side alone"
        criteria = {criterion.id for criterion in exercise.public.criteria}
        for name in sampled(mutants):
            said = known.get(name, "not there")
            found = fate(exercise, mutants[name])
            if found != (said if said in criteria else ALIVE):
                yield f"{exercise.id}:{name} is {said}, found {found}"


def sampled(names: Iterable[str]) -> list[str]:
    """Choose one in so many by the hash in its name, so that the sample stays when others come or go."""
    return [name for name in names if int(name.split(":")[1].split("-")[0], 16) % EVERY == 0]


def fate(exercise: HiddenExercise, mutant: Mutant) -> str:
    """Return the first criterion that a mutant does not meet, or that it is alive."""
    verdict: Any = measured_mutant(exercise, mutant.source)
    return str(verdict.failed[0]) if verdict.failed else ALIVE
