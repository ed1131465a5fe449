"""Draw networks of several cells at each time step: one per direction, or one per layer."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_utils.plotting.shapes import arrow, at_step, box, dots, label
from rnn_utils.plotting.style import INPUT, MUTED, OUTPUT, blank_canvas, new_axes

_STEP = 2.9
_Y_INPUT, _Y_THERE, _Y_BACK, _Y_OUTPUT = 0.6, 2.1, 3.4, 4.9
_ASIDE = 0.6

_LAYER_STEP, _LAYER_HEIGHT = 2.2, 1.4


def draw_two_ways(T_x: int = 4, ax: Axes | None = None) -> Figure:
    """Draw a bidirectional network: one cell reads from left to right, another one from right to left.

    Parameters
    ----------
    T_x : int
        Number of time steps that are drawn, at least 2; the last one is labelled T_x.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=1.6 + 1.45 * T_x, height=3.5)
    blank_canvas(ax, width=_STEP * T_x + 2.4, height=5.6)
    places = [2.6 + _STEP * k for k in range(T_x)]
    for k, x in enumerate(places):
        _draw_both_cells(ax, x, k + 1 if k + 1 < T_x else "T_x")
    for k, x in enumerate(places):
        arrow(ax, (x - _ASIDE - (_STEP - 0.5 if k else 1.2), _Y_THERE), (x - _ASIDE - 0.5, _Y_THERE))
        arrow(ax, (x + _ASIDE + (_STEP - 0.5 if k + 1 < T_x else 1.2), _Y_BACK), (x + _ASIDE + 0.5, _Y_BACK))
    middle = (places[-2] + places[-1]) / 2
    dots(ax, (middle - _ASIDE + 0.35, _Y_THERE))
    dots(ax, (middle + _ASIDE - 0.35, _Y_BACK))
    label(ax, (places[0] - _ASIDE - 1.4, _Y_THERE), "0", MUTED)
    label(ax, (places[-1] + _ASIDE + 1.4, _Y_BACK), "0", MUTED)
    return figure


def _draw_both_cells(ax: Axes, x: float, name: int | str) -> None:
    """Draw one time step: a word, both cells, and the output that sees both."""
    there, back = (x - _ASIDE, _Y_THERE), (x + _ASIDE, _Y_BACK)
    arrow(ax, (x - 0.2, _Y_INPUT + 0.35), (there[0], _Y_THERE - 0.35))
    arrow(ax, (x + 0.2, _Y_INPUT + 0.35), (back[0], _Y_BACK - 0.35))
    arrow(ax, (there[0], _Y_THERE + 0.35), (x - 0.2, _Y_OUTPUT - 0.35))
    arrow(ax, (back[0], _Y_BACK + 0.35), (x + 0.2, _Y_OUTPUT - 0.35))
    box(ax, (x, _Y_INPUT), at_step("x", name), fill=INPUT)
    box(ax, there, at_step(r"\overrightarrow{a}", name))
    box(ax, back, at_step(r"\overleftarrow{a}", name))
    box(ax, (x, _Y_OUTPUT), at_step(r"\hat{y}", name), fill=OUTPUT)


def draw_layers(T_x: int = 4, layers: int = 3, ax: Axes | None = None) -> Figure:
    """Draw a network of several layers: each one reads the hidden states of the layer below.

    Parameters
    ----------
    T_x : int
        Number of time steps that are drawn, at least 2; the last one is labelled T_x.
    layers : int
        Number of layers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The drawing.
    """
    figure, ax = new_axes(ax, width=1.2 + 1.3 * T_x, height=1.5 + 0.8 * layers)
    top = 0.6 + _LAYER_HEIGHT * (layers + 1)
    blank_canvas(ax, width=_LAYER_STEP * T_x + 2.2, height=top + 0.6)
    for k in range(T_x):
        x, name = 3.0 + _LAYER_STEP * k, k + 1 if k + 1 < T_x else "T_x"
        box(ax, (x, 0.6), at_step("x", name), fill=INPUT)
        box(ax, (x, top), at_step(r"\hat{y}", name), fill=OUTPUT)
        for layer in range(1, layers + 1):
            y = 0.6 + _LAYER_HEIGHT * layer
            box(ax, (x, y), rf"$a^{{[{layer}]\langle {name}\rangle}}$", width=1.15)
            arrow(ax, (x - _LAYER_STEP + (0.75 if k == 0 else 0.575), y), (x - 0.575, y))
            if name == "T_x":
                dots(ax, (x - _LAYER_STEP / 2, y))
        for layer in range(layers + 1):
            y = 0.6 + _LAYER_HEIGHT * layer
            arrow(ax, (x, y + 0.35), (x, y + _LAYER_HEIGHT - 0.35))
    for layer in range(1, layers + 1):
        label(ax, (1.3, 0.6 + _LAYER_HEIGHT * layer), "0", MUTED)
        label(ax, (0.1, 0.6 + _LAYER_HEIGHT * layer), f"layer {layer}", MUTED, size=8, ha="left")
    return figure
