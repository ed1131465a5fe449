"""Draw long short-term memory: the inside of one step with its gates and both states, and the unrolled network."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from rnn_utils.plotting.shapes import Point, arrow, at_step, box, dots, label
from rnn_utils.plotting.style import (
    BACKWARD,
    CELL,
    FORWARD,
    INK,
    INPUT,
    MUTED,
    OUTPUT,
    PAPER,
    TEXT_SIZE,
    blank_canvas,
    new_axes,
)

# Places along the step: the gates, where they act, and the heights of memory cell, gates and inputs.
_FORGET, _UPDATE, _CANDIDATE, _OUTPUT = 3.6, 5.4, 7.4, 9.4
_ADD, _TURN, _RIGHT = 6.4, 11.2, 13.4
_Y_MEMORY, _Y_MIX, _Y_GATE, _Y_BUS = 5.6, 4.3, 2.7, 1.0
_RADIUS = 0.24


def draw_lstm_cell(backward: bool = False, peepholes: bool = False, ax: Axes | None = None) -> Figure:
    """Draw one step of a long short-term memory: three gates, the candidate, memory cell and hidden state.

    Parameters
    ----------
    backward : bool
        Whether to draw the way of the gradients too, dashed.
    peepholes : bool
        Whether the gates see the memory cell.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=9.4, height=4.4)
    blank_canvas(ax, width=14.4, height=6.7)
    _draw_memory(ax)
    _draw_gates(ax)
    _draw_outputs(ax)
    if peepholes:
        _draw_peepholes(ax)
    if backward:
        _draw_backward(ax)
    return figure


def _draw_memory(ax: Axes) -> None:
    """Draw the line of the memory cell, where things are forgotten and added."""
    box(ax, (1.0, _Y_MEMORY), at_step("c", "t-1"), width=1.3, fill=INPUT)
    box(ax, (_RIGHT, _Y_MEMORY), at_step("c", "t"), width=1.3, fill=INPUT)
    arrow(ax, (1.65, _Y_MEMORY), (_FORGET - _RADIUS, _Y_MEMORY))
    arrow(ax, (_FORGET + _RADIUS, _Y_MEMORY), (_ADD - _RADIUS, _Y_MEMORY))
    arrow(ax, (_ADD + _RADIUS, _Y_MEMORY), (_RIGHT - 0.65, _Y_MEMORY))
    arrow(ax, (_ADD, _Y_MIX + _RADIUS), (_ADD, _Y_MEMORY - _RADIUS))
    _sign(ax, (_FORGET, _Y_MEMORY), "∗")
    _sign(ax, (_ADD, _Y_MEMORY), "+")
    _sign(ax, (_ADD, _Y_MIX), "∗")
    label(ax, ((_FORGET + 1.65) / 2 - 0.1, _Y_MEMORY + 0.45), "memory cell", MUTED, size=9)


def _draw_gates(ax: Axes) -> None:
    """Draw the gates and the candidate above the inputs that they share."""
    box(ax, (1.0, 1.55), at_step("a", "t-1"), width=1.3, fill=INPUT)
    box(ax, (1.0, 0.45), at_step("x", "t"), width=1.3, fill=INPUT)
    for height in (1.55, 0.45):
        arrow(ax, (1.65, height), (2.55, _Y_BUS))
    ax.plot([2.5, _OUTPUT], [_Y_BUS, _Y_BUS], color=FORWARD, linewidth=1.4)
    label(ax, (4.5, _Y_BUS - 0.35), "both, one on top of the other", MUTED, size=9)
    for x, letter in zip((_FORGET, _UPDATE, _CANDIDATE, _OUTPUT), "fuco", strict=True):
        is_gate = letter != "c"
        name = rf"$\Gamma_{letter}$: σ" if is_gate else r"$\tilde{c}^{\langle t\rangle}$: tanh"
        box(ax, (x, _Y_GATE), name, width=1.5, fill=CELL if is_gate else OUTPUT)
        arrow(ax, (x, _Y_BUS), (x, _Y_GATE - 0.35))
        label(ax, (x + 0.12, 1.6), f"$W_{letter}, b_{letter}$", MUTED, size=9, ha="left")
    arrow(ax, (_FORGET, _Y_GATE + 0.35), (_FORGET, _Y_MEMORY - _RADIUS))
    arrow(ax, (_UPDATE, _Y_GATE + 0.35), (_ADD - 0.19, _Y_MIX - 0.17))
    arrow(ax, (_CANDIDATE, _Y_GATE + 0.35), (_ADD + 0.19, _Y_MIX - 0.17))
    label(ax, (_FORGET - 0.12, 3.7), "forget", MUTED, size=9, ha="right")
    label(ax, (_UPDATE - 0.15, 3.5), "update", MUTED, size=9, ha="right")
    label(ax, (_CANDIDATE + 0.1, 3.5), "candidate", MUTED, size=9, ha="left")


def _draw_outputs(ax: Axes) -> None:
    """Draw what leaves the step besides the memory cell: hidden state and probabilities."""
    box(ax, (_TURN, _Y_MIX), "tanh", width=1.1, fill=OUTPUT)
    box(ax, (_RIGHT, _Y_GATE), at_step("a", "t"), width=1.3, fill=INPUT)
    box(ax, (_RIGHT, 0.75), at_step(r"\hat{y}", "t"), width=1.3, fill=OUTPUT)
    arrow(ax, (_TURN, _Y_MEMORY), (_TURN, _Y_MIX + 0.35))
    arrow(ax, (_TURN, _Y_MIX - 0.35), (_TURN, _Y_GATE + _RADIUS))
    arrow(ax, (_OUTPUT + 0.75, _Y_GATE), (_TURN - _RADIUS, _Y_GATE))
    arrow(ax, (_TURN + _RADIUS, _Y_GATE), (_RIGHT - 0.65, _Y_GATE))
    arrow(ax, (_RIGHT, _Y_GATE - 0.35), (_RIGHT, 1.1))
    _sign(ax, (_TURN, _Y_GATE), "∗")
    label(ax, (_OUTPUT, 3.3), "output", MUTED, size=9)
    label(ax, (_RIGHT - 0.1, 1.75), "softmax", MUTED, size=9, ha="right")


def _draw_peepholes(ax: Axes) -> None:
    """Draw the connections from the memory cell to each of the three gates."""
    low = 3.95
    ax.plot([2.3, 2.3], [_Y_MEMORY, low], color=BACKWARD, linewidth=1.4, linestyle="dotted")
    ax.plot([2.3, _OUTPUT + 0.45], [low, low], color=BACKWARD, linewidth=1.4, linestyle="dotted")
    for x, weight in ((_FORGET, "f"), (_UPDATE, "u"), (_OUTPUT, "o")):
        arrow(ax, (x + 0.45, low), (x + 0.45, _Y_GATE + 0.35), BACKWARD)
        label(ax, (x + 0.55, 3.3), f"$P_{weight}$", BACKWARD, size=9, ha="left")


def _draw_backward(ax: Axes) -> None:
    """Draw the ways of the gradients to the memory cell, to the gates and to the step before."""
    gap = 0.17
    back = (
        ((_RIGHT - 0.65, _Y_MEMORY - gap), (_TURN + 0.1, _Y_MEMORY - gap)),
        ((_TURN - 0.1, _Y_MEMORY - gap), (_ADD + _RADIUS, _Y_MEMORY - gap)),
        ((_ADD - _RADIUS, _Y_MEMORY - gap), (_FORGET + _RADIUS, _Y_MEMORY - gap)),
        ((_FORGET - _RADIUS, _Y_MEMORY - gap), (1.65, _Y_MEMORY - gap)),
        ((_RIGHT - 0.65, _Y_GATE - gap), (_TURN + _RADIUS, _Y_GATE - gap)),
        ((_TURN - _RADIUS, _Y_GATE - gap), (_OUTPUT + 0.75, _Y_GATE - gap)),
        ((_TURN + gap, _Y_GATE + _RADIUS), (_TURN + gap, _Y_MIX - 0.35)),
        ((_TURN + gap, _Y_MIX + 0.35), (_TURN + gap, _Y_MEMORY - gap)),
        ((_ADD + gap, _Y_MEMORY - _RADIUS), (_ADD + gap, _Y_MIX + _RADIUS)),
        ((_FORGET + gap, _Y_MEMORY - _RADIUS), (_FORGET + gap, _Y_GATE + 0.35)),
        ((_ADD + 0.36, _Y_MIX - 0.12), (_CANDIDATE + gap, _Y_GATE + 0.35)),
        ((_ADD - 0.02, _Y_MIX - _RADIUS), (_UPDATE + gap, _Y_GATE + 0.35)),
    )
    for start, end in back:
        arrow(ax, start, end, BACKWARD, dashed=True)
    label(ax, (12.05, _Y_MEMORY - 0.5), r"$dc_\mathrm{next}$", BACKWARD, size=9)
    label(ax, (12.1, _Y_GATE - 0.5), r"$da_\mathrm{next}$", BACKWARD, size=9)
    label(ax, (8.8, _Y_MEMORY - 0.5), "$dc$", BACKWARD, size=TEXT_SIZE)
    label(ax, (2.55, _Y_MEMORY - 0.5), r"$dc_\mathrm{prev}$", BACKWARD, size=9)
    _legend(ax)


def _sign(ax: Axes, place: Point, text: str) -> None:
    """Draw an operation that works element by element."""
    ax.add_patch(Circle(place, _RADIUS, facecolor=PAPER, edgecolor=INK, linewidth=1, zorder=3))
    ax.text(*place, text, ha="center", va="center", fontsize=TEXT_SIZE + 1, color=INK, zorder=4)


def _legend(ax: Axes) -> None:
    """Say which line goes which way."""
    lines = [
        Line2D([], [], color=FORWARD, label="forward: values"),
        Line2D([], [], color=BACKWARD, linestyle="--", label="backward: gradients"),
    ]
    ax.legend(handles=lines, loc="upper center", frameon=False, fontsize=TEXT_SIZE - 1, ncols=2)


def draw_unrolled_lstm(T_x: int = 4, ax: Axes | None = None) -> Figure:
    """Draw a long short-term memory unrolled in time, with the memory cell as a line that runs through.

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
    step, first = 2.8, 3.6
    figure, ax = new_axes(ax, width=2.4 + 1.6 * T_x, height=3.4)
    last = first + step * (T_x - 1)
    blank_canvas(ax, width=last + 2.4, height=5.4)
    y_hidden, y_memory = 2.1, 3.0
    for y, symbol in ((y_hidden, "a"), (y_memory, "c")):
        box(ax, (0.8, y), at_step(symbol, 0), width=0.9, fill=INPUT)
        label(ax, (last + 2.1, y), at_step(symbol, "T_x" if T_x > 1 else 1))
    for k in range(T_x):
        x = first + step * k
        name = k + 1 if k + 1 < T_x or T_x == 1 else "T_x"
        box(ax, (x, 2.55), "LSTM", width=1.2, height=1.7)
        box(ax, (x, 0.55), at_step("x", name), width=0.9, fill=INPUT)
        box(ax, (x, 4.75), at_step(r"\hat{y}", name), width=0.9, fill=OUTPUT)
        arrow(ax, (x, 0.9), (x, 1.7))
        arrow(ax, (x, 3.4), (x, 4.4))
        for y, symbol in ((y_hidden, "a"), (y_memory, "c")):
            start = 1.25 if k == 0 else x - step + 0.6
            arrow(ax, (start, y), (x - 0.6, y))
            if name == "T_x":
                dots(ax, ((start + x - 0.6) / 2, y))
            elif k:
                label(ax, ((start + x - 0.6) / 2, y + 0.28), at_step(symbol, k), MUTED, size=9)
    for y in (y_hidden, y_memory):
        arrow(ax, (last + 0.6, y), (last + 1.7, y))
    return figure
