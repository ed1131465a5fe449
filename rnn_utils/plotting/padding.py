"""Draw words in tables: a padded batch, and tags that change while a sentence goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import at_step, box, label
from rnn_utils.plotting.style import CELL, INK, INPUT, MUTED, TEXT_SIZE, blank_canvas, new_figure
from rnn_utils.types import Array

_WORD_WIDTH = 1.7


def draw_padded_batches(batches: Mapping[str, Sequence[Sequence[str]]]) -> Figure:
    """Draw batches of sentences as tables, one row per sentence and one column per time step.

    Parameters
    ----------
    batches : mapping of str to rows of words
        Titles and batches; all rows of one batch have one length, and "" stands for padding.

    Returns
    -------
    Figure
        One panel per batch, side by side: words in dark boxes, padding in empty ones.
    """
    widths = [len(rows[0]) for rows in batches.values()]
    n_rows = max(map(len, batches.values()))
    figure = new_figure(width=0.8 * sum(widths) + 0.3 * len(widths), height=0.75 + 0.45 * n_rows)
    panels = figure.subplots(1, len(batches), squeeze=False, width_ratios=widths)
    for panel, (title, rows) in zip(panels[0], batches.items(), strict=True):
        blank_canvas(panel, width=_WORD_WIDTH * len(rows[0]), height=0.9 * n_rows + 0.6)
        panel.set_title(title, fontsize=TEXT_SIZE)
        for i, row in enumerate(rows):
            for t, word in enumerate(row):
                place = (_WORD_WIDTH * (t + 0.5), 0.9 * (n_rows - i - 0.5))
                box(panel, place, word, width=1.56, height=0.72, fill=CELL if word else INPUT, size=9)
        for t in range(len(rows[0])):
            label(panel, (_WORD_WIDTH * (t + 0.5), 0.9 * n_rows + 0.3), at_step("x", t + 1), MUTED, size=9)
    return figure


def draw_growing_sentences(
    tagged: Sequence[tuple[Sequence[str], Float[Array, "T_x T_x"]]], title: str | None = None
) -> Figure:
    """Draw what a network says about each word while the sentence goes on.

    Parameters
    ----------
    tagged : sequence of (words, probabilities)
        One pair per sentence. Row k of the probabilities holds P(name) of the first k + 1 words when no more than
        these have been heard; what is above the diagonal is not drawn.
    title : str, optional
        What the figure shows.

    Returns
    -------
    Figure
        One triangle per sentence, dark where the network says name.
    """
    lengths = [len(words) for words, _ in tagged]
    figure = new_figure(width=0.8 * sum(lengths) + 1.2 * len(tagged), height=0.9 + 0.36 * max(lengths))
    panels = figure.subplots(1, len(tagged), squeeze=False, width_ratios=lengths)
    for panel, (words, probabilities) in zip(panels[0], tagged, strict=True):
        _draw_triangle(panel, words, probabilities)
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure


def _draw_triangle(ax: Axes, words: Sequence[str], probabilities: Float[Array, "T_x T_x"]) -> None:
    """Draw one sentence: a column per word, a row per number of words heard."""
    n = len(words)
    heard = np.tril(np.ones((n, n), dtype=bool))
    ax.imshow(np.where(heard, probabilities, np.nan), cmap="Greys", vmin=0, vmax=1.8, aspect="auto")
    for k in range(n):
        for t in range(k + 1):
            p = probabilities[k, t]
            weight = "bold" if p > 0.5 else "normal"
            ax.text(t, k, f"{p:.2f}", ha="center", va="center", fontsize=9, color=INK, fontweight=weight)
    ax.set_xticks(range(n), words, fontsize=9)
    ax.set_yticks(range(n), [str(k + 1) for k in range(n)], fontsize=9)
    ax.set_ylabel("words heard", fontsize=TEXT_SIZE)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
