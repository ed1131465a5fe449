"""Running a case: values, errors, and what was done to the arguments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.checks.running import run

ARRAY = np.array([1.0, 2.0])
CASE = PublicCase("a case", "f", (ARRAY, {"W": ARRAY.copy()}))


def test_arguments_are_copies_and_changes_are_seen() -> None:
    def change(x: np.ndarray, parameters: dict[str, np.ndarray]) -> float:
        parameters["W"][1] = 0
        return 3.0

    outcome = run(CASE, {"f": change})
    assert outcome.value == 3.0
    assert outcome.changed == ("1['W']",)
    assert ARRAY.tolist() == [1, 2]


def test_borrowed_arrays_are_seen() -> None:
    outcome = run(CASE, {"f": lambda x, parameters: (x.copy(), parameters["W"][::-1])})
    assert outcome.shared == ("1 1",)
    assert run(CASE, {"f": lambda x, parameters: {"y": x}}).shared == ("y 0",)


def test_an_error_is_an_outcome() -> None:
    error = run(CASE, {"f": lambda x, parameters: parameters["V"]}).error
    assert isinstance(error, KeyError)


def test_a_generator_is_drained() -> None:
    def pieces(*_: object) -> Iterator[int]:
        yield from (1, 2)

    assert run(CASE, {"f": pieces}).value == [1, 2]


def test_a_cache_of_the_students_own_is_made_by_the_students_function() -> None:
    case = PublicCase("a case", "f", (None,), own=(Own("g", (ARRAY,), (1,)),))
    namespace = {"f": lambda cache: cache["x"].sum(), "g": lambda x: (x, {"x": x})}
    assert run(case, namespace, own=True).value == 3.0
    assert isinstance(run(case, {"f": len}, own=True).error, KeyError)
