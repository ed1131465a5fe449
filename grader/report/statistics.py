"""Classical item analysis: how hard an exercise was, and whether it tells strong work from weak.

Sources: F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores, 1968, for difficulty and
discrimination; S. Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28, 1963, for taking
the exercise itself out of the total; R. A. Fisher, Biometrika 10, 1915, for the interval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from grader.report.reading import Item, Submitted
from rnn_utils.types import Array

SMALLEST_CLASS = 20
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Spread:
    """Where the values of a class lie.

    Parameters
    ----------
    number
        How many values there are.
    mean, deviation
        Their mean and standard deviation.
    least, lower, median, upper, ninth, greatest
        Their quantiles: 0, ¼, ½, ¾, 0.9 and 1.
    """

    number: int
    mean: float
    deviation: float
    least: float
    lower: float
    median: float
    upper: float
    ninth: float
    greatest: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread | None:
        """Describe values; None where there are none."""
        if not values:
            return None
        quantiles = np.quantile(values, (0, 0.25, 0.5, 0.75, 0.9, 1))
        deviation = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
        return Spread(len(values), float(np.mean(values)), deviation, *map(float, quantiles))


@dataclass(frozen=True)
class Discrimination:
    """The correlation of an exercise with the rest of the assignment, or why there is none.

    Parameters
    ----------
    value, low, high
        The correlation and the ends of its 95 % interval; None where there is none.
    why_not
        ``"few"`` (too few submissions), ``"equal"`` (all earned the same), ``"rest"`` (the rest is the same for all),
        ``"pending"`` (a person has still to mark it) or empty.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why_not: str = ""


def discrimination(item: Float[Array, "n"], rest: Float[Array, "n"]) -> Discrimination:
    """Return the corrected item-total correlation of an exercise.

    Parameters
    ----------
    item : array, shape (n,)
        Points that each submission earned with the exercise.
    rest : array, shape (n,)
        Points that each earned with everything else.

    Notes
    -----
    Pearson's r(item, total − item): the point-biserial correlation where an exercise is all or nothing. The interval
    is that of Fisher's transformation, tanh(artanh r ± 1.96 / √(n − 3)), which holds roughly for points.
    """
    if len(item) < SMALLEST_CLASS:
        return Discrimination(why_not="few")
    if _constant(item) or _constant(rest):
        return Discrimination(why_not="equal" if _constant(item) else "rest")
    value = float(np.clip(np.corrcoef(item, rest)[0, 1], -1.0, 1.0))
    if abs(value) > 1 - 1e-12:
        return Discrimination(value, value, value)
    middle, half = math.atanh(value), NORMAL_95 / math.sqrt(len(item) - 3)
    return Discrimination(value, math.tanh(middle - half), math.tanh(middle + half))


def _constant(values: Float[Array, "n"]) -> bool:
    # A deviation of rounding errors would make a correlation of them.
    return float(np.ptp(values)) <= 1e-9 * max(1.0, float(np.max(np.abs(values))))


@dataclass(frozen=True)
class ItemAnalysis:
    """How a class did with one item.

    Parameters
    ----------
    number
        Submissions that are counted.
    difficulty
        Mean share of the points that could be earned; None where nobody is counted or it earns none.
    discrimination
        Its correlation with the rest.
    """

    number: int
    difficulty: float | None
    discrimination: Discrimination


def analyse(items: Mapping[str, Item], submissions: Sequence[Submitted]) -> dict[str, ItemAnalysis]:
    """Analyse every item of an assignment.

    Parameters
    ----------
    items
        By key.
    submissions
        Those that count: somebody's work, read and marked.

    Returns
    -------
    dict
        By key. An item that a person has still to mark in some submission is judged by the others, and is in nobody's
        rest, so that all rests are sums of the same items.
    """
    scores = {key: [one.grades[key].score if key in one.grades else 0.0 for one in submissions] for key in items}
    pending = {key: [key in one.grades and one.grades[key].pending for one in submissions] for key in items}
    settled = [key for key in items if not any(pending[key])]
    total = np.sum([scores[key] for key in settled], axis=0) if settled else np.zeros(len(submissions))
    found = {}
    for key, item in items.items():
        marked = [score for score, waits in zip(scores[key], pending[key], strict=True) if not waits]
        share = float(np.mean(marked)) / item.max_score if marked and item.max_score > 0 else None
        if key in settled:
            points = np.array(scores[key], dtype=float)
            found[key] = ItemAnalysis(len(marked), share, discrimination(points, total - points))
        else:
            found[key] = ItemAnalysis(len(marked), share, Discrimination(why_not="pending"))
    return found
