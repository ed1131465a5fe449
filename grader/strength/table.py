"""The measurement in words and tables: ``docs/strength.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.strength.accepted import REASONS
from grader.strength.counts import Counts, by_assignment, total
from grader.strength.equivalence import FIRST_SEEDS
from grader.strength.records import ACCEPTED, CACHE, EQUIVALENT, SURVIVED, Changed, Record

INTRODUCTION = """\
# Strength of the checks

Made by `make strength`; `grader strength --check` compares. A grader is a measuring instrument, and this is its
error.

- **Mistakes** are the known ones, written down as programs; *rejected* means that the criterion which the mistake
  belongs to was not met.
- **Mutants** are the reference solution with one small change made by a program: an operator, a constant, an index,
  a transpose, a name, a keyword, a statement left out. *Killed* means less than all points. *Equal* are those that
  agree with the reference to rounding, side effects included, on the inputs of {seeds} seeds: each is listed below.
  *Cache* are those that do so in all but their cache, of which the exercise asks for no layout: it is the student's
  own affair, and the backward pass is right with right caches or with the student's own. *Right* are those with a
  written reason why nothing should take points from them. *Left* is what no check sees. The share is of the mutants
  that return something else, so of all but the equal ones and the caches.
- **Variants** are right solutions in styles unlike the reference's: *passed* by both checks.
- *Public* is the check that students call in the notebook, alone. The whole check is the hidden one, on secret
  inputs.

Of all {mutants} mutants, {stops} end every call with an error, which any check sees. If the caches counted as left,
the share of the whole check would be {strict}.
"""
HEADINGS = (
    "mistakes", "rejected", "by public", "mutants", "equal", "cache", "killed", "share", "by public", "share", "right",
    "left", "variants", "passed",
)  # fmt: skip


def table(records: Sequence[Record]) -> str:
    """Write a measurement down for people.

    Parameters
    ----------
    records
        One for each exercise.

    Returns
    -------
    str
        Markdown.
    """
    whole = total(records)
    seeds = min((record.seeds for record in records if record.of_fate(EQUIVALENT)), default=0)
    strict = share(whole.killed, whole.mutants - whole.equivalent)
    blocks = [
        INTRODUCTION.format(seeds=f"{seeds:,}", mutants=f"{whole.mutants:,}", stops=f"{whole.stops:,}", strict=strict),
        "## The course\n",
        _rows("assignment", [*_assignments(records), ("**all**", whole)]),
        "## Each exercise\n",
        _rows("exercise", [(record.exercise, total([record])) for record in records]),
        "## By which criterion mutants are killed\n",
        "\n".join(_criteria(records)) + "\n",
        f"## Left\n\nWhat no check sees and nothing explains: {whole.survived or 'none'}.\n",
        *_listed(records, SURVIVED),
        "## Right for a written reason\n",
        *_listed(records, ACCEPTED),
        "## Equal to the reference\n",
        f"On the requests of all tries of {FIRST_SEEDS} seeds, and of one try after the other on the rest.\n",
        *_listed(records, EQUIVALENT),
        "## Equal to the reference but for the cache\n",
        *_listed(records, CACHE),
    ]
    return "\n".join(blocks).rstrip() + "\n"


def share(part: int, whole: int) -> str:
    """Return a share in per cent, rounded down, so that 100 % means all."""
    return f"{int(1000 * part / whole) / 10:.1f} %" if whole else "–"


def cells(figures: Counts) -> list[str]:
    """Return the columns of one row."""
    one = figures
    return [
        str(one.mistakes), str(one.mistakes_own), str(one.mistakes_public),
        str(one.mutants), str(one.equivalent), str(one.cache), str(one.killed), share(one.killed, one.different),
        str(one.killed_public), share(one.killed_public, one.different), str(one.accepted), str(one.survived),
        str(one.variants), str(min(one.passed, one.passed_public)),
    ]  # fmt: skip


def _assignments(records: Sequence[Record]) -> list[tuple[str, Counts]]:
    return [(name, total(part)) for name, part in by_assignment(records).items()]


def _rows(first: str, rows: Iterable[tuple[str, Counts]]) -> str:
    lines = [f"| {' | '.join((first, *HEADINGS))} |", f"| --- |{' ---: |' * len(HEADINGS)}"]
    lines += [f"| {' | '.join((name, *cells(figures)))} |" for name, figures in rows]
    return "\n".join(lines) + "\n"


def _criteria(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        killers = [mutant.criterion for mutant in record.mutants if mutant.criterion]
        by_number = sorted(set(killers), key=lambda name: (-killers.count(name), name))
        found = ", ".join(f"{name} {killers.count(name)}" for name in by_number)
        yield f"- {record.exercise}: {found}"


def _listed(records: Sequence[Record], fate: str) -> Iterator[str]:
    for record in records:
        mutants = record.of_fate(fate)
        if mutants:
            yield f"### {record.exercise}: {len(mutants)}\n"
            yield "\n".join(map(_shown, mutants))


def _shown(mutant: Changed) -> str:
    reason = REASONS.get(mutant.id, "") if mutant.fate == ACCEPTED else ""
    diff = "\n".join(line[0] + " " + line[1:].strip() for line in mutant.diff.splitlines())
    return f"`{mutant.id}`" + (f": {reason}" if reason else "") + f"\n\n```diff\n{diff}\n```\n"
