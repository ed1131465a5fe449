"""Measuring a command from outside: all of its processes count, each where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.processes import Run, run
from grader.errors import RunError

BUSY = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"


def shell(script: str, folder: Path, memory_every_s: float = 0.0) -> Run:
    return run(["sh", "-c", script], folder, {"PATH": "/usr/bin:/bin"}, folder / "log", memory_every_s)


def test_a_command_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no good"):
        shell("echo no good; exit 3", tmp_path)


def test_the_command_is_told_from_the_processes_below_it(tmp_path: Path) -> None:
    busy_itself, by_a_child = shell(BUSY, tmp_path), shell(f"sh -c '{BUSY}'; true", tmp_path)
    assert busy_itself.main_cpu_s == pytest.approx(busy_itself.cpu_s, abs=0.05) and busy_itself.cpu_s > 0.05
    assert by_a_child.cpu_s > 0.05
    assert by_a_child.main_cpu_s < by_a_child.cpu_s / 2


def test_cpu_time_of_orphans_counts(tmp_path: Path) -> None:
    assert shell(f"({BUSY}) & exit 0", tmp_path).cpu_s > 0.02


def test_processes_are_looked_at_while_they_run(tmp_path: Path) -> None:
    took = shell(f"sh -c '{BUSY}; {BUSY}; {BUSY}; sleep 0.6'; true", tmp_path, 0.01)
    assert 0.05 < took.workers_cpu_s <= took.cpu_s + 0.02
    assert took.memory
    assert any(one.workers_mib > 0 for one in took.memory)
    assert {one.sandboxes for one in took.memory} == {0}
    assert shell("true", tmp_path).memory == ()
