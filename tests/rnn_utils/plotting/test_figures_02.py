"""Test the figures of notebook 2: they draw, name what they show, fit on their sheet, and show what they are given."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from rnn_utils.plotting import (
    draw_chunks,
    draw_clipping,
    draw_language_model,
    draw_next_tables,
    draw_probabilities,
    draw_readings,
    plot_comparison,
)

WORDS = ["cats", "average", "15", "<EOS>"]
READINGS = {"a pear salad": -np.array([0.5, 1.0, 2.0]), "a pair salad": -np.array([0.5, 6.0, 3.0])}
TABLE = np.array([[0.7, 0.1], [0.2, 0.3], [0.1, 0.6]])
RESULTS = {"uniform": 3.0, "bigram": 2.0, "network": 1.5}
FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "predicting": (lambda: draw_language_model(WORDS), [*WORDS, r"\hat{y}", "= 0", r"langle 4\rangle"]),
    "writing": (lambda: draw_language_model(WORDS, drawn=True), WORDS),
    "readings": (lambda: draw_readings(READINGS, title="Two"), ["pear\npair", "salad", "3.5", "9.5", "−log P", "Two"]),
    "chunks": (
        lambda: draw_chunks("abc defghij.", 3, 2),
        ["abc", "␣d", "efg", "hi", "stream 2", "batch 2", "state", "gradient"],
    ),
    "probabilities": (lambda: draw_probabilities(TABLE, list("xyz"), list("ab"), [0, 2]), [*"xyzab", "0.70", "next"]),
    "tables": (
        lambda: draw_next_tables({"one": TABLE, "two": TABLE}, list("xyz"), list("ab")),
        [*"xyzab", "one", "two"],
    ),
    "comparison": (lambda: plot_comparison(RESULTS, "nats", title="Best"), [*RESULTS, "1.500", "nats", "Best"]),
    "clipping": (
        lambda: draw_clipping(np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([0.95, 0.32]), 1.0),
        ["by value", "by norm", "before", "after"],
    ),
}
EACH = pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())


def _texts(figure: Figure) -> str:
    """Return all texts of a figure that has been drawn."""
    return "\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))


@EACH
def test_figure_draws_and_names_what_it_shows(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    picture = io.BytesIO()
    figure.savefig(picture, format="raw")
    assert (np.frombuffer(picture.getvalue(), dtype=np.uint8) < 128).mean() > 0.003
    assert not [text for text in labels if text not in _texts(figure)]


@EACH
def test_figure_fits_on_its_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for text in [text for axes in figure.axes for text in axes.texts]:
        extent = text.get_window_extent()
        assert page.x0 <= extent.x0 and extent.x1 <= page.x1 and page.y0 <= extent.y0 and extent.y1 <= page.y1


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_language_model(WORDS, ax=ax),
        lambda ax: draw_readings(READINGS, ax=ax),
        lambda ax: draw_chunks("abcdefgh", 2, 2, ax=ax),
        lambda ax: draw_probabilities(TABLE, list("xyz"), list("ab"), ax=ax),
        lambda ax: plot_comparison(RESULTS, "nats", ax=ax),
    ],
)
def test_figure_is_drawn_where_it_is_asked(draw: Callable[[Axes], Figure]) -> None:
    figure = Figure()
    ax = figure.add_subplot()
    assert draw(ax) is figure
    assert ax.has_data() or ax.texts


def test_words_are_fed_on_only_where_the_model_writes() -> None:
    given, drawn = (draw_language_model(WORDS, drawn=drawn).axes[0] for drawn in (False, True))
    assert len(drawn.patches) - len(given.patches) == len(WORDS) - 1


def test_bars_of_readings_are_what_each_word_costs() -> None:
    bars = [bar.get_height() for bar in draw_readings(READINGS).axes[0].patches if isinstance(bar, Rectangle)]
    assert bars == [0.5, 1.0, 2.0, 0.5, 6.0, 3.0]


def test_readings_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw_readings({"a b": -np.ones(2), "a b c": -np.ones(3)})


def test_right_answers_are_framed() -> None:
    frames = [patch for patch in draw_probabilities(TABLE, list("xyz"), list("ab"), [0, 2]).axes[0].patches]
    assert [patch.get_xy() for patch in frames if isinstance(patch, Rectangle)] == [(-0.5, -0.5), (0.5, 1.5)]


def test_tables_share_one_scale() -> None:
    images = [ax.images[0] for ax in draw_next_tables({"a": TABLE, "b": TABLE / 9}, list("xyz"), list("ab")).axes[:2]]
    assert {image.get_clim() for image in images} == {(0, 1)}


def test_last_bar_of_a_comparison_is_dark() -> None:
    bars = plot_comparison(RESULTS, "nats").axes[0].patches
    assert [sum(to_rgb(bar.get_facecolor())) < 1.5 for bar in bars] == [False, False, True]
    assert [bar.get_width() for bar in bars if isinstance(bar, Rectangle)] == list(RESULTS.values())
