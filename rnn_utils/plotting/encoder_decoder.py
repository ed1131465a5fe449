"""Draw an encoder and a decoder: one network reads a question, hands its state on, and another one writes."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import arrow, box, label
from rnn_utils.plotting.style import CELL, FORWARD, INPUT, MUTED, OUTPUT, blank_canvas, new_axes

_Y_INPUT, _Y_CELL, _Y_OUTPUT = 0.9, 2.2, 3.5
_GAP = 0.7


def draw_encoder_decoder(
    question: Sequence[str],
    answer: Sequence[str],
    fed: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw an encoder that reads a question, and a decoder that writes the answer.

    Parameters
    ----------
    question : sequence of str
        The T_x tokens that the encoder reads.
    answer : sequence of str
        The T_y tokens that the decoder writes.
    fed : sequence of str, optional
        The tokens that the decoder reads at the steps 2 … T_y. By default they are those that it wrote itself,
        and arrows lead from each output to the next input.
    title : str, optional
        What the drawing shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    T_x, T_y = len(question), len(answer)
    figure, ax = new_axes(ax, width=0.62 * (T_x + T_y) + 1.2, height=2.8)
    blank_canvas(ax, width=T_x + T_y + _GAP + 0.2, height=4.05)
    for t, token in enumerate(question):
        x = t + 0.6
        _draw_cell(ax, x, "$a$", follows=t > 0)
        _draw_input(ax, x, token)
    first = T_x + _GAP + 0.6
    arrow(ax, (T_x - 0.09, _Y_CELL), (first - 0.31, _Y_CELL), colour=MUTED)
    inputs = (r"$\vec{0}$", *(answer[:-1] if fed is None else fed))
    for t, (token, read) in enumerate(zip(answer, inputs, strict=True)):
        x = first + t
        _draw_cell(ax, x, "$s$", follows=t > 0, fill=INPUT)
        _draw_input(ax, x, read)
        arrow(ax, (x, _Y_CELL + 0.3), (x, _Y_OUTPUT - 0.28))
        box(ax, (x, _Y_OUTPUT), token, width=0.72, height=0.55, fill=OUTPUT, size=_size(token))
        if t and fed is None:
            arrow(ax, (x - 0.72, _Y_OUTPUT - 0.28), (x - 0.3, _Y_INPUT + 0.29), colour=MUTED, dashed=True)
    label(ax, (T_x / 2 + 0.1, 0.25), f"encoder reads, $T_x = {T_x}$", FORWARD)
    label(ax, (first + (T_y - 1) / 2, 0.25), f"decoder writes, $T_y = {T_y}$", FORWARD)
    if title:
        ax.set_title(title, fontsize=11)
    return figure


def _draw_cell(ax: Axes, x: float, state: str, follows: bool, fill: str = CELL) -> None:
    """Draw the cell of one step, and the arrow from the cell before it."""
    box(ax, (x, _Y_CELL), state, width=0.62, height=0.6, fill=fill)
    if follows:
        arrow(ax, (x - 0.69, _Y_CELL), (x - 0.31, _Y_CELL))


def _draw_input(ax: Axes, x: float, token: str) -> None:
    """Draw what a cell reads."""
    box(ax, (x, _Y_INPUT), "␣" if token == " " else token, width=0.72, height=0.55, fill=INPUT, size=_size(token))
    arrow(ax, (x, _Y_INPUT + 0.28), (x, _Y_CELL - 0.3))


def _size(token: str) -> float:
    """Return a size of type in which a token fits into its box, in points."""
    return 7 if token == "EOS" else 10
