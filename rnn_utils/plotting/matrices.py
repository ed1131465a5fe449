"""Draw matrices with named rows and columns, such as a sentence as one-hot vectors."""

from __future__ import annotations

from collections.abc import Sequence

from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.style import INK, TEXT_SIZE, new_axes
from rnn_utils.types import Array


def draw_one_hot(
    vectors: Float[Array, "n_x T_x"],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    ax: Axes | None = None,
) -> Figure:
    """Draw the one-hot vectors of a sentence as the columns of a matrix.

    Parameters
    ----------
    vectors : (n_x, T_x) array
        One vector per word.
    row_labels : sequence of str
        The n_x words of the vocabulary.
    column_labels : sequence of str
        The T_x words of the sentence.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing, with the numbers in its fields.
    """
    n_rows, n_columns = vectors.shape
    figure, ax = new_axes(ax, width=1.6 + 0.55 * n_columns, height=1.0 + 0.28 * n_rows)
    ax.imshow(vectors, cmap="Greys", vmin=0, vmax=2.6, aspect="auto")
    for row in range(n_rows):
        for column in range(n_columns):
            ax.text(column, row, f"{vectors[row, column]:.0f}", ha="center", va="center", fontsize=8, color=INK)
    ax.set_xticks(range(n_columns), column_labels, rotation=40, ha="left", rotation_mode="anchor", fontsize=9)
    ax.set_yticks(range(n_rows), row_labels, fontsize=9)
    ax.xaxis.tick_top()
    ax.set_xlabel("time step: one column per word", fontsize=TEXT_SIZE)
    ax.set_ylabel("vocabulary", fontsize=TEXT_SIZE)
    ax.tick_params(length=0)
    return figure
