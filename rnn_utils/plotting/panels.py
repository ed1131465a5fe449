"""Plot several sets of curves side by side on one scale, and several runs of one experiment in one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.curves import Values, plot_curves
from rnn_utils.plotting.style import BACKWARD, FORWARD, INK, MUTED, TEXT_SIZE, new_axes, new_figure
from rnn_utils.types import Array


def plot_panels(
    panels: Mapping[str, Mapping[str, Values]],
    x: Values | None = None,
    xlabel: str = "step",
    ylabel: str = "loss",
    title: str | None = None,
    log_x: bool = False,
    log_y: bool = False,
) -> Figure:
    """Plot sets of curves side by side, with one vertical scale and one legend.

    Parameters
    ----------
    panels : mapping of str to curves
        By the title of the panel, what `plot_curves` takes: the same names of curves in each.
    x : (n,) array, optional
        Places on the horizontal axis, by default 1, 2, …
    xlabel, ylabel, title : str
        What the axes and the figure show.
    log_x, log_y : bool
        Whether an axis is logarithmic.

    Returns
    -------
    Figure
        One panel for each set.
    """
    figure = new_figure(width=min(0.8 + 2.9 * len(panels), 9.6), height=3.1)
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for place, (panel, (name, curves)) in enumerate(zip(axes, panels.items(), strict=True)):
        plot_curves(curves, x, xlabel, ylabel if place == 0 else "", name, log_x, log_y, panel)
        if place:
            panel.get_legend().remove()
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure


def plot_runs(
    runs: Mapping[str, Sequence[Values] | Float[Array, "n_runs n"]],
    x: Values,
    xlabel: str = "batch",
    ylabel: str = "accuracy",
    title: str | None = None,
    reference: tuple[str, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Plot the curves of several runs that differ in nothing but their seed.

    Parameters
    ----------
    runs : mapping of str to (n_runs, n) array
        Up to three experiments; all runs of one are drawn alike. A run may have ended before the others.
    x : (n,) array
        Places on the horizontal axis.
    xlabel, ylabel, title : str
        What the axes and the figure show.
    reference : tuple of str and float, optional
        Name and height of a horizontal line to compare with.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The plot.
    """
    styles = ((FORWARD, "solid"), (BACKWARD, "dashed"), (INK, "dotted"))
    if len(runs) > len(styles):
        raise ValueError(f"{len(runs)} experiments: more than {len(styles)} cannot be told apart in grey")
    figure, ax = new_axes(ax, width=6.2, height=3.0)
    for (name, curves), (colour, line) in zip(runs.items(), styles, strict=False):
        for k, curve in enumerate(curves):
            ax.plot(
                x[: len(curve)],
                np.asarray(curve),
                color=colour,
                linestyle=line,
                linewidth=1.5,
                label=name if k == 0 else None,
            )
    if reference is not None:
        ax.axhline(reference[1], color=MUTED, linestyle="dashdot", linewidth=1, label=reference[0])
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize=TEXT_SIZE - 1)
    return figure
