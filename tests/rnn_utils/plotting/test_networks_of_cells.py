"""Test the figures of networks of several cells: they draw, name what they show, and fit on their sheets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnn_utils.datasets import TEDDY_SENTENCES
from rnn_utils.plotting.directions import draw_layers, draw_two_ways
from rnn_utils.plotting.padding import draw_growing_sentences, draw_padded_batches
from rnn_utils.plotting.scores import plot_scores

ROWS = [["Teddy", "bears", "sleep"], ["June", "came", ""]]
CHANCES = np.random.default_rng(0).random((5, 5))
SCORES = {"RNN, one way": [0.85, 0.86], "RNN, two ways": [0.98, 0.99, 0.97]}

FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "two ways": (draw_two_ways, [r"\overrightarrow{a}", r"\overleftarrow{a}", r"\hat{y}", r"langle 3\rangle", "T_x"]),
    "layers": (draw_layers, ["layer 1", "layer 3", r"a^{[2]\langle 3\rangle}", r"\hat{y}", "T_x"]),
    "padding": (lambda: draw_padded_batches({"as it is": ROWS, "round": ROWS}), ["Teddy", "came", "as it is", "round"]),
    "growing": (
        lambda: draw_growing_sentences([(s, CHANCES) for s in TEDDY_SENTENCES], title="Two"),
        [*TEDDY_SENTENCES[0], *TEDDY_SENTENCES[1], "words heard", "Two", f"{CHANCES[4, 0]:.2f}"],
    ),
    "scores": (lambda: plot_scores(SCORES, ("rule", 0.8), title="What"), [*SCORES, "F1", "rule", "What"]),
}
EACH = pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())


def _picture(figure: Figure) -> bytes:
    """Return what a notebook shows of a figure."""
    png = figure._repr_png_()  # type: ignore[attr-defined]
    assert isinstance(png, bytes)
    return png


@EACH
def test_figure_names_what_it_shows_and_is_the_same_each_time(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    texts = "\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    assert not [text for text in labels if text not in texts]
    picture = _picture(figure)
    assert picture == _picture(draw())
    assert len(picture) < 60_000


@EACH
def test_texts_stay_on_the_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert figure.bbox.x0 <= box.x0 <= box.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= box.y0 <= box.y1 <= figure.bbox.y1


def test_diagrams_are_drawn_where_they_are_asked() -> None:
    for draw in (draw_two_ways, draw_layers):
        figure = Figure()
        ax = figure.add_subplot()
        assert draw(ax=ax) is figure
        assert ax.texts
    ax = Figure().add_subplot()
    plot_scores(SCORES, ax=ax)
    assert ax.has_data()


def test_words_that_have_not_been_heard_are_not_drawn() -> None:
    panel = draw_growing_sentences([(TEDDY_SENTENCES[0], CHANCES)]).axes[0]
    places = {text.get_position() for text in panel.texts}
    assert places == {(t, k) for k in range(5) for t in range(k + 1)}


def test_answers_for_name_are_bold() -> None:
    panel = draw_growing_sentences([(TEDDY_SENTENCES[0], CHANCES)]).axes[0]
    for text in panel.texts:
        assert (text.get_fontweight() == "bold") == (float(text.get_text()) > 0.5)


def test_scores_have_a_dot_each_and_a_stroke_at_the_mean() -> None:
    lines = plot_scores(SCORES).axes[0].get_lines()
    dots, strokes = lines[::2], lines[1::2]
    assert [list(np.asarray(line.get_xdata())) for line in dots] == list(SCORES.values())
    assert [np.asarray(line.get_xdata())[0] for line in strokes] == pytest.approx([0.855, 0.98])
