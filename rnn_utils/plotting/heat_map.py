"""Draw shares between 0 and 1 as a matrix of grey fields, such as the probabilities of a decoder step by step."""

from __future__ import annotations

from collections.abc import Sequence

from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.style import INK, PAPER, TEXT_SIZE, new_axes
from rnn_utils.types import Array

_SMALLEST_SHOWN = 0.005


def draw_heat_map(
    shares: Float[Array, "n_rows n_columns"],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw a matrix of shares, dark where they are large, with their numbers.

    Parameters
    ----------
    shares : (n_rows, n_columns) array
        Numbers between 0 and 1. Those below 0.005 are not written out.
    row_labels, column_labels : sequence of str
        Names of rows and columns.
    xlabel, ylabel, title : str
        What columns, rows and the figure show.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    n_rows, n_columns = shares.shape
    figure, ax = new_axes(ax, width=1.4 + 0.5 * n_columns, height=1.1 + 0.26 * n_rows)
    ax.imshow(shares, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for row in range(n_rows):
        for column in range(n_columns):
            share = float(shares[row, column])
            if share >= _SMALLEST_SHOWN:
                colour = PAPER if share > 0.5 else INK
                ax.text(column, row, f"{share:.2f}", ha="center", va="center", fontsize=8, color=colour)
    ax.set_xticks(range(n_columns), column_labels, fontsize=TEXT_SIZE - 1)
    ax.set_yticks(range(n_rows), row_labels, fontsize=TEXT_SIZE - 1)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.tick_params(length=0)
    if title:
        ax.set_title(title, fontsize=TEXT_SIZE + 1)
    return figure
