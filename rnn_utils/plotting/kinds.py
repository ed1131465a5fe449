"""Draw the kinds of recurrent networks: when something is read, and when an answer is given."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import arrow, box, label
from rnn_utils.plotting.style import INPUT, OUTPUT, blank_canvas, new_figure

# Title, example, steps that read, steps that answer, number of steps.
KINDS: tuple[tuple[str, str, tuple[int, ...], tuple[int, ...], int], ...] = (
    ("one to one", "a month → its length", (0,), (0,), 1),
    ("one to many", "a digit → its name", (0,), (0, 1, 2), 3),
    ("many to one", "a review → good or bad", (0, 1, 2), (2,), 3),
    ("many to many, equal", "a sentence → its names", (0, 1, 2), (0, 1, 2), 3),
    ("many to many, unequal", "a sentence → its translation", (0, 1), (2, 3, 4), 5),
)


def draw_kinds() -> Figure:
    """Draw the five kinds of recurrent networks side by side.

    Returns
    -------
    Figure
        Five drawings: inputs below, cells in the middle, answers above.
    """
    figure = new_figure(width=10.5, height=2.6)
    widths = [max(n_steps, 2.6) for *_, n_steps in KINDS]
    panels = figure.subplots(1, len(KINDS), width_ratios=widths)
    for panel, kind, width in zip(panels, KINDS, widths, strict=True):
        draw_kind(panel, *kind, width=width)
    return figure


def draw_kind(
    ax: Axes,
    title: str,
    example: str,
    reads: tuple[int, ...],
    answers: tuple[int, ...],
    n_steps: int,
    width: float,
) -> None:
    """Draw one kind of recurrent network.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    title, example : str
        What stands above and below.
    reads, answers : tuple of int
        The time steps, counted from 0, at which something is read and at which an answer is given.
    n_steps : int
        Number of cells.
    width : float
        Width of the sheet, in cells.
    """
    blank_canvas(ax, width=width, height=4.2)
    left = (width - n_steps + 1) / 2
    for t in range(n_steps):
        x = left + t
        box(ax, (x, 2.1), "a", width=0.62, height=0.6)
        if t:
            arrow(ax, (x - 0.69, 2.1), (x - 0.31, 2.1))
        if t in reads:
            box(ax, (x, 0.95), "x", width=0.62, height=0.55, fill=INPUT)
            arrow(ax, (x, 1.23), (x, 1.8))
        if t in answers:
            box(ax, (x, 3.25), r"$\hat{y}$", width=0.62, height=0.55, fill=OUTPUT)
            arrow(ax, (x, 2.4), (x, 2.97))
    label(ax, (width / 2, 3.95), title)
    label(ax, (width / 2, 0.3), example, size=8)
