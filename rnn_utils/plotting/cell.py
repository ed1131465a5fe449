"""Draw what happens inside a step: the computation of the cell, and its stacked form with one matrix."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rnn_utils.plotting.shapes import arrow, at_step, box, label
from rnn_utils.plotting.style import CELL, INK, INPUT, MUTED, OUTPUT, blank_canvas, new_axes


def draw_cell(ax: Axes | None = None) -> Figure:
    """Draw one step as a graph of computations: from word and state to the next state and the output.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=7.6, height=3.0)
    blank_canvas(ax, width=11.4, height=4.6)
    box(ax, (0.9, 2.6), at_step("a", "t-1"), width=1.2, fill=INPUT)
    box(ax, (2.9, 0.6), at_step("x", "t"), width=1.2, fill=INPUT)
    box(ax, (2.9, 2.6), "+", width=0.7)
    box(ax, (5.1, 2.6), "tanh", width=1.2)
    box(ax, (7.4, 3.9), "softmax", width=1.5, fill=OUTPUT)
    box(ax, (10.4, 2.6), at_step("a", "t"), width=1.2, fill=INPUT)
    box(ax, (10.4, 3.9), at_step(r"\hat{y}", "t"), width=1.2, fill=OUTPUT)
    arrow(ax, (1.5, 2.6), (2.55, 2.6))
    arrow(ax, (2.9, 0.95), (2.9, 2.25))
    arrow(ax, (3.25, 2.6), (4.5, 2.6))
    arrow(ax, (5.7, 2.6), (9.8, 2.6))
    arrow(ax, (6.3, 2.6), (7.1, 3.55), bend=-0.2)
    arrow(ax, (8.15, 3.9), (9.8, 3.9))
    label(ax, (2.0, 2.9), "$W_{aa}$", MUTED)
    label(ax, (3.35, 1.6), "$W_{ax}$", MUTED)
    label(ax, (3.85, 2.9), "$+\\ b_a$", MUTED)
    label(ax, (6.0, 3.35), "$W_{ya}, b_y$", MUTED)
    label(ax, (10.4, 1.9), "to the next step", MUTED, size=8)
    label(ax, (0.9, 1.9), "from the step before", MUTED, size=8)
    label(ax, (4.6, 0.6), "word at time step $t$", MUTED, size=8)
    return figure


def draw_stacked(ax: Axes | None = None) -> Figure:
    """Draw Wa = [Waa, Wax] times [a; x] as blocks, with their shapes.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=6.4, height=2.8)
    blank_canvas(ax, width=11.0, height=4.8)
    _block(ax, (0.9, 1.7), 1.4, 1.4, "$W_{aa}$", CELL)
    _block(ax, (2.3, 1.7), 2.4, 1.4, "$W_{ax}$", OUTPUT)
    _block(ax, (5.6, 2.7), 0.8, 1.4, at_step("a", "t-1"), CELL)
    _block(ax, (5.6, 0.3), 0.8, 2.4, at_step("x", "t"), OUTPUT)
    label(ax, (1.6, 3.4), "$n_a$", MUTED)
    label(ax, (3.5, 3.4), "$n_x$", MUTED)
    label(ax, (0.5, 2.4), "$n_a$", MUTED)
    label(ax, (6.75, 3.4), "$n_a$", MUTED)
    label(ax, (6.75, 1.5), "$n_x$", MUTED)
    label(ax, (6.0, 4.4), "$m$", MUTED)
    label(ax, (5.15, 2.4), "@", size=12)
    label(ax, (7.35, 2.4), "=", size=12)
    _block(ax, (7.9, 1.7), 0.8, 1.4, "", INPUT)
    previous, word = at_step("a", "t-1"), at_step("x", "t")
    label(ax, (8.85, 2.4), f"$W_{{aa}}$ {previous}\n+ $W_{{ax}}$ {word}", ha="left")
    label(ax, (2.8, 1.2), "$W_a$: same order as on the right", MUTED, size=9)
    return figure


def _block(ax: Axes, corner: tuple[float, float], width: float, height: float, text: str, fill: str) -> None:
    """Draw a block of a matrix with its name in the middle."""
    ax.add_patch(Rectangle(corner, width, height, facecolor=fill, edgecolor=INK, linewidth=1))
    label(ax, (corner[0] + width / 2, corner[1] + height / 2), text)
