"""Functions that the trusted side answers, in the place of a student's own or behind an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from .answers import BadAnswer, Encoded, decode, encode
from .blame import words
from .copies import Materials
from .requests import Request

Answering = Callable[[str, tuple[object, ...], dict[str, object]], object]


class StandInRefused(Exception):
    """Raised into the student's code when a stand-in gives no value."""


def answer_stand_in(
    known: Mapping[str, Callable[..., object]], name: str, args: tuple[object, ...], kwargs: dict[str, object]
) -> object:
    """Call a stand-in on plain arguments; raise ``StandInRefused`` when it is unknown or cannot take them."""
    return decode(encoded_answer(known, name, args, kwargs))


def encoded_answer(
    known: Mapping[str, Callable[..., object]], name: str, args: tuple[object, ...], kwargs: dict[str, object]
) -> Encoded:
    """Return what :func:`answer_stand_in` returns in the form in which it travels."""
    if name not in known:
        raise StandInRefused(f"no function {name} is offered")
    try:
        return encode(known[name](*args, **kwargs))
    except BadAnswer as error:
        raise StandInRefused(f"{name}: {error}") from None
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        MemoryError,
        RecursionError,
    ) as error:
        raise StandInRefused(f"{name} could not be computed from these arguments: {words(error)}") from None


@contextmanager
def replaced(
    stand_ins: Iterable[str],
    requests: Sequence[Request],
    namespace: Mapping[str, object],
    answer: Answering,
) -> Iterator[Mapping[str, object]]:
    """Put callables that ask ``answer`` under the names of ``stand_ins`` while the context lasts.

    A function looks its dependencies up in its own globals, which need not be the namespace: there they are
    replaced as well, and put back afterwards.
    """
    callables = {name: Materials.callable_for(name, answer) for name in stand_ins}
    places: dict[int, dict[str, object]] = {}
    for function in {step.function for request in requests for step in request.steps}:
        found = getattr(namespace.get(function), "__globals__", None)
        if isinstance(found, dict):
            places[id(found)] = found
    kept = [(place, {name: place[name] for name in callables if name in place}) for place in places.values()]
    try:
        for place, _ in kept:
            place.update(callables)
        yield {**namespace, **callables} if callables else namespace
    finally:
        for place, originals in kept:
            for name in callables:
                place.pop(name, None)
            place.update(originals)
