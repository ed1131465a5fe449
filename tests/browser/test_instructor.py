"""An instructor's work in the Formgrader, from Generate to feedback, as the pages show it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browser.classroom import EVERYBODY, MISTAKEN, NAME, STUDENT, Classroom
from browser.formgrader import Formgrader, Pressed
from browser.seen import Graded, Read, Trouble

from grader.course import Course
from grader.runner import Options, grade_assignment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT = "Please wait..."


def test_generate_and_release_succeed_and_say_that_they_are_at_work(released: dict[str, Pressed]) -> None:
    assert WAIT in released["assign"].waiting
    assert [pressed.title for pressed in released.values()] == ["Success", "Success"]


def test_what_is_released_has_the_students_library_though_nobody_ran_grader_release(
    released: dict[str, Pressed], classroom: Classroom
) -> None:
    found = sorted(path.name for path in (classroom.exchange / "rnn_course" / "outbound" / NAME).iterdir())
    assert found[0] == f"{NAME}.ipynb" and found[1].startswith("rnn_utils_student-")
    assert len(found) == 2


def test_autograde_says_that_it_is_at_work_and_then_score_and_finding(graded: Graded) -> None:
    assert graded.collected.title == "Success"
    for student, pressed in graded.pressed.items():
        assert WAIT in pressed.waiting
        assert pressed.title == "Success"
        assert f"{student}: " in pressed.text
    assert f"{STUDENT}: 88 / 100 points, {MISTAKEN}: the tanh is missing" in graded.pressed[STUDENT].text
    assert "rnn_cell_backward: 1 − a in place of 1 − a²" in graded.pressed["m2-rnn_cell_backward"].text
    assert "not written: 5 exercises" in graded.pressed["dina"].text


def test_the_list_shows_the_scores_of_grader_grade(graded: Graded, classroom: Classroom, tmp_path: Path) -> None:
    """Graded again from nothing but the submissions and the secret, by the code of our own command."""
    copy = Course(tmp_path / "course")
    ignored = shutil.ignore_patterns("gradebook.db", "autograded", "feedback", "results")
    shutil.copytree(classroom.course.root, copy.root, ignore=ignored)
    ours = {one.student: one.score for one in grade_assignment(copy, NAME, options=Options(workers=0))}
    assert graded.scores == {student: f"graded: {ours[student]:g} / 100" for student in EVERYBODY}


def test_the_page_of_a_submission_shows_code_mark_and_findings(read: Read) -> None:
    assert read.mark == "0"
    assert read.findings.splitlines()[:2] == [
        "one time step forward: 0 of 12 points, wrong",
        "This matches: the tanh is missing",
    ]
    assert "a_next = Waa @ a_prev + Wax @ xt + ba" in read.page
    assert "✗ next hidden state (0/4)" in read.page
    assert "the course's own checks" in read.page and "RuntimeError" not in read.page


def test_a_mark_by_hand_outlives_another_autograde(read: Read) -> None:
    assert read.kept == "7.5"
    assert read.score == "needs manual grading: 95.5 / 100"  # nbgrader asks for another look


def test_feedback_is_sent_to_everybody(sent: dict[str, Pressed]) -> None:
    assert [pressed.title for pressed in sent.values()] == ["Success", "Success"]
    assert WAIT in sent["generate-feedback"].waiting
    for student in EVERYBODY:
        assert f"Releasing feedback for student '{student}'" in sent["release-feedback"].text


def test_no_page_of_the_formgrader_fails_or_asks_other_machines(
    sent: dict[str, Pressed], formgrader: Formgrader, trouble: Trouble
) -> None:
    assert formgrader.page.url
    assert trouble.errors == []
    assert trouble.elsewhere == []
