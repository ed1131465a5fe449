"""Read the published cases: public inputs and the values expected for them, written by the build as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import numpy as np

from rnn_utils.checks.functions import FUNCTIONS
from rnn_utils.checks.model import Exercise

DIGITS = 12
MOST_YIELDED = 10_000  # a student's generator may never end


@dataclass(frozen=True)
class Own:
    """An argument that another function of the student makes, such as a cache of the student's own layout.

    Parameters
    ----------
    function
        The function to call.
    arguments
        Its positional arguments.
    path
        Positions that lead to the part meant in what it returns.
    """

    function: str
    arguments: tuple[object, ...]
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class PublicCase:
    """One call of a student's function with what it should return.

    Parameters
    ----------
    label
        What is special about the case, in a few words.
    function
        The function to call.
    arguments
        Positional arguments.
    expected
        Output name → value; an output that is not named is not looked at.
    raises
        Name of the exception that is the right answer; empty where a value is.
    own
        Arguments of a second try with caches that the student's own forward function makes: right
        either way is right.
    """

    label: str
    function: str
    arguments: tuple[object, ...]
    expected: Mapping[str, object] = field(default_factory=dict)
    raises: str = ""
    own: tuple[object, ...] = ()


def public_cases(exercise: Exercise) -> tuple[PublicCase, ...]:
    """Return the published cases of an exercise, in order."""
    return tuple(case_from_json(case) for case in _assignment_data(exercise.assignment)[exercise.id])


@cache
def _assignment_data(assignment: str) -> dict[str, list[dict[str, Any]]]:
    text = (files("rnn_utils.checks") / "data" / f"{assignment}.json").read_text(encoding="utf-8")
    data: dict[str, list[dict[str, Any]]] = json.loads(text)
    return data


def drained(value: object) -> object:
    """Turn what a generator yields into a list; any other value is returned as it is."""
    return list(islice(value, MOST_YIELDED)) if isinstance(value, Iterator) else value


def case_to_json(case: PublicCase) -> dict[str, object]:
    """Turn a case into what JSON can hold; what is empty is left out."""
    return {name: to_json(value) for name, value in vars(case).items() if value}


def case_from_json(case: Mapping[str, Any]) -> PublicCase:
    """Undo :func:`case_to_json`."""
    return PublicCase(**{name: from_json(value) for name, value in case.items()})


def to_json(value: object) -> object:
    """Turn data, named functions and generators of random numbers into JSON, floats rounded to twelve digits."""
    if isinstance(value, np.ndarray):
        flat = [_rounded(item) for item in value.ravel().tolist()]
        return {"array": flat, "shape": list(value.shape), "dtype": value.dtype.name}
    if isinstance(value, tuple):
        return {"tuple": [to_json(item) for item in value]}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {"dict": {key: to_json(item) for key, item in value.items()}}
    if isinstance(value, Own):
        return {"own": value.function, "arguments": to_json(value.arguments), "path": list(value.path)}
    if isinstance(value, np.random.Generator):
        seed = value.bit_generator.seed_seq
        assert isinstance(seed, np.random.SeedSequence)
        return {"generator": seed.entropy}
    if callable(value):
        return {"function": next(name for name, known in FUNCTIONS.items() if known is value)}
    return _rounded(value.item() if isinstance(value, np.generic) else value)


def _rounded(value: object) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def from_json(value: Any) -> Any:
    """Undo :func:`to_json`."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return np.array(value["array"], dtype=value["dtype"]).reshape(value["shape"])
    if "tuple" in value:
        return tuple(from_json(item) for item in value["tuple"])
    if "function" in value:
        return FUNCTIONS[value["function"]]
    if "generator" in value:
        return np.random.default_rng(value["generator"])
    if "own" in value:
        return Own(value["own"], from_json(value["arguments"]), tuple(value["path"]))
    return {key: from_json(item) for key, item in value["dict"].items()}
