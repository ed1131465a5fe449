"""The report's figures: scores, answers to each exercise, discrimination, time and memory."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from grader.feedback.messages import Catalogue
from grader.report.drawing import INCHES_PER_LINE, Picture, Pictures, Theme, label, new_figure, picture
from grader.report.statistics import Spread
from grader.report.survey import ItemReport, Survey, Use
from grader.results import Status

MOST_BINS = 25
FAR = 8  # a greatest value that is so many times the median is drawn on a logarithmic axis
# A pattern for whoever cannot tell the colours, in the order of the fills of a theme.
HATCHES = {
    Status.RIGHT: "",
    Status.PARTLY: "//",
    Status.WRONG: "..",
    Status.UNWRITTEN: "",
    Status.NOT_REACHED: "xx",
}


def pictures_of(survey: Survey, language: str = "en") -> Pictures:
    """Draw all figures of a report.

    Parameters
    ----------
    survey
        The class.
    language
        Language of what stands in the figures.
    """
    say = Catalogue.load(language)
    return Pictures(
        score_picture(survey, survey.spread, say) if survey.spread else None,
        answer_picture(survey.items, say),
        discrimination_picture(survey.items, say),
        use_picture(survey.uses, say),
    )


def score_picture(survey: Survey, spread: Spread, say: Catalogue) -> Picture:
    """Draw how the scores of a class are distributed.

    Parameters
    ----------
    survey
        The class.
    spread
        Of its scores.
    say
        The sentences.
    """
    scores = [one.score for one in survey.sheet.submissions.values()]
    end = max(survey.sheet.max_score, spread.greatest) or 1.0

    def draw(theme: Theme) -> Figure:
        figure, (axes,) = new_figure(2.7)
        bins = np.linspace(0, end, _number_of_bins(len(scores)) + 1)
        axes.hist(scores, bins=bins.tolist(), color=theme.fill, edgecolor=theme.ground, linewidth=0.8)
        for value, style, key in ((spread.mean, ":", "mean"), (spread.median, "--", "median")):
            words = say(f"report.figure.{key}", value=f"{value:.1f}")
            axes.axvline(value, color=theme.ink, linestyle=style, linewidth=1.5, label=words)
        axes.set_xlabel(say("report.figure.points"))
        _count_axis(axes, say)
        axes.set_xlim(0, end)
        figure.legend(loc="outside upper left", ncols=2)
        return figure

    values = {name: f"{value:.1f}" for name, value in vars(spread).items() if name != "number"}
    return picture(draw, say("report.figure.scores_alt", number=spread.number, maximum=f"{end:g}", **values))


def _number_of_bins(values: int) -> int:
    return min(MOST_BINS, max(10, isqrt(4 * values)))


def _count_axis(axes: Axes, say: Catalogue) -> None:
    axes.set_ylabel(say("report.figure.submissions"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))


def answer_picture(items: Sequence[ItemReport], say: Catalogue) -> Picture | None:
    """Draw how each exercise was answered, as shares of all submissions; None where nothing is known of that."""
    rows = [(number, item) for number, item in enumerate(items, start=1) if item.tally]
    if not rows:
        return None

    def draw(theme: Theme) -> Figure:
        figure, (axes,) = new_figure(1.1 + INCHES_PER_LINE * len(rows))
        left = np.zeros(len(rows))
        for (status, hatch), colour in zip(HATCHES.items(), theme.parts, strict=True):
            shares = np.array([_share(item, status) for _, item in rows])
            look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": theme.edge, "linewidth": 0.5}
            words = say(f"status.{status.name.lower()}")
            axes.barh(range(len(rows)), shares, left=left, height=0.72, label=words, **look)
            left += shares
        _exercise_axis(axes, rows)
        axes.set_xlim(0, 100)
        axes.set_xlabel(say("report.figure.share"))
        figure.legend(loc="outside upper left", ncols=3, handlelength=1.4, columnspacing=1.2)
        return figure

    told = "; ".join(
        f"{number} {item.key}: " + ", ".join(
            f"{_share(item, status):.0f} % {say(f'status.{status.name.lower()}')}"
            for status in HATCHES if item.tally and item.tally.statuses[status]
        )
        for number, item in rows
    )  # fmt: skip
    return picture(draw, say("report.figure.answers_alt", told=told))


def _share(item: ItemReport, status: Status) -> float:
    assert item.tally
    return 100 * item.tally.statuses[status] / item.tally.statuses.total()


def _exercise_axis(axes: Axes, rows: Sequence[tuple[int, ItemReport]]) -> None:
    axes.set_yticks(range(len(rows)), [label(number, item.key) for number, item in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def discrimination_picture(items: Sequence[ItemReport], say: Catalogue) -> Picture | None:
    """Draw the discrimination of each exercise with its interval; None where there is none to show."""
    numbered = enumerate(items, start=1)
    rows = [(number, item) for number, item in numbered if item.analysis.discrimination.value is not None]
    if not rows:
        return None
    values = [[getattr(item.analysis.discrimination, name) for _, item in rows] for name in ("low", "value", "high")]
    low, middle, high = map(np.array, values)

    def draw(theme: Theme) -> Figure:
        figure, (axes,) = new_figure(0.8 + INCHES_PER_LINE * len(rows))
        axes.axvline(0, color=theme.ink, linewidth=1)
        axes.grid(axis="x", color=theme.quiet, linewidth=0.5)
        axes.set_axisbelow(True)
        look: dict[str, Any] = {"fmt": "o", "color": theme.fill, "ecolor": theme.ink, "elinewidth": 1.2, "capsize": 2.5}
        axes.errorbar(middle, range(len(rows)), xerr=np.array([middle - low, high - middle]), **look)
        _exercise_axis(axes, rows)
        axes.set_xlim(min(-0.1, float(low.min()) - 0.05), 1.02)
        axes.set_xlabel(say("report.figure.correlation"))
        return figure

    told = "; ".join(f"{number} {item.key}: {one:.2f}" for (number, item), one in zip(rows, middle, strict=True))
    return picture(draw, say("report.figure.discrimination_alt", told=told))


def use_picture(uses: Sequence[Use], say: Catalogue) -> Picture | None:
    """Draw how much time and memory the submissions used; None where that is not known."""
    if not uses:
        return None

    def draw(theme: Theme) -> Figure:
        figure, panels = new_figure(1.5 * len(uses) + 0.2, len(uses))
        for axes, use in zip(panels, uses, strict=True):
            _draw_use(axes, use, theme, say)
        return figure

    told = "; ".join(
        say("report.figure.use_alt", what=say(f"report.use.{use.measure}"), median=f"{use.spread.median:.3g}",
            ninth=f"{use.spread.ninth:.3g}", greatest=f"{use.spread.greatest:.3g}")
        for use in uses
    )  # fmt: skip
    return picture(draw, say("report.figure.uses_alt", told=told))


def _draw_use(axes: Axes, use: Use, theme: Theme, say: Catalogue) -> None:
    values, end = np.array(use.values), use.spread.greatest
    positive = values[values > 0]
    number = _number_of_bins(len(values))
    if len(positive) and end > FAR * use.spread.median:
        # What is too small to be measured stands in the first bar.
        start = float(positive.min())
        bins = np.geomspace(start, max(end, 1.001 * start), number + 1)
        values = np.maximum(values, bins[0])
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=8))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        bins = np.linspace(0, end or 1.0, number + 1)
    bins[-1] = max(bins[-1], float(values.max()))  # rounding must not leave the greatest out
    axes.hist(values, bins=bins.tolist(), color=theme.fill, edgecolor=theme.ground, linewidth=0.8)
    axes.axvline(use.spread.median, color=theme.ink, linestyle="--", linewidth=1.5)
    axes.set_xlabel(say(f"report.use.{use.measure}"))
    _count_axis(axes, say)
