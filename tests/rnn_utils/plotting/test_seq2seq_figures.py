"""Test the figures of notebook 6: they draw, name what they show, fit on their sheets, and repeat byte by byte."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnn_utils.plotting import draw_encoder_decoder, draw_heat_map, draw_search_tree, plot_grouped_bars

TREE: dict[tuple[str, ...], tuple[float, ...]] = {
    ("a", "c"): (0.6, 0.4),
    ("a", "d"): (0.6, 0.6),
    ("b", "c"): (0.4, 0.9),
    ("b", "d"): (0.4, 0.1),
}
SHARES = np.array([[0.9, 0.1, 0.0], [0.25, 0.75, 0.0]])
FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "free": (lambda: draw_encoder_decoder("ab", ["c", "EOS"], title="What"), ["a", "b", "c", "EOS", "T_x = 2", "What"]),
    "forced": (lambda: draw_encoder_decoder("ab", ["c", "EOS"], fed="d"), ["d", "T_y = 2", "decoder writes"]),
    "bars": (
        lambda: plot_grouped_bars(["g", "h"], {"one": [0.2, 0.4], "two": [0.5, 1.0]}, "share", reference=("coin", 0.5)),
        ["g", "h", "one", "two", "share", "0.40", "coin"],
    ),
    "heat map": (lambda: draw_heat_map(SHARES, "rs", "uvw", "step", "digit"), [*"rsuvw", "step", "digit", "0.75"]),
    "tree": (lambda: draw_search_tree(TREE, ("a", "d"), ("b", "c"), "Tree"), ["start", "0.4 · 0.9 = 0.36", "Tree"]),
}
EACH = pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())


def _texts(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))


@EACH
def test_figure_draws_and_names_what_it_shows(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    picture = io.BytesIO()
    figure.savefig(picture, format="raw")
    assert (np.frombuffer(picture.getvalue(), dtype=np.uint8) < 128).mean() > 0.003
    assert not [text for text in labels if text not in _texts(figure)]


@EACH
def test_figure_has_the_same_bytes_each_time(draw: Callable[[], Figure], labels: list[str]) -> None:
    first, second = (draw()._repr_png_() for _ in range(2))  # type: ignore[attr-defined]
    assert first.startswith(b"\x89PNG")
    assert first == second


@EACH
def test_figure_fits_on_its_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for text in (text for axes in figure.axes for text in axes.texts):
        box = text.get_window_extent()
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_encoder_decoder("a", "b", ax=ax),
        lambda ax: plot_grouped_bars(["g"], {"one": [0.5]}, "share", ax=ax),
        lambda ax: draw_heat_map(SHARES, "rs", "uvw", "x", "y", ax=ax),
        lambda ax: draw_search_tree(TREE, ("a", "d"), ("b", "c"), ax=ax),
    ],
)
def test_figure_is_drawn_where_it_is_asked(draw: Callable[[Axes], Figure]) -> None:
    figure = Figure()
    assert draw(figure.add_subplot()) is figure


def test_small_shares_are_left_blank_and_large_ones_are_written_light_on_dark() -> None:
    texts = {text.get_text(): text.get_color() for text in draw_heat_map(SHARES, "rs", "uvw", "x", "y").axes[0].texts}
    assert set(texts) == {"0.90", "0.10", "0.25", "0.75"}
    assert texts["0.90"] != texts["0.10"]


def test_more_series_than_fillings_are_refused() -> None:
    with pytest.raises(ValueError, match="5 series"):
        plot_grouped_bars(["g"], {name: [0.5] for name in "abcde"}, "share")


def test_the_tree_marks_the_likeliest_answer_and_the_greedy_one_apart() -> None:
    lines = draw_search_tree(TREE, ("a", "d"), ("b", "c")).axes[0].get_lines()
    styles = [(line.get_linestyle(), line.get_linewidth()) for line in lines]
    assert sum(width > 2 for _, width in styles) == 2
    assert sum(style == "--" for style, _ in styles) == 2
