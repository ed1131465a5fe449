"""The terminal's table of a class and the phrase per student."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from rich.console import Console

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
    assert summary(SubmissionResult("01_rnn", Verdict.MISSING)) == "nothing handed in"


def test_the_table_has_a_line_per_student() -> None:
    text = printed(ClassRow.of("ada", graded(exercise("f", Status.RIGHT))), ClassRow("bob", 2.5, 0, "odd", True))
    lines = [line.replace("│", "").split() for line in text.splitlines()]
    assert ["ada", "10", "/", "10", "all", "right"] in lines
    assert ["bob", "2.5", "odd"] in lines


def test_a_name_is_neither_markup_nor_escape_sequence() -> None:
    text = printed(ClassRow("[red]x[/]\x1b[2J", 0, 1, "[bold]\x1b]0;t\x07 found"))
    assert "[red]x[/][2J" in text and "[bold]" in text and "\x1b" not in text
