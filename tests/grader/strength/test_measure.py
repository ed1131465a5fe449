"""Verdicts: the public check and the whole one, about right and wrong solutions."""

from __future__ import annotations

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import bare_source, wrong_source
from grader.strength.measure import measured, measured_mutant


def _right(exercise_id: str) -> str:
    return "\n\n".join(map(bare_source, EXERCISES[exercise_id].reference.values()))


@pytest.mark.parametrize("exercise_id", ["one_hot", "rnn_cell_backward", "truncated_bptt_batches"])
def test_the_reference_passes_both(exercise_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the public check prints nothing on the way."""
    verdict = measured_mutant(EXERCISES[exercise_id], _right(exercise_id))
    assert (verdict.public, verdict.failed, verdict.stops) == (True, (), False)
    assert capsys.readouterr().out == ""


def test_a_mistake_loses_its_criterion() -> None:
    """Criteria stand in the exercise's order."""
    exercise = EXERCISES["rnn_cell_backward"]
    mistake = next(one for one in exercise.mistakes if one.id.endswith(".one-minus-a"))
    verdict = measured(exercise, wrong_source(exercise, mistake))
    order = [criterion.id for criterion in exercise.public.criteria]
    assert mistake.criterion in verdict.failed
    assert list(verdict.failed) == sorted(verdict.failed, key=order.index)
    assert not verdict.public


def test_the_cost_is_left_out_where_it_is_not_asked_for() -> None:
    """It is no failure that it was not measured."""
    exercise = EXERCISES["rnn_cell_backward"]
    assert measured(exercise, _right("rnn_cell_backward"), cost=False).failed == ()


def test_what_always_stops_is_said_to() -> None:
    """Such mutants are no merit of a check."""
    verdict = measured_mutant(EXERCISES["softmax"], "def softmax(x):\n    return nothing_of_that_name\n")
    assert verdict.stops
    assert not verdict.public


def test_a_loop_without_end_fails_both() -> None:
    """Within a few seconds of CPU time."""
    verdict = measured_mutant(EXERCISES["softmax"], "def softmax(x):\n    while True:\n        pass\n")
    assert verdict.failed[0] == "values"
    assert not verdict.public
