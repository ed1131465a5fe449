"""Keep the source of hidden tests off the page, in cells and in what their run left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbconvert.filters import strip_ansi

from grader.feedback.text import text_of

BEGIN = "BEGIN HIDDEN TESTS"
END = "END HIDDEN TESTS"
# Shorter lines ("x = 1", "else:") say nothing about a test and stand in honest output too.
SHORTEST_TELLING_LINE = 10


def split_hidden(source: str) -> tuple[str, tuple[str, ...]]:
    """Split a cell's source into what may be shown and the lines of its hidden tests.

    Parameters
    ----------
    source
        Source of a cell, with or without hidden regions. A region that is not closed reaches to the end.

    Returns
    -------
    tuple
        The shown source, and the hidden lines without their indentation.
    """
    shown: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.split("\n"):
        mark = line.upper()
        if BEGIN in mark:
            inside = True
        elif END in mark:
            inside = False
        else:
            (hidden if inside else shown).append(line)
    return "\n".join(shown).rstrip(), tuple(line.strip() for line in hidden if line.strip())


@dataclass(frozen=True)
class HiddenLines:
    """The lines that no output may repeat.

    Parameters
    ----------
    pattern
        Matches a line that holds one of them; None where the notebook has no hidden tests.
    """

    pattern: re.Pattern[str] | None = None

    @staticmethod
    def of(sources: Iterable[str]) -> HiddenLines:
        """Collect the hidden lines of a notebook's cells."""
        lines = {line for source in sources for line in split_hidden(source)[1]}
        telling = sorted(re.escape(line) for line in lines if len(line) >= SHORTEST_TELLING_LINE)
        return HiddenLines(re.compile("|".join(telling)) if telling else None)

    def seen_in(self, value: object) -> bool:
        """Return whether text from an output, colours put aside, repeats a hidden line."""
        return bool(self.pattern and self.pattern.search(strip_ansi(text_of(value))))

    def redact(self, text: str, note: str) -> str:
        """Return text with every line that repeats a hidden one replaced by a note."""
        if not self.seen_in(text):
            return text
        return "\n".join(note if self.seen_in(line) else line for line in text.split("\n"))
