"""The mark that `grader new-exercise` leaves wherever something is to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARK = "UNFINISHED"


def unfinished_lines(text: str) -> Iterator[tuple[int, str]]:
    """Look for the mark in a text.

    Parameters
    ----------
    text
        A file's content.

    Yields
    ------
    number : int
        Of a line with a mark, counted from 1.
    asked : str
        What is to be written there.
    """
    for number, line in enumerate(text.splitlines() if MARK in text else (), 1):
        if MARK in line:
            yield number, re.sub(r'"+[,)]*$', "", line.partition(MARK)[2]).strip(" :") or "something"
