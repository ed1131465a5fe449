"""Write dates as people in seven locales write them, each with its form by ISO 8601.

Formats, months and weekdays are those of the Unicode Common Locale Data Repository (Unicode licence, see the head
of `dates.txt`), taken from the Python package `babel` 2.18.0 (BSD licence) by `make_dates.py`. Years run from
1900 to 2099. A tenth of the days is kept for validation and a tenth for the test: they occur in no training text,
in no format.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Int

from rnn_utils.types import Array

Split = Literal["training", "validation", "test"]

FORMS = ("full", "long", "abbreviated", "numeric")
_FIRST, _LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
# Pattern letters of the repository; text in quotes stands for itself.
_FIELD = re.compile(r"'([^']*)'|EEEE|MMMM|MMM|MM|M|dd|d|y")


class WrittenDate(NamedTuple):
    """Hold a date as somebody wrote it, the same by ISO 8601, and by whom and how it was written."""

    text: str
    iso: str
    locale: str
    form: str


@cache
def _conventions() -> dict[str, dict[str, str]]:
    """Return formats and names of every locale, as they stand in the file."""
    found: dict[str, dict[str, str]] = {}
    for line in (Path(__file__).parent / "dates.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            locale, kind, value = line.split("\t")
            found.setdefault(locale, {})[kind] = value
    return found


def locales() -> tuple[str, ...]:
    """Return the names of the locales.

    Returns
    -------
    tuple of str
        Such as "en_US".
    """
    return tuple(_conventions())


def write_date(day: datetime.date, locale: str, form: str, padded: bool = False) -> str:
    """Write a date as people in a locale do.

    Parameters
    ----------
    day : datetime.date
        The date.
    locale : str
        One of `locales`.
    form : str
        One of `FORMS`.
    padded : bool
        Whether day and month have two digits in the numeric form. The repository pads in some locales; people
        do as they like.

    Returns
    -------
    str
        The date, such as "Tuesday, 3 April 2001".
    """
    conventions = _conventions()[locale]
    pattern = conventions[form]
    if form == "numeric":
        pattern = re.sub(r"([Md])\1?", r"\1\1" if padded else r"\1", pattern)
    return _FIELD.sub(lambda field: _field(field, day, conventions), pattern)


def _field(field: re.Match[str], day: datetime.date, conventions: dict[str, str]) -> str:
    """Return what a pattern letter stands for."""
    letters = field[0]
    if letters.startswith("'"):
        return field[1]
    if letters == "EEEE":
        return conventions[letters].split("|")[day.weekday()]
    if letters in ("MMMM", "MMM"):
        return conventions[letters].split("|")[day.month - 1]
    if letters == "y":
        return str(day.year)
    return format(day.month if letters[0] == "M" else day.day, "02d" if len(letters) == 2 else "d")


@cache
def _days(split: Split) -> Int[Array, " n_days"]:
    """Return the days of a split, as numbers that `datetime.date.fromordinal` takes."""
    n_days = _LAST.toordinal() - _FIRST.toordinal() + 1
    shuffled = _FIRST.toordinal() + np.random.default_rng(8601).permutation(n_days)
    tenth = n_days // 10
    parts = {"training": shuffled[2 * tenth :], "validation": shuffled[:tenth], "test": shuffled[tenth : 2 * tenth]}
    return parts[split]


def written_dates(rng: np.random.Generator, n: int, split: Split = "training") -> list[WrittenDate]:
    """Draw dates, each in a locale and a form drawn at random.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of dates.
    split : str
        Which days to draw from: "training", "validation" or "test".

    Returns
    -------
    list of WrittenDate
        Texts with their ISO 8601 forms. In the numeric form, half of them have days and months of two digits.
    """
    days = _days(split)
    chosen = days[rng.integers(len(days), size=n)]
    places, forms = rng.integers(len(locales()), size=n), rng.integers(len(FORMS), size=n)
    padded = rng.random(n) < 0.5
    return [
        _written(datetime.date.fromordinal(int(chosen[k])), locales()[places[k]], FORMS[forms[k]], bool(padded[k]))
        for k in range(n)
    ]


def _written(day: datetime.date, locale: str, form: str, padded: bool) -> WrittenDate:
    """Return a date with its text."""
    return WrittenDate(write_date(day, locale, form, padded), day.isoformat(), locale, form)


def readings(text: str) -> dict[str, int]:
    """Return all dates that a numeric text may mean.

    Parameters
    ----------
    text : str
        Such as "03/04/2001".

    Returns
    -------
    dict of str to int
        ISO 8601 form of each reading, with the number of locales that read it so; empty if the text is not
        numeric.
    """
    found: dict[str, int] = {}
    numbers, signs = re.findall(r"\d+", text), re.sub(r"\d+", "1", text)
    for conventions in _conventions().values():
        letters = re.findall("[dMy]+", conventions["numeric"])
        if signs == re.sub("[dMy]+", "1", conventions["numeric"]):
            iso = _iso({letter[0]: int(number) for letter, number in zip(letters, numbers, strict=True)})
            found |= {iso: found.get(iso, 0) + 1} if iso else {}
    return found


def _iso(parts: dict[str, int]) -> str | None:
    """Return a date in ISO 8601 form, or None if there is no such date."""
    try:
        return datetime.date(parts["y"], parts["M"], parts["d"]).isoformat()
    except ValueError:
        return None


@cache
def symbols() -> tuple[str, ...]:
    """Return every character that occurs in a date of any locale and form.

    Returns
    -------
    tuple of str
        In the order of their code points.
    """
    days = [datetime.date(2001, month, 1) for month in range(1, 13)] + [datetime.date(2001, 1, k) for k in range(1, 8)]
    texts = [write_date(day, locale, form) for day in days for locale in locales() for form in FORMS]
    return tuple(sorted(set("".join(texts)) | set("0123456789")))
