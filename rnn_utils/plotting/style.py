"""Fix the look of the course's figures: sizes, and colours that differ in lightness too."""

from __future__ import annotations

import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

DPI = 80
TEXT_SIZE = 10

# From dark to light: lines and text, then fillings. Line styles repeat what colours say.
INK = "#222222"
FORWARD = "#1f4e79"
BACKWARD = "#c4502b"
MUTED = "#5c5c5c"
FAINT = "#b5b5b5"
CELL = "#a9c4de"
OUTPUT = "#f2dcae"
INPUT = "#f5f5f5"
PAPER = "#ffffff"


class _PageFigure(Figure):
    """Be a Matplotlib figure that shows itself in a notebook without pyplot, the same bytes each time."""

    def __repr__(self) -> str:
        """Return what stands in for the picture where there is only text."""
        return f"<Figure with {len(self.axes)} panel{'s' if len(self.axes) > 1 else ''}>"

    def _repr_png_(self) -> bytes:
        """Return the figure as a PNG picture, without the program's version in it."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure that shows itself once when it is the last line of a notebook cell.

    Parameters
    ----------
    width, height : float
        Size, in inches.

    Returns
    -------
    Figure
        A figure that Matplotlib's pyplot does not know of, so that nothing has to be closed.
    """
    return _PageFigure(figsize=(width, height), dpi=DPI, layout="constrained")


def new_axes(ax: Axes | None, width: float, height: float) -> tuple[Figure, Axes]:
    """Return the axes that were given with their figure, or new ones.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    width, height : float
        Size of a new figure, in inches.

    Returns
    -------
    tuple of Figure and Axes
        Where to draw.
    """
    if ax is not None:
        figure = ax.get_figure(root=True)
        if figure is None:
            raise ValueError("`ax` belongs to no figure: make it with figure.add_subplot()")
        return figure, ax
    figure = new_figure(width, height)
    return figure, figure.add_subplot()


def blank_canvas(ax: Axes, width: float, height: float) -> None:
    """Turn axes into a sheet of paper with equal units in both directions and no frame.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    width, height : float
        Size of the sheet, in units of the drawing; the origin is at the lower left.
    """
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.axis("off")
