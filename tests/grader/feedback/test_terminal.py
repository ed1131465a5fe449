"""The terminal's table of a class and the phrase per student."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

from rich.console import Console

from grader import sentences
from grader.feedback.hand import Hand
from grader.feedback.terminal import ClassRow, class_table, in_one_line, summary
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult, Symptom, Verdict


def exercise(name: str, status: Status, says: str = "") -> ExerciseResult:
    points = 10.0 if status is Status.RIGHT else 0.0
    criteria = (CriterionResult("a", "next hidden state", points, 10.0, bool(points)),)
    mistakes = (MistakeMatch(f"{name}.x", says),) if says else ()
    return ExerciseResult(name, name, status, points, 10.0, criteria, mistakes)


def graded(*exercises: ExerciseResult) -> SubmissionResult:
    return SubmissionResult("01_rnn", Verdict.GRADED, exercises=exercises)


def printed(*rows: ClassRow) -> str:
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(class_table(rows))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_a_right_submission_is_all_right() -> None:
    assert summary(graded(exercise("f", Status.RIGHT), exercise("g", Status.RIGHT))) == "all right"


def test_a_known_mistake_is_named_and_others_say_what_is_wrong() -> None:
    result = graded(exercise("f", Status.PARTLY, "Waa transposed."), exercise("g", Status.WRONG))
    assert summary(result) == "f: Waa transposed; g: next hidden state"


def test_a_line_of_a_log_says_score_and_findings_and_stays_a_line() -> None:
    result = graded(exercise("f", Status.RIGHT), exercise("g", Status.WRONG, "the tanh is missing"))
    assert in_one_line("a\nda", result) == "a da: 10 / 20 points, g: the tanh is missing"


def test_what_is_special_is_said_where_no_mistake_is_known() -> None:
    special = replace(exercise("f", Status.WRONG), symptoms=(Symptom("factor_sign", ("dWax",)),))
    assert summary(graded(special)) == "f: `dWax`: right but for the sign"


def test_exercises_that_were_not_written_are_counted_or_named() -> None:
    assert summary(graded(exercise("f", Status.UNWRITTEN))) == "not written: f"
    assert summary(graded(*(exercise(f"f{n}", Status.UNWRITTEN) for n in range(10)))) == "not written: 10 exercises"


def test_many_findings_are_cut_short() -> None:
    result = graded(*(exercise(f"f{n}", Status.WRONG, "x") for n in range(5)))
    assert summary(result) == "f0: x; f1: x; 3 more"


def test_a_verdict_comes_first_with_what_was_reached() -> None:
    exercises = (exercise("f", Status.WRONG, "x"), exercise("g", Status.NOT_REACHED))
    result = SubmissionResult("01_rnn", Verdict.STOPPED, "more than 300 s", exercises)
    assert summary(result) == "stopped before the end: more than 300 s; f: x; not reached: g"
    assert summary(SubmissionResult("01_rnn", Verdict.MISSING)) == "no notebook to grade"


def test_what_a_person_is_asked_for_is_named_and_what_was_marked_already_is_said_to_be() -> None:
    result = graded(exercise("f", Status.RIGHT))
    assert summary(result, hand=Hand(unmarked=("essay",))) == "for a person: essay"
    again = Hand(marked=("f", "g"), look_again=("f",))
    assert summary(result, hand=again) == "for a person: f (marked by hand; look again)"
    at = "for a person: f (10 by the checks, 9.5 by hand; look again)"
    assert summary(result, hand=again, scores={"f": 9.5}) == at
    done = Hand(marked=("f",))
    assert summary(result, hand=done, scores={"f": 9.5}) == "f: 10 by the checks, 9.5 by hand"
    assert summary(result, hand=done, scores={"f": 10.0}) == "all right"
    many = Hand(unmarked=tuple("abcd"))
    assert summary(result, hand=many) == "for a person: a, b, 2 more"


def test_a_late_penalty_is_told() -> None:
    result = graded(exercise("f", Status.RIGHT))
    assert summary(result, late_penalty=2.5) == "all right; late: 2.5 points taken off"
    assert summary(result, late_penalty=10, language="de") == "alles richtig; verspätet: 10 Punkte abgezogen"


def test_a_cell_that_failed_first_is_told_once_and_before_the_tests() -> None:
    missing = sentences.NO_MODULE(error="ModuleNotFoundError: No module named 'x'", module="x")
    cause = sentences.FAILED_FIRST(cell=sentences.NAMED_CELL(name="answer"), error=missing)
    wrong = [replace(exercise(f"p1/f{n}", Status.WRONG), note=cause) for n in range(2)]
    result = SubmissionResult.from_dict(json.loads(json.dumps(graded(*wrong).to_dict())))
    found = summary(result)
    assert found.startswith("p1: the cell answer failed first: ModuleNotFoundError: No module named 'x'")
    assert found.count("failed first") == 1 and found.index("c.Grader.packages") < found.index("p1/f0")
    assert "die Zelle answer ist zuerst gescheitert" in summary(result, language="de")
    other = replace(exercise("f", Status.WRONG), note="another note")
    assert summary(graded(other)) == "f: next hidden state"


def test_the_table_has_a_line_per_student() -> None:
    text = printed(ClassRow.of("ada", graded(exercise("f", Status.RIGHT))), ClassRow("bob", 2.5, 0, "odd", True))
    lines = [line.replace("│", "").split() for line in text.splitlines()]
    assert ["ada", "10", "/", "10", "all", "right"] in lines
    assert ["bob", "2.5", "odd"] in lines


def test_a_name_is_neither_markup_nor_escape_sequence() -> None:
    text = printed(ClassRow("[red]x[/]\x1b[2J", 0, 1, "[bold]\x1b]0;t\x07 found"))
    assert "[red]x[/][2J" in text and "[bold]" in text and "\x1b" not in text
