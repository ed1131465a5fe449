"""What was measured about one exercise: known mistakes, variants and mutants with what the checks say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.strength.accepted import REASONS

EQUIVALENT, CACHE, ACCEPTED, SURVIVED = "equivalent", "cache unread", "accepted", "survived"


@dataclass(frozen=True)
class Known:
    """A known mistake or a variant with what the checks say.

    Parameters
    ----------
    id
        Its id.
    public
        Whether the public check lets it pass.
    failed
        Criteria of the hidden check that it does not meet.
    criterion
        The criterion that it should not meet; empty for a variant.
    """

    id: str
    public: bool
    failed: tuple[str, ...]
    criterion: str = ""


@dataclass(frozen=True)
class Changed:
    """A mutant with what the checks say.

    Parameters
    ----------
    id, diff
        Those of the mutant.
    public
        Whether the public check lets it pass.
    criterion
        The first criterion of the hidden check that it does not meet; empty when it earns everything.
    stops
        Whether every call ends in an error.
    equivalent
        Whether it agrees with the reference on all seeds, in everything that the checks read.
    cache
        Whether it does not agree in its cache, which the checks do not read.
    """

    id: str
    diff: str
    public: bool
    criterion: str
    stops: bool = False
    equivalent: bool = False
    cache: bool = False

    @property
    def fate(self) -> str:
        """Return the criterion that killed it, or why it lives."""
        if self.criterion:
            return self.criterion
        if self.id in REASONS:  # stricter: it agrees on these inputs, and is known not to on others
            return ACCEPTED
        if self.equivalent:
            return CACHE if self.cache else EQUIVALENT
        return SURVIVED


@dataclass(frozen=True)
class Record:
    """Everything that was measured about one exercise.

    Parameters
    ----------
    exercise, assignment
        Which one.
    mistakes, variants, mutants
        What the checks say about each.
    seeds
        On how many seeds the equivalent mutants were compared with the reference.
    judged_from, compared_from
        Fingerprints of what the two halves of the measurement depend on.
    """

    exercise: str
    assignment: str
    mistakes: tuple[Known, ...] = ()
    variants: tuple[Known, ...] = ()
    mutants: tuple[Changed, ...] = ()
    seeds: int = 0
    judged_from: str = ""
    compared_from: str = ""

    def of_fate(self, *fates: str) -> tuple[Changed, ...]:
        """Return the mutants with one of these fates."""
        return tuple(mutant for mutant in self.mutants if mutant.fate in fates)

    @property
    def alive(self) -> tuple[Changed, ...]:
        """Return the mutants that earn everything."""
        return tuple(mutant for mutant in self.mutants if not mutant.criterion)

    def with_equivalent(self, ids: Iterable[str], seeds: int, caches: Iterable[str] = ()) -> Record:
        """Return the record with some mutants found to agree with the reference on so many seeds.

        Parameters
        ----------
        ids
            Those that agree in everything that the checks read.
        seeds
            Number of seeds.
        caches
            Those of them that do not agree in their caches.

        Returns
        -------
        Record
            The same for all other mutants.
        """
        alike, apart = set(ids), set(caches)
        mutants = tuple(
            replace(mutant, equivalent=mutant.id in alike, cache=mutant.id in alike & apart) for mutant in self.mutants
        )
        return replace(self, mutants=mutants, seeds=seeds)
