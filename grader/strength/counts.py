"""The figures of a measurement: per exercise, per assignment, for the course."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from grader.strength.records import ACCEPTED, CACHE, EQUIVALENT, SURVIVED, Record


@dataclass(frozen=True)
class Counts:
    """Figures about one or several exercises.

    Parameters
    ----------
    mistakes, mistakes_own, mistakes_public
        Known mistakes; those that lose their own criterion; those that the public check stops.
    mutants, stops, equivalent, cache
        Mutants; those of which every call ends in an error; those that agree with the reference; those that agree
        with it but for a cache of which no layout is asked for.
    killed, killed_public
        Mutants that earn less than everything; those that the public check stops.
    accepted, survived
        Mutants that earn everything: with a written reason, and without.
    variants, passed, passed_public
        Odd-but-right variants; those that earn everything; those that the public check lets pass.
    """

    mistakes: int = 0
    mistakes_own: int = 0
    mistakes_public: int = 0
    mutants: int = 0
    stops: int = 0
    equivalent: int = 0
    cache: int = 0
    killed: int = 0
    killed_public: int = 0
    accepted: int = 0
    survived: int = 0
    variants: int = 0
    passed: int = 0
    passed_public: int = 0

    @property
    def different(self) -> int:
        """Return the number of mutants that return something else where the checks look."""
        return self.mutants - self.equivalent - self.cache


def counts(record: Record) -> Counts:
    """Count what was measured about one exercise."""
    different = [mutant for mutant in record.mutants if mutant.fate not in (EQUIVALENT, CACHE)]
    return Counts(
        mistakes=len(record.mistakes),
        mistakes_own=sum(one.criterion in one.failed for one in record.mistakes),
        mistakes_public=sum(not one.public for one in record.mistakes),
        mutants=len(record.mutants),
        stops=sum(mutant.stops for mutant in record.mutants),
        equivalent=len(record.of_fate(EQUIVALENT)),
        cache=len(record.of_fate(CACHE)),
        killed=sum(bool(mutant.criterion) for mutant in different),
        killed_public=sum(not mutant.public for mutant in different),
        accepted=len(record.of_fate(ACCEPTED)),
        survived=len(record.of_fate(SURVIVED)),
        variants=len(record.variants),
        passed=sum(not one.failed for one in record.variants),
        passed_public=sum(one.public for one in record.variants),
    )


def total(records: Iterable[Record]) -> Counts:
    """Add up the figures of several exercises."""
    each = [counts(record) for record in records]
    return Counts(**{field.name: sum(getattr(one, field.name) for one in each) for field in fields(Counts)})


def by_assignment(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Sort records by assignment, in the order of the course."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.assignment, []).append(record)
    return found
