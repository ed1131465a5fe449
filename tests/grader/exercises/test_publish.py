"""The data file of the public checks: what is committed is what the build writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.publish import DATA, published_cases, published_text, same_published, write_published

ASSIGNMENTS = sorted({exercise.public.assignment for exercise in EXERCISES.values()})


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_committed_file_holds_what_a_fresh_one_holds(assignment: str) -> None:
    """Numerically: the last digits may differ between processors. Run `grader build` when this fails."""
    assert same_published((DATA / f"{assignment}.json").read_text(encoding="utf-8"), published_text(assignment))


def test_files_of_two_processors_are_the_same_and_others_are_not() -> None:
    text = published_text("01_rnn")
    case = '{"array": [0.9, -0.215755432844], "shape": [2], "dtype": "%s"}'
    moved = '{"array": [0.9, -0.215755417943], "shape": [2], "dtype": "%s"}'
    assert same_published(case % "float32", moved % "float32")
    assert not same_published(case % "float64", moved % "float64")
    assert not same_published(case % "float32", (moved % "float32").replace("0.2157", "0.2158"))
    assert not same_published(text, text.replace('"rnn_forward": [', '"rnn_backward": [', 1))
    assert not same_published(text, text.replace('"label": "', '"label": "other ', 1))
    assert not same_published(text, text.replace("1.", "2.", 1))
    assert not same_published("", text)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no random state."""
    one, other = write_published("01_rnn", tmp_path / "a"), write_published("01_rnn", tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()
    assert one.name == "01_rnn.json"


@pytest.mark.parametrize("name", EXERCISES)
def test_public_cases_show_no_hidden_input(name: str) -> None:
    """Published inputs come from fixed seeds of their own and are short to print."""
    for case in published_cases(EXERCISES[name]):
        assert len(case.label) < 60
        assert case.expected or case.raises


def test_a_case_may_name_the_outputs_that_it_looks_at() -> None:
    """Predictions at padding mean nothing; and caches of no stated layout are never published."""
    cases = {(case.function, case.label): case for case in published_cases(EXERCISES["brnn_forward"])}
    assert set(cases["brnn_forward", "lengths 3 and 2"].expected) == {"a"}
    assert set(cases["brnn_forward", "two steps, three examples"].expected) == {"a", "y_pred"}
    assert set(cases["brnn_layer_forward", "lengths 3 and 2"].expected) == {"a of the layer"}
