"""What ``grader strength`` does: measure, compare with the committed measurement or write it, say what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from grader.errors import StrengthError
from grader.exercises.catalogue import EXERCISES, exercises_of
from grader.exercises.model import HiddenExercise
from grader.strength.counts import Counts, total
from grader.strength.document import differences, document, to_text
from grader.strength.places import Places
from grader.strength.records import Record
from grader.strength.running import measure_all
from grader.strength.sampling import differences_in_sample
from grader.strength.table import share, table

AGAIN = "run 'make strength', read what has changed, and commit docs/strength.md and docs/strength.json"


def chosen(names: Sequence[str]) -> list[HiddenExercise]:
    """Return the exercises of some assignments and exercises; without names, all of them.

    Raises
    ------
    StrengthError
        If there is neither an assignment nor an exercise of that name.
    """
    found: list[HiddenExercise] = []
    for name in names:
        exercises = [EXERCISES[name]] if name in EXERCISES else list(exercises_of(name))
        if not exercises:
            raise StrengthError(
                f"there is no assignment and no exercise {name!r}", hint=f"take of: {', '.join(EXERCISES)}"
            )
        found += exercises
    return found or list(EXERCISES.values())


def measure(places: Places, names: Sequence[str], jobs: int, seeds: int, console: Console) -> list[Record]:
    """Measure exercises and show how far it is.

    Parameters
    ----------
    places
        Where records are kept.
    names
        Assignments and exercises; empty means all.
    jobs
        Number of worker processes.
    seeds
        On how many seeds a mutant has to agree with the reference to be equivalent.
    console
        Where progress is shown.

    Returns
    -------
    list of Record
        One for each exercise.
    """
    exercises = chosen(names)
    measured = measure_all(exercises, places.kept, jobs=jobs, seeds=seeds)
    return list(track(measured, "measuring", len(exercises), console=console, transient=True))


def write(places: Places, records: Sequence[Record]) -> None:
    """Write the measurement of all exercises into the documentation."""
    places.write(to_text(document(records)), table(records))


def compare(places: Places, records: Sequence[Record]) -> None:
    """Compare a measurement with the committed one.

    Raises
    ------
    StrengthError
        If they differ; the message lists where.
    """
    _refuse(differences(places.committed(), document(records)))
    everything = len(records) == len(EXERCISES)
    if everything and places.tables.read_text(encoding="utf-8") != table(records):
        _refuse([f"{places.tables.name} is not what would be written"])


def compare_sample(places: Places, names: Sequence[str], console: Console) -> int:
    """Judge a fixed sample of the mutants again and compare; return the number of exercises.

    Raises
    ------
    StrengthError
        If the sample differs from the committed measurement; the message lists where.
    """
    exercises = chosen(names)
    shown = track(exercises, "sampling", console=console, transient=True)
    _refuse(list(differences_in_sample(places.committed(), shown)))
    return len(exercises)


def shown(records: Sequence[Record]) -> Table:
    """Return the figures as a table for the terminal: what is rejected of what there is."""
    printed = Table(box=None)
    for heading in ("exercise", "mistakes", "mutants killed", "by public", "left", "variants"):
        printed.add_column(heading, no_wrap=True, justify="left" if heading == "exercise" else "right")
    for record in records:
        printed.add_row(record.exercise, *_figures(total([record])))
    printed.add_row("all", *_figures(total(records)), style="bold")
    return printed


def _figures(one: Counts) -> list[str]:
    return [
        f"{one.mistakes_own}/{one.mistakes}", f"{one.killed}/{one.different}", share(one.killed_public, one.different),
        str(one.survived), f"{min(one.passed, one.passed_public)}/{one.variants}",
    ]  # fmt: skip


def _refuse(said: Sequence[str]) -> None:
    if said:
        raise StrengthError("the strength of the checks is not what is committed:\n" + "\n".join(said), hint=AGAIN)
