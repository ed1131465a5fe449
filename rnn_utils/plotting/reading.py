"""Draw what goes on while a sentence is read: distances between words, curves over words, gates over words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.curves import Values, plot_curves
from rnn_utils.plotting.shapes import box, label
from rnn_utils.plotting.style import BACKWARD, CELL, INPUT, TEXT_SIZE, blank_canvas, new_axes
from rnn_utils.types import Array

_GAP = 0.14


def draw_distance(
    sentences: Sequence[Sequence[str]], subject: int, verb: int, text: str = "", ax: Axes | None = None
) -> Figure:
    """Draw sentences below each other, with an arc from a subject to its verb.

    Parameters
    ----------
    sentences : sequence of sentences
        The words of each.
    subject, verb : int
        Places of the two words, counted from 0.
    text : str
        What stands at the arcs.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing, with subject and verb in dark boxes.
    """
    widths = [[0.55 + 0.17 * len(word) for word in words] for words in sentences]
    total = max(sum(row) + _GAP * len(row) for row in widths)
    figure, ax = new_axes(ax, width=0.62 * total, height=1.2 * len(sentences))
    blank_canvas(ax, width=total, height=1.95 * len(sentences))
    for row, (words, sizes) in enumerate(zip(sentences, widths, strict=True)):
        y = 1.95 * (len(sentences) - row) - 1.45
        edges = np.cumsum([0.0, *(size + _GAP for size in sizes)])
        centres = [float(edge + size / 2) for edge, size in zip(edges, sizes, strict=False)]
        for k, (word, centre, size) in enumerate(zip(words, centres, sizes, strict=True)):
            box(ax, (centre, y), word, width=size, fill=CELL if k in (subject, verb) else INPUT)
        _draw_arc(ax, centres[subject], centres[verb], y + 0.38, text)
    return figure


def _draw_arc(ax: Axes, start: float, end: float, y: float, text: str) -> None:
    """Draw a bracket with a text in its middle, from above one word to above another."""
    ax.plot([start, start, end, end], [y, y + 0.4, y + 0.4, y], color=BACKWARD, linewidth=1.4)
    label(ax, ((start + end) / 2, y + 0.7), text, BACKWARD, size=TEXT_SIZE - 1)


def plot_over_words(
    curves: Mapping[str, Values], words: Sequence[str], ylabel: str, title: str | None = None, ax: Axes | None = None
) -> Figure:
    """Plot up to four curves with one value for each word of a sentence.

    Parameters
    ----------
    curves : mapping of str to (T_x,) array
        Values by the name of the curve.
    words : sequence of str
        The T_x words.
    ylabel, title : str
        What the vertical axis and the figure show.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The plot.
    """
    figure, ax = new_axes(ax, width=0.42 * len(words) + 2.8, height=2.8)
    plot_curves(curves, range(len(words)), "", ylabel, title, ax=ax)
    for line in ax.get_lines():
        line.set_marker("o")
        line.set_markersize(3.5)
    _name_words(ax, words)
    # beside the plot: curves of words may be anywhere in it
    ax.legend(frameon=False, fontsize=TEXT_SIZE - 1, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def draw_gates(
    gates: Float[Array, "n_units T_x"],
    words: Sequence[str],
    title: str | None = None,
    ylabel: str = "unit",
    ax: Axes | None = None,
) -> Figure:
    """Draw the gates of all units while a sentence is read: white is shut, black is open.

    Parameters
    ----------
    gates : (n_units, T_x) array
        Between 0 and 1.
    words : sequence of str
        The T_x words.
    title, ylabel : str
        What the figure and its rows show.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing, with a scale beside it.
    """
    figure, ax = new_axes(ax, width=0.5 * len(words) + 2.0, height=1.1 + 0.11 * len(gates))
    picture = ax.imshow(gates, cmap="Greys", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    figure.colorbar(picture, ax=ax, label="gate", ticks=[0, 0.5, 1], pad=0.02)
    ax.set_ylabel(ylabel)
    ax.set_yticks([])
    _name_words(ax, words)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure


def _name_words(ax: Axes, words: Sequence[str]) -> None:
    """Write the words below a horizontal axis."""
    ax.set_xticks(range(len(words)), words, rotation=40, ha="right", rotation_mode="anchor", fontsize=TEXT_SIZE - 1)
    ax.tick_params(axis="x", length=0)
