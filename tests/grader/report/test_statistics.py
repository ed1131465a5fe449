"""Item analysis: against formulas of its textbooks, and against what chance does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from reported import Student, class_of, surveyed

from grader.report.reading import Grade, Item, Submitted
from grader.report.statistics import SMALLEST_CLASS, Spread, analyse, discrimination


def test_difficulty_is_the_mean_share_of_the_points() -> None:
    students = [Student("a", hard=6.0), Student("b", hard=3.0), Student("c", hard=0.0), Student("d", hard=0.0)]
    items = {item.key: item for item in surveyed(students).items}
    assert items["hard"].analysis.difficulty == pytest.approx((6 + 3) / (4 * 6))
    assert items["easy"].analysis.difficulty == 1.0


def test_discrimination_of_all_or_nothing_is_the_textbook_point_biserial() -> None:
    rng = np.random.default_rng(7)
    rest = rng.normal(50, 10, 40)
    item = (rest + rng.normal(0, 10, 40) > 52) * 5.0
    right = item > 0
    share = right.mean()
    textbook = (rest[right].mean() - rest[~right].mean()) / rest.std() * math.sqrt(share * (1 - share))
    found = discrimination(item, rest)
    assert found.value == pytest.approx(textbook)
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < found.value < found.high


def test_the_interval_holds_the_true_correlation_as_often_as_it_says() -> None:
    rng, true, held = np.random.default_rng(11), 0.5, 0
    for _ in range(1000):
        first = rng.normal(size=30)
        second = true * first + math.sqrt(1 - true**2) * rng.normal(size=30)
        found = discrimination(first, second)
        assert found.low is not None and found.high is not None
        held += found.low <= true <= found.high
    assert 0.93 < held / 1000 < 0.97


def test_the_exercise_itself_is_taken_out_of_the_total() -> None:
    rng = np.random.default_rng(3)
    items = {name: Item(name, 1.0) for name in ("one", "other")}
    students = [
        Submitted(str(k), str(k), grades={name: Grade(float(rng.integers(2)), 1.0) for name in items})
        for k in range(1000)
    ]
    found = analyse(items, students)["one"].discrimination
    assert found.value is not None and abs(found.value) < 0.1  # with itself in the total it would be about 0.7


@pytest.mark.parametrize(
    ("item", "rest", "why"),
    [
        ([1.0] * SMALLEST_CLASS, list(range(SMALLEST_CLASS)), "equal"),
        ([0.1 + 0.2, 0.3] * SMALLEST_CLASS, list(range(2 * SMALLEST_CLASS)), "equal"),
        (list(range(SMALLEST_CLASS)), [3.0] * SMALLEST_CLASS, "rest"),
        (list(range(SMALLEST_CLASS - 1)), list(range(SMALLEST_CLASS - 1)), "few"),
    ],
)
def test_what_cannot_be_correlated_says_why(item: list[float], rest: list[float], why: str) -> None:
    found = discrimination(np.array(item, float), np.array(rest, float))
    assert (found.value, found.why_not) == (None, why)


def test_a_perfect_correlation_has_no_infinite_interval() -> None:
    found = discrimination(np.arange(30.0), np.arange(30.0))
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_marks_that_are_missing_are_no_zeros() -> None:
    students = [*class_of(29), Student("waits", essay=None)]
    items = {item.key: item.analysis for item in surveyed(students).items}
    assert items["essay"].discrimination.why_not == "pending"
    assert (items["essay"].number, items["essay"].difficulty) == (29, 0.8)
    assert items["easy"].discrimination.value is not None


def test_a_spread_has_the_usual_quantiles() -> None:
    spread = Spread.of([0.0, 1.0, 2.0, 3.0, 4.0])
    assert spread is not None
    assert (spread.least, spread.lower, spread.median, spread.upper, spread.greatest) == (0, 1, 2, 3, 4)
    assert spread.deviation == pytest.approx(math.sqrt(2.5))
    assert Spread.of([]) is None
