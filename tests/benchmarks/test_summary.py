"""What is made of measurements: start-up apart, neighbours in time compared, memory by worker, growth."""

from __future__ import annotations

import pytest

from benchmarks.limit import Limit
from benchmarks.processes import Run
from benchmarks.summary import Pair, contender, growth, limit, memory, ratios
from benchmarks.tree import Memory


def pair(small_s: float, large_s: float) -> Pair:
    return Pair(10, 20, Run(small_s, small_s, 1.0, 0.5), Run(large_s, 2 * large_s, 2.0, 3.5))


def test_a_further_submission_leaves_start_up_out_and_the_class_counts_it() -> None:
    one = pair(12.0, 22.0)
    assert one.further("wall_s") == pytest.approx(1.0)
    assert one.start_s == pytest.approx(2.0)
    assert contender([one])["class_s"]["median"] == 22.0


def test_cpu_time_is_told_apart_by_process() -> None:
    found = contender([pair(12.0, 22.0)])
    assert found["further_cpu_s"]["median"] == pytest.approx(3.2)
    assert found["further_main_cpu_s"]["median"] == pytest.approx(0.1)
    assert found["further_workers_cpu_s"]["median"] == pytest.approx(0.3)
    assert found["further_sandboxes_cpu_s"]["median"] == pytest.approx(2.8)


def test_ratios_compare_neighbours_in_time() -> None:
    stock, ours = [pair(12, 22), pair(24, 44)], [pair(3, 4), pair(6, 8)]
    assert ratios(stock, ours)["class"] == {"median": 5.5, "least": 5.5, "greatest": 5.5}


def test_the_limit_is_compared_with_a_further_submission() -> None:
    found = limit([Limit(processes=2, wall_s=1.0, cpu_s=2.0, size=20)], [pair(12.0, 13.0)])
    assert found["submission_s"]["median"] == 0.05
    assert found["ratio"]["median"] == pytest.approx(2.0)
    assert found["processes"] == 2


def test_memory_is_shared_out_among_the_workers() -> None:
    two = Memory(0.2, 40.0, 300.0, 160.0, 2)
    found = memory([Memory(0.1, 50.0, 100.0, 60.0, 1), two, two])
    assert found == {"main_mib": 50.0, "worker_mib": 150.0, "sandbox_mib": 80.0, "workers": 2}
    renewed = memory([two, two, Memory(0.3, 40.0, 310.0, 240.0, 3)])
    assert renewed == {"main_mib": 40.0, "worker_mib": 155.0, "sandbox_mib": 120.0, "workers": 2}
    assert memory([])["workers"] == 1


def test_growth_compares_a_submission_of_both_classes_turn_by_turn() -> None:
    runs = {
        50: [Run(5.0 + 5, 1), Run(10.0 + 10, 1)],
        200: [Run(5.0 + 20, 1), Run(10.0 + 40, 1)],
        2000: [Run(5.0 + 220, 1), Run(10.0 + 440, 1)],
    }
    found = growth(runs)
    assert found["ratio"]["median"] == pytest.approx(0.9)
    # 215 s for 1,950 more submissions against 15 s for 150 more
    assert found["further_ratio"]["median"] == pytest.approx(1.1026, rel=1e-3)
    assert "ratio" not in growth({1: [Run(1, 1)]})
