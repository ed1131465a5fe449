"""A dry run and the history of a grade on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from grader.feedback.messages import Catalogue
from grader.feedback.text import one_line, points_in_words

LONGEST = 400


@dataclass(frozen=True)
class MoveRow:
    """One student's line in the table of a dry run; ``now`` is None for whoever has no grade yet."""

    student: str
    now: float | None
    then: float | None
    difference: float
    why: str


def moves_table(rows: Iterable[MoveRow], *, language: str = "en") -> Table:
    """Return a table of those who would move, ready to be printed by rich.

    Parameters
    ----------
    rows
        One row per student.
    language
        Language of the headings.
    """
    say = Catalogue.load(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("dry_run.student"), no_wrap=True)
    for name in ("now", "then", "difference"):
        table.add_column(say(f"dry_run.{name}"), justify="right", no_wrap=True)
    table.add_column(say("dry_run.why"), overflow="fold")
    for row in rows:
        sign = "+" if row.difference > 0 else ""
        colour = "red" if row.difference < 0 else "green" if row.difference > 0 else ""
        table.add_row(
            Text(one_line(row.student, 40)),
            _points(row.now, say),
            _points(row.then, say),
            Text(f"{sign}{points_in_words(row.difference)}", style=colour),
            Text(one_line(row.why, LONGEST)),
        )
    return table


def _points(score: float | None, say: Catalogue) -> Text:
    return Text(say("dry_run.nothing_yet") if score is None else points_in_words(score))


def facts_table(facts: Sequence[tuple[str, str]]) -> Table:
    """Return facts, each with its name before it, ready to be printed by rich.

    Parameters
    ----------
    facts
        Name and text of each.
    """
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, told in facts:
        table.add_row(Text(name), Text(one_line(told, 4 * LONGEST)))
    return table
