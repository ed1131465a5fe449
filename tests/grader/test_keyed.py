"""Texts with keys in JSON: nothing is lost, and what is malformed is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.feedback.stored import stored_result
from grader.keyed import with_keys, without_keys
from grader.results import CriterionResult, ExerciseResult, Status, SubmissionResult, Verdict
from rnn_utils.checks.messages import Message, Template, by_itself

WRONG = Template("t.wrong", "{what} is wrong ({first})")
MESSAGE = WRONG(what=("a", by_itself("axis", "unit")), first=Message("the case", "case.1"))


def same(one: object, other: object) -> bool:
    """Compare texts with their keys and values."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Message) and isinstance(other, Message):
        alike = one == other and one.key == other.key and one.values.keys() == other.values.keys()
        return alike and all(same(one.values[name], other.values[name]) for name in one.values)
    return type(one) is type(other) and one == other


def through_json(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(data))
    return found


def test_texts_keep_their_keys() -> None:
    data = {"one": MESSAGE, "several": (MESSAGE, "plain"), "plain": "text", "number": 1.5}
    read = without_keys(through_json(with_keys(dict(data))))
    assert all(same(data[name], tuple(read[name]) if name == "several" else read[name]) for name in data)


def test_data_without_keys_is_as_it_was() -> None:
    data = {"one": "text", "several": ("a", "b")}
    assert with_keys(data) is data
    assert without_keys(data) == data


def result() -> SubmissionResult:
    criterion = CriterionResult("a", "first", 0.0, 2.0, False, (MESSAGE, "from a test"))
    exercise = ExerciseResult("f", "title", Status.WRONG, 0.0, 2.0, (criterion,), note=MESSAGE)
    return SubmissionResult("01", Verdict.STOPPED, MESSAGE, (exercise,), (MESSAGE,), language="de")


def test_a_result_keeps_the_keys_of_all_its_texts() -> None:
    whole = result()
    read = SubmissionResult.from_dict(through_json(whole.to_dict()))
    assert read == whole
    (exercise,), (before,) = read.exercises, whole.exercises
    pairs = [(read.detail, whole.detail), (read.remarks, whole.remarks), (exercise.note, before.note)]
    assert all(same(*pair) for pair in [*pairs, (exercise.criteria[0].messages, before.criteria[0].messages)])


def test_a_result_from_before_there_were_keys_is_read() -> None:
    data = through_json(result().to_dict())
    for part in (data, data["exercises"][0], data["exercises"][0]["criteria"][0]):
        del part["keys"]
    del data["language"]
    read = SubmissionResult.from_dict(data)
    assert (read.detail, read.language) == (MESSAGE, "en")
    assert not isinstance(read.detail, Message)


DEEP: dict[str, Any] = {"text": "t", "key": "k"}
for _ in range(50):
    DEEP = {"text": "t", "key": "k", "values": {"a": DEEP}}


@pytest.mark.parametrize(
    "keys",
    [
        7,
        {"detail": 7},
        {"detail": {}},
        {"detail": {"key": 3}},
        {"detail": {"key": "k", "values": {"a": 3}}},
        {"detail": {"key": "k", "values": {"a": {"key": "k", "text": []}}}},
        {"detail": DEEP},
        {"remarks": [None, None]},
        {"nothing": {"key": "k"}},
    ],
    ids=str,
)
def test_a_stored_result_with_malformed_keys_is_none(keys: object) -> None:
    """A notebook may carry whatever its author put there."""
    data = {**through_json(result().to_dict()), "keys": keys}
    assert stored_result({"metadata": {"grader": {"result": data}}}) is None
