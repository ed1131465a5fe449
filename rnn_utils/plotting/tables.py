"""Draw tables of probabilities in grey, and bars to compare a few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rnn_utils.plotting.style import BACKWARD, CELL, FORWARD, INK, PAPER, TEXT_SIZE, new_axes, new_figure
from rnn_utils.types import Array


def draw_probabilities(
    probabilities: Float[Array, "n_y T_x"],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    right: Sequence[int] = (),
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw a small table of probabilities with its numbers, one column per time step.

    Parameters
    ----------
    probabilities : (n_y, T_x) array
        One column of probabilities per step.
    row_labels, column_labels : sequences of str
        What the rows stand for, and what is read at each step.
    right : sequence of int, optional
        The row of the right answer for each column; it gets a frame.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The table: the darker a field, the more probable.
    """
    n_rows, n_columns = probabilities.shape
    figure, ax = new_axes(ax, width=1.8 + 0.65 * n_columns, height=1.3 + 0.32 * n_rows)
    ax.imshow(probabilities, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for row in range(n_rows):
        for column in range(n_columns):
            p = float(probabilities[row, column])
            ax.text(column, row, f"{p:.2f}", ha="center", va="center", fontsize=9, color=PAPER if p > 0.6 else INK)
    for column, row in enumerate(right):
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=BACKWARD, linewidth=2.5))
    ax.set_xticks(range(n_columns), column_labels)
    ax.set_yticks(range(n_rows), row_labels)
    ax.set_xlabel("what is read", fontsize=TEXT_SIZE)
    ax.set_ylabel("what comes next", fontsize=TEXT_SIZE)
    ax.tick_params(length=0)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure


def draw_next_tables(
    tables: Mapping[str, Float[Array, "n n_y"]],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    title: str | None = None,
) -> Figure:
    """Draw tables of P(next character | this character) side by side, on one scale of grey.

    Parameters
    ----------
    tables : mapping of str to (n, n_y) array
        Name → one row of probabilities for each character that is read.
    row_labels, column_labels : sequences of str
        The n characters that are read, the n_y characters that follow.
    title : str, optional
        What the figure shows.

    Returns
    -------
    Figure
        One panel per table; shades grow with the square root, so that small probabilities are seen.
    """
    figure = new_figure(width=0.2 + 4.9 * len(tables), height=5.2)
    panels = figure.subplots(1, len(tables), squeeze=False)[0]
    for panel, (name, table) in zip(panels, tables.items(), strict=True):
        image = panel.imshow(np.sqrt(table), cmap="Greys", vmin=0, vmax=1, aspect="auto")
        panel.set_title(name, fontsize=TEXT_SIZE)
        panel.set_xticks(range(len(column_labels)), column_labels, fontsize=8)
        panel.set_yticks(range(len(row_labels)), row_labels, fontsize=8)
        panel.set_xlabel("next", fontsize=TEXT_SIZE)
        panel.tick_params(length=0)
    panels[0].set_ylabel("this", fontsize=TEXT_SIZE)
    scale = figure.colorbar(image, ax=list(panels), shrink=0.5, ticks=np.sqrt([0, 0.1, 0.25, 0.5, 1]))
    scale.ax.set_yticklabels(["0", "0.1", "0.25", "0.5", "1"])
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure


def plot_comparison(
    values: Mapping[str, float],
    xlabel: str,
    decimals: int = 3,
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Compare a few numbers as horizontal bars, the last of them dark.

    Parameters
    ----------
    values : mapping of str to float
        Name → value, from top to bottom; the last one is what the figure is about.
    xlabel : str
        What the values are.
    decimals : int
        Digits behind the point.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        One bar per value, with its number.
    """
    figure, ax = new_axes(ax, width=6.2, height=0.9 + 0.36 * len(values))
    fills = [CELL] * (len(values) - 1) + [FORWARD]
    places = range(len(values))
    ax.barh(places, list(values.values()), color=fills, edgecolor=INK, linewidth=0.8, height=0.65)
    for place, value in zip(places, values.values(), strict=True):
        ax.text(value, place, f" {value:.{decimals}f}", va="center", ha="left", fontsize=TEXT_SIZE - 1, color=INK)
    ax.set_yticks(places, list(values))
    ax.invert_yaxis()
    ax.set_xlim(0, 1.13 * max(values.values()))
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right"]].set_visible(False)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure
