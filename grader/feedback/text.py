"""Text from students made fit to be shown: well-formed, without control characters, of a bounded length."""

from __future__ import annotations

import json
import re

from markupsafe import Markup, escape

# Escape (for colours), tab and line feed stay; carriage returns have a meaning of their own.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffe\uffff]")

# Marks that turn the direction of writing, or that nobody sees: a name could spell something else than it says.
_DIRECTION = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\x1b]")


class Budget:
    """Characters of untrusted text that one page may still spend on parsers, so that no page takes minutes.

    Parameters
    ----------
    characters
        How many there are.
    """

    def __init__(self, characters: int) -> None:
        self.left = characters

    def allows(self, text: str) -> bool:
        """Take a text's length from the budget and return whether it was enough."""
        self.left -= len(text)
        return self.left >= 0


def text_of(value: object) -> str:
    """Return a notebook's text field as text, whatever it holds.

    Parameters
    ----------
    value
        A string, the list of lines that notebook files have, or what a damaged or hostile file puts there.

    Returns
    -------
    str
        Text that UTF-8 can hold (a lone surrogate becomes a question mark), without control characters.
    """
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        value = "".join(value)
    elif not isinstance(value, str):
        value = json.dumps(value, default=str) if value is not None else ""
    assert isinstance(value, str)
    return _CONTROL.sub("", value.encode("utf-8", "replace").decode("utf-8"))


def one_line(value: object, limit: int = 200) -> str:
    """Return text on one line, cut after ``limit`` characters: names, titles, file names."""
    text = " ".join(_DIRECTION.sub("", text_of(value)).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def carriage_returns_done(text: str) -> str:
    """Return text as a terminal leaves it where carriage returns overwrite a line, as progress bars do."""
    if "\r" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def shortened(text: str, limit: int, note: str) -> str:
    """Return text with its middle left out where it is longer than a limit.

    Parameters
    ----------
    text
        Any text.
    limit
        Characters that may stay.
    note
        What stands in place of the rest; ``{number}`` becomes the number of characters left out.

    Returns
    -------
    str
        The text, or its beginning, the note on a line of its own, and its end.
    """
    if len(text) <= limit:
        return text
    tail = limit // 4
    left_out = note.replace("{number}", f"{len(text) - limit:,}")
    return f"{text[: limit - tail]}\n{left_out}\n{text[-tail:]}"


def points_in_words(points: float) -> str:
    """Return points as people write them: no decimals where there are none, two at most."""
    return f"{round(points, 2):,.2f}".rstrip("0").rstrip(".").replace("-", "−")


def breakable(name: str) -> Markup:
    """Return a function's name that a narrow screen breaks behind underscores, and nowhere else if it can."""
    return Markup(escape(name)).replace("_", Markup("_<wbr>"))
