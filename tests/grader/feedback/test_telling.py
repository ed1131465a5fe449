"""A result in another language: page, comment and table."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader import sentences
from grader.engine.sheet import blank_sheet
from grader.exercises.catalogue import EXERCISES
from grader.exercises.diagnosis import diagnose
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.exercises.patching import functions_of, wrong_source
from grader.exercises.seeds import Seed
from grader.exercises.sentences import RAISED_OTHER
from grader.feedback.messages import Catalogue
from grader.feedback.page import feedback_page
from grader.feedback.telling import in_language
from grader.feedback.terminal import summary
from grader.outputs import as_text, verdict_text
from grader.results import CriterionResult, ExerciseResult, Status, SubmissionResult, Symptom, Verdict
from rnn_utils.checks.messages import Message

CELL = EXERCISES["rnn_cell_forward"]
SEED = Seed(b"0" * 32)
REFERENCES = {name: function for one in EXERCISES.values() for name, function in one.reference.items()}


def judged(short: str) -> ExerciseResult:
    mistake = next(one for one in CELL.mistakes if one.id.endswith(short))
    caller = DirectCaller({**REFERENCES, **functions_of(CELL, wrong_source(CELL, mistake), REFERENCES)})
    judgement = judge(CELL, caller, SEED, REFERENCES)
    return replace(judgement.result, mistakes=diagnose(CELL, judgement, SEED, REFERENCES))


def result(language: str = "de") -> SubmissionResult:
    stopped = sentences.STOPPED(how=sentences.ENDED(how=sentences.TIME(), detail="300 s"))
    symptom = Symptom("axis_after_first", ("a",), {"axis": "example"})
    other = ExerciseResult("softmax", "softmax", Status.WRONG, 0.0, 5.0, symptoms=(symptom,))
    return SubmissionResult("01_rnn", Verdict.STOPPED, stopped, (judged(".transposed"), other), language=language)


def test_a_page_is_in_the_language_of_its_result() -> None:
    html = feedback_page(new_notebook(), result(), student="ada")
    for words in (
        '<html lang="de">',
        "Rückmeldung zu 01_rnn",
        "das Notebook wurde abgebrochen: es lief länger als erlaubt (300 s)",
        "ein Zeitschritt vorwärts",
        "Das entspricht: Waa ist transponiert",
        "nächster verborgener Zustand",
        "a_next hat falsche Werte: ",
        "(alle Größen verschieden",
        "richtig bei Beispiel 0 und sonst überall",
        "Drei Terme werden addiert",
    ):
        assert words in html, words


def test_a_page_in_english_is_what_it_was() -> None:
    whole = result("en")
    assert in_language(whole, Catalogue.load("en")) == whole
    html = feedback_page(new_notebook(), whole, student="ada")
    assert "This matches: Waa is transposed" in html and "Rückmeldung" not in html


def test_the_language_can_be_chosen_for_one_page() -> None:
    assert "This matches" in feedback_page(new_notebook(), result(), student="ada", language="en")


def test_a_language_that_is_there_no_more_is_english() -> None:
    assert "This matches" in feedback_page(new_notebook(), result("xx"), student="ada")
    assert "stopped" in summary(result("xx"))


def test_a_comment_and_a_line_of_the_table_are_in_the_language() -> None:
    text = as_text(judged(".transposed"), Catalogue.load("de"))
    assert text.startswith("ein Zeitschritt vorwärts: ")
    assert "von 12 Punkten" in text and "✗ nächster verborgener Zustand (0/" in text
    assert "Das entspricht: Waa ist transponiert" in text
    assert summary(result()).startswith("vor dem Ende abgebrochen: das Notebook wurde abgebrochen: ")
    assert "rnn_cell_forward: Waa ist transponiert" in summary(result())


def test_the_gradebook_gets_comments_in_the_language() -> None:
    marks = {"solution": True, "grade": False, "grade_id": "rnn_cell_forward_solution"}
    cells = [new_code_cell("x", metadata={"nbgrader": marks})]
    sheet = blank_sheet(cells)
    sheet.enter(cells, replace(result(), detail=""))
    (comment,) = sheet.comments.values()
    assert comment.auto_comment and comment.auto_comment.startswith("ein Zeitschritt vorwärts: ")


TURNING = "\x1b[31m\u202e\u2066 100 / 100\r\n\n\u2028\u061c\x9b\ufeff✓ all right \ud83d"
SHOWN = "100 / 100 ✓ all right"


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_that_quote_a_student_get_on_one_line_and_turn_nothing(language: str) -> None:
    say = Catalogue.load(language)
    message = RAISED_OTHER(function="softmax", error="ValueError", what=TURNING)
    criterion = CriterionResult("a", TURNING, 0.0, 5.0, False, (message, TURNING))
    symptom = Symptom("axis_after_first", (TURNING,), {"axis": TURNING})
    points = Status.WRONG, 0.0, 5.0
    exercise = ExerciseResult("softmax", TURNING, *points, (criterion,), note=TURNING, symptoms=(symptom,))
    ended = sentences.STOPPED(how=sentences.ENDED(how=sentences.TIME(), detail=TURNING))
    whole = SubmissionResult("01_rnn", Verdict.STOPPED, ended, (exercise,), (ended, TURNING), language=language)
    page = feedback_page(new_notebook(), whole, student="eve", language=language)
    for text in (page, as_text(exercise, say), verdict_text(whole, say), summary(whole, language=language)):
        assert SHOWN in text
        assert not re.search("[\x1b\x9b\r\u061c\u2028\u202e\u2066\ufeff\ud83d]", text)
    assert f"\n{SHOWN[:3]}" not in as_text(exercise, say)
    shown = in_language(whole, say)
    assert [remark.key for remark in shown.remarks if isinstance(remark, Message)] == [ended.key]
