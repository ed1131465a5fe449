"""Answers that depend on earlier calls."""

from __future__ import annotations

from typing import Any

from judged import judged, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.symptoms import symptoms

SEED = seeds(1)[0]


def keys(name: str, function: Any) -> list[str]:
    exercise = EXERCISES[name]
    judgement = judged(exercise, {**right(exercise), name: function}, SEED)
    return [symptom.key for symptom in symptoms(exercise, judgement, right(exercise))]


def test_the_answer_to_the_first_call_again_and_again_is_seen() -> None:
    reference, kept = EXERCISES["lstm_cell_forward"].reference["lstm_cell_forward"], []

    def first_only(*arguments: Any) -> Any:
        kept.append(reference(*arguments))
        return kept[0]

    assert keys("lstm_cell_forward", first_only) == ["first_repeated"]


def test_what_adds_up_from_call_to_call_is_seen() -> None:
    reference, kept = EXERCISES["rnn_cell_backward"].reference["rnn_cell_backward"], [0.0]

    def adding_up(*arguments: Any) -> Any:
        kept[0] += 1
        value: Any = reference(*arguments)
        return {**value, "dba": value["dba"] + kept[0] ** 2}

    assert keys("rnn_cell_backward", adding_up) == ["unsteady"]


def test_a_function_that_hands_back_an_argument_repeats_nothing() -> None:
    assert "constant" not in keys("clip_by_value", lambda gradients, max_value: gradients)
