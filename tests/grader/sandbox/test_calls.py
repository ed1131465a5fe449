"""The executor on plain Python functions, as the tests of the exercises use it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.sandbox import Generator, Outcome, Request, Result, StandIn, Step, perform, perform_all


def run(function: Any, *args: object, **kwargs: object) -> Outcome:
    """Call one function."""
    return perform(Request((Step("f", args, kwargs),)), {"f": function})


def test_value_is_plain_data_in_fresh_memory() -> None:
    kept = np.arange(4.0)
    outcome = run(lambda: (kept, kept[:2]))
    assert outcome.value[0] is not kept and not np.shares_memory(outcome.value[0], outcome.value[1])


def test_arguments_are_fresh_for_each_step() -> None:
    def change(x: np.ndarray) -> np.ndarray:
        x += 1
        return x

    given = np.zeros(2)
    outcome = perform(Request((Step("f", (given,)), Step("f", (given,)))), {"f": change})
    np.testing.assert_array_equal(given, 0)
    np.testing.assert_array_equal(outcome.value, 1)
    assert outcome.changed == ("x",) and outcome.shared == ("output and x",)


def test_result_of_an_earlier_step_is_a_copy() -> None:
    def forward(x: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
        return x, {"cache": [x]}

    def backward(cache: dict[str, Any]) -> np.ndarray:
        cache["cache"][0] += 1
        cache["more"] = 1
        return np.zeros(1)

    request = Request((Step("forward", (np.zeros(2),)), Step("backward", (Result(0, (1,)),))))
    outcome = perform(request, {"forward": forward, "backward": backward})
    assert outcome.changed == ("cache",) and outcome.shared == ()


def test_cache_that_is_no_data_is_handed_on() -> None:
    class Cache:
        x = 3

    names: dict[str, Any] = {"forward": lambda: (1, Cache()), "backward": lambda cache: cache.x}
    request = Request((Step("forward"), Step("backward", (Result(0, (1,)),))))
    assert perform(request, names).value == 3


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x, **k: k["W"].fill(2), ("W",)),
        (lambda *xs, W: xs[0].fill(2), ("argument 1",)),
        (lambda x, W: None, ()),
        (lambda x, W: x.fill(0), ()),
    ],
)
def test_changed_arguments_are_named(function: Any, expected: tuple[str, ...]) -> None:
    assert run(function, np.zeros(2), W=np.ones(2)).changed == expected


def test_changed_parts_are_named_by_their_path() -> None:
    def change(parameters: dict[str, Any], xs: list[Any], flag: bool) -> None:
        parameters["Waa"][0, 0] = np.nan
        xs[1]["k"] = 5
        xs[0].sort()

    outcome = run(change, {"Waa": np.ones((2, 2)), "ba": np.ones(1)}, [[2, 1], {"k": 3}, np.nan], True)
    assert outcome.changed == ("parameters['Waa']", "xs[0][0]", "xs[0][1]", "xs[1]['k']")


def test_views_of_one_array_that_do_not_overlap_share_nothing() -> None:
    def split() -> tuple[np.ndarray, np.ndarray]:
        base = np.zeros((2, 4))
        return base[:, ::2], base[:, 1::2]

    assert run(split).shared == ()


def test_parts_under_the_name_of_a_cache_may_share() -> None:
    assert run(lambda x: {"y": x + 1, "cache": x, "caches": x}, np.ones(2)).shared == ()
    assert run(lambda x: {"y": x, "z": x}, np.ones(2)).shared == (
        "output['y'] and x",
        "output['z'] and output['y']",
        "output['z'] and x",
    )


def test_what_is_unread_need_not_be_data() -> None:
    """A cache may be any object; the parts beside it are answered as they are."""
    request = Request((Step("f", (np.ones(2),), unread=(1,)),))
    outcome = perform(request, {"f": lambda x: (x + 1, object())})
    np.testing.assert_array_equal(outcome.value[0], 2)
    assert outcome.value[1] is None and outcome.error is None
    assert perform(request, {"f": lambda x: 3.0}).value == 3.0
    assert perform(request, {"f": lambda x: (x, x, object())}).error is not None


def test_generator_and_drain() -> None:
    outcome = perform(
        Request((Step("f", (Generator(3), 2), drain=5),)),
        {"f": lambda rng, n: (float(rng.random()) for _ in range(n))},
    )
    rng = np.random.default_rng(3)
    assert outcome.value == [rng.random(), rng.random()]


def test_generator_without_drain_is_unreadable() -> None:
    outcome = run(lambda: (i for i in range(3)))
    assert outcome.error is not None and outcome.error.kind == "unreadable" and "generator" in outcome.error.message


def test_drain_leaves_other_values_alone() -> None:
    assert perform(Request((Step("f", drain=5),)), {"f": lambda: [1, 2]}).value == [1, 2]


def inner(x: int) -> int:
    """Be a dependency."""
    return x + 1


def outer(x: int) -> int:
    """Depend on another function of this module, and on one that nobody wrote."""
    return inner(x) * 10


def lost(x: int) -> int:
    """Depend on a function that nobody wrote."""
    return int(nowhere(x))  # type: ignore[name-defined]


def test_dependency_is_replaced_in_the_functions_own_globals_and_put_back() -> None:
    request, names = Request((Step("outer", (1,)),)), {"outer": outer}
    assert perform_all([request], names, {"inner": lambda x: x + 5})[0].value == 60
    assert perform_all([request], names)[0].value == 20
    assert perform_all([Request((Step("lost", (1,)),))], {"lost": lost}, {"nowhere": abs})[0].value == 1
    assert "nowhere" not in globals()


def test_stand_in_sees_copies_and_gives_plain_data() -> None:
    def spoil(x: np.ndarray) -> np.ndarray:
        x[:] = 0
        return x

    (outcome,) = perform_all(
        [Request((Step("f", (StandIn("spoil"), np.ones(2))),))],
        {"f": lambda g, x: (g(x), x)},
        offered={"spoil": spoil},
    )
    np.testing.assert_array_equal(outcome.value[1], 1)


@pytest.mark.parametrize("body", [lambda g: g(object()), lambda g: g([1]), lambda g: g(), lambda g: g(1, 2, 3)])
def test_stand_in_that_cannot_answer_is_the_callers_error(body: Any) -> None:
    (outcome,) = perform_all([Request((Step("f", (StandIn("g"),)),))], {"f": body}, offered={"g": np.linalg.inv})
    assert outcome.error is not None and outcome.error.kind == "stand-in"


def test_stand_in_where_none_is_offered() -> None:
    outcome = run(lambda g: g(1), StandIn("g"))
    assert outcome.error is not None and "g" in outcome.error.message


def test_hostile_exception_is_described() -> None:
    class Bad(BaseException):
        def __str__(self) -> str:
            raise ValueError

    def fail() -> None:
        raise Bad

    error = run(fail).error
    assert error is not None and error.kind == "raised" and "Bad" in error.message and error.line is not None
