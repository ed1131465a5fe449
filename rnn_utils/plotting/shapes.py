"""Draw the parts that all diagrams are made of: boxes with a text in them, arrows, labels, dots."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from rnn_utils.plotting.style import CELL, FORWARD, INK, PAPER, TEXT_SIZE

Point = tuple[float, float]


def at_step(symbol: str, t: int | str) -> str:
    """Return a symbol with its time step, as Matplotlib's mathematical text.

    Parameters
    ----------
    symbol : str
        Such as "x" or r"\\hat{y}".
    t : int or str
        Time step.

    Returns
    -------
    str
        Such as x⟨2⟩.
    """
    return rf"${symbol}^{{\langle {t}\rangle}}$"


def box(
    ax: Axes,
    centre: Point,
    text: str,
    width: float = 1.0,
    height: float = 0.7,
    fill: str = CELL,
    size: float = TEXT_SIZE,
) -> None:
    """Draw a box with rounded corners and a text in its middle.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    centre : tuple of float
        Middle of the box.
    text : str
        What stands in it.
    width, height : float
        Size in units of the drawing.
    fill : str
        Colour of the box.
    size : float
        Size of the text, in points.
    """
    corner = (centre[0] - width / 2, centre[1] - height / 2)
    ax.add_patch(
        FancyBboxPatch(
            corner,
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.1",
            facecolor=fill,
            edgecolor=INK,
            linewidth=1,
        )
    )
    ax.text(*centre, text, ha="center", va="center", fontsize=size, color=INK)


def arrow(
    ax: Axes,
    start: Point,
    end: Point,
    colour: str = FORWARD,
    dashed: bool = False,
    bend: float = 0.0,
) -> None:
    """Draw an arrow.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    start, end : tuple of float
        From where to where.
    colour : str
        Colour of the arrow.
    dashed : bool
        Dashed lines mark the way back.
    bend : float
        How far it leaves the straight line, as a part of its length; positive bends to the right of its
        direction.
    """
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=11,
            shrinkA=0,
            shrinkB=0,
            color=colour,
            linewidth=1.4,
            linestyle=(0, (3, 1.5)) if dashed else "solid",
            connectionstyle=f"arc3,rad={bend}",
        )
    )


def label(ax: Axes, place: Point, text: str, colour: str = INK, size: float = TEXT_SIZE, ha: str = "center") -> None:
    """Write a text.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    place : tuple of float
        Where the text stands.
    text : str
        What to write.
    colour : str
        Colour of the text.
    size : float
        Size of the text, in points.
    ha : str
        Horizontal alignment: "left", "center" or "right".
    """
    ax.text(*place, text, ha=ha, va="center", fontsize=size, color=colour)


def dots(ax: Axes, place: Point) -> None:
    """Interrupt an arrow with three dots: time steps that are not drawn.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    place : tuple of float
        Middle of the dots.
    """
    background = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
    ax.text(*place, "…", ha="center", va="center", fontsize=TEXT_SIZE + 2, color=INK, bbox=background)
