"""Measuring: what was measured is kept, goes on where it was stopped, and is done again where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.strength import running, workers
from grader.strength.fingerprints import compared_from, judged_from
from grader.strength.keeping import load
from grader.strength.records import Record
from grader.strength.running import measure_all

EXERCISE = EXERCISES["sgd_step"]


class Inline(Executor):
    """Does at once what it is given."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Call the function."""
        future: Future[Any] = Future()
        future.set_result(function(*arguments, **named))
        return future


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no processes."""

    @contextmanager
    def pool(jobs: int) -> Iterator[Executor]:
        assert jobs == 1
        yield Inline()

    monkeypatch.setattr(running, "pool", pool)


def _measured(folder: Path, seeds: int) -> Record:
    (record,) = measure_all([EXERCISE], folder, jobs=1, seeds=seeds)
    return record


def test_an_exercise_is_measured(tmp_path: Path) -> None:
    """Every mistake loses its criterion, every variant passes, every mutant has its fate."""
    record = _measured(tmp_path, 6)
    assert len(record.mistakes) == len(EXERCISE.mistakes)
    assert all(one.criterion in one.failed for one in record.mistakes)
    assert [one.failed for one in record.variants] == [()] * len(EXERCISE.variants)
    assert all(one.public for one in record.variants)
    assert record.of_fate("survived") == ()
    assert record.seeds == 6
    assert load(tmp_path, EXERCISE.id) == record


def test_what_is_kept_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Further seeds are compared from where it stopped; an unchanged exercise is not judged."""
    first = _measured(tmp_path, 6)
    asked: list[tuple[int, ...]] = []

    def agreements(executor: Executor, exercise_id: str, sources: Any, numbers: Any, **named: Any) -> set[str]:
        asked.extend([tuple(numbers)] if not named else [])
        return set(sources)

    monkeypatch.setattr(running, "verdicts", None)
    monkeypatch.setattr(running, "agreements", agreements)
    assert _measured(tmp_path, 6) == first
    assert asked == []
    again = _measured(tmp_path, 8)
    assert again.seeds == 8
    assert asked in ([], [(6, 7)])


def test_a_fingerprint_follows_what_it_stands_for() -> None:
    """The mutants, for both; it is the same whenever it is taken."""
    for fingerprint in (judged_from, compared_from):
        one = fingerprint(EXERCISE, {"a": "x = 1"})
        assert one == fingerprint(EXERCISE, {"a": "x = 1"})
        assert one != fingerprint(EXERCISE, {"a": "x = 2"})
        assert one != fingerprint(EXERCISES["softmax"], {"a": "x = 1"})


@pytest.mark.slow
def test_workers_are_processes_that_end(tmp_path: Path) -> None:
    """The real pool, with one process."""
    with workers.pool(1) as executor:
        found = workers.verdicts(executor, "softmax", [("wrong", "def softmax(x):\n    return x\n")], mutants=True)
    assert found["wrong"].failed[0] == "values"
