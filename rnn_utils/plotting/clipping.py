"""Draw what clipping does to a gradient of two numbers: by value it turns, by norm it only gets shorter."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from rnn_utils.plotting.shapes import arrow
from rnn_utils.plotting.style import BACKWARD, FAINT, FORWARD, MUTED, TEXT_SIZE, new_figure
from rnn_utils.types import Array


def draw_clipping(
    gradient: Float[Array, " 2"], by_value: Float[Array, " 2"], by_norm: Float[Array, " 2"], bound: float
) -> Figure:
    """Draw a gradient of two numbers before and after clipping, in both ways.

    Parameters
    ----------
    gradient : (2,) array
        As it was.
    by_value, by_norm : (2,) arrays
        What the two ways of clipping leave of it.
    bound : float
        Largest value, and largest norm.

    Returns
    -------
    Figure
        Two panels; the region that clipping leaves alone is drawn as a square and as a disc.
    """
    figure = new_figure(width=7.2, height=2.9)
    regions = (
        ("by value: into the square", by_value, Rectangle((-bound, -bound), 2 * bound, 2 * bound)),
        ("by norm: into the disc", by_norm, Circle((0, 0), bound)),
    )
    reach = 1.12 * max(float(np.max(np.abs(gradient))), bound)
    for ax, (title, clipped, region) in zip(figure.subplots(1, 2), regions, strict=True):
        region.set(facecolor="#eef3f8", edgecolor=FAINT)
        ax.add_patch(region)
        arrow(ax, (0, 0), (float(gradient[0]), float(gradient[1])), BACKWARD, dashed=True)
        arrow(ax, (0, 0), (float(clipped[0]), float(clipped[1])), FORWARD)
        ax.plot([], [], color=BACKWARD, linestyle="dashed", label="before")
        ax.plot([], [], color=FORWARD, label="after")
        ax.set(xlim=(-1.2 * bound, reach), ylim=(-1.2 * bound, max(1.3 * bound, reach * 0.6)), aspect="equal")
        ax.axhline(0, color=FAINT, linewidth=0.6, zorder=0)
        ax.axvline(0, color=FAINT, linewidth=0.6, zorder=0)
        ax.set_title(title, fontsize=TEXT_SIZE)
        ax.set_xlabel("first number of the gradient", fontsize=TEXT_SIZE - 1)
        ax.set_ylabel("second number", fontsize=TEXT_SIZE - 1)
        ax.tick_params(labelsize=8, color=MUTED)
        ax.legend(frameon=False, fontsize=TEXT_SIZE - 1, loc="upper right")
        ax.spines[["top", "right"]].set_visible(False)
    return figure
