"""Draw the answers that a decoder may write as a tree, with the path that one search takes and the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import box, label
from rnn_utils.plotting.style import BACKWARD, CELL, FAINT, FORWARD, INPUT, OUTPUT, blank_canvas, new_axes

_STEP, _ROW = 2.6, 0.8


def draw_search_tree(
    answers: Mapping[tuple[str, ...], Sequence[float]],
    greedy: Sequence[str],
    best: Sequence[str],
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw answers of equal length as the paths of a tree.

    Parameters
    ----------
    answers : mapping of tuple of str to sequence of float
        The tokens of every answer, with the probability of each token after those before it. Answers that begin
        alike follow one another.
    greedy, best : sequence of str
        The answer that a greedy search finds, drawn with a dashed line, and the likeliest one, drawn bold.
    title : str, optional
        What the drawing shows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing, with the probability of each answer on the right.
    """
    length = max(map(len, answers))
    figure, ax = new_axes(ax, width=1.2 * length + 3.2, height=0.42 * len(answers) + 0.9)
    blank_canvas(ax, width=_STEP * length + 4.2, height=_ROW * len(answers) + 0.4)
    places = _places(answers)
    chances = {answer[:k]: answers[answer][k - 1] for answer in answers for k in range(1, length + 1)}
    for path, (x, y) in places.items():
        if path:
            _draw_branch(ax, places[path[:-1]], (x, y), path, greedy, best, chances[path])
    box(ax, places[()], "start", width=1.1, height=0.5, fill=INPUT)
    for answer, probabilities in answers.items():
        x, y = places[tuple(answer)]
        product = " · ".join(f"{p:g}" for p in probabilities)
        total = 1.0
        for p in probabilities:
            total *= p
        label(ax, (x + 0.75, y), f"{product} = {total:.2f}", ha="left")
    if title:
        ax.set_title(title, fontsize=11)
    return figure


def _places(answers: Mapping[tuple[str, ...], Sequence[float]]) -> dict[tuple[str, ...], tuple[float, float]]:
    """Return where each beginning of an answer stands: a node in the middle of those that follow it."""
    rows: dict[tuple[str, ...], list[float]] = {}
    for row, answer in enumerate(answers):
        for k in range(len(answer) + 1):
            rows.setdefault(tuple(answer[:k]), []).append(_ROW * (len(answers) - row) - 0.2)
    return {path: (0.7 + _STEP * len(path), sum(ys) / len(ys)) for path, ys in rows.items()}


def _draw_branch(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    path: tuple[str, ...],
    greedy: Sequence[str],
    best: Sequence[str],
    chance: float,
) -> None:
    """Draw a token and the line that leads to it, with its probability."""
    on_greedy, on_best = tuple(greedy[: len(path)]) == path, tuple(best[: len(path)]) == path
    colour = FORWARD if on_best else BACKWARD if on_greedy else FAINT
    line = (0, (4, 2)) if on_greedy and not on_best else "solid"
    width = 2.4 if on_best else 1.6
    ax.plot([start[0] + 0.4, end[0] - 0.4], [start[1], end[1]], color=colour, linestyle=line, linewidth=width)
    fill = OUTPUT if on_best else CELL if on_greedy else INPUT
    box(ax, end, path[-1], width=1.0, height=0.5, fill=fill)
    middle = (start[0] + 0.62 * (end[0] - start[0]), start[1] + 0.62 * (end[1] - start[1]) + 0.2)
    label(ax, middle, f"{chance:g}", size=8)
