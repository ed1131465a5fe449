"""Such a course is graded by the engine: kept results, one transaction for each submission, workers, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from quickstart import RIGHT, STUDENTS_FILE, Work, copied, graded, grades, hand_in

from grader.course import Course
from grader.engine.lock import course_lock
from grader.errors import RunError, SandboxFailed
from grader.foreign import grading
from grader.foreign.running import class_work
from grader.results import Verdict
from grader.runner import How

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
OWN_FILE = {STUDENTS_FILE: b"the student's"}


def answer(value: str) -> Work:
    return Work({"marks": {"answer": RIGHT.replace("1.5", value), "essay": "Mine."}}, files=OWN_FILE)


@pytest.fixture
def course(quickstart: Path, tmp_path: Path) -> Path:
    """Return a course with two submissions to ps2."""
    made = copied(quickstart, tmp_path / "course")
    hand_in(made, "ps2", "ada", answer("1.5"))
    hand_in(made, "ps2", "bob", answer("0.5"))
    return made


def hows(course: Path) -> dict[str, How]:
    return {student: line.how for student, line in graded(course, "ps2").items()}


def written(course: Path) -> dict[str, bytes]:
    """Return the files that grading wrote, by path."""
    folders = (course / "autograded", course / "feedback")
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(course).as_posix(): path.read_bytes() for path in paths}


def test_what_is_graded_is_graded_again_only_when_it_must_be(course: Path) -> None:
    assert hows(course) == {"ada": How.GRADED, "bob": How.GRADED}
    first, files = grades(course, "ps2"), written(course)
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.UNCHANGED}
    hand_in(course, "ps2", "bob", answer("1.5"))
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.GRADED}
    assert grades(course, "ps2")["bob", "marks", "partial"] == (1.5, None, False)
    hand_in(course, "ps2", "bob", answer("0.5"))
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.KNOWN}, "its result had been kept"
    assert (grades(course, "ps2"), written(course)) == (first, files)
    shutil.rmtree(course / "feedback")
    (course / "autograded" / "ada" / "ps2" / "marks.ipynb").unlink()
    assert hows(course) == {"ada": How.MENDED, "bob": How.MENDED}
    assert written(course) == files


def test_a_file_of_the_course_and_a_limit_change_the_key(course: Path) -> None:
    def key() -> dict[str, object]:
        work = class_work(Course(course), "ps2", limits)
        return {**work.kit.circumstances(), **work.kit.limits}

    limits: dict[str, float] = {}
    before = key()
    assert json.loads(json.dumps(before)) == before
    (course / "source" / "ps2" / "data.txt").write_text("another")
    after = key()
    assert {name for name in before if before[name] != after[name]} == {"assignment"}
    limits["memory_mib"] = 512
    assert {name for name in before if key()[name] != after[name]} == {"memory_mib"}


def test_a_run_that_ends_between_gradebook_and_files_is_completed(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a signal would do, at a chosen place."""

    def killed(*arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("grader.engine.run.Papers.write", killed)
        hows(course)
    assert hows(course) == {"ada": How.MENDED, "bob": How.GRADED}


@pytest.mark.parametrize("error", [ZeroDivisionError("a fault of ours"), SandboxFailed("the worker is gone")])
def test_a_fault_of_the_grader_costs_one_submission_and_leaves_no_old_grade(
    error: Exception, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hows(course)
    hand_in(course, "ps2", "bob", answer("1.5"))
    honest = grading.grade_hand_in

    def faulty(submission, *arguments):  # type: ignore[no-untyped-def]
        if submission.student == "bob":
            raise error
        return honest(submission, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr("grader.foreign.kit.grade_hand_in", faulty)
        lines = graded(course, "ps2", again=True)
    assert lines["ada"].how is How.GRADED
    assert (lines["bob"].how, lines["bob"].result.verdict) == (How.FAILED, Verdict.NOT_GRADED)
    assert lines["bob"].score == 0
    of_bob = {grade for (student, _, _), grade in grades(course, "ps2").items() if student == "bob"}
    assert of_bob == {(None, None, True)}, "it waits for a person"
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.GRADED}


def test_one_run_at_a_time(course: Path) -> None:
    with course_lock(course / ".grader" / "grading.lock"), pytest.raises(RunError, match="another run"):
        hows(course)


def test_the_command_with_local_workers_writes_the_same(course: Path, tmp_path: Path) -> None:
    there = copied(course, tmp_path / "there")
    hows(course)
    command = [sys.executable, "-m", "grader", "--course", str(there), "grade", "ps2", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "120"}
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert finished.returncode == 0, finished.stderr
    assert "2 graded" in finished.stdout
    assert "for a person: 1 grade" in finished.stdout
    assert grades(there, "ps2") == grades(course, "ps2")
    assert written(there) == written(course)
