"""Workers elsewhere: other ports, other folders, another home; they die, are too old, or are killed by a submission."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_assignment import NAME

from grader.course import Course
from grader.engine import cluster
from grader.engine.cluster import DaskPool
from grader.engine.contract import GradingKit
from grader.engine.interruption import Interruption
from grader.engine.kit import Failure, Kit, Unit
from grader.engine.parcel import Parcel
from grader.errors import RunError
from grader.preprocessors import conditions
from grader.runner import How, Options, grade_assignment
from grader.submission import read_submission

from .conftest import SLOW, SOFTMAX, contents, environment, files, grade, mixed, start, wait_for

pytestmark = pytest.mark.slow
MakeClass = Callable[..., Course]


class Elsewhere:
    """A scheduler and two workers that know nothing of the course: other processes, another folder, another home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []
        scheduler = self._start("dask-scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._said(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        self.workers = [self._worker(number) for number in (1, 2)]

    def _worker(self, number: int) -> subprocess.Popen[str]:
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0", "--host", "127.0.0.1")
        worker = self._start(f"worker-{number}", "worker", self.address, *options)
        self._said(worker, r"(Registered to)")
        return worker

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        folder = self.folder / name
        folder.mkdir(parents=True)
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "dask", *arguments],
                cwd=folder,
                env=environment(HOME=str(folder), TMPDIR=str(folder)),
                stdout=log,
                stderr=log,
                text=True,
            )
        process.log = folder / "log"  # type: ignore[attr-defined]
        self.processes.append(process)
        return process

    def _said(self, process: subprocess.Popen[str], pattern: str) -> str:
        log: Path = process.log  # type: ignore[attr-defined]
        wait_for(lambda: process.poll() is not None or re.search(pattern, log.read_text()))
        found = re.search(pattern, log.read_text())
        assert found, log.read_text()
        return found[1]

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    """Return a running cluster."""
    made = Elsewhere(tmp_path / "elsewhere")
    yield made
    made.close()


def test_workers_elsewhere_grade_the_same_also_when_one_is_killed(make_class: MakeClass, elsewhere: Elsewhere) -> None:
    here, there = make_class(mixed(12), "here"), make_class(mixed(12), "there")
    assert len(list(grade_assignment(here, NAME, options=Options(workers=0)))) == 12
    process = start(there, "--scheduler", elsewhere.address)
    wait_for(lambda: len(list(there.feedback.glob("*/*/*.html"))) >= 3)
    elsewhere.workers[0].send_signal(signal.SIGKILL)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "12 graded" in output
    assert contents(there) == contents(here)
    assert files(there) == files(here)


def test_a_cluster_serves_one_run_after_another(make_class: MakeClass, elsewhere: Elsewhere) -> None:
    for number in range(2):
        course = make_class({"ada": SOFTMAX, "bob": SLOW}, f"course-{number}")
        finished = grade(course, "--scheduler", elsewhere.address)
        assert "2 graded" in finished.stdout, finished.stderr
    assert all(worker.poll() is None for worker in elsewhere.workers)


def test_a_cluster_without_workers_is_an_error_that_says_how_to_start_them(
    make_class: MakeClass, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "START_TIMEOUT_S", 3)
    for worker in elsewhere.workers:
        worker.kill()
        worker.wait()
    course = make_class({"ada": SOFTMAX})
    with pytest.raises(RunError, match="no workers") as caught:
        list(grade_assignment(course, NAME, options=Options(scheduler=elsewhere.address)))
    assert "dask worker" in str(caught.value)


def test_no_cluster_at_all_is_an_error(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "START_TIMEOUT_S", 3)
    course = make_class({"ada": SOFTMAX})
    with pytest.raises(RunError, match=r"tcp://127\.0\.0\.1:9 does not answer"):
        list(grade_assignment(course, NAME, options=Options(scheduler="tcp://127.0.0.1:9")))


def test_workers_with_other_code_are_refused(
    make_class: MakeClass, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "installed_code", lambda packages: {"grader": "9.9", "code": "other"})
    course = make_class({"ada": SOFTMAX})
    with pytest.raises(RunError, match=r"grader \S+ instead of 9.9"):
        list(grade_assignment(course, NAME, options=Options(scheduler=elsewhere.address)))


def deadly(name: str, unit: Unit) -> bytes | Failure:
    """Grade, but die of one student's submission; sent to the workers in the place of what grades there."""
    if unit.submission.student == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    from grader.engine.worker import grade_on_worker

    return grade_on_worker(name, unit)


def test_a_submission_that_kills_workers_is_told_and_stops_nobody(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, no_leftovers: None
) -> None:
    import cloudpickle

    monkeypatch.setattr(cluster, "grade_on_worker", deadly)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    course = make_class({"ada": SOFTMAX, "bob": SLOW, "deadly": SOFTMAX, "eve": SLOW, "flo": SOFTMAX, "gil": SLOW})
    lines = {one.student: one for one in grade_assignment(course, NAME, options=Options(workers=2))}
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
    assert lines["deadly"].how is How.FAILED
    assert "died again and again" in lines["deadly"].result.detail
    assert {line.how for name, line in lines.items() if name != "deadly"} == {How.GRADED}
    monkeypatch.undo()
    assert {one.student: one.how for one in grade_assignment(course, NAME, options=Options(workers=0))}[
        "deadly"
    ] is How.GRADED


def greedy(name: str, unit: Unit) -> bytes | Failure:
    """Grade, but let the judging of two submissions be without end; sent to the workers in the place of what grades."""
    from grader.engine import bounds, work, worker

    def grade(kit: GradingKit, unit: Unit) -> bytes | Failure:
        if unit.submission.student == "slow":
            re.match("(a+)+b", 64 * "a")  # C code, which no exception interrupts
        return work.grade_unit(kit, unit)

    def judge(kit: GradingKit, unit: Unit) -> Parcel:
        return pack(kit, unit) if unit.submission.student != "vast" else bytearray(3 << 30)  # type: ignore[return-value]

    bounds.MOST_CPU_S, pack = 2.0, work._grade
    vars(worker)["grade_unit"], work._grade = grade, judge
    try:
        return worker.grade_on_worker(name, unit)
    finally:
        vars(worker)["grade_unit"], work._grade = work.grade_unit, pack


def test_judging_without_end_is_ended_by_the_kernel(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, no_leftovers: None
) -> None:
    import cloudpickle

    monkeypatch.setattr(cluster, "grade_on_worker", greedy)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    course = make_class({"ada": SOFTMAX, "slow": SOFTMAX, "vast": SOFTMAX, "zoe": SOFTMAX})
    lines = {one.student: one for one in grade_assignment(course, NAME, options=Options(workers=2))}
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
    assert {name: line.how for name, line in lines.items()} == {
        "ada": How.GRADED,
        "slow": How.FAILED,
        "vast": How.FAILED,
        "zoe": How.GRADED,
    }
    assert "of its own CPU time" in lines["slow"].result.detail
    assert "more memory than the grader has" in lines["vast"].result.detail


@pytest.mark.slow
def test_a_parcel_that_is_lost_with_its_worker_is_made_again(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, no_leftovers: None
) -> None:
    """Results lie with the workers: when all of these die before they are fetched, new workers grade again."""
    take = DaskPool._take
    killed: list[int] = []

    def too_late(pool: DaskPool, unit: Unit, future: Any, interruption: Interruption) -> Any:
        if not killed:
            assert pool._local is not None
            killed.extend(pool._local.pids())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
        return take(pool, unit, future, interruption)

    monkeypatch.setattr(DaskPool, "_take", too_late)
    monkeypatch.setattr(cluster, "FETCH_TIMEOUT_S", 1)
    course = make_class({"ada": SOFTMAX, "bob": SOFTMAX, "eve": SOFTMAX})
    lines = list(grade_assignment(course, NAME, options=Options(workers=1)))
    assert killed
    assert {line.how for line in lines} == {How.GRADED}


def test_submissions_are_taken_as_they_are_needed(make_class: MakeClass, no_leftovers: None) -> None:
    course = make_class({"ada": SOFTMAX})
    submission = read_submission(course.submitted / "ada" / NAME, "ada", NAME)
    taken = 0

    def units() -> Iterator[Unit]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield Unit(f"{number:064d}", submission)

    pool = DaskPool(Kit.pack(conditions(course, NAME), course.edition_path(NAME)), workers=1, notice=print)
    try:
        for done, _ in enumerate(pool.answers(units(), Interruption()), start=1):
            assert taken <= done + 3 * cluster.AHEAD
    finally:
        pool.close()
    assert taken == 30
