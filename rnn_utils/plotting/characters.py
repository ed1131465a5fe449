"""Draw texts whose characters are coloured by a number, and how often gates are open or shut."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rnn_utils.plotting.style import FORWARD, INK, MUTED, PAPER, TEXT_SIZE, new_axes, new_figure
from rnn_utils.types import Array

# From nearly white to dark blue: its lightness falls all the way, so that it reads in grey too.
_COLOURS = "Blues"
_WIDTH, _HEIGHT = 0.094, 0.2  # inches of a character


def draw_coloured_text(
    text: str, values: Float[Array, " T"], scale: str, title: str | None = None, ax: Axes | None = None
) -> Figure:
    """Draw a text on a background that is the darker the higher a number is for each character.

    Parameters
    ----------
    text : str
        T characters, in lines.
    values : (T,) array
        One number per character, such as the memory cell of a unit after reading it.
    scale : str
        What the numbers are.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The text with a scale of its colours.
    """
    if len(text) != len(values):
        raise ValueError(f"{len(text)} characters, but {len(values)} values: each character needs one")
    lines = text.splitlines(keepends=True)
    width = max(len(line) for line in lines)
    figure, ax = new_axes(ax, width=_WIDTH * width + 1.2, height=_HEIGHT * len(lines) + 0.5)
    low = float(np.min(values))
    norm = Normalize(low, max(float(np.max(values)), low + 1e-6))  # a scale needs two ends
    colours = colormaps[_COLOURS]
    place = 0
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            level = 0.9 * float(norm(float(values[place])))
            place += 1
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor=colours(level), edgecolor="none"))
            shown = "↵" if character == "\n" else character
            colour = PAPER if level > 0.5 else FORWARD if character == "\n" else INK
            ax.text(
                column + 0.5, row + 0.53, shown, ha="center", va="center", fontsize=8, family="monospace", color=colour
            )
    ax.set(xlim=(0, width), ylim=(len(lines), 0))
    ax.axis("off")
    _draw_scale(ax, (low, norm.vmax or low), scale)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure


def _draw_scale(ax: Axes, ends: tuple[float, float], name: str) -> None:
    """Draw what the colours mean, beside the text."""
    levels = np.linspace(0, 0.9, 64)
    inset = ax.inset_axes((1.02, 0.0, 0.018, 1.0))
    inset.imshow(colormaps[_COLOURS](levels)[:, None, :], aspect="auto", origin="lower", extent=(0, 1, *ends))
    inset.set_xticks([])
    inset.yaxis.tick_right()
    inset.tick_params(labelsize=8)
    inset.set_ylabel(name, fontsize=8)
    inset.yaxis.set_label_position("right")


def plot_saturation(
    shares: Mapping[str, tuple[Float[Array, " n_a"], Float[Array, " n_a"]]], title: str | None = None
) -> Figure:
    """Plot for every unit how often each of its gates is nearly shut, and how often it is wide open.

    Parameters
    ----------
    shares : mapping of str to two (n_a,) arrays
        For each gate: the share of time steps at which the unit's gate is shut, and at which it is open.
    title : str, optional
        What the figure shows.

    Returns
    -------
    Figure
        One panel per gate, one circle per unit; circles near an axis are units whose gate is nearly binary.
    """
    figure = new_figure(width=2.7 * len(shares) + 0.4, height=2.9)
    panels = figure.subplots(1, len(shares), squeeze=False, sharey=True)[0]
    for panel, (name, (shut, wide_open)) in zip(panels, shares.items(), strict=True):
        panel.plot([0, 1], [1, 0], color=MUTED, linestyle="dashed", linewidth=1)
        panel.scatter(shut, wide_open, s=26, facecolors="none", edgecolors=FORWARD, linewidths=0.9)
        panel.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), aspect="equal")
        panel.set_title(name, fontsize=TEXT_SIZE)
        panel.set_xlabel("share of time shut (< 0.1)", fontsize=TEXT_SIZE - 1)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("share of time open (> 0.9)", fontsize=TEXT_SIZE - 1)
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure
