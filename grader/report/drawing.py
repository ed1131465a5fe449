"""Figures that a page carries in itself: drawn by Matplotlib as SVG, once for light and once for dark screens."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

INCHES_PER_LINE = 0.27
WIDTH_IN = 4.8  # so that letters stay readable on a phone
LONGEST_LABEL = 28


@dataclass(frozen=True)
class Theme:
    """Colours of a figure.

    Parameters
    ----------
    ink, quiet, ground
        Of text and axes, of helping lines, and of what is not filled.
    fill
        Of bars.
    edge
        Of the parts of a bar, and of their hatching.
    parts
        Fills of these parts, in order; on paper they stay apart in grey.
    """

    ink: str
    quiet: str
    ground: str
    fill: str
    edge: str
    parts: tuple[str, ...]


LIGHT = Theme(
    ink="#1d2129",
    quiet="#b9c0ca",
    ground="#ffffff",
    fill="#0b4f6c",
    edge="#1d2129",
    parts=("#0b4f6c", "#4f9dbd", "#f2a65a", "#dcdfe4", "#ffffff"),
)
DARK = Theme(
    ink="#e4e7ec",
    quiet="#535c6a",
    ground="#14171c",
    fill="#7fb8d4",
    edge="#d8dce3",
    parts=("#7fb8d4", "#2f6f8c", "#b8651b", "#4a515c", "#14171c"),
)


@dataclass(frozen=True)
class Picture:
    """A figure as data addresses, and what it shows in words.

    Parameters
    ----------
    light, dark
        SVG in base 64, as an ``img`` element takes it.
    alt
        What to say in its place.
    """

    light: str
    dark: str
    alt: str


@dataclass(frozen=True)
class Pictures:
    """The figures of a report; None where there is nothing to draw.

    Parameters
    ----------
    scores, answers, discrimination, uses
        How scores are distributed, how each exercise was answered, its discrimination, time and memory.
    """

    scores: Picture | None = None
    answers: Picture | None = None
    discrimination: Picture | None = None
    uses: Picture | None = None


def picture(draw: Callable[[Theme], Figure], alt: str) -> Picture:
    """Draw a figure for light and for dark screens.

    Parameters
    ----------
    draw
        Makes the figure in the colours of a theme.
    alt
        What it shows, in words.
    """
    return Picture(_address(draw, LIGHT), _address(draw, DARK), alt)


def _address(draw: Callable[[Theme], Figure], theme: Theme) -> str:
    with _style(theme):
        drawn = io.BytesIO()
        # Without the date and random ids, equal data make equal bytes.
        metadata = {"Date": None, "Creator": None}
        draw(theme).savefig(drawn, format="svg", transparent=True, metadata=metadata)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


@contextmanager
def _style(theme: Theme) -> Iterator[None]:
    settings: dict[Any, Any] = {
        **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), theme.ink),
        **dict.fromkeys(("axes.spines.top", "axes.spines.right"), False),
        "font.family": "DejaVu Sans",
        "font.size": 9.0,
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "svg.fonttype": "path",  # looks the same wherever it is read, and holds no text that could be markup
        "svg.hashsalt": "grader report",
        "text.parse_math": False,  # a name may hold a dollar sign
        "text.usetex": False,
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever a notebook or a style file has set
        matplotlib.rcParams.update(settings)
        yield


def new_figure(height_in: float, rows: int = 1) -> tuple[Figure, list[Axes]]:
    """Return a figure of the usual width with its panels, one below the other.

    Parameters
    ----------
    height_in
        Its height, inches.
    rows
        Number of panels.
    """
    figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
    return figure, [figure.add_subplot(rows, 1, row + 1) for row in range(rows)]


def label(number: int, name: str) -> str:
    """Return what stands beside the line of an exercise: its number, and its name where the font has its letters."""
    if not all(character in _letters() for character in name):
        return str(number)
    short = name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
    return f"{short}  {number}"


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    return frozenset(map(chr, font.get_charmap()))
