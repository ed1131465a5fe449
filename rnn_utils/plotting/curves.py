"""Plot curves, such as the loss during training, with line styles that can be told apart without colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.style import BACKWARD, FAINT, FORWARD, INK, MUTED, TEXT_SIZE, new_axes
from rnn_utils.types import Array

Values = Float[Array, " n"] | Sequence[float]

_LINES: tuple[tuple[str, str, float], ...] = (
    (FORWARD, "solid", 1.2),
    (BACKWARD, "dashed", 2.2),
    (INK, "dotted", 1.8),
    (MUTED, "dashdot", 1.8),
)


def plot_curves(
    curves: Mapping[str, Values],
    x: Values | None = None,
    xlabel: str = "step",
    ylabel: str = "loss",
    title: str | None = None,
    log_x: bool = False,
    log_y: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Plot up to four curves over one axis.

    Parameters
    ----------
    curves : mapping of str to (n,) array
        Values by the name of the curve, all of one length.
    x : (n,) array, optional
        Places on the horizontal axis, by default 1, 2, …
    xlabel, ylabel, title : str
        What the axes and the figure show.
    log_x, log_y : bool
        Whether an axis is logarithmic.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The plot.
    """
    if len(curves) > len(_LINES):
        raise ValueError(f"{len(curves)} curves: more than {len(_LINES)} cannot be told apart in grey")
    figure, ax = new_axes(ax, width=6.2, height=3.0)
    for (name, values), (colour, line, width) in zip(curves.items(), _LINES, strict=False):
        places = np.arange(1, len(values) + 1) if x is None else x
        ax.plot(places, values, color=colour, linestyle=line, linewidth=width, label=name)
    if log_x:
        ax.set_xscale("log")
    if log_y:
        ax.set_yscale("log")
    _finish(ax, xlabel, ylabel, title)
    return figure


def plot_loss(
    losses: Values,
    window: int = 20,
    reference: tuple[str, float] | None = None,
    ylabel: str = "loss per word",
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Plot the loss of each batch during training, and its moving average.

    Parameters
    ----------
    losses : (n,) array
        One value per batch.
    window : int
        Number of batches in an average, at most n.
    reference : tuple of str and float, optional
        Name and height of a horizontal line to compare with.
    ylabel, title : str
        What the vertical axis and the figure show.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The plot: batches faint, the average over each batch and those before it dark.
    """
    if not 1 <= window <= len(losses):
        raise ValueError(f"window is {window}: it must be between 1 and the number of batches, {len(losses)}")
    figure, ax = new_axes(ax, width=6.2, height=3.0)
    ax.plot(np.arange(1, len(losses) + 1), losses, color=FAINT, linewidth=0.9, label="each batch")
    average = np.convolve(losses, np.full(window, 1 / window), mode="valid")
    places = np.arange(window, len(losses) + 1)
    ax.plot(places, average, color=FORWARD, linewidth=2, label=f"mean of {window} batches")
    if reference is not None:
        ax.axhline(reference[1], color=BACKWARD, linestyle="dashed", linewidth=1.4, label=reference[0])
    _finish(ax, "batch", ylabel, title)
    return figure


def _finish(ax: Axes, xlabel: str, ylabel: str, title: str | None) -> None:
    """Name the axes and the curves."""
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize=TEXT_SIZE - 1)
