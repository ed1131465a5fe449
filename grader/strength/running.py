"""Measure exercises: verdicts of the checks first, then what lives is compared with the reference on many seeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from grader.exercises.model import HiddenExercise
from grader.exercises.patching import wrong_source
from grader.strength.equivalence import FIRST_SEEDS, SEEDS
from grader.strength.fingerprints import compared_from, judged_from
from grader.strength.keeping import load, save
from grader.strength.measure import Verdict
from grader.strength.mutation import Mutant, mutants_of
from grader.strength.records import Changed, Known, Record
from grader.strength.workers import agreements, pool, verdicts

SAVED_EVERY = 100


def measure_all(
    exercises: Iterable[HiddenExercise], folder: Path, *, jobs: int, seeds: int = SEEDS
) -> Iterator[Record]:
    """Measure exercises one after the other, and keep what was found.

    Parameters
    ----------
    exercises
        Which ones.
    folder
        Where records are kept; what is there already and still holds is not measured again.
    jobs
        Number of worker processes.
    seeds
        On how many seeds a mutant has to agree with the reference to be equivalent.

    Yields
    ------
    Record
        One for each exercise, in order.
    """
    with pool(jobs) as executor:
        for exercise in exercises:
            mutants = {mutant.id: mutant for mutant in mutants_of(exercise)}
            kept = load(folder, exercise.id)
            judged = _judged(executor, exercise, mutants, kept)
            for record in _compared(executor, exercise, mutants, judged, kept, seeds):
                save(folder, record)
            yield record


def _judged(
    executor: ProcessPoolExecutor, exercise: HiddenExercise, mutants: Mapping[str, Mutant], kept: Record | None
) -> Record:
    """Judge everything about an exercise, unless what is kept still holds."""
    made_from = judged_from(exercise, {name: mutant.source for name, mutant in mutants.items()})
    if kept and kept.judged_from == made_from:
        return kept
    known = [(mistake.id, wrong_source(exercise, mistake)) for mistake in exercise.mistakes]
    known += [(variant.id, variant.source) for variant in exercise.variants]
    sources = [(name, mutant.source) for name, mutant in mutants.items()]
    of_known = verdicts(executor, exercise.id, known, mutants=False)
    of_mutants = verdicts(executor, exercise.id, sources, mutants=True)
    return Record(
        exercise=exercise.id,
        assignment=exercise.public.assignment,
        mistakes=tuple(_known(one.id, of_known[one.id], one.criterion) for one in exercise.mistakes),
        variants=tuple(_known(one.id, of_known[one.id]) for one in exercise.variants),
        mutants=tuple(_changed(mutant, of_mutants[name]) for name, mutant in mutants.items()),
        judged_from=made_from,
    )


def _compared(
    executor: ProcessPoolExecutor,
    exercise: HiddenExercise,
    mutants: Mapping[str, Mutant],
    record: Record,
    kept: Record | None,
    seeds: int,
) -> Iterator[Record]:
    """Compare what lives with the reference, on a few seeds first, and go on where a run was stopped."""
    alike = {mutant.id: mutants[mutant.id].source for mutant in record.alive}
    made_from = compared_from(exercise, alike)
    done = 0
    if kept and kept.compared_from == made_from:
        done = kept.seeds
        agreed = {mutant.id for mutant in kept.mutants if mutant.equivalent}
        alike = {name: source for name, source in alike.items() if name in agreed or not done}
    record = replace(record, compared_from=made_from)
    caches = {mutant.id for mutant in kept.mutants if mutant.cache} if kept else set()
    yield record.with_equivalent(alike if done else (), done, caches)
    for end in [end for end in (FIRST_SEEDS, *range(SAVED_EVERY, seeds, SAVED_EVERY), seeds) if done < end <= seeds]:
        found = agreements(executor, exercise.id, alike, range(done, end)) if alike else set()
        alike = {name: source for name, source in alike.items() if name in found}
        if not done:
            caches = alike.keys() - agreements(executor, exercise.id, alike, range(end), caches=True)
        done = end
        yield record.with_equivalent(alike, done, caches)


def _known(name: str, verdict: Verdict, criterion: str = "") -> Known:
    return Known(name, verdict.public, verdict.failed, criterion)


def _changed(mutant: Mutant, verdict: Verdict) -> Changed:
    criterion = verdict.failed[0] if verdict.failed else ""
    return Changed(mutant.id, mutant.diff, verdict.public, criterion, verdict.stops)
