"""Compare networks by their scores: one row per network, one dot per seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.style import BACKWARD, FORWARD, INK, PAPER, TEXT_SIZE, new_axes


def plot_scores(
    scores: Mapping[str, Sequence[float]],
    reference: tuple[str, float] | None = None,
    xlabel: str = "F1",
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Plot the scores of several networks, each trained from several seeds.

    Parameters
    ----------
    scores : mapping of str to sequence of float
        One score per seed, by the name of the network; the first one stands on top.
    reference : tuple of str and float, optional
        Name and place of a vertical line to compare with.
    xlabel, title : str
        What the horizontal axis and the figure show.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        A dot for each score, a stroke at the mean of each row.
    """
    figure, ax = new_axes(ax, width=6.4, height=1.1 + 0.26 * len(scores))
    for row, values in enumerate(scores.values()):
        ax.plot(values, np.full(len(values), row), "o", markersize=5, color=PAPER, markeredgecolor=FORWARD)
        ax.plot([np.mean(values)] * 2, [row - 0.28, row + 0.28], color=INK, linewidth=2)
    if reference is not None:
        ax.axvline(reference[1], color=BACKWARD, linestyle="dashed", linewidth=1.4, label=reference[0])
        ax.legend(frameon=False, fontsize=TEXT_SIZE - 1)
    ax.set_yticks(range(len(scores)), list(scores), fontsize=TEXT_SIZE - 1)
    ax.set_ylim(len(scores) - 0.5, -0.5)
    ax.set_xlabel(xlabel)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    ax.grid(axis="x", alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    return figure
