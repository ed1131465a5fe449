"""Draw a sentence whose words are tagged: the right tags as boxes, the network's probabilities as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import at_step, box, label
from rnn_utils.plotting.style import (
    CELL,
    FORWARD,
    INK,
    INPUT,
    MUTED,
    TEXT_SIZE,
    blank_canvas,
    new_axes,
    new_figure,
)
from rnn_utils.types import Array

_WORD_WIDTH = 1.9


def draw_tagged_sentence(
    words: Sequence[str],
    probabilities: Float[Array, " T_x"] | None = None,
    labels: Int[Array, " T_x"] | None = None,
    indexed: bool = False,
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw a sentence with its right tags, with the network's probabilities, or with both.

    Parameters
    ----------
    words : sequence of str
        The T_x words.
    probabilities : (T_x,) array, optional
        P(name) for each word, drawn as bars with their numbers.
    labels : (T_x,) array of 0 and 1, optional
        The right tags: words of names stand in dark boxes, in bars' figures in bold type.
    indexed : bool
        Whether boxes carry x⟨t⟩ and y⟨t⟩; for a drawing without probabilities.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    if probabilities is None:
        figure, ax = new_axes(ax, width=1.02 * len(words) + 0.4, height=1.75 if indexed else 1.0)
        _draw_boxes(ax, words, np.zeros(len(words), dtype=int) if labels is None else labels, indexed)
    else:
        figure, ax = new_axes(ax, width=0.85 * len(words) + 0.8, height=2.4)
        _draw_bars(ax, words, probabilities, labels)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure


def draw_tagged_sentences(
    tagged: Sequence[tuple[Sequence[str], Float[Array, " T_x"]]], title: str | None = None
) -> Figure:
    """Draw several sentences with the network's probabilities side by side, on one scale.

    Parameters
    ----------
    tagged : sequence of (words, probabilities)
        One pair per sentence.
    title : str, optional
        What the figure shows.

    Returns
    -------
    Figure
        One panel per sentence.
    """
    lengths = [len(words) for words, _ in tagged]
    figure = new_figure(width=0.85 * sum(lengths) + 1.2, height=2.5)
    panels = figure.subplots(1, len(tagged), squeeze=False, width_ratios=lengths)
    for panel, (words, probabilities) in zip(panels[0], tagged, strict=True):
        _draw_bars(panel, words, probabilities, labels=None)
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure


def _draw_boxes(ax: Axes, words: Sequence[str], labels: Int[Array, " T_x"], indexed: bool) -> None:
    """Draw the words in boxes, dark ones for names."""
    blank_canvas(ax, width=_WORD_WIDTH * len(words), height=3.0 if indexed else 1.4)
    middle = 1.5 if indexed else 0.7
    for t, (word, tag) in enumerate(zip(words, labels, strict=True)):
        x = _WORD_WIDTH * (t + 0.5)
        box(ax, (x, middle), word, width=_WORD_WIDTH - 0.14, height=0.8, fill=CELL if tag else INPUT)
        if indexed:
            label(ax, (x, middle - 0.95), at_step("x", t + 1), MUTED)
            label(ax, (x, middle + 0.95), f"{at_step('y', t + 1)} = {tag}")


def _draw_bars(
    ax: Axes, words: Sequence[str], probabilities: Float[Array, " T_x"], labels: Int[Array, " T_x"] | None
) -> None:
    """Draw P(name) as a bar above each word, filled where it is above one half."""
    places = range(len(words))
    fills = [FORWARD if p > 0.5 else INPUT for p in probabilities]
    ax.bar(places, probabilities, width=0.7, color=fills, edgecolor=INK, linewidth=0.8)
    for place, p in zip(places, probabilities, strict=True):
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # the dashed line shall not cross a number
        ax.text(place, p + 0.03, f"{p:.2f}", ha="center", va="bottom", fontsize=TEXT_SIZE - 1, color=INK, bbox=ground)
    ax.axhline(0.5, color=MUTED, linestyle="dashed", linewidth=1, zorder=0)
    ax.set_ylim(0, 1.18)
    ax.set_yticks([0, 0.5, 1])
    ax.set_ylabel("P(name)")
    ax.set_xticks(places, words, fontsize=TEXT_SIZE)
    if labels is not None:
        for text, tag in zip(ax.get_xticklabels(), labels, strict=True):
            text.set_fontweight("bold" if tag else "normal")
    ax.tick_params(axis="x", length=0)
    ax.spines[["top", "right"]].set_visible(False)
