"""Who needs a person's eye: what is known is said, and no more."""

from __future__ import annotations

import pytest
from reported import Student, surveyed

from grader import sentences
from grader.grading import ENDINGS, in_words
from grader.report.attention import Reason
from grader.results import Verdict
from grader.sandbox import Ending


def reasons(student: Student) -> dict[Reason, str]:
    return {notice.reason: notice.detail for notice in surveyed([student]).notices}


def test_whoever_is_graded_without_a_remark_needs_nobody() -> None:
    assert reasons(Student("a")) == {}


@pytest.mark.parametrize("cause", ENDINGS)
def test_every_ending_has_the_reason_that_its_cause_deserves(cause: str) -> None:
    detail = f"the notebook was stopped: {in_words(Ending(cause, 'so it was'))}"
    expected = {"tampering": Reason.INTERFERED, "protocol": Reason.INTERFERED}
    expected |= {"crash": Reason.ENDED, "exit": Reason.ENDED}
    found = reasons(Student("a", verdict=Verdict.STOPPED, detail=detail))
    assert found == {expected.get(cause, Reason.LIMIT): detail}


@pytest.mark.parametrize("verdict", [one for one in Verdict if one not in (Verdict.GRADED, Verdict.STOPPED)])
def test_every_other_verdict_is_told_with_its_words(verdict: Verdict) -> None:
    expected = Reason.NOT_GRADED if verdict is Verdict.NOT_GRADED else Reason.DAMAGED
    assert reasons(Student("a", verdict=verdict, detail="why"))[expected] == "why"


def test_a_function_over_a_limit_is_told_and_an_exception_that_says_so_is_not() -> None:
    message = "hard used more memory than is allowed (m = 1; m = 3)"
    assert reasons(Student("a", hard=0.0, message=message)) == {
        Reason.FUNCTION_LIMIT: "hard used more memory than is allowed"
    }
    forged = "hard stopped with ValueError: hard made Python crash"
    assert reasons(Student("a", hard=0.0, message=forged)) == {}


def test_a_cell_whose_time_was_over_is_told_apart_from_what_was_put_right() -> None:
    remarks = [sentences.CELL_STOPPED(seconds="30", line="while True:"), sentences.COPIED_CELL(name="'x'")]
    assert reasons(Student("a", remarks=remarks)) == {
        Reason.CELL_LIMIT: "a cell was stopped after 30 s (while True:)",
        Reason.REMARK: "cell 'x' was copied; the last copy counts",
    }


def test_a_test_whose_time_was_over_is_told_as_a_limit() -> None:
    over = sentences.RAN_TOO_LONG(seconds="30")
    assert reasons(Student("a", hard=0.0, message=over)) == {Reason.CELL_LIMIT: "hard: stopped after 30 s"}
    assert reasons(Student("a", hard=0.0, message="stopped after 30 s")) == {}


@pytest.mark.parametrize(
    ("hours", "said"), [(0.001, "1 min"), (0.5, "30 min"), (1.0, "1 h"), (23.99, "23 h"), (49.5, "2 d 1 h")]
)
def test_who_was_late_is_told_with_what_it_cost(hours: float, said: str) -> None:
    assert reasons(Student("a", hours_late=hours)) == {Reason.LATE: f"{said} after it was due"}
    told = f"{said} after it was due; 2.5 points taken off"
    assert reasons(Student("a", hours_late=hours, late=2.5)) == {Reason.LATE: told}


def test_a_function_that_was_written_and_is_not_there_wants_a_look() -> None:
    note = sentences.OTHER_NAMES(function="hard", names="harder")
    said = "hard: its cell does not define hard, but harder"
    assert reasons(Student("a", hard=0.0, note=note)) == {Reason.UNDEFINED: said}
    assert reasons(Student("a", hard=0.0, note=str(note))) == {}


def test_marks_by_hand_and_grades_that_wait_are_told_apart() -> None:
    assert reasons(Student("a", by_hand={"easy": 1.5})) == {Reason.CHANGED: "easy: 4 → 1.5"}
    assert reasons(Student("a", essay=None)) == {Reason.BY_HAND: "essay"}


def test_remarks_are_told_and_what_is_said_of_all_is_said_once() -> None:
    common = "not run: a step"
    students = [Student("a", remarks=[common]), Student("b", remarks=[common, "cell 'x' was copied"])]
    found = surveyed(students)
    assert found.said_of_all == (common,)
    assert [(one.student, one.reason, one.detail) for one in found.notices] == [
        ("b", Reason.REMARK, "cell 'x' was copied")
    ]


def test_many_and_long_remarks_are_cut() -> None:
    detail = reasons(Student("a", remarks=["y" * 5000] * 100))[Reason.REMARK]
    assert len(detail) < 1200 and detail.endswith("…")


def test_what_was_not_graded_by_us_is_told_and_counts_with_its_scores() -> None:
    found = surveyed([Student("a"), Student("b", recorded=False)])
    assert [(one.student, one.reason) for one in found.notices] == [("b", Reason.NO_RECORD)]
    assert len(found.counted) == 2


def test_the_most_pressing_comes_first() -> None:
    students = [
        Student("a", by_hand={"easy": 1.0}),
        Student("z", verdict=Verdict.STOPPED, detail=f"the notebook was stopped: {ENDINGS['tampering'].english} (x)"),
    ]
    assert [notice.student for notice in surveyed(students).notices] == ["z", "a"]
