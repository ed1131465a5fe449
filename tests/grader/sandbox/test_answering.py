"""Answers of stand-ins are computed once for the same question, and never given for another."""

from __future__ import annotations

import numpy as np
import pytest

from grader.sandbox.answering import StandInAnswers
from grader.sandbox.inside.answers import CAPS, BadAnswer, Caps, Encoded, decode, encode
from grader.sandbox.inside.standing_in import StandInRefused


def test_same_question_is_computed_once_and_another_anew() -> None:
    asked: list[float] = []

    def double(x: np.ndarray) -> np.ndarray:
        asked.append(float(x[0]))
        return 2 * x

    answers = StandInAnswers()
    for value in (1.0, 1.0, 3.0, 1.0):
        found = answers.answer({"f": double}, "f", encode(((np.array([value]),), {})), CAPS)
        assert decode(found) == [2 * value]
    assert asked == [1.0, 3.0]


def test_functions_of_one_name_are_kept_apart() -> None:
    answers, question = StandInAnswers(), encode(((1.0,), {}))
    values = [decode(answers.answer({"f": f}, "f", question, CAPS)) for f in (abs, lambda x: x + 1)]
    assert values == [1.0, 2.0]


def test_shape_and_type_are_part_of_the_question() -> None:
    answers = StandInAnswers()
    shapes = {"f": lambda x: str((x.shape, x.dtype.str))}
    arrays = (np.zeros(4), np.zeros((2, 2)), np.zeros(4, np.int64))
    found = {decode(answers.answer(shapes, "f", encode(((array,), {})), CAPS)) for array in arrays}
    assert len(found) == 3


@pytest.mark.parametrize("fresh", [True, False])
def test_odd_questions_are_refused_each_time(fresh: bool) -> None:
    answers = StandInAnswers()
    for _ in range(1 if fresh else 2):
        with pytest.raises(StandInRefused):
            answers.answer({"f": abs}, "f", encode([1]), CAPS)
        with pytest.raises(BadAnswer):
            answers.answer({"f": abs}, "f", Encoded({"a": 5}, [], b""), CAPS)


@pytest.mark.parametrize("value", [10**6, -(10**6), np.int64(10**6), [1, (2, {"n": 10**6})]])
def test_sizes_that_nobody_asks_for_are_refused(value: object) -> None:
    with pytest.raises(StandInRefused, match="integer of more than"):
        StandInAnswers().answer({"f": lambda n: 1}, "f", encode(((value,), {})), CAPS)


def test_what_needs_more_memory_than_there_is_is_refused() -> None:
    def spread(x: np.ndarray) -> np.ndarray:
        return x[:, np.newaxis, np.newaxis] * np.ones((1, 1 << 30, 1 << 20))

    with pytest.raises(StandInRefused, match="Unable to allocate"):
        StandInAnswers().answer({"f": spread}, "f", encode(((np.ones(3),), {})), CAPS)


def test_smaller_caps_are_not_passed_by_an_answer_that_is_known() -> None:
    answers, question = StandInAnswers(), encode(((np.zeros(100),), {}))
    answers.answer({"f": np.sum}, "f", question, CAPS)
    with pytest.raises(BadAnswer):
        answers.answer({"f": np.sum}, "f", question, Caps(raw_bytes=8))
