"""A run that is killed, stopped, locked out or short of space loses nothing, and says what is wrong."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_assignment import NAME

from grader import grading
from grader.course import COURSE_ID, Course
from grader.engine import cluster, slow
from grader.engine.line import How
from grader.engine.lock import course_lock
from grader.engine.warm import SANDBOXES
from grader.errors import GradebookError, RunError, SandboxFailed
from grader.registration import open_gradebook
from grader.results import Verdict
from grader.runner import Options, grade_assignment
from grader.sandbox import worker as sandbox_worker
from grader.sandbox.probe import Finding, ProbeReport

from .conftest import SLOW, SOFTMAX, WRONG, contents, files, grade, hand_in, kill_hard, mixed, start, wait_for

MakeClass = Callable[..., Course]


def run(course: Course, workers: int = 0, **options: object) -> dict[str, How]:
    made = Options(workers, **options)  # type: ignore[arg-type]
    return {one.student: one.how for one in grade_assignment(course, NAME, options=made)}


def kills(course: Course, number: int, workers: str, chance: random.Random) -> None:
    """Start a run again and again and kill it at a random moment, the last time not."""
    for _ in range(number):
        process = start(course, "--workers", workers)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, 12.0))
        kill_hard(process)
    finished = grade(course, "--workers", workers)
    assert finished.returncode == 0, finished.stderr


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_was_killed_three_times_ends_as_if_undisturbed(
    workers: str, make_class: MakeClass, no_leftovers: None
) -> None:
    calm, killed = make_class(mixed(10), "calm"), make_class(mixed(10), "killed")
    run(calm)
    kills(killed, 3, workers, random.Random(int(workers)))
    assert contents(killed) == contents(calm)
    assert files(killed) == files(calm)


@pytest.mark.soak
def test_a_run_that_was_killed_a_hundred_times_ends_as_if_undisturbed(make_class: MakeClass) -> None:
    calm = make_class(mixed(20), "calm")
    run(calm)
    chance, moments = random.Random(20), 0
    while moments < 100:
        killed = make_class(mixed(20), f"killed-{moments}")
        kills(killed, 4, chance.choice("02"), chance)
        moments += 4
        assert contents(killed) == contents(calm)
        assert files(killed) == files(calm)


@pytest.mark.parametrize("moment", ["store", "gradebook", "papers"])
def test_a_run_that_ends_between_two_writings_is_completed_by_the_next(
    moment: str, make_class: MakeClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a signal would do, at a chosen place."""

    def killed(*arguments: object, **named: object) -> None:
        raise Killed

    calm, course = make_class({"ada": SOFTMAX}, "calm"), make_class({"ada": SOFTMAX})
    run(calm)
    place = {
        "store": "grader.engine.run.GradebookWriter.write",
        "gradebook": "grader.engine.run.Papers.write",
        "papers": "grader.engine.papers.marks_digest",
    }[moment]
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(place, killed)
        run(course)
    expected = {"store": How.KNOWN, "gradebook": How.MENDED, "papers": How.MENDED}[moment]
    assert run(course) == {"ada": expected}
    assert contents(course) == contents(calm)
    assert files(course) == files(calm)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_ctrl_c_says_how_many_remain_and_how_to_go_on(workers: str, make_class: MakeClass, no_leftovers: None) -> None:
    course = make_class({f"s{index:02d}": SLOW + f"\n# {index}" for index in range(12)})
    process = start(course, "--workers", workers)
    wait_for(lambda: len(list(course.feedback.glob("*/*/*.html"))) >= 2)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the group hears it
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert "remain to be graded" in errors
    assert "run the same command again" in errors
    assert "Traceback" not in errors
    done = len(list(course.feedback.glob("*/*/*.html")))
    assert f"{12 - done} submissions remain" in errors
    assert 2 <= done < 12
    finished = grade(course, "--workers", "0")
    assert f"{12 - done} graded, {done} unchanged" in finished.stdout, finished.stdout


def test_two_runs_at_once_the_second_names_the_first(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    with course_lock(course.private / "grading.lock"), pytest.raises(RunError) as caught:
        run(course)
    assert f"process {os.getpid()}" in str(caught.value)
    assert "--wait" in str(caught.value)
    assert run(course) == {"ada": How.GRADED}


def test_a_run_that_waits_begins_when_the_first_has_finished(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    told: list[str] = []
    release = threading.Event()

    def hold() -> None:
        with course_lock(course.private / "grading.lock"):
            held.set()
            release.wait(60)

    held = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)

    def notice(text: str) -> None:
        told.append(text)
        release.set()

    assert run(course, wait=True, notice=notice) == {"ada": How.GRADED}
    other.join()
    assert len(told) == 1 and "another run" in told[0]


def test_the_lock_of_a_killed_run_is_no_obstacle(make_class: MakeClass) -> None:
    course = make_class({"ada": SLOW})
    process = start(course, "--workers", "0")
    wait_for(lambda: (course.private / "grading.lock").exists())
    kill_hard(process)
    assert set(run(course)) == {"ada"}


@pytest.mark.parametrize("workers", [0, 1])
def test_what_takes_long_is_named(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    for module in (slow, cluster):
        monkeypatch.setattr(module, "AFTER_S", 1.0)
    course = make_class({"ada": f"import time\ntime.sleep(3)\n{SOFTMAX}", "ben": SOFTMAX})
    told: list[str] = []
    assert set(run(course, workers=workers, notice=told.append)) == {"ada", "ben"}
    assert told[0] == "nothing new for 1 s; still grading ada"


def test_names_of_folders_command_no_terminal_and_are_not_many() -> None:
    said = slow.still_grading(["\x1b]0;x\x07ada", "x" * 200, *"bcdefg"])
    assert said.startswith("nothing new for 20 s; still grading ") and said.endswith(", b, c, d and 3 others")
    assert said.isprintable() and len(said) < 120


@pytest.fixture
def locked(make_class: MakeClass) -> Iterator[tuple[Course, sqlite3.Connection]]:
    """Return a graded course whose gradebook another connection has locked for writing."""
    course = make_class({"ada": SOFTMAX})
    run(course)
    hand_in(course, "ada", WRONG)
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield course, other
    other.close()


def test_a_locked_gradebook_is_waited_for(locked: tuple[Course, sqlite3.Connection]) -> None:
    course, other = locked
    told: list[str] = []

    def notice(text: str) -> None:
        told.append(text)
        other.rollback()

    assert run(course, notice=notice) == {"ada": How.GRADED}
    assert told and "is locked by" in told[0]


def test_a_gradebook_that_stays_locked_is_an_error_and_the_work_is_kept(
    locked: tuple[Course, sqlite3.Connection],
) -> None:
    course, other = locked
    with pytest.raises(GradebookError, match="after 1 s of waiting"):
        run(course, patience_s=1.0)
    other.rollback()
    assert set(run(course)) == {"ada"}


def test_who_locks_the_gradebook_is_named(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    run(course)
    program = (
        "import sqlite3, sys\n"
        f"c = sqlite3.connect({str(course.root / 'gradebook.db')!r}, isolation_level=None)\n"
        "c.execute('BEGIN EXCLUSIVE')\nprint('locked', flush=True)\nsys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdin is not None
    try:
        other.stdout.readline()
        with pytest.raises(GradebookError, match=f"process {other.pid}"):
            run(course, patience_s=0.5)
    finally:
        other.communicate()
    assert set(run(course)) == {"ada"}


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a file system with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(folder)], check=True, capture_output=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def fill_up(folder: Path) -> Path:
    """Fill a file system to the last byte, and return the file that does it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    return filler


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")


@root_only
@pytest.mark.parametrize("place", ["autograded", "feedback", ".grader/results", ".grader/written"])
def test_a_full_disk_is_a_clear_error_and_the_next_run_goes_on(
    place: str, make_class: MakeClass, tiny_disk: Path
) -> None:
    calm, course = make_class(mixed(4), "calm"), make_class(mixed(4))
    run(calm)
    target = course.root / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(tiny_disk)
    filler = fill_up(tiny_disk)
    with pytest.raises(RunError, match="No space left") as caught:
        run(course)
    assert "free some space" in str(caught.value)
    filler.unlink()
    run(course)
    assert contents(course) == contents(calm)


@root_only
def test_a_gradebook_on_a_full_disk_is_a_clear_error_and_nothing_is_lost(
    make_class: MakeClass, tiny_disk: Path
) -> None:
    calm, made = make_class(mixed(4), "calm"), make_class(mixed(4))
    run(calm)
    course = Course(made.root, f"sqlite:///{tiny_disk / 'gradebook.db'}")
    assert run(course, again=False) and set(run(course)) == set(run(calm))
    hand_in(course, "student-00", WRONG)
    hand_in(calm, "student-00", WRONG)
    filler = fill_up(tiny_disk)
    with pytest.raises(GradebookError) as caught:
        run(course)
    assert "free some space" in str(caught.value)
    filler.unlink()
    assert run(course)["student-00"] is How.KNOWN
    run(calm)
    found, expected = contents(course), contents(calm)
    assert found == expected


def test_a_submission_that_breaks_the_sandbox_twice_is_told_and_stops_nobody(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_class({"ada": SOFTMAX, "bob": SOFTMAX})
    assert set(run(course)) == {"ada", "bob"}
    hand_in(course, "bob", WRONG)
    honest = grading.grade_submission

    def breaking(submission, *arguments):  # type: ignore[no-untyped-def]
        if submission.student == "bob":
            raise SandboxFailed("the worker is gone")
        return honest(submission, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr("grader.engine.kit.grade_submission", breaking)
        lines = {one.student: one for one in grade_assignment(course, NAME, options=Options(workers=0, again=True))}
    assert lines["ada"].how is How.GRADED
    assert lines["bob"].how is How.FAILED
    assert lines["bob"].result.verdict is Verdict.NOT_GRADED
    assert lines["bob"].score == 0, "the grade of the earlier submission must not stay"
    scores = [row for row in contents(course)["grade by name"] if row[0] == "'bob'"]
    assert scores and all(row[2] == "None" and row[5] == "1" for row in scores), "it waits for a person"
    assert run(course) == {"ada": How.UNCHANGED, "bob": How.GRADED}


def test_machine_without_isolation_grades_only_where_the_risk_is_accepted_by_name(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_class({"ada": SOFTMAX})
    nothing = ProbeReport(None, (Finding("seccomp", False, "refused", "Get a kernel."),))
    monkeypatch.setattr(sandbox_worker, "probe", lambda program: nothing)
    SANDBOXES.close()
    with pytest.raises(RunError, match="cannot be isolated"):
        run(course)
    assert not contents(course)["grader_record"]
    with pytest.warns(RuntimeWarning, match="NOT ISOLATED"):
        assert run(course, accept_no_isolation_whatsoever=True) == {"ada": How.GRADED}
    SANDBOXES.close()


def test_a_fault_of_the_grader_costs_one_submission_and_not_the_class(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_class({"ada": SOFTMAX, "bob": SOFTMAX})
    honest = grading.grade_submission

    def faulty(submission, *arguments):  # type: ignore[no-untyped-def]
        if submission.student == "bob":
            raise ZeroDivisionError("a fault of ours")
        return honest(submission, *arguments)

    monkeypatch.setattr("grader.engine.kit.grade_submission", faulty)
    lines = {one.student: one for one in grade_assignment(course, NAME, options=Options(workers=0))}
    assert lines["ada"].score > 0
    assert "a fault of ours" in lines["bob"].result.detail


def test_a_time_stamp_that_is_none_costs_nothing(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX, "bob": SOFTMAX})
    (course.submitted / "ada" / NAME / "timestamp.txt").write_text("the day before yesterday \0")
    (course.submitted / "bob" / NAME / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    assert run(course) == {"ada": How.GRADED, "bob": How.GRADED}
    assert run(course) == {"ada": How.UNCHANGED, "bob": How.UNCHANGED}


def test_a_folder_whose_name_is_no_text_is_named_before_anything_is_graded(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    folder = os.fsencode(course.submitted) + b"/\xff/" + NAME.encode()
    os.makedirs(folder)
    done = grade(course, "--json")
    assert done.returncode == 1 and "is no text" in json.loads(done.stdout)["error"]
    assert not course.autograded.exists()


def test_a_link_or_a_file_in_the_place_of_the_folder_has_a_verdict(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    for student in ("bob", "eve"):
        (course.submitted / student).mkdir()
    (course.submitted / "bob" / NAME).symlink_to("../nobody/nothing")
    (course.submitted / "eve" / NAME).write_bytes(b"a file")
    verdicts = {one.student: one.result.verdict for one in grade_assignment(course, NAME)}
    assert verdicts == {"ada": Verdict.GRADED, "bob": Verdict.UNREADABLE, "eve": Verdict.UNREADABLE}


def test_text_that_no_database_takes_is_written_all_the_same(make_class: MakeClass) -> None:
    odd = 'def softmax(x):\n    raise ValueError("\\0 and \\ud800")'
    course = make_class({"ada": odd})
    (line,) = grade_assignment(course, NAME, options=Options(workers=0))
    assert line.score == 0
    assert line.feedback.is_file()


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_gradebook_whose_making_was_interrupted_gets_its_version(statement: str, make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    with open_gradebook(course.db_url, COURSE_ID):
        pass
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        (made,) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        connection.execute(statement)
        connection.commit()
    run(course)
    assert contents(course)["alembic_version"] == [(repr(made[0]),)]


def test_a_name_that_no_file_can_have_is_named_before_anything_is_graded(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    (course.submitted / ("a" * 201) / NAME).mkdir(parents=True)
    done = grade(course, "--json")
    assert done.returncode == 1 and "is too long" in json.loads(done.stdout)["error"]
    assert not course.autograded.exists()
