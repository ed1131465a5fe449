"""Draw a language model: each word is predicted from the words before it, or drawn and fed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import arrow, at_step, box, label
from rnn_utils.plotting.style import (
    BACKWARD,
    FORWARD,
    INK,
    INPUT,
    MUTED,
    OUTPUT,
    TEXT_SIZE,
    blank_canvas,
    new_axes,
)
from rnn_utils.types import Array

_STEP = 2.1
_Y_INPUT, _Y_CELL, _Y_OUTPUT, _Y_WORD = 0.9, 2.3, 3.7, 4.6


def draw_language_model(words: Sequence[str], drawn: bool = False, ax: Axes | None = None) -> Figure:
    """Draw a language model over the words of a sentence, unrolled in time.

    Parameters
    ----------
    words : sequence of str
        What is to be predicted at each step, end mark included. Each word is the input of the next step.
    drawn : bool
        False: the words are given, as in training. True: each word is drawn from the output of its step and
        fed on, as in sampling.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=1.35 * len(words) + 1.3, height=3.4)
    first = 3.0
    blank_canvas(ax, width=first + _STEP * (len(words) - 1) + 1.2, height=5.2)
    box(ax, (first - _STEP, _Y_CELL), f"{at_step('a', 0)} = 0", width=1.35, fill=INPUT)
    for t, (word, before) in enumerate(zip(words, ["0", *words[:-1]], strict=True), start=1):
        x = first + _STEP * (t - 1)
        _draw_step(ax, x, t, before, word, drawn)
        arrow(ax, (x - _STEP + (0.68 if t == 1 else 0.5), _Y_CELL), (x - 0.5, _Y_CELL))
        if drawn and t < len(words):
            corner = x + _STEP / 2 - 0.12
            ax.plot(
                [x + 0.6, corner, corner],
                [_Y_WORD, _Y_WORD, _Y_INPUT],
                color=BACKWARD,
                linestyle=(0, (3, 1.5)),
                linewidth=1.4,
            )
            arrow(ax, (corner, _Y_INPUT), (x + _STEP - 0.75, _Y_INPUT), BACKWARD)
    return figure


def _draw_step(ax: Axes, x: float, t: int, before: str, word: str, drawn: bool) -> None:
    """Draw one time step: what is read below, what is predicted above."""
    box(ax, (x, _Y_INPUT), before, width=1.5, fill=INPUT)
    label(ax, (x, _Y_INPUT - 0.6), at_step("x", t), MUTED)
    box(ax, (x, _Y_CELL), at_step("a", t))
    box(ax, (x, _Y_OUTPUT), at_step(r"\hat{y}", t), fill=OUTPUT)
    label(ax, (x, _Y_WORD), word if drawn else f"{at_step('y', t)} = {word}", BACKWARD if drawn else INK)
    arrow(ax, (x, _Y_INPUT + 0.35), (x, _Y_CELL - 0.35))
    arrow(ax, (x, _Y_CELL + 0.35), (x, _Y_OUTPUT - 0.35))


def draw_readings(
    readings: Mapping[str, Float[Array, " T_x"]], title: str | None = None, ax: Axes | None = None
) -> Figure:
    """Compare two transcriptions word by word: how surprised the model is by each word.

    Parameters
    ----------
    readings : mapping of str to (T_x,) array
        Two sentences of T_x words, each with the natural logarithm of the probability of every word.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        Two bars per word, −log P; a word in which the transcriptions differ is written twice.
    """
    (first, one), (second, other) = readings.items()
    words = ["\n".join(dict.fromkeys(pair)) for pair in zip(first.split(), second.split(), strict=True)]
    figure, ax = new_axes(ax, width=0.8 * len(words) + 1.6, height=2.9)
    places = np.arange(len(words))
    ax.bar(places - 0.2, -one, width=0.38, color=FORWARD, edgecolor=INK, linewidth=0.8, label=_name(first, -one))
    ax.bar(places + 0.2, -other, width=0.38, color=OUTPUT, edgecolor=INK, linewidth=0.8, label=_name(second, -other))
    ax.set_xticks(places, words, fontsize=TEXT_SIZE)
    ax.set_ylabel("−log P, in nats")
    ax.tick_params(axis="x", length=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_ylim(0, 1.45 * max(float(np.max(-one)), float(np.max(-other))))
    ax.legend(frameon=False, fontsize=TEXT_SIZE - 1, loc="upper left")
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure


def _name(sentence: str, surprises: Float[Array, " T_x"]) -> str:
    """Return a sentence with the sum of its bars."""
    return f"{sentence}: {surprises.sum():.1f}"


def draw_chunks(text: str, chunk_length: int, batch_size: int, ax: Axes | None = None) -> Figure:
    """Draw how a long text is cut: into streams, which are rows, and streams into chunks, which are batches.

    Parameters
    ----------
    text : str
        A text of characters.
    chunk_length : int
        Number of characters of a chunk.
    batch_size : int
        Number of streams.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        One box per chunk with the characters that it reads; arrows carry the state on, bars stop the gradient.
    """
    n_steps = (len(text) - 1) // batch_size
    starts = range(0, n_steps, chunk_length)
    figure, ax = new_axes(ax, width=2.45 * len(starts) + 0.9, height=0.85 * batch_size + 1.1)
    blank_canvas(ax, width=3.6 * len(starts) + 1.3, height=1.25 * batch_size + 1.5)
    for row in range(batch_size):
        y = 1.25 * (batch_size - row) + 0.1
        label(ax, (0.65, y), f"stream {row + 1}", MUTED, size=9)
        for column, start in enumerate(starts):
            x, end = 3.1 + 3.6 * column, min(start + chunk_length, n_steps)
            read = text[row * n_steps + start : row * n_steps + end].replace(" ", "␣")
            box(ax, (x, y), read, width=2.9, fill=INPUT)
            if end < n_steps:
                arrow(ax, (x + 1.45, y + 0.16), (x + 2.15, y + 0.16))
                arrow(ax, (x + 2.15, y - 0.16), (x + 1.83, y - 0.16), BACKWARD, dashed=True)
                ax.plot([x + 1.8, x + 1.8], [y - 0.34, y - 0.02], color=BACKWARD, linewidth=2.5)
    for column in range(len(starts)):
        label(ax, (3.1 + 3.6 * column, 1.25 * batch_size + 0.95), f"batch {column + 1}", MUTED, size=9)
    label(ax, (3.1 + 1.8 * (len(starts) - 1), 0.3), "→ state carried on      ¦← gradient stopped", MUTED, size=9)
    return figure
