"""Tests that share something run in one process, and long groups begin first."""

from __future__ import annotations

from pathlib import Path

import pytest
from grouping import ASSIGNMENT_FILES, EXERCISE_FILES, FOLDERS, group_of, in_order

from grader.exercises.catalogue import EXERCISES

ROOT = Path(__file__).parents[1]
SOFTMAX = EXERCISES["softmax"]


def test_what_is_named_exists() -> None:
    for path in (*FOLDERS, *EXERCISE_FILES, *ASSIGNMENT_FILES):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    ("path", "parameters", "group"),
    [
        ("tests/test_notes.py", {"name": "01_rnn"}, "tests/test_notes.py"),
        ("tests/threats/test_pages.py", {"student": "t1"}, "tests/threats"),
        ("tests/grader/exercises/test_judging.py", {"exercise": SOFTMAX, "odd": 1}, "tests/grader/exercises softmax"),
        ("tests/grader/exercises/test_judging.py", {"exercise_id": "softmax"}, "tests/grader/exercises softmax"),
        ("tests/grader/exercises/test_mistakes.py", {"exercise": SOFTMAX}, "tests/grader/exercises softmax"),
        ("tests/grader/exercises/test_mistakes.py", {}, "tests/grader/exercises"),
        ("tests/notebooks/test_release.py", {"course": "03_gru"}, "tests/notebooks/test_release.py 03_gru"),
        ("tests/notebooks/test_release.py", {"name": "03_gru"}, "tests/notebooks/test_release.py 03_gru"),
        ("tests/grader/test_demo.py", {"rows": "03_gru"}, "tests/grader/test_demo.py 03_gru"),
    ],
)
def test_a_group_is_a_file_a_folder_an_exercise_or_an_assignment(
    path: str, parameters: dict[str, object], group: str
) -> None:
    assert group_of(path, parameters) == group


def test_groups_stay_together_and_those_with_most_slow_tests_begin() -> None:
    groups = ["quick", "slow", "slower", "quick", "slow", "slower"]
    slow = [False, True, True, False, False, True]
    assert [groups[place] for place in in_order(groups, slow)] == ["slower"] * 2 + ["slow"] * 2 + ["quick"] * 2
    assert in_order(groups, slow) == [2, 5, 1, 4, 0, 3]


def test_every_test_of_this_run_has_its_group(request: pytest.FixtureRequest) -> None:
    if request.config.pluginmanager.hasplugin("xdist"):
        marks = [item.get_closest_marker("xdist_group") for item in request.session.items]
        names = [mark.args[0] for mark in marks if mark]
        assert len(names) == len(marks)
        changes = sum(one != other for one, other in zip(names, names[1:], strict=False))
        assert changes == len(set(names)) - 1  # one group after another
