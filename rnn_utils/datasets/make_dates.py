"""Collect how seven locales write dates: the script that made `dates.txt`.

Origin: the Unicode Common Locale Data Repository (Unicode licence, whose text stands at the head of the file),
as distributed by the Python package `babel` 2.18.0 (BSD licence). With that package installed, run
`python -m rnn_utils.datasets.make_dates > dates.txt`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOCALES = ("en_US", "en_GB", "fr", "de", "es", "zh", "ja")


def locale_lines(locale: str, data: Any) -> list[str]:
    """Return what the file says about one locale.

    Parameters
    ----------
    locale : str
        Name of the locale, such as "en_GB".
    data : babel.Locale
        What the repository says about it.

    Returns
    -------
    list of str
        Lines of locale, kind and value, with tabs between: four formats in the repository's pattern letters
        ("numeric" has the year with four digits), then names of months and days with "|" between.
    """
    names = {kind: data.months["format"][kind] for kind in ("wide", "abbreviated")}
    values = {
        "full": data.date_formats["full"].pattern,
        "long": data.date_formats["long"].pattern,
        "abbreviated": data.datetime_skeletons["yMMMd"].pattern,
        "numeric": data.datetime_skeletons["yMd"].pattern,
        "MMMM": _joined(names["wide"], range(1, 13)),
        "MMM": _joined(names["abbreviated"], range(1, 13)),
        "EEEE": _joined(data.days["format"]["wide"], range(7)),
    }
    return [f"{locale}\t{kind}\t{value}" for kind, value in values.items()]


def _joined(names: Mapping[int, str], places: range) -> str:
    """Return names in order as one value; days begin with Monday."""
    return "|".join(names[place] for place in places)


def main() -> str:
    """Return the text of `dates.txt`: origin and licence as comments, then the lines of every locale.

    Returns
    -------
    str
        The text, with a line break at its end.
    """
    babel: Any = importlib.import_module("babel")
    licence = Path(babel.__file__).parent / "locale-data" / "LICENSE.unicode"
    origin = f"Unicode Common Locale Data Repository, by way of the Python package babel {babel.__version__}"
    notice = licence.read_text(encoding="utf-8").strip().splitlines()
    head = [f"# {line}".rstrip() for line in (origin, "", *notice)]
    body = [line for locale in LOCALES for line in locale_lines(locale, babel.Locale.parse(locale))]
    return "\n".join([*head, *body]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main())
