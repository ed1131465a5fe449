"""The table for spreadsheets: it reads back as the gradebook, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import Student, surveyed

from grader.report.spreadsheet import csv_text, number, plain


def rows(students: list[Student]) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(csv_text(surveyed(students))))}


def test_a_row_has_score_penalty_verdict_points_and_mistakes() -> None:
    table = rows([Student("a", hard=1.5, late=2.0, hours_late=30.26, by_hand={"easy": 3.0}, mistakes=["sign", "mean"])])
    assert table["a"] == {
        "student": "a",
        "score": "10.5",
        "max_score": "20",
        "late_penalty": "2",
        "hours_late": "30.3",
        "verdict": "graded",
        "for_person": "0",
        "easy": "3",
        "hard": "1.5",
        "essay": "8",
        "mistakes": "hard.sign hard.mean",
    }


def test_a_penalty_larger_than_the_score_leaves_zero_as_nbgrader_has_it() -> None:
    assert rows([Student("a", late=50.0)])["a"]["score"] == "0"


def test_names_that_a_spreadsheet_would_run_get_an_apostrophe_and_others_survive() -> None:
    names = ["=1+1", "@x", 'a "b", c', "王芳", "line\nbreak"]
    table = rows([Student(name, recorded=name != "王芳") for name in names])
    assert set(table) == {"'=1+1", "'@x", *names[2:]}
    assert table["王芳"]["verdict"] == ""


@given(st.floats(-1e9, 1e9))
def test_numbers_read_back_as_the_same(value: float) -> None:
    assert float(number(value)) == value


@pytest.mark.parametrize("text", ["=a", "+a", "-a", "@a", "\ta", "\ra"])
def test_every_beginning_of_a_formula_is_known(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_nothing_commands_a_terminal() -> None:
    assert plain("\x1b]0;x\x07ada\x9b31m\n\tb") == "]0;xada31m\n\tb"
