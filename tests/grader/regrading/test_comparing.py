"""Two results are compared place by place; what was measured is not compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.regrading.comparing import Difference, differences_of
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult, Symptom, Verdict

CRITERION = CriterionResult("a_next", "next state", 2, 4, False, ("wrong by 0.5 after 0.20 s",))
EXERCISE = ExerciseResult("cell", "Cell", Status.PARTLY, 2, 4, (CRITERION,), (MistakeMatch("m", "no tanh"),))
RESULT = SubmissionResult("01_rnn", Verdict.GRADED, exercises=(EXERCISE,), usage={"cpu_s": 1.0})


def with_exercise(exercise: ExerciseResult) -> SubmissionResult:
    return replace(RESULT, exercises=(exercise,))


def with_criterion(criterion: CriterionResult) -> SubmissionResult:
    return with_exercise(replace(EXERCISE, criteria=(criterion,)))


def test_measurements_make_no_difference() -> None:
    other = with_criterion(replace(CRITERION, messages=("wrong by 0.5 after 1.75 s",)))
    assert differences_of(RESULT, replace(other, usage={"cpu_s": 2.0}, versions={"numpy": "3"})) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (with_criterion(replace(CRITERION, points=4)), Difference("cell, a_next", "2 / 4", "4 / 4", True)),
        (with_exercise(replace(EXERCISE, points=3)), Difference("cell", "2 / 4", "3 / 4", True)),
        (replace(RESULT, verdict=Verdict.STOPPED), Difference("verdict", "graded", "stopped", True)),
        (replace(RESULT, detail="too slow"), Difference("detail", "", "too slow")),
        (replace(RESULT, remarks=("restored: x",)), Difference("remarks", "", "restored: x")),
        (
            with_criterion(replace(CRITERION, messages=("wrong by 0.6 after 0.20 s",))),
            Difference("cell, a_next", "wrong by 0.5 after 0.20 s", "wrong by 0.6 after 0.20 s"),
        ),
        (
            with_exercise(replace(EXERCISE, mistakes=(), symptoms=(Symptom("zeros", ("a_next",)),))),
            Difference("cell, named", "no tanh", "zeros(a_next; {})"),
        ),
    ],
)
def test_each_difference_has_its_place(other: SubmissionResult, expected: Difference) -> None:
    assert differences_of(RESULT, other) == [expected]


def test_an_exercise_that_came_is_told() -> None:
    found = differences_of(RESULT, replace(RESULT, exercises=(EXERCISE, replace(EXERCISE, id="more"))))
    assert Difference("more", "", "2 / 4", True) in found
    assert all(one.where.startswith("more") for one in found)
