"""Published cases: written by the build, read by the check, unchanged in between."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from rnn_utils.checks.catalogue import EXERCISES
from rnn_utils.checks.compare import difference
from rnn_utils.checks.functions import FUNCTIONS
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import (
    MOST_YIELDED,
    Own,
    PublicCase,
    case_to_json,
    drained,
    from_json,
    public_cases,
    to_json,
)

VALUES = [
    np.array([[1.5, -2.0]], dtype=np.float32),
    np.array(3),
    {"Wax": np.zeros((2, 0)), "more": [1, 2.5, "text", None, True]},
    (np.ones(2), [(), {}]),
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_values_survive_json(value: object) -> None:
    """Shapes, dtypes and containers come back as they were."""
    back = from_json(json.loads(json.dumps(to_json(value))))
    assert difference(value, back, "value") is None
    assert type(back) is type(value)


def test_functions_and_own_arguments_survive_json() -> None:
    """Functions go by name, and an argument that the student's own function makes by its recipe."""
    assert from_json(to_json(FUNCTIONS["sum_of_cubes"])) is FUNCTIONS["sum_of_cubes"]
    own = from_json(to_json(Own("rnn_forward", (1.0, 2), (2, 0))))
    assert own == Own("rnn_forward", (1.0, 2), (2, 0))


def test_generators_survive_json_by_their_seed() -> None:
    """Whatever has been drawn from them in the meantime."""
    rng = np.random.default_rng(7)
    first = rng.random()
    back = from_json(json.loads(json.dumps(to_json(rng))))
    assert back.random() == first


def test_what_is_yielded_is_read_as_a_list() -> None:
    """Of a generator that never ends, a part; other values stay as they are."""
    assert drained(number**2 for number in range(3)) == [0, 1, 4]
    assert len(drained(itertools.count())) == MOST_YIELDED  # type: ignore[arg-type]
    assert drained("text") == "text"


def test_floats_are_rounded_to_twelve_digits() -> None:
    """So that the file does not differ between machines in the last place."""
    assert to_json(0.1 + 0.2) == 0.3


def test_empty_fields_of_a_case_are_left_out() -> None:
    """A case holds what it needs."""
    assert set(case_to_json(PublicCase("label", "f", (1,)))) == {"label", "function", "arguments"}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_public_cases_are_few_and_expect_something(exercise: Exercise) -> None:
    """At most four cases for each function, each with a right answer or a right exception."""
    cases = public_cases(exercise)
    for function in exercise.functions:
        assert 1 <= sum(case.function == function for case in cases) <= 4
    assert all(case.expected or case.raises for case in cases)
    assert {case.function for case in cases} == set(exercise.functions)
