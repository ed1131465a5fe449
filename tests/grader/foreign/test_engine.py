"""Such a course is graded by the engine: kept results, one transaction for each submission, workers, nothing lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from quickstart import COURSE_ID, RIGHT, STUDENTS_FILE, Work, copied, graded, grades, hand_in, remarks

from grader.course import Course
from grader.engine.lock import course_lock
from grader.errors import RunError, SandboxFailed
from grader.foreign import grading
from grader.foreign.running import class_work
from grader.registration import open_gradebook
from grader.report.attention import Reason
from grader.report.places import Places
from grader.report.writing import survey_class
from grader.results import Verdict
from grader.runner import How, Options, grade_class

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


def commented(course: Path) -> dict[tuple[str, str, str], object]:
    return {key: text for key, text in remarks(course, "ps2").items() if key[2] and text}


def page_of(course: Path, student: str) -> str:
    """Return what the reader of a page sees, on one line."""
    html = (course / "feedback" / student / "ps2" / "marks.html").read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


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


def test_the_cell_that_failed_first_is_told_before_the_tests(course: Path) -> None:
    sources = {"marks": {"answer": f"import pandas\n{RIGHT}", "essay": "Mine."}}
    hand_in(course, "ps2", "bob", Work(sources, files=OWN_FILE))
    line = graded(course, "ps2")["bob"]
    cause = "the cell answer failed first: ModuleNotFoundError: No module named 'pandas'"
    found = line.row.found
    assert found.startswith(cause)
    assert found.index("c.Grader.packages") < found.index("runs: NameError: name 'helper' is not defined")
    (comment,) = commented(course).values()
    page = page_of(course, "bob")
    for text in (str(comment), page):
        assert text.index(cause) < text.index("NameError: name 'helper'") and "ask your instructor" in text
        assert "c.Grader" not in text
    assert "runs ✗ wrong 0 / 1" in page and "files ✓ right 1 / 1" in page


def test_a_test_whose_time_was_over_says_which_limit_it_hit(course: Path) -> None:
    endless = RIGHT.replace("pass", "while True: pass")
    hand_in(course, "ps2", "bob", Work({"marks": {"answer": endless, "essay": "Mine."}}, files=OWN_FILE))
    work = class_work(Course(course), "ps2", {"cell_timeout_s": 1})
    (line,) = grade_class(work, ["bob"], Options(workers=0))
    assert line.row.found.startswith("runs: stopped after 1 s; partial: ")
    assert list(commented(course).values()) == ["runs: stopped after 1 s\n\nstrict: stopped after 1 s"]
    assert "runs ✗ wrong 0 / 1 points to the cell stopped after 1 s" in page_of(course, "bob")
    assert "KeyboardInterrupt" not in page_of(course, "bob")
    notices = {one.reason: one.detail for one in survey_class(Places.of(Course(course), "ps2")).notices}
    assert notices[Reason.CELL_LIMIT] == "runs: stopped after 1 s; strict: stopped after 1 s"


def test_what_waits_for_a_person_and_what_could_not_be_read_is_told_on_the_page(course: Path) -> None:
    path = course / "submitted" / "bob" / "ps2" / "marks.ipynb"
    path.write_bytes(path.read_bytes()[:500])
    lines = graded(course, "ps2")
    assert lines["ada"].row.found == "partial: 1.5 of 2 points; for a person: essay"
    page = page_of(course, "ada")
    assert "1 answer is not marked yet" in page and "Up to 3 points more" in page
    assert "essay … not marked yet 0 / 3" in page and "runs ✓ right 1 / 1" in page
    page = page_of(course, "bob")
    for name, points in {"runs": 1, "partial": 2, "files": 1, "strict": 1, "essay": 3}.items():
        assert f"{name} – not reached 0 / {points}" in page
    assert "by a person" not in page and "by hand" not in page


def test_a_mark_of_no_points_is_a_mark(course: Path) -> None:
    hows(course)
    with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        grade = gradebook.find_grade("essay", "marks", "ps2", "ada")
        grade.manual_score, grade.needs_manual_grade = 0.0, False
        gradebook.find_comment("essay", "marks", "ps2", "ada").manual_comment = "Not *yours*."
        gradebook.db.commit()
    assert hows(course) == {"ada": How.MENDED, "bob": How.UNCHANGED}
    page = page_of(course, "ada")
    assert "not marked yet" not in page and "essay • marked by a person 0 / 3" in page
    assert "to the cell What a person wrote about it:Not yours." in page


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
    assert "for a person: essay" in finished.stdout
    assert grades(there, "ps2") == grades(course, "ps2")
    assert written(there) == written(course)


def test_half_an_emoji_and_a_format_that_is_none_cost_no_more_than_they_must(course: Path) -> None:
    ada, bob = (course / "submitted" / student / "ps2" / "marks.ipynb" for student in ("ada", "bob"))
    before = grades(course, "ps2") if graded(course, "ps2") else {}
    ada.write_text(ada.read_text().replace('"nbformat": 4', '"nbformat": true'))
    broken = json.loads(bob.read_text())
    for cell in broken["cells"]:
        cell["metadata"]["half"] = "\ud83d"
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "essay":
            cell["source"] = "Mine \ud83d"
    bob.write_text(json.dumps(broken))
    lines = graded(course, "ps2")
    assert {student: line.how for student, line in lines.items()} == {"ada": How.GRADED, "bob": How.GRADED}
    after = grades(course, "ps2")
    assert after["bob", "marks", "partial"] == before["bob", "marks", "partial"]
    assert after["ada", "marks", "partial"][0] == 0
