"""Test every figure of the course: it draws, names what it shows, reads in grey, and leaves no state behind."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnn_utils.datasets import EXAMPLE, EXAMPLE_LABELS, TEDDY_SENTENCES
from rnn_utils.plotting import (
    draw_backpropagation,
    draw_cell,
    draw_kinds,
    draw_one_hot,
    draw_stacked,
    draw_tagged_sentence,
    draw_tagged_sentences,
    draw_unrolled,
    plot_curves,
    plot_loss,
    style,
)

LOSSES = np.exp(-np.arange(60) / 20)
CHANCES = np.array([0.9, 0.8, 0.1, 0.7, 0.6, 0.0, 0.0, 0.2, 0.3])
FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "unrolled": (draw_unrolled, [r"\hat{y}", r"langle 3\rangle", r"T_x", "W_{aa}", "W_{ax}", "W_{ya}", "unrolled"]),
    "cell": (draw_cell, ["tanh", "softmax", "W_{aa}", "W_{ax}", "W_{ya}", "b_a"]),
    "stacked": (draw_stacked, ["W_{aa}", "W_{ax}", "n_a", "n_x", "$m$"]),
    "backpropagation": (draw_backpropagation, ["forward", "backward", "dz", r"\sum_t", r"\hat{y}-y"]),
    "kinds": (draw_kinds, ["one to one", "one to many", "many to one", "equal", "unequal"]),
    "curves": (lambda: plot_curves({"a": LOSSES, "b": LOSSES / 2}, xlabel="eps"), ["a", "b", "eps", "loss"]),
    "loss": (lambda: plot_loss(LOSSES, reference=("coin", 0.7)), ["coin", "batch", "loss per word", "mean of 20"]),
    "one-hot": (lambda: draw_one_hot(np.eye(3), list("xyz"), list("uvw")), [*"xyzuvw", "vocabulary", "word"]),
    "tags": (lambda: draw_tagged_sentence(EXAMPLE, labels=EXAMPLE_LABELS, indexed=True), [*EXAMPLE, "= 1"]),
    "plain words": (lambda: draw_tagged_sentence(EXAMPLE), list(EXAMPLE)),
    "chances": (lambda: draw_tagged_sentence(EXAMPLE, CHANCES, title="What"), [*EXAMPLE, "P(name)", "0.90", "What"]),
    "teddies": (
        lambda: draw_tagged_sentences([(s, CHANCES[:5]) for s in TEDDY_SENTENCES], title="Two"),
        [*TEDDY_SENTENCES[0], *TEDDY_SENTENCES[1], "Two"],
    ),
}


def _texts(figure: Figure) -> str:
    """Return all texts of a figure that has been drawn."""
    return "\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))


def _picture(figure: Figure) -> bytes:
    """Return what a notebook shows of a figure."""
    data, _ = DisplayFormatter().format(figure, include={"image/png"})
    assert isinstance(data["image/png"], bytes)
    return data["image/png"]


@pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())
def test_figure_draws_and_names_what_it_shows(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    picture = io.BytesIO()
    figure.savefig(picture, format="raw")
    pixels = np.frombuffer(picture.getvalue(), dtype=np.uint8)
    assert (pixels < 128).mean() > 0.003
    missing = [text for text in labels if text not in _texts(figure)]
    assert not missing


@pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())
def test_figure_shows_itself_with_the_same_bytes_each_time(draw: Callable[[], Figure], labels: list[str]) -> None:
    first, second = draw(), draw()
    picture = _picture(first)
    assert picture.startswith(b"\x89PNG")
    assert picture == _picture(second)
    assert len(picture) < 60_000


@pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())
def test_figure_fits_on_its_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert page.x0 <= box.x0
            assert box.x1 <= page.x1
            assert page.y0 <= box.y0
            assert box.y1 <= page.y1


def test_drawing_changes_no_setting() -> None:
    before = dict(mpl.rcParams)
    for draw, _ in FIGURES.values():
        draw()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_unrolled(ax=ax),
        lambda ax: draw_cell(ax=ax),
        lambda ax: draw_stacked(ax=ax),
        lambda ax: draw_backpropagation(ax=ax),
        lambda ax: plot_curves({"a": LOSSES}, ax=ax),
        lambda ax: plot_loss(LOSSES, ax=ax),
        lambda ax: draw_one_hot(np.eye(2), ["a", "b"], ["c", "d"], ax=ax),
        lambda ax: draw_tagged_sentence(EXAMPLE, CHANCES, ax=ax),
    ],
)
def test_figure_is_drawn_where_it_is_asked(draw: Callable[[Axes], Figure]) -> None:
    figure = Figure()
    ax = figure.add_subplot()
    assert draw(ax) is figure
    assert ax.has_data() or ax.texts


def test_one_time_step_is_drawn_too() -> None:
    for draw in (draw_unrolled, draw_backpropagation):
        assert r"\langle 1\rangle" in _texts(draw(T_x=1))


def test_fillings_and_lines_differ_in_lightness() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = to_rgb(colour)
        return 0.3 * red + 0.59 * green + 0.11 * blue

    for colours in ((style.CELL, style.OUTPUT, style.INPUT), (style.FORWARD, style.BACKWARD, style.FAINT)):
        levels = sorted(lightness(colour) for colour in colours)
        assert min(np.diff(levels)) > 0.08


def test_moving_average_ends_where_the_curve_ends() -> None:
    axes = plot_loss(LOSSES, window=10).axes[0]
    curve, average = axes.get_lines()[:2]
    x, y = np.asarray(average.get_xdata()), np.asarray(average.get_ydata())
    assert x[0] == 10
    assert x[-1] == np.asarray(curve.get_xdata())[-1]
    assert y[-1] == pytest.approx(LOSSES[-10:].mean())


def test_window_longer_than_training_is_refused() -> None:
    with pytest.raises(ValueError, match="window is 61"):
        plot_loss(LOSSES, window=61)


def test_more_curves_than_line_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="5 curves"):
        plot_curves({name: LOSSES for name in "abcde"})


def test_names_in_bars_are_bold_where_the_label_says_name() -> None:
    figure = draw_tagged_sentence(EXAMPLE, CHANCES, labels=EXAMPLE_LABELS)
    weights = [text.get_fontweight() for text in figure.axes[0].get_xticklabels()]
    assert [weight == "bold" for weight in weights] == EXAMPLE_LABELS.astype(bool).tolist()


def test_bars_are_dark_where_the_network_says_name() -> None:
    bars = draw_tagged_sentence(EXAMPLE, CHANCES).axes[0].patches
    dark = [sum(to_rgb(bar.get_facecolor())) < 1.5 for bar in bars]
    assert dark == (CHANCES > 0.5).tolist()
