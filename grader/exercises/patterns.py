"""Known mistakes that several functions share: texts with ``$names``, which each function fills in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from grader.exercises.model import Mistake


@dataclass(frozen=True)
class Pattern:
    """A mistake as it looks in any of several functions.

    Parameters
    ----------
    name
        Short name, which follows that of the exercise.
    criterion, says, patches, line
        As of a mistake, with ``$names`` in them.
    """

    name: str
    criterion: str
    says: str
    patches: tuple[tuple[str, str], ...]
    line: str = ""


def pattern(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Pattern:
    """Return a pattern; short to write."""
    return Pattern(name, criterion, says, patches, line)


def filled(patterns: Iterable[Pattern], exercise: str, **words: str) -> tuple[Mistake, ...]:
    """Make mistakes of an exercise from patterns.

    Parameters
    ----------
    patterns
        The patterns.
    exercise
        Id of the exercise.
    **words
        What stands for each ``$name``.

    Returns
    -------
    tuple of Mistake
        One for each pattern.

    Raises
    ------
    KeyError
        If a pattern holds a name without a word for it.
    """

    def fill(text: str) -> str:
        return Template(text).substitute(words)

    return tuple(
        Mistake(
            f"{exercise}.{fill(one.name)}",
            fill(one.criterion),
            fill(one.says),
            tuple((fill(right), fill(wrong)) for right, wrong in one.patches),
            line=fill(one.line),
        )
        for one in patterns
    )
