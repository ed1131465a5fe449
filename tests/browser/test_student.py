"""A student's work in JupyterLab, from fetching to reading the feedback, as the pages show it."""

from __future__ import annotations

import re

import pytest
from browser.classroom import MISTAKEN, NAME, STUDENT, TYPED
from browser.seen import Worked

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_released_assignment_can_be_fetched_and_then_submitted(fetched: str) -> None:
    assert fetched.split() == [NAME, "rnn_course", "Submit"]


def test_the_library_that_came_along_is_installed_from_the_notebook(worked: Worked) -> None:
    assert re.search(r"Successfully installed rnn-utils-student-\S+", worked.installed)


def test_the_check_of_an_unwritten_function_says_what_to_do(worked: Worked) -> None:
    assert worked.unwritten == (
        f"{TYPED} is not written yet. Write it in the cell above, run that cell, then this one."
    )


def test_the_check_of_a_function_that_was_typed_in_says_that_it_is_right(worked: Worked) -> None:
    assert worked.typed.startswith(f"✓ {TYPED}: public checks passed")


def test_the_check_of_a_wrong_function_shows_values_names_the_mistake_and_gives_a_hint(worked: Worked) -> None:
    said = worked.mistaken
    assert said.startswith(f"✗ {MISTAKEN} (three examples): a_next has wrong values")
    values = ("Came:     a_next[0, 0:3] =", "Expected: a_next[0, 0:3] =")
    for part in (*values, "the tanh is missing", "Hint:", "Formula S3(2)"):
        assert part in said
    assert "Traceback" not in said


def test_validate_says_that_it_is_at_work_and_then_which_checks_fail(worked: Worked) -> None:
    assert worked.validating == "Validating..."
    failed = re.findall(r"assert check\((\w+)\)", worked.validated)
    assert failed == [MISTAKEN, "rnn_forward"]  # the second one stands on the first
    assert f"✗ {MISTAKEN} (three examples)" in worked.validated


def test_what_was_submitted_is_listed_with_its_time(handed_in: str) -> None:
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ UTC", handed_in)
    assert "Fetch Feedback" in handed_in


def test_the_feedback_opens_from_the_list_with_marks_findings_and_the_instructors_words(feedback: str) -> None:
    lines = feedback.splitlines()
    assert lines[0] == f"Feedback on {NAME}"
    for part in (
        f"for {STUDENT}",
        "95.5 / 100 points",
        "This matches: the tanh is missing",
        "The checks found 0 of 12 points; a person gave 7.5.",
        "A slip, and no misunderstanding.",
    ):
        assert part in feedback
