"""Test the figures of notebook 3: they draw, name what they show, fit on their sheet, and differ in line style."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnn_utils.plotting.gru import draw_gru, draw_gru_paths
from rnn_utils.plotting.panels import plot_panels, plot_runs
from rnn_utils.plotting.reading import draw_distance, draw_gates, plot_over_words

WORDS = ["the", "cats", ",", "which", "slept", ",", "were"]
FALLING = np.exp(-np.arange(7) / 2)
RUNS = {"plain": [FALLING, FALLING[:4]], "GRU": [FALLING / 2]}
FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "gru": (draw_gru, [r"\Gamma_u", r"\Gamma_r", r"1-\Gamma_u", "tanh", r"\tilde{c}", "keep", "write"]),
    "simplified": (lambda: draw_gru(relevance=False), [r"\Gamma_u", "tanh", "keep", "write"]),
    "paths": (draw_gru_paths, ["directly", "update gate", "candidate", "relevance gate", "dc_{prev}", "dc_{next}"]),
    "panels": (
        lambda: plot_panels({"one": {"a": FALLING}, "two": {"a": FALLING}}, ylabel="norm", title="Both", log_y=True),
        ["one", "two", "norm", "Both", "a"],
    ),
    "runs": (lambda: plot_runs(RUNS, np.arange(7), reference=("coin", 0.5)), ["plain", "GRU", "coin", "accuracy"]),
    "distance": (lambda: draw_distance([WORDS, WORDS], 1, 6, "4 words"), [*WORDS, "4 words"]),
    "over words": (lambda: plot_over_words({"memory": FALLING}, WORDS, ylabel="c", title="T"), [*WORDS, "c", "T"]),
    "gates": (lambda: draw_gates(np.full((4, 7), 0.5), WORDS, title="Gates"), [*WORDS, "Gates", "gate", "unit"]),
}
EACH = pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())


def _texts(figure: Figure) -> str:
    """Return all texts of a figure."""
    return "\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))


@EACH
def test_figure_draws_and_names_what_it_shows(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    picture = io.BytesIO()
    figure.savefig(picture, format="raw")
    assert (np.frombuffer(picture.getvalue(), dtype=np.uint8) < 128).mean() > 0.003
    assert not [text for text in labels if text not in _texts(figure)]


@EACH
def test_figure_shows_itself_with_the_same_bytes_each_time(draw: Callable[[], Figure], labels: list[str]) -> None:
    one, same = (DisplayFormatter().format(draw(), include={"image/png"})[0]["image/png"] for _ in range(2))
    assert one == same
    assert one.startswith(b"\x89PNG")
    assert len(one) < 60_000


@EACH
def test_figure_fits_on_its_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert page.x0 <= box.x0 <= box.x1 <= page.x1
            assert page.y0 <= box.y0 <= box.y1 <= page.y1


def test_drawing_changes_no_setting() -> None:
    before = dict(mpl.rcParams)
    for draw, _ in FIGURES.values():
        draw()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_gru(ax=ax),
        lambda ax: draw_gru_paths(ax=ax),
        lambda ax: plot_runs(RUNS, np.arange(7), ax=ax),
        lambda ax: draw_distance([WORDS], 1, 6, ax=ax),
        lambda ax: plot_over_words({"a": FALLING}, WORDS, "c", ax=ax),
        lambda ax: draw_gates(np.eye(7), WORDS, ax=ax),
    ],
)
def test_figure_is_drawn_where_it_is_asked(draw: Callable[[Axes], Figure]) -> None:
    figure = Figure()
    assert draw(figure.add_subplot()) is figure
    assert figure.axes[0].has_data() or figure.axes[0].texts


def test_simplified_unit_has_no_relevance_gate() -> None:
    assert r"\Gamma_r" in _texts(draw_gru())
    assert r"\Gamma_r" not in _texts(draw_gru(relevance=False))


def test_panels_share_their_scale_and_have_one_legend() -> None:
    first, second = plot_panels({"one": {"a": FALLING}, "two": {"a": 100 * FALLING}}, log_y=True).axes
    assert first.get_ylim() == second.get_ylim()
    assert first.get_legend() is not None
    assert second.get_legend() is None


def test_runs_of_one_experiment_look_alike_and_are_named_once() -> None:
    plain, shorter, gru = plot_runs(RUNS, np.arange(7)).axes[0].get_lines()
    assert plain.get_linestyle() == shorter.get_linestyle() != gru.get_linestyle()
    assert len(np.asarray(shorter.get_xdata())) == 4
    legend = plot_runs(RUNS, np.arange(7)).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["plain", "GRU"]


def test_more_experiments_than_line_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="4 experiments"):
        plot_runs({name: [FALLING] for name in "abcd"}, np.arange(7))


def test_open_gates_are_dark() -> None:
    picture = draw_gates(np.array([[0.0, 1.0]]), ["shut", "open"]).axes[0].get_images()[0]
    shut, opened = picture.to_rgba(np.array([0.0, 1.0]))
    assert sum(opened[:3]) < 0.5 < 2.5 < sum(shut[:3])
