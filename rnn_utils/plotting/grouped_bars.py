"""Plot bars in groups, such as the accuracy of several classifiers on several kinds of sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.style import CELL, FORWARD, INK, INPUT, OUTPUT, TEXT_SIZE, new_axes

# Fillings from light to dark, with hatches that tell them apart in grey.
_FILLINGS: tuple[tuple[str, str], ...] = ((INPUT, ""), (OUTPUT, "//"), (CELL, ".."), (FORWARD, ""))


def plot_grouped_bars(
    groups: Sequence[str],
    series: Mapping[str, Sequence[float]],
    ylabel: str,
    title: str | None = None,
    reference: tuple[str, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Plot up to four series of shares as bars side by side.

    Parameters
    ----------
    groups : sequence of str
        What stands below each group of bars.
    series : mapping of str to sequence of float
        Values between 0 and 1 by the name of the series, one for each group. Bars of at most twelve carry
        their numbers.
    ylabel, title : str
        What the vertical axis and the figure show.
    reference : tuple of str and float, optional
        Name and height of a horizontal line to compare with.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The plot.
    """
    if len(series) > len(_FILLINGS):
        raise ValueError(f"{len(series)} series: more than {len(_FILLINGS)} cannot be told apart in grey")
    n_bars = len(groups) * len(series)
    figure, ax = new_axes(ax, width=min(10.0, max(5.5, 0.26 * n_bars + 2, 0.75 * len(groups) + 1)), height=3.0)
    width = 0.8 / len(series)
    fillings = _FILLINGS[-len(series) :]
    for k, ((name, values), (colour, hatch)) in enumerate(zip(series.items(), fillings, strict=True)):
        places = np.arange(len(groups)) - 0.4 + width * (k + 0.5)
        ax.bar(places, values, width=width, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.7, label=name)
        for place, value in zip(places, values, strict=True) if n_bars <= 12 else ():
            ax.text(place, value + 0.02, f"{value:.2f}", ha="center", va="bottom", fontsize=8, color=INK)
    if reference is not None:
        ax.axhline(reference[1], color=INK, linestyle="dashed", linewidth=1, label=reference[0])
    ax.set_xticks(range(len(groups)), groups, fontsize=TEXT_SIZE - 1)
    ax.set_ylim(0, 1.1)
    ax.set_ylabel(ylabel)
    ax.tick_params(axis="x", length=0)
    ax.spines[["top", "right"]].set_visible(False)
    if len(series) > 1 or reference is not None:
        ax.legend(frameon=False, fontsize=TEXT_SIZE - 1, ncols=5, loc="upper center", bbox_to_anchor=(0.5, -0.18))
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure
