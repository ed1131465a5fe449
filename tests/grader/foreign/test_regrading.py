"""Courses without our exercises: the same dry run, history and reproduction."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from quickstart import COURSE_ID, RIGHT, STUDENTS_FILE, Work, copied, graded, hand_in

from grader.cli import main
from grader.course import Course
from grader.registration import open_gradebook
from grader.regrading.reproducing import Outcome, reproduce
from grader.runner import How

pytestmark = pytest.mark.slow


def answer(value: str) -> Work:
    sources = {"marks": {"answer": RIGHT.replace("1.5", value), "essay": "Mine."}}
    return Work(sources, files={STUDENTS_FILE: b"the student's"})


def call(course: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["--course", str(course), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_class_is_regraded_without_fear(quickstart: Path, tmp_path: Path) -> None:
    course = copied(quickstart, tmp_path / "course")
    for student, value in {"ada": "1.5", "bob": "0.5"}.items():
        hand_in(course, "ps2", student, answer(value))
    first = {student: line.score for student, line in graded(course, "ps2").items()}
    with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        gradebook.find_grade("essay", "marks", "ps2", "bob").manual_score = 1.0
        gradebook.db.commit()
    hand_in(course, "ps2", "bob", answer("1.5"))
    before = hashlib.sha256((course / "gradebook.db").read_bytes()).hexdigest()
    found = json.loads(call(course, "grade", "ps2", "--dry-run", "--json"))["ps2"]
    assert hashlib.sha256((course / "gradebook.db").read_bytes()).hexdigest() == before
    (move,) = found["moves"]
    assert (move["student"], move["now"], found["unchanged"]) == ("bob", first["bob"] + 1.0, 1)
    lines = graded(course, "ps2")
    assert lines["bob"].how is How.KNOWN
    assert lines["bob"].score == move["then"] > move["now"]

    shutil.rmtree(course / "submitted")
    (course / "source" / "ps2" / "data.txt").write_text("another")
    for number, points in ((1, first["bob"]), (2, lines["bob"].score - 1.0)):
        done = reproduce(Course(course), "ps2", "bob", number)
        assert (done.outcome, done.circumstances) == (Outcome.IDENTICAL, ())
        assert done.result is not None and done.result.points == pytest.approx(points)
    told = call(course, "history", "bob", "ps2")
    assert "none: the tests are in the assignment" in told and "new submission" in told


def test_without_a_gradebook_none_is_made(quickstart: Path, tmp_path: Path) -> None:
    course = copied(quickstart, tmp_path / "course")
    (course / "gradebook.db").unlink()
    done = CliRunner().invoke(main, ["--course", str(course), "grade", "ps2", "--dry-run"], catch_exceptions=False)
    assert done.exit_code == 1 and "generate_assignment" in done.output
    assert not (course / "gradebook.db").exists()
