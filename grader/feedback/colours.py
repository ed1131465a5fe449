"""Terminal colours as HTML: escape sequences become spans with classes, never with styles of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SEQUENCE = re.compile(r"\x1b(?:\[([0-9;:]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)", re.DOTALL)
# IPython paints the part of a traceback that failed on a coloured ground; one class is enough to show it.
_STYLES = {1: "bold", 3: "italic", 4: "underline", 7: "marked"}
_ENDS = {22: "bold", 23: "italic", 24: "underline", 27: "marked", 49: "marked"}


def colours_to_html(text: str) -> Markup:
    """Return terminal output as HTML: escaped, coloured by classes, all other escape sequences dropped.

    Parameters
    ----------
    text
        Output as a program wrote it.

    Returns
    -------
    Markup
        Text and spans with classes such as ``ansi-red`` and ``ansi-bold``.
    """
    parts: list[str] = []
    classes: dict[str, str] = {}
    start = 0
    for match in _SEQUENCE.finditer(text):
        parts.append(_span(text[start : match.start()], classes))
        start = match.end()
        if match[2] == "m":
            _apply(_numbers(match[1]), classes)
    parts.append(_span(text[start:], classes))
    return Markup("".join(parts))


def _span(text: str, classes: dict[str, str]) -> str:
    if not text or not classes:
        return str(escape(text))
    names = " ".join(f"ansi-{name}" for name in sorted(set(classes.values())))
    return f'<span class="{names}">{escape(text)}</span>'


def _numbers(parameters: str) -> Iterator[int]:
    return iter([int(number[:4] or 0) for number in parameters.replace(":", ";").split(";")[:32]])


def _apply(numbers: Iterator[int], classes: dict[str, str]) -> None:
    for number in numbers:
        if number == 0:
            classes.clear()
        elif number in _STYLES:
            classes[_STYLES[number]] = _STYLES[number]
        elif number in _ENDS:
            classes.pop(_ENDS[number], None)
        elif number in (38, 48):
            _set_colour(number, _extended(numbers), classes)
        elif 30 <= number <= 37 or 90 <= number <= 97:
            classes["colour"] = NAMES[number % 10]
        elif number == 39:
            classes.pop("colour", None)
        elif 40 <= number <= 47 or 100 <= number <= 107:
            classes["marked"] = "marked"


def _set_colour(layer: int, name: str, classes: dict[str, str]) -> None:
    if layer == 48:
        classes["marked"] = "marked"
    elif name:
        classes["colour"] = name


def _extended(numbers: Iterator[int]) -> str:
    """Return the name nearest to a colour of the 256 or of 24 bits, which follows in the sequence."""
    mode = next(numbers, 0)
    if mode == 2:
        return _nearest(*(next(numbers, 0) for _ in range(3)))
    index = next(numbers, 0) if mode == 5 else -1
    if 0 <= index < 16:
        return NAMES[index % 8]
    if 16 <= index < 232:
        red, rest = divmod(index - 16, 36)
        return _nearest(red * 51, rest // 6 * 51, rest % 6 * 51)
    return ""


def _nearest(red: int, green: int, blue: int) -> str:
    """Return the name with the same strong channels; greys keep the page's own text colour."""
    strongest = max(red, green, blue)
    if strongest - min(red, green, blue) < 40:
        return ""
    bits = [2 * channel > strongest for channel in (red, green, blue)]
    return NAMES[bits[0] + 2 * bits[1] + 4 * bits[2]]
