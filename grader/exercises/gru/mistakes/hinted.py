"""Hints of their own for known mistakes that come from patterns, or whose criterion asks about something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grader.exercises.model import Mistake


def hinted(mistakes: Iterable[Mistake], hints: Mapping[str, Iterable[str]]) -> tuple[Mistake, ...]:
    """Give some of the mistakes of an exercise a hint of their own.

    Parameters
    ----------
    mistakes
        The mistakes.
    hints
        Hint → short names of the mistakes that it is for, without that of the exercise.

    Returns
    -------
    tuple of Mistake
        All of them, in their order.

    Raises
    ------
    ValueError
        If no mistake has one of the names.
    """
    found = tuple(mistakes)
    by_name = {name: hint for hint, names in hints.items() for name in names}
    if unknown := set(by_name) - {_short(mistake) for mistake in found}:
        raise ValueError(f"hints for mistakes that are not there: {sorted(unknown)}")
    return tuple(replace(one, hint=by_name.get(_short(one), one.hint)) for one in found)


def _short(mistake: Mistake) -> str:
    return mistake.id.split(".", maxsplit=1)[1]
