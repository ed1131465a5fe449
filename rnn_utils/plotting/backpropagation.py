"""Draw backpropagation through time: the way forward and the way back in one picture."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_utils.plotting.shapes import arrow, at_step, box, dots, label
from rnn_utils.plotting.style import (
    BACKWARD,
    FORWARD,
    INPUT,
    MUTED,
    OUTPUT,
    TEXT_SIZE,
    blank_canvas,
    new_axes,
)

_STEP = 2.5
_Y_INPUT, _Y_CELL, _Y_OUTPUT, _Y_LOSS = 0.6, 2.1, 3.6, 4.9
_SIDE = 0.16


def draw_backpropagation(T_x: int = 4, ax: Axes | None = None) -> Figure:
    """Draw the unrolled network with its losses: forward solid, backward dashed.

    Parameters
    ----------
    T_x : int
        Number of time steps that are drawn, at least 1.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=1.6 + 1.45 * T_x, height=4.6)
    first = 3.2
    last = first + _STEP * (T_x - 1)
    blank_canvas(ax, width=last + 1.2, height=7.2)
    box(ax, (first - _STEP, _Y_CELL), at_step("a", 0), width=0.8, fill=INPUT)
    for k in range(T_x):
        x = first + _STEP * k
        name = k + 1 if k + 1 < T_x or T_x == 1 else "T_x"
        _draw_step(ax, x, name)
        left, right = x - _STEP + (0.4 if k == 0 else 0.5), x - 0.5
        arrow(ax, (left, _Y_CELL + _SIDE), (right, _Y_CELL + _SIDE))
        arrow(ax, (right, _Y_CELL - _SIDE), (left, _Y_CELL - _SIDE), BACKWARD, dashed=True)
        if k and name == "T_x":
            dots(ax, (x - _STEP / 2, _Y_CELL))
        label(ax, ((left + right) / 2, _Y_CELL - 0.5), "$W_{aa}^T dz$", BACKWARD, size=9)
    middle = (first + last) / 2
    box(ax, (middle, 6.1), r"$L = \sum_t L^{\langle t\rangle}$", width=2.4, height=0.6, fill=INPUT)
    for k in range(T_x):
        x = first + _STEP * k
        arrow(ax, (x, _Y_LOSS + 0.3), (middle + (x - middle) * 0.25, 5.8), MUTED)
    _legend(ax)
    return figure


def _draw_step(ax: Axes, x: float, name: int | str) -> None:
    """Draw one time step with its loss, and both directions between its parts."""
    box(ax, (x, _Y_INPUT), at_step("x", name), fill=INPUT)
    box(ax, (x, _Y_CELL), at_step("a", name))
    box(ax, (x, _Y_OUTPUT), at_step(r"\hat{y}", name), fill=OUTPUT)
    box(ax, (x, _Y_LOSS), at_step("L", name), height=0.6, fill=INPUT)
    gaps = (
        (_Y_INPUT + 0.35, _Y_CELL - 0.35),
        (_Y_CELL + 0.35, _Y_OUTPUT - 0.35),
        (_Y_OUTPUT + 0.35, _Y_LOSS - 0.3),
    )
    for low, high in gaps:
        arrow(ax, (x - _SIDE, low), (x - _SIDE, high))
        arrow(ax, (x + _SIDE, high), (x + _SIDE, low), BACKWARD, dashed=True)
    label(ax, (x + 0.28, (_Y_CELL + _Y_OUTPUT) / 2), r"$W_{ya}^T(\hat{y}-y)$", BACKWARD, size=9, ha="left")
    label(ax, (x + 0.28, (_Y_INPUT + _Y_CELL) / 2), r"$W_{ax}^T dz$", BACKWARD, size=9, ha="left")


def _legend(ax: Axes) -> None:
    """Say which line goes which way."""
    lines = [
        Line2D([], [], color=FORWARD, label="forward: values"),
        Line2D([], [], color=BACKWARD, linestyle="--", label="backward: gradients"),
    ]
    ax.legend(handles=lines, loc="upper left", frameon=False, fontsize=TEXT_SIZE - 1)
