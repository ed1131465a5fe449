"""Draw a recurrent network in both ways: as one cell with a loop, and unrolled along the time steps."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import arrow, at_step, box, dots, label
from rnn_utils.plotting.style import INPUT, MUTED, OUTPUT, blank_canvas, new_axes

_STEP = 2.0
_Y_INPUT, _Y_CELL, _Y_OUTPUT = 0.6, 2.0, 3.4


def draw_unrolled(T_x: int = 4, ax: Axes | None = None) -> Figure:
    """Draw a recurrent network folded, on the left, and unrolled over T_x time steps, on the right.

    Parameters
    ----------
    T_x : int
        Number of time steps that are drawn, at least 1; the last one is labelled T_x.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=3.7 + 1.2 * T_x, height=2.9)
    first = 6.9
    blank_canvas(ax, width=first + _STEP * (T_x - 1) + 1.8, height=4.5)
    _draw_folded(ax, x=1.1)
    label(ax, (3.9, _Y_CELL + 0.35), "unrolled\nin time", MUTED)
    arrow(ax, (3.35, _Y_CELL - 0.25), (4.4, _Y_CELL - 0.25), MUTED)
    box(ax, (first - _STEP, _Y_CELL), at_step("a", 0), width=0.8, fill=INPUT)
    for k in range(T_x):
        x = first + _STEP * k
        name = k + 1 if k + 1 < T_x or T_x == 1 else "T_x"
        _draw_step(ax, x, name)
        arrow(ax, (x - _STEP + (0.4 if k == 0 else 0.5), _Y_CELL), (x - 0.5, _Y_CELL))
        label(ax, (x - _STEP / 2, _Y_CELL + 0.32), "$W_{aa}$", MUTED)
        if name == "T_x":
            dots(ax, (x - _STEP / 2, _Y_CELL))
    return figure


def _draw_step(ax: Axes, x: float, name: int | str) -> None:
    """Draw one time step: input below, cell in the middle, output above."""
    box(ax, (x, _Y_INPUT), at_step("x", name), fill=INPUT)
    box(ax, (x, _Y_CELL), at_step("a", name))
    box(ax, (x, _Y_OUTPUT), at_step(r"\hat{y}", name), fill=OUTPUT)
    arrow(ax, (x, _Y_INPUT + 0.35), (x, _Y_CELL - 0.35))
    arrow(ax, (x, _Y_CELL + 0.35), (x, _Y_OUTPUT - 0.35))
    label(ax, (x + 0.42, (_Y_INPUT + _Y_CELL) / 2), "$W_{ax}$", MUTED)
    label(ax, (x + 0.42, (_Y_CELL + _Y_OUTPUT) / 2), "$W_{ya}$", MUTED)


def _draw_folded(ax: Axes, x: float) -> None:
    """Draw the cell whose state comes back to it."""
    _draw_step(ax, x, "t")
    arrow(ax, (x + 0.5, _Y_CELL + 0.2), (x + 0.5, _Y_CELL - 0.22), bend=-3.6)
    label(ax, (x + 1.65, _Y_CELL), "$W_{aa}$", MUTED)
