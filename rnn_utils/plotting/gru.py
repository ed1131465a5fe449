"""Draw the gated recurrent unit: what happens inside a step, and the four ways back from one memory to the last."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import Point, arrow, at_step, box, label
from rnn_utils.plotting.style import BACKWARD, CELL, FORWARD, INPUT, MUTED, OUTPUT, blank_canvas, new_axes

_PREVIOUS, _NEXT, _CANDIDATE = at_step("c", "t-1"), at_step("c", "t"), at_step(r"\tilde{c}", "t")
_Y_MEMORY, _Y_GATE, _Y_CANDIDATE, _Y_INPUT = 5.0, 3.4, 1.8, 0.5
_X_KEEP, _X_WRITE, _X_RESET = 6.4, 8.9, 4.0


def draw_gru(relevance: bool = True, ax: Axes | None = None) -> Figure:
    """Draw one step of a gated recurrent unit as a graph of computations.

    Parameters
    ----------
    relevance : bool
        Whether the relevance gate is there; without it the drawing shows the simplified unit.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing: memory above, gates in the middle, candidate below.
    """
    figure, ax = new_axes(ax, width=7.6, height=3.9)
    blank_canvas(ax, width=12.2, height=6.2)
    _draw_memory(ax)
    _draw_candidate(ax, relevance)
    box(ax, (_X_KEEP, _Y_GATE), r"$\Gamma_u$", width=1.1, fill=OUTPUT)
    arrow(ax, (_X_KEEP, _Y_GATE + 0.35), (_X_KEEP, _Y_MEMORY - 0.3))
    arrow(ax, (_X_KEEP + 0.55, _Y_GATE), (_X_WRITE - 0.3, _Y_GATE))
    label(ax, (_X_KEEP + 0.2, 4.25), r"$1-\Gamma_u$", MUTED, size=9, ha="left")
    label(ax, (_X_KEEP, _Y_GATE - 0.65), r"$\sigma$ of $[c;\,x]$", MUTED, size=8)
    return figure


def _draw_memory(ax: Axes) -> None:
    """Draw the way of the memory, from the step before to the next one."""
    box(ax, (0.9, _Y_MEMORY), _PREVIOUS, width=1.3, fill=INPUT)
    box(ax, (11.3, _Y_MEMORY), _NEXT, width=1.3, fill=INPUT)
    _dot(ax, (_X_KEEP, _Y_MEMORY), r"$\ast$")
    _dot(ax, (_X_WRITE, _Y_MEMORY), "+")
    arrow(ax, (1.55, _Y_MEMORY), (_X_KEEP - 0.3, _Y_MEMORY))
    arrow(ax, (_X_KEEP + 0.3, _Y_MEMORY), (_X_WRITE - 0.3, _Y_MEMORY))
    arrow(ax, (_X_WRITE + 0.3, _Y_MEMORY), (10.65, _Y_MEMORY))
    label(ax, (3.6, _Y_MEMORY + 0.3), "keep", MUTED, size=9)
    label(ax, (11.3, _Y_MEMORY + 0.65), "memory and output", MUTED, size=8)


def _draw_candidate(ax: Axes, relevance: bool) -> None:
    """Draw how the candidate is made and let in."""
    box(ax, (0.9, _Y_INPUT), at_step("x", "t"), width=1.3, fill=INPUT)
    box(ax, (_X_WRITE, _Y_CANDIDATE), f"tanh: {_CANDIDATE}", width=1.9)
    _dot(ax, (_X_WRITE, _Y_GATE), r"$\ast$")
    arrow(ax, (_X_WRITE, _Y_CANDIDATE + 0.35), (_X_WRITE, _Y_GATE - 0.3))
    arrow(ax, (_X_WRITE, _Y_GATE + 0.3), (_X_WRITE, _Y_MEMORY - 0.3))
    arrow(ax, (1.55, _Y_INPUT), (_X_WRITE - 0.95, _Y_CANDIDATE - 0.15))
    label(ax, (_X_WRITE + 0.3, 4.25), "write", MUTED, size=9, ha="left")
    if relevance:
        _dot(ax, (_X_RESET, _Y_CANDIDATE), r"$\ast$")
        box(ax, (_X_RESET, _Y_GATE), r"$\Gamma_r$", width=1.1, fill=OUTPUT)
        arrow(ax, (1.4, _Y_MEMORY - 0.35), (_X_RESET - 0.26, _Y_CANDIDATE + 0.15))
        arrow(ax, (_X_RESET, _Y_GATE - 0.35), (_X_RESET, _Y_CANDIDATE + 0.3))
        arrow(ax, (_X_RESET + 0.3, _Y_CANDIDATE), (_X_WRITE - 0.95, _Y_CANDIDATE))
        label(ax, (_X_RESET, _Y_GATE + 0.65), r"$\sigma$ of $[c;\,x]$", MUTED, size=8)
        label(ax, (6.0, _Y_CANDIDATE + 0.28), rf"$\Gamma_r \ast$ {_PREVIOUS}", MUTED, size=9)
    else:
        arrow(ax, (1.2, _Y_MEMORY - 0.35), (_X_WRITE - 0.95, _Y_CANDIDATE + 0.1), bend=0.15)


def _dot(ax: Axes, place: Point, text: str) -> None:
    """Draw an operation that acts number by number."""
    box(ax, place, text, width=0.6, height=0.6, fill=CELL)


def draw_gru_paths(ax: Axes | None = None) -> Figure:
    """Draw the four ways on which the gradient comes back from one memory to the one before.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing: forward to the right, the gradient to the left.
    """
    figure, ax = new_axes(ax, width=7.6, height=3.6)
    blank_canvas(ax, width=12.2, height=5.8)
    box(ax, (0.9, 2.9), _PREVIOUS, width=1.3, fill=INPUT)
    box(ax, (11.3, 2.9), _NEXT, width=1.3, fill=INPUT)
    ways = (
        (5.2, "1. directly", r"$\ast\,(1-\Gamma_u)$"),
        (3.7, "2. through the update gate", rf"$\ast$ ({_CANDIDATE} $-$ {_PREVIOUS}), then $\sigma'$ and $W_u^T$"),
        (2.1, "3. through the candidate", r"$\ast\,\Gamma_u$, then $\tanh'$ and $W_c^T$, then $\ast\,\Gamma_r$"),
        (
            0.6,
            "4. through the relevance gate",
            rf"as 3 up to $W_c^T$, then $\ast$ {_PREVIOUS}, then $\sigma'$ and $W_r^T$",
        ),
    )
    for y, name, factor in ways:
        box(ax, (6.1, y), "", width=6.0, height=1.15, fill=OUTPUT if y == 5.2 else CELL)
        label(ax, (6.1, y + 0.27), name, size=9)
        label(ax, (6.1, y - 0.27), factor, FORWARD, size=9)
        end = 2.9 + 0.12 * (y - 2.9)
        arrow(ax, (10.65, end), (9.1, y), BACKWARD, dashed=True)
        arrow(ax, (3.1, y), (1.55, end), BACKWARD, dashed=True)
    label(ax, (11.3, 2.1), r"$dc_{next}$", BACKWARD)
    label(ax, (0.9, 2.1), r"$dc_{prev}$", BACKWARD)
    return figure
