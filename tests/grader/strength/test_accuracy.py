"""The committed measurement: its tables, its agreement with the catalogue, and what a fresh sample says of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.errors import StrengthError
from grader.exercises.catalogue import EXERCISES, exercises_of
from grader.strength import accuracy, kept
from grader.strength.accuracy import (
    How,
    committed,
    compare,
    contradictions,
    differs,
    measured,
    places_of,
    to_text,
    updated,
    write,
)
from grader.strength.accuracy_table import page
from grader.strength.tally import Tally
from grader.strength.tasks import Task, fingerprint, perform, steady_tasks

ROOT = Path(__file__).parents[3]
COMMITTED = committed(places_of(ROOT))
SOFTMAX = EXERCISES["softmax"]


@pytest.mark.slow
def test_the_committed_measurement_holds() -> None:
    """Full marks for every right solution on one seed, names of a few mistakes, and the tables."""
    assert compare(places_of(ROOT), EXERCISES.values()) == len(EXERCISES)


def test_what_was_measured_meets_the_goals() -> None:
    """Nothing refused, rounding at most a hundredth of a tolerance, wrong names at most for 2 % of the unlisted."""
    exercises = COMMITTED["exercises"].values()
    assert not [words for entry in exercises for words in entry["steady"]["refused"]]
    assert max(entry["steady"]["share"] for entry in exercises) <= 0.01
    for assignment, tallies in COMMITTED["notebooks"].items():
        assert tallies["alone"]["wrong"] == 0
        known = sum(len(exercise.mistakes) for exercise in exercises_of(assignment))
        assert tallies["alone"]["right"] >= 0.95 * known
    held_out = [entry["mutants"]["held out"] for entry in exercises]
    wrong, none = (sum(tally[count] for tally in held_out) for count in ("wrong", "none"))
    assert wrong <= 0.02 * (wrong + none)


@pytest.fixture
def record() -> dict[str, Any]:
    return copy.deepcopy(COMMITTED)


def test_a_sample_that_contradicts_is_told(record: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(contradictions(record, [SOFTMAX])) == []
    record["exercises"]["softmax"]["known"]["right"] -= 1
    record["exercises"]["softmax"]["steady"]["variants"] += 1
    monkeypatch.setattr(accuracy, "known_mistakes", lambda *_: Tally(wrong=1, none=99, cases=["wrong: a is called b"]))
    found = list(contradictions(record, [SOFTMAX]))
    assert len(found) == 4
    assert "wrong: a is called b" in found
    del record["exercises"]["softmax"]
    assert list(contradictions(record, [SOFTMAX])) == ["softmax has not been measured"]


def test_tables_that_say_something_else_are_told(record: dict[str, Any], tmp_path: Path) -> None:
    places = places_of(tmp_path)
    (tmp_path / "docs").mkdir()
    write(places, record)
    assert compare(places, [SOFTMAX]) == 1
    places.tables.write_text("nothing", encoding="utf-8")
    with pytest.raises(StrengthError, match="is not what"):
        compare(places, [SOFTMAX])


def test_every_exercise_and_every_wrong_name_is_on_the_page(record: dict[str, Any]) -> None:
    record["exercises"]["softmax"]["mutants"]["seen"]["cases"] = ["wrong: one thing is called another"]
    text = page(record)
    assert all(f"| `{name}` |" in text for name in record["exercises"])
    assert "- one thing is called another" in text
    assert "What this measurement lacks\n\n- half of it\n" in page({**record, "remarks": ["half of it"]})


def test_new_parts_replace_old_ones_in_the_course_s_order(record: dict[str, Any]) -> None:
    record["remarks"] = ["half of it"]
    new: dict[str, Any] = {"remarks": [], "exercises": {"softmax": {"new": 1}}, "notebooks": {}, "pairs": {}}
    both = updated(record, new)
    assert list(both["exercises"]) == list(record["exercises"])
    assert both["exercises"]["softmax"] == {"new": 1}
    assert (both["pairs"], both["remarks"]) == (record["pairs"], ["half of it"])
    assert updated(record, {**new, "exercises": {name: {} for name in EXERCISES}})["remarks"] == []


def test_rounding_alone_is_no_difference(record: dict[str, Any], tmp_path: Path) -> None:
    places = places_of(tmp_path)
    (tmp_path / "docs").mkdir()
    places.data.write_text(to_text(record), encoding="utf-8")
    steady = record["exercises"]["softmax"]["steady"]
    steady["share"] = steady["share"] * 1.1
    differs(places, record)
    steady["share"] = 0.5
    with pytest.raises(StrengthError):
        differs(places, record)


def test_right_solutions_are_cut_into_tasks() -> None:
    tasks = list(steady_tasks(["softmax", "one_hot"], 120, 50))
    assert [(task.exercise, task.first, task.variants) for task in tasks] == [
        *((name, 0, True) for name in ("softmax", "one_hot")),
        *((name, first, False) for first in (50, 100) for name in ("softmax", "one_hot")),
    ]


def test_results_are_kept_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Now:
        def submit(self, work: Any, task: Task) -> Any:
            from concurrent.futures import Future

            asked.append(task.exercise)
            future: Future[Any] = Future()
            future.set_result(work(task))
            return future

    from contextlib import contextmanager

    @contextmanager
    def here(_jobs: int) -> Iterator[Now]:
        yield Now()

    monkeypatch.setattr(kept, "pool", here)
    monkeypatch.setattr(kept, "perform", lambda task: task.first)
    tasks, file = [Task("known", "softmax", first) for first in (1, 2)], tmp_path / "kept" / "tasks.jsonl"
    for _ in range(2):
        assert dict(kept.done(tasks, file, 1)) == {tasks[0]: 1, tasks[1]: 2}
    assert asked == ["softmax"] * 2
    monkeypatch.setattr("grader.strength.tasks.fingerprint", lambda *_, **__: "changed")
    assert dict(kept.done(tasks, file, 1)) == {tasks[0]: 1, tasks[1]: 2}
    assert asked == ["softmax"] * 4


def test_a_digest_knows_the_diagnosis_only_where_it_counts() -> None:
    assert fingerprint("softmax", diagnosed=True) != fingerprint("softmax", diagnosed=False)
    assert fingerprint("softmax", diagnosed=False) != fingerprint("gru_forward", diagnosed=False)


def test_each_kind_of_task_says_what_json_can_hold() -> None:
    steady = perform(Task("steady", "one_hot", 0, 1, True))
    assert {one["seeds"] for one in steady} == {1}
    assert perform(Task("nearest", "one_hot"))["share"] > 1
    assert perform(Task("mutants", "one_hot", count=20)).keys() == {"seen", "held out"}


def test_measuring_puts_the_tasks_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sandbox left out, which has a test of its own."""
    monkeypatch.setattr(accuracy, "_notebooks", lambda *_: {"together": vars(Tally(1)), "alone": vars(Tally(1))})
    said: list[tuple[int, int]] = []
    how = How(seeds=50, reference_seeds=50, mutants=10)
    monkeypatch.setattr(accuracy, "done", lambda tasks, *_: ((task, perform_small(task)) for task in tasks))
    found = measured(Course(tmp_path), ["one_hot"], how, lambda done, total: said.append((done, total)))
    assert found["exercises"]["one_hot"]["steady"]["variants"] == len(EXERCISES["one_hot"].variants)
    assert found["pairs"] == {}
    assert list(found["notebooks"]) == ["01_rnn"]
    assert said == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert page({**found, "pairs": {}})


def perform_small(task: Task) -> Any:
    return perform(Task(task.kind, task.exercise, task.first, 1 if task.kind == "steady" else 20, task.variants))
