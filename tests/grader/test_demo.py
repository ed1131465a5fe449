"""The demo class gets what each of its students deserves, from build to feedback page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.demo.show import Scene, show
from grader.exercises.catalogue import EXERCISES

pytestmark = pytest.mark.slow
REPOSITORY = Course(Path(__file__).parents[2])
HONEST_PART = {"x-complex-step": 100 - EXERCISES["rnn_cell_backward"].public.points}


# One assignment shows the whole path; the classes of the others are for when there is time.
NAMES = [pytest.param(name, marks=[] if name == "01_rnn" else pytest.mark.long) for name in REPOSITORY.names()]


@pytest.fixture(scope="module", params=NAMES)
def rows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return the table of the demo with one assignment, run once."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    result: list[dict[str, Any]] = show(REPOSITORY, folder, Scene([request.param]), None)[request.param]
    return result


def of_kind(rows: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    found = [row for row in rows if row["kind"] in kinds]
    assert found
    return found


def test_the_class_has_every_kind_of_student(rows: list[dict[str, Any]]) -> None:
    kinds = Counter(row["kind"] for row in rows)
    wanted = {
        "right": 1,
        "variant": 2,
        "blank": 1,
        "half": 1,
        "mistake": 6,
        "earlier mistake": 1,
        # one differentiates numerically what is an exercise of the first assignment alone
        "cheat": 4 if {Path(row["feedback"]).stem for row in rows} == {"01_rnn"} else 3,
        "damaged": 1,
    }
    assert kinds == wanted


def test_right_work_in_any_style_earns_everything(rows: list[dict[str, Any]]) -> None:
    assert {row["score"] for row in of_kind(rows, "right", "variant")} == {100}


def test_nothing_earns_nothing_and_half_earns_a_part(rows: list[dict[str, Any]]) -> None:
    assert {row["score"] for row in of_kind(rows, "blank", "damaged")} == {0}
    assert all(20 < row["score"] < 80 for row in of_kind(rows, "half"))


def test_a_known_mistake_is_named_and_costs_no_more_than_its_exercise(rows: list[dict[str, Any]]) -> None:
    for row in of_kind(rows, "mistake", "earlier mistake"):
        exercise = EXERCISES[row["mistake"].split(".")[0]].public
        assert 100 - exercise.points <= row["score"] < 100, row
        assert row["mistake"] in row["named"], row


def test_cheats_earn_no_more_than_their_honest_part(rows: list[dict[str, Any]]) -> None:
    for row in of_kind(rows, "cheat"):
        assert row["score"] == HONEST_PART.get(row["student"], 0), row


def test_the_damaged_file_is_reported_and_stops_nobody(rows: list[dict[str, Any]]) -> None:
    (damaged,) = of_kind(rows, "damaged")
    assert damaged["verdict"] == "unreadable"
    assert {row["verdict"] for row in rows if row is not damaged} == {"graded"}


def test_every_student_has_a_page_of_feedback(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        page = Path(row["feedback"]).read_text(encoding="utf-8")
        assert row["student"] in page
        assert "HIDDEN TESTS" not in page
        assert "<script" not in page
