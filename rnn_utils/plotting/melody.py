"""Draw melodies on a staff: height is pitch, place is time, so that one need not read notes to follow."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from rnn_utils.plotting.style import FAINT, FORWARD, INK, MUTED, PAPER, TEXT_SIZE, new_figure

Note = tuple[int, int]

# Place of each pitch class on the staff, in steps above C, and its sign; keys of C major and A minor.
_SPELLED = tuple(zip((0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6), " ♯ ♯  ♯ ♯ ♭ ", strict=True))
_LINES = (("E", 2), ("G", 4), ("B", 6), ("D", 8), ("F", 10))  # steps above middle C
_PER_SYSTEM = 64  # sixteenths in one row


def draw_melody(
    notes: Sequence[Note], given: int = 0, title: str | None = None, per_system: int = _PER_SYSTEM
) -> Figure:
    """Draw a melody as notes on five lines.

    Parameters
    ----------
    notes : sequence of (int, int)
        MIDI pitch (60 is middle C) and length in sixteenths of each note.
    given : int
        How many notes at the beginning are drawn in a frame, as those that were given.
    title : str, optional
        What the figure shows.
    per_system : int
        Number of sixteenths in one row, if all its notes are quarters.

    Returns
    -------
    Figure
        As many rows as the melody needs.
    """
    systems = _split(notes, per_system)
    figure = new_figure(width=9.4, height=0.35 + 1.15 * len(systems))
    panels = figure.subplots(len(systems), 1, squeeze=False)[:, 0]
    drawn = 0
    for panel, system in zip(panels, systems, strict=True):
        _draw_system(panel, system, per_system, given=max(0, given - drawn), ends=panel is panels[-1])
        drawn += len(system)
    if title:
        figure.suptitle(title, fontsize=TEXT_SIZE + 1)
    return figure


def _split(notes: Sequence[Note], per_system: int) -> list[list[Note]]:
    """Break a melody into rows; a note that does not fit begins the next one."""
    systems: list[list[Note]] = [[]]
    used = 0.0
    for pitch, length in notes:
        if used + _room(length) > per_system and systems[-1]:
            systems.append([])
            used = 0.0
        systems[-1].append((int(pitch), int(length)))
        used += _room(length)
    return systems


def _room(length: int) -> float:
    """Return how wide a note stands: short ones wider than they last, so that they do not touch the next."""
    return 1 + 0.75 * length


def _draw_system(ax: Axes, notes: Sequence[Note], per_system: int, given: int, ends: bool) -> None:
    """Draw one row."""
    ax.set_xlim(-2.6, per_system + 1)
    ax.set_ylim(-4.5, 15.5)
    ax.axis("off")
    for name, height in _LINES:
        ax.plot([-1, per_system + 0.5], [height, height], color=FAINT, linewidth=0.8, zorder=1)
        ax.text(-1.3, height, name, ha="right", va="center", fontsize=7, color=MUTED)
    place = 0.0
    for number, (pitch, length) in enumerate(notes):
        _draw_note(ax, place + 1, pitch, length, FORWARD if number < given else INK)
        if number < given:
            ax.text(place + 1, 14.2, "given", ha="center", va="center", fontsize=8, color=FORWARD)
        place += _room(length)
    if ends:
        for offset, width in ((0.3, 1.0), (0.8, 3.0)):
            ax.plot([place + offset] * 2, [2, 10], color=INK, linewidth=width)


def _draw_note(ax: Axes, x: float, pitch: int, length: int, colour: str) -> None:
    """Draw a note: hollow from two quarters on, with a stem up to three, with flags below one, dotted."""
    step, sign = _SPELLED[pitch % 12]
    height = 7 * (pitch // 12 - 5) + step
    for line in (*range(0, height - 1, -2), *range(12, height + 1, 2)):
        ax.plot([x - 0.9, x + 0.9], [line, line], color=FAINT, linewidth=0.8, zorder=1)
    fill = PAPER if length >= 8 else colour
    ax.add_patch(Ellipse((x, height), 1.25, 1.8, facecolor=fill, edgecolor=colour, linewidth=1.3, zorder=3))
    if length < 16:
        side, up = (0.58, 1) if height < 6 else (-0.58, -1)
        ax.plot([x + side] * 2, [height, height + 5.6 * up], color=colour, linewidth=1.1, zorder=2)
        for flag in range({2: 1, 3: 1, 1: 2}.get(length, 0)):
            tip = height + (5.6 - 1.5 * flag) * up
            ax.plot([x + side, x + side + 0.8], [tip, tip - 1.8 * up], color=colour, linewidth=1.6, zorder=2)
    if length in (3, 6, 12, 24):
        ax.add_patch(Ellipse((x + 1.1, height + 0.6), 0.3, 0.6, color=colour))
    if sign != " ":
        ax.text(x - 1.1, height, sign, ha="center", va="center", fontsize=10, color=colour)
