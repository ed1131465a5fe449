"""Tests that share something run in one process, and long groups begin first."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from grouping import ASSIGNMENT_FILES, EXERCISE_FILES, FOLDERS, group_of, in_order

ROOT = Path(__file__).parents[1]


def test_what_is_named_exists() -> None:
    for path in (*FOLDERS, *EXERCISE_FILES, *ASSIGNMENT_FILES):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/test_notes.py::test_a[01_rnn]", "tests/test_notes.py"),
        ("tests/threats/test_pages.py::test_a[t1]", "tests/threats"),
        ("tests/grader/exercises/test_judging.py::test_a[softmax]", "tests/grader/exercises softmax"),
        ("tests/grader/exercises/test_judging.py::test_a[-1000-softmax]", "tests/grader/exercises softmax"),
        ("tests/grader/exercises/test_judging.py::test_a[rnn_forward-softmax]", "tests/grader/exercises rnn_forward"),
        ("tests/grader/exercises/test_mistakes.py::test_a[one_hot-one_hot.by-row]", "tests/grader/exercises one_hot"),
        ("tests/grader/exercises/test_mistakes.py::test_a", "tests/grader/exercises "),
        ("tests/notebooks/test_release.py::test_a[03_gru-False]", "tests/notebooks/test_release.py 03_gru"),
        ("tests/notebooks/test_release.py::test_a[False-03_gru]", "tests/notebooks/test_release.py 03_gru"),
        ("tests/grader/test_demo.py::test_a[05_brnn_deep_rnn]", "tests/grader/test_demo.py 05_brnn_deep_rnn"),
    ],
)
def test_a_group_is_a_file_a_folder_an_exercise_or_an_assignment(test: str, group: str) -> None:
    assert group_of(test) == group


def test_groups_stay_together_and_those_with_most_slow_tests_begin() -> None:
    groups = ["quick", "slow", "slower", "quick", "slow", "slower"]
    slow = [False, True, True, False, False, True]
    assert [groups[place] for place in in_order(groups, slow)] == ["slower"] * 2 + ["slow"] * 2 + ["quick"] * 2
    assert in_order(groups, slow) == [2, 5, 1, 4, 0, 3]


def test_the_tests_of_this_run_are_in_order_one_group_after_another(request: pytest.FixtureRequest) -> None:
    names = [group_of(item.nodeid) for item in request.session.items]
    changes = sum(one != other for one, other in pairwise(names))
    assert changes == len(set(names)) - 1  # one group after another
