"""Call a student's function on a published case and keep all that came of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

import numpy as np

from rnn_utils.checks.compare import Tolerance, difference
from rnn_utils.checks.published import Own, PublicCase, drained

Namespace = Mapping[str, object]

UNCHANGED = Tolerance(0.0, 0.0)


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    Parameters
    ----------
    value
        The returned value; of a generator what it yields.
    error
        The exception that ended the call, if one did.
    changed
        Positions of the arguments that are not as they were, each with its first changed part.
    shared
        Which part of the value shares memory with which array among the arguments.
    reached
        Whether the function was called: caches of the student's own may end with an error before.
    arguments
        What it was called with, unchanged.
    """

    value: object = None
    error: Exception | None = None
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    reached: bool = True
    arguments: tuple[object, ...] = ()


def run(case: PublicCase, namespace: Namespace, own: bool = False) -> Outcome:
    """Call the function of a case.

    Parameters
    ----------
    case
        The case.
    namespace
        Where the student's functions are.
    own
        Whether caches are made by the student's own forward function in place of the published ones.

    Returns
    -------
    Outcome
        Value or error; what ends a process comes through.
    """
    try:
        given = tuple(_made(item, namespace) for item in case.own) if own else case.arguments
    except Exception as error:
        return Outcome(error=error, reached=False)
    try:
        arguments = copy.deepcopy(given)
        function: Any = namespace[case.function]
        value = drained(function(*arguments))
    except Exception as error:  # a student's function may raise anything
        return Outcome(error=error, arguments=given)
    return Outcome(value, None, _changed(given, arguments), _shared(value, arguments), arguments=given)


def _made(item: object, namespace: Namespace) -> object:
    if not isinstance(item, Own):
        return item
    function: Any = namespace[item.function]
    return reduce(getitem, item.path, function(*copy.deepcopy(item.arguments)))


def _changed(given: tuple[object, ...], arguments: tuple[object, ...]) -> tuple[str, ...]:
    pairs = enumerate(zip(given, arguments, strict=True))
    found = (difference(_data(one), _data(other), str(place), UNCHANGED) for place, (one, other) in pairs)
    return tuple(one.path for one in found if one)


def _data(value: object) -> object:
    """Return what of a value can be compared: a function or an object, such as a cache of one's own, is left out."""
    if isinstance(value, Mapping):
        return {key: _data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_data(item) for item in value]
    return value if isinstance(value, (np.ndarray, np.generic, int, float, str)) else None


def _shared(value: object, arguments: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        parts = [(str(key), part) for key, part in value.items()]
    else:
        parts = [(str(place), part) for place, part in enumerate(value if isinstance(value, tuple) else [value])]
    returned = [(name, part) for name, part in parts if isinstance(part, np.ndarray)]
    given = list(enumerate(_arrays(arguments)))
    return tuple(f"{name} {place}" for name, one in returned for place, two in given if np.may_share_memory(one, two))


def _arrays(value: object) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (Mapping, tuple, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _arrays(item)
