"""Test the figures of notebook 4: the cell, the unrolled network, melodies, coloured texts, saturation of gates."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Text

from rnn_utils.plotting import style
from rnn_utils.plotting.characters import draw_coloured_text, plot_saturation
from rnn_utils.plotting.lstm import draw_lstm_cell, draw_unrolled_lstm
from rnn_utils.plotting.melody import draw_melody

TEXT = "if a:\n    b(1)\n"
NOTES = [(60, 4), (66, 2), (70, 1), (81, 8), (57, 6), (72, 16)]
SHARES = {name: (np.linspace(0, 0.6, 9), np.linspace(0.4, 0, 9)) for name in ("forget gate", "update gate")}
FIGURES: dict[str, tuple[Callable[[], Figure], list[str]]] = {
    "cell": (draw_lstm_cell, [r"\Gamma_f", r"\Gamma_u", r"\Gamma_o", r"\tilde{c}", "tanh", "W_f, b_f", "softmax"]),
    "backward": (lambda: draw_lstm_cell(backward=True), ["dc", r"da_\mathrm{next}", r"dc_\mathrm{prev}", "gradients"]),
    "peepholes": (lambda: draw_lstm_cell(peepholes=True), ["P_f", "P_u", "P_o"]),
    "unrolled": (draw_unrolled_lstm, ["LSTM", r"c^{\langle 0\rangle}", r"a^{\langle 1\rangle}", "T_x", r"\hat{y}"]),
    "melody": (lambda: draw_melody(NOTES, given=1, title="A tune"), ["given", "A tune", "♯", "♭", *"EGBDF"]),
    "coloured": (
        lambda: draw_coloured_text(TEXT, np.arange(len(TEXT)) / 9, scale="unit 7", title="Depth"),
        ["i", "↵", "unit 7", "Depth"],
    ),
    "saturation": (
        lambda: plot_saturation(SHARES, title="Gates"),
        ["forget gate", "update gate", "open", "shut", "Gates"],
    ),
}
EACH = pytest.mark.parametrize(("draw", "labels"), FIGURES.values(), ids=FIGURES.keys())


def _texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if isinstance(text, Text)]


def _picture(figure: Figure) -> bytes:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


@EACH
def test_figure_draws_and_names_what_it_shows(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    shown = "\n".join(text.get_text() for text in _texts(figure))
    assert not [text for text in labels if text not in shown]


@EACH
def test_figure_is_small_and_the_same_each_time(draw: Callable[[], Figure], labels: list[str]) -> None:
    picture = _picture(draw())
    assert picture == _picture(draw())
    assert len(picture) < 60_000


@EACH
def test_figure_fits_on_its_sheet(draw: Callable[[], Figure], labels: list[str]) -> None:
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, text.get_text()
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, text.get_text()


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_lstm_cell(ax=ax),
        lambda ax: draw_unrolled_lstm(ax=ax),
        lambda ax: draw_coloured_text(TEXT, np.zeros(len(TEXT)), scale="c", ax=ax),
    ],
)
def test_figure_is_drawn_where_it_is_asked(draw: Callable[[Axes], Figure]) -> None:
    figure = Figure()
    ax = figure.add_subplot()
    assert draw(ax) is figure
    assert ax.texts


def test_one_time_step_is_drawn_too() -> None:
    assert sum(text.get_text() == "LSTM" for text in _texts(draw_unrolled_lstm(T_x=1))) == 1


def _heads(figure: Figure) -> list[Ellipse]:
    return [patch for ax in figure.axes for patch in ax.patches if isinstance(patch, Ellipse) and patch.width > 1]


def test_height_of_a_note_is_its_pitch_and_the_longer_it_lasts_the_wider_it_stands() -> None:
    heads = _heads(draw_melody([(64, 4), (65, 8), (76, 4)]))
    x, y = np.array([head.center for head in heads]).T
    assert np.diff(x).tolist() == [4, 7]
    assert y.tolist() == [2, 3, 9]  # the lines are 2, 4, 6, 8 and 10, from E to F


def test_short_notes_do_not_touch() -> None:
    heads = _heads(draw_melody([(64, 1), (64, 1), (64, 2), (64, 8)]))
    for one, following in pairwise(heads):
        assert following.center[0] - one.center[0] > one.width


def test_long_notes_are_hollow() -> None:
    heads = _heads(draw_melody([(64, 4), (64, 8), (64, 2), (64, 16)]))
    assert [to_rgb(head.get_facecolor()) == to_rgb(style.PAPER) for head in heads] == [False, True, False, True]


def test_melody_is_broken_into_rows_and_no_note_is_lost() -> None:
    figure = draw_melody([(60 + k % 12, 4) for k in range(30)], per_system=32)
    assert len(figure.axes) == 4
    assert len(_heads(figure)) == 30


def test_given_notes_are_marked_across_rows() -> None:
    figure = draw_melody([(60, 8)] * 4, given=3, per_system=16)
    assert sum(text.get_text() == "given" for text in _texts(figure)) == 3


def test_background_is_darker_where_the_value_is_higher() -> None:
    figure = draw_coloured_text("abcd", np.array([0.0, 1.0, 2.0, 3.0]), scale="c")
    patches = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    lightness = [float(np.dot(to_rgb(patch.get_facecolor()), (0.3, 0.59, 0.11))) for patch in patches]
    assert max(np.diff(lightness)) < -0.05


def test_every_character_needs_its_value() -> None:
    with pytest.raises(ValueError, match="3 characters, but 2 values"):
        draw_coloured_text("abc", np.zeros(2), scale="c")
