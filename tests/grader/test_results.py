"""Results are data: to JSON and back without loss."""

from __future__ import annotations

import json

from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult, Symptom, Verdict


def test_a_result_survives_json() -> None:
    criterion = CriterionResult("a", "first", 1.5, 2.0, False, ("one", "two"), "x^2", "S3(2)", "hint")
    mistake = MistakeMatch("f.m", "says", "line", "x", "why?")
    symptom = Symptom("time_from", ("a", "y"), {"k": "2"})
    exercise = ExerciseResult("f", "title", Status.PARTLY, 1.5, 2.0, (criterion,), (mistake,), "note", (symptom,))
    result = SubmissionResult(
        "01", Verdict.STOPPED, "memory", (exercise,), ("remark",), "abc", {"grader": "1"}, {"cpu_s": 0.5}
    )
    assert SubmissionResult.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_a_result_from_before_there_were_symptoms_is_read() -> None:
    data = ExerciseResult("f", "title", Status.WRONG, 0.0, 2.0).to_dict()
    del data["symptoms"]
    assert ExerciseResult.from_dict(data).symptoms == ()


def test_points_are_summed_over_exercises() -> None:
    exercises = tuple(ExerciseResult(name, name, Status.PARTLY, 1.5, 4.0) for name in "ab")
    result = SubmissionResult("01", Verdict.GRADED, exercises=exercises)
    assert (result.points, result.max_points) == (3.0, 8.0)
