"""What a check asks of the student's functions, what comes back, and the executor of both sides.

A ``Request`` is a few steps, each a call by name; the value of the last one is the answer. ``perform_all``
makes such calls: in the child that the student's process forks for a check, and directly on Python functions
in the tests of the exercises. Each step gets fresh copies of its arguments, so that a function that changes
them is seen and harms nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .answers import BadAnswer, decode, encode
from .blame import locate, words
from .copies import Materials, argument_names, changed_parts, shared_parts
from .placeholders import Generator, Result, StandIn
from .requests import CallError, Outcome, Request, Step
from .standing_in import Answering, StandInRefused, answer_stand_in, replaced

__all__ = [
    "CallError",
    "Generator",
    "Outcome",
    "Request",
    "Result",
    "StandIn",
    "StandInRefused",
    "Step",
    "perform",
    "perform_all",
    "plain",
]


class _Stop(Exception):
    """End a request with this error."""

    def __init__(self, error: CallError) -> None:
        super().__init__(error.message)
        self.error = error


def plain(value: object) -> Any:
    """Return a value as the trusted side would read it: plain data in fresh memory.

    Raises
    ------
    BadAnswer
        If the value is no data.
    """
    return decode(encode(value))


def perform(request: Request, namespace: Mapping[str, object], stand_in: Answering | None = None) -> Outcome:
    """Make the calls of one request and read the last value as data.

    Parameters
    ----------
    request : Request
        The calls.
    namespace : mapping of str to object
        Where the functions are looked up.
    stand_in : callable, optional
        Answers ``StandIn(name)``: called with the name, the positional arguments and those by name.

    Returns
    -------
    Outcome
        The value or the error; nothing that the functions raise comes through, except what ends a process.
    """
    outcome = evaluate(request, namespace, stand_in)
    if outcome.error is not None:
        return outcome
    try:
        return Outcome(plain(outcome.value), None, outcome.changed, outcome.shared)
    except BadAnswer as error:
        return Outcome(error=unreadable(request.steps[-1].function, error))


def evaluate(request: Request, namespace: Mapping[str, object], stand_in: Answering | None = None) -> Outcome:
    """Make the calls of one request; the value is still whatever the function returned."""
    results: list[object] = []
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    try:
        for index, step in enumerate(request.steps):
            function = _look_up(step.function, namespace)
            source = (step.args, dict(step.kwargs))
            materials = Materials(results, stand_in, _part_error)
            args, kwargs = materials.build(source)
            value = _call(step, function, args, kwargs, namespace)
            if index == len(request.steps) - 1:
                names = argument_names(function, len(args))
                before = materials.peek(source)
                changed = changed_parts(names, before, (args, kwargs))
                shared = shared_parts(names, (args, kwargs), value)
            results.append(value)
    except _Stop as stop:
        return Outcome(error=stop.error)
    return Outcome(_read(results[-1], request.steps[-1].unread), None, changed, shared)


def _read(value: object, unread: tuple[int, ...]) -> object:
    # Exact types only: to go over anything else might run the student's code.
    if not unread or type(value) not in (tuple, list):
        return value
    assert isinstance(value, (tuple, list))
    return type(value)(None if place in unread else part for place, part in enumerate(value))


def unreadable(function: str, error: BadAnswer) -> CallError:
    """Describe a returned value that is no data."""
    return CallError(
        "too-large" if error.too_large else "unreadable", f"{function} returned something that cannot be read: {error}"
    )


def _look_up(name: str, namespace: Mapping[str, object]) -> Callable[..., object]:
    if name not in namespace:
        raise _Stop(CallError("missing", f"{name} is not defined"))
    function = namespace[name]
    if not callable(function):
        raise _Stop(CallError("not-callable", f"{name} is a {type(function).__name__}, not a function"))
    return function


def _part_error(message: str) -> Exception:
    return _Stop(CallError("unreadable", message))


def _call(
    step: Step,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
    namespace: Mapping[str, object],
) -> object:
    try:
        value = function(*args, **kwargs)
        if step.drain is not None and hasattr(value, "__next__"):
            value = list(itertools.islice(value, step.drain))  # type: ignore[call-overload]
    except _Stop:
        raise
    except NotImplementedError as error:
        raise _Stop(_describe("unwritten", error, function, namespace)) from None
    except StandInRefused as error:
        raise _Stop(_describe("stand-in", error, function, namespace)) from None
    except MemoryError as error:
        raise _Stop(_describe("memory", error, function, namespace)) from None
    except BaseException as error:  # student code may raise anything, SystemExit and KeyboardInterrupt included
        raise _Stop(_describe("raised", error, function, namespace)) from None
    return value


def _describe(
    kind: str, error: BaseException, function: Callable[..., object], namespace: Mapping[str, object]
) -> CallError:
    line, source_line = locate(error, [namespace, getattr(function, "__globals__", namespace)])
    return CallError(kind, words(error), line, source_line)


def perform_all(
    requests: Sequence[Request],
    namespace: Mapping[str, object],
    stand_ins: Mapping[str, Callable[..., object]] | None = None,
    offered: Mapping[str, Callable[..., object]] | None = None,
) -> list[Outcome]:
    """Make the calls of several requests directly on Python functions, as a check in the sandbox would.

    Parameters
    ----------
    requests : sequence of Request
        The requests, each independent of the others.
    namespace : mapping of str to object
        Where the functions are looked up; not changed.
    stand_ins : mapping of str to callable, optional
        Replace these names for the duration, also in the globals of the functions that are called.
    offered : mapping of str to callable, optional
        Functions behind ``StandIn(name)`` arguments.

    Returns
    -------
    list of Outcome
        One for each request.
    """
    known = {**(stand_ins or {}), **(offered or {})}

    def answer(name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        try:
            copied, named = plain(args), plain(kwargs)
        except BadAnswer as error:
            raise StandInRefused(f"{name} was called with arguments of which: {error}") from None
        return answer_stand_in(known, name, copied, named)

    with replaced(stand_ins or {}, requests, namespace, answer) as names:
        return [perform(request, names, answer) for request in requests]
