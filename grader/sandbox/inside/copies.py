"""Arguments made afresh for each call, and what a call did to them: changed parts and shared memory."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .placeholders import Generator, Result, StandIn

SHARING_EFFORT = 10_000
PARTS_NAMED = 20
DEEPEST = 16

Arguments = tuple[tuple[object, ...], dict[str, object]]


class Materials:
    """What the arguments of a step are made of: earlier results, stand-ins, generators.

    Parameters
    ----------
    results : sequence of object
        Values of the earlier steps of the request.
    answer : callable, optional
        Answers stand-ins: called with the name, the positional arguments and those by name.
    fault : callable
        Makes the exception for a result that has no such part.
    """

    def __init__(
        self,
        results: Sequence[object],
        answer: Callable[..., object] | None,
        fault: Callable[[str], Exception],
    ) -> None:
        self.results, self.answer, self.fault = list(results), answer, fault

    def build(self, arguments: Arguments) -> Arguments:
        """Return fresh copies of the arguments, placeholders replaced by what they stand for."""
        built: Arguments = self._copy(arguments, 0)  # type: ignore[assignment]
        return built

    def peek(self, arguments: Arguments) -> Arguments:
        """Return the arguments as they were built, uncopied, to compare with after the call."""
        seen: Arguments = self._see(arguments)  # type: ignore[assignment]
        return seen

    @staticmethod
    def callable_for(name: str, answer: Callable[..., object]) -> Callable[..., object]:
        """Return a function that asks ``answer`` for its value."""

        def stand_in(*args: object, **kwargs: object) -> object:
            """Ask the trusted side."""
            return answer(name, args, kwargs)

        stand_in.__name__ = stand_in.__qualname__ = name
        return stand_in

    def _copy(self, value: object, depth: int) -> object:
        if isinstance(value, Result):
            return self._copy(self._part(value), depth)
        if isinstance(value, StandIn):
            if self.answer is None:
                raise self.fault(f"no function {value.name} is offered")
            return self.callable_for(value.name, self.answer)
        if isinstance(value, Generator):
            return np.random.default_rng(value.seed)
        return self._copy_container(value, depth + 1)

    def _copy_container(self, value: object, depth: int) -> object:
        # Exact types only: anything else that a student returned (an object as cache) is handed on as it is.
        if isinstance(value, np.ndarray):
            return value.copy()
        if depth > DEEPEST:
            return value
        if type(value) is dict:
            return {key: self._copy(item, depth) for key, item in value.items()}
        if type(value) in (list, tuple):
            assert isinstance(value, (list, tuple))
            return type(value)([self._copy(item, depth) for item in value])
        return value

    def _see(self, value: object) -> object:
        if isinstance(value, Result):
            return self._part(value)
        if type(value) in (list, tuple):
            return type(value)(self._see(item) for item in value)  # type: ignore[call-arg, attr-defined]
        if type(value) is dict:
            return {key: self._see(item) for key, item in value.items()}
        return value

    def _part(self, result: Result) -> object:
        part = self.results[result.step]
        for done, key in enumerate(result.path):
            try:
                part = part[key]  # type: ignore[index]
            except Exception:  # the value is a student's: indexing it may raise anything
                where = "".join(f"[{k!r}]" for k in result.path[:done])
                said = f"the value{where} of an earlier call is a {type(part).__name__} without a part [{key!r}]"
                raise self.fault(said) from None
        return part


@functools.lru_cache(maxsize=64)
def _parameter_names(function: Callable[..., object]) -> tuple[str, ...]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    return tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))


def argument_names(function: Callable[..., object], count: int) -> list[str]:
    """Name positional arguments as the function's signature does, else "argument 1", "argument 2"."""
    try:
        named = _parameter_names(function)
    except TypeError:  # a callable that cannot be hashed
        named = ()
    return [*named, *(f"argument {index + 1}" for index in range(len(named), count))][:count]


def changed_parts(names: Sequence[str], before: Arguments, after: Arguments) -> tuple[str, ...]:
    """Name the parts of the arguments that differ from what they were."""
    pairs = [*zip(names, before[0], after[0], strict=True)]
    pairs += [(key, before[1][key], after[1][key]) for key in before[1]]
    found = (part for name, old, new in pairs for part in _differences(name, old, new, 0))
    return tuple(part for part, _ in zip(found, range(PARTS_NAMED), strict=False))


def _differences(name: str, old: object, new: object, depth: int) -> Iterator[str]:
    if old is new or depth > DEEPEST:
        return
    if isinstance(old, np.ndarray):
        if not isinstance(new, np.ndarray) or not _same_array(old, new):
            yield name
    elif type(old) in (list, tuple) and type(new) in (list, tuple):
        assert isinstance(old, (list, tuple)) and isinstance(new, (list, tuple))
        if len(old) != len(new):
            yield name
            return
        for index, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{name}[{index}]", a, b, depth + 1)
    elif type(old) is dict and type(new) is dict:
        if list(old) != list(new):
            yield name
            return
        for key in old:
            yield from _differences(f"{name}[{key!r}]", old[key], new[key], depth + 1)
    elif isinstance(old, (bool, int, float, complex, str, np.generic, type(None))) and (
        type(old) is not type(new) or (old != new and old == old)
    ):
        yield name


def _same_array(old: np.ndarray, new: np.ndarray) -> bool:
    same = old.shape == new.shape and old.dtype == new.dtype
    return same and (old.dtype.hasobject or old.tobytes() == new.tobytes())


def shared_parts(names: Sequence[str], arguments: Arguments, value: object) -> tuple[str, ...]:
    """Name the pairs of returned arrays, and of returned arrays and arguments, that share memory."""
    outputs = [(name, array, _owner(array)) for name, array in _outputs(value)]
    if not outputs:
        return ()
    named = [*zip(names, arguments[0], strict=True), *arguments[1].items()]
    arrays = (pair for name, item in named for pair in _arrays(name, item, 0))
    inputs = [(name, array, _owner(array)) for name, array in arrays]
    found = []
    for index, (name, array, owner) in enumerate(outputs):
        for other_name, other, other_owner in [*outputs[:index], *inputs]:
            # Two arrays with memory of their own share none; only views and foreign buffers are compared.
            apart = owner is not None and other_owner is not None and owner is not other_owner
            if not apart and _share(array, other):
                found.append(f"{name} and {other_name}")
    return tuple(found[:PARTS_NAMED])


def _outputs(value: object) -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, np.ndarray):
        yield "output", value
    elif isinstance(value, (tuple, list)):
        yield from ((f"output {i + 1}", item) for i, item in enumerate(value) if isinstance(item, np.ndarray))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, np.ndarray) and not str(key).startswith("cache"):
                yield f"output[{key!r}]", item


def _arrays(name: str, value: object, depth: int) -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, np.ndarray):
        yield name, value
    elif type(value) in (list, tuple) and depth < DEEPEST:
        assert isinstance(value, (list, tuple))
        for index, item in enumerate(value):
            yield from _arrays(f"{name}[{index}]", item, depth + 1)
    elif type(value) is dict and depth < DEEPEST:
        for key, item in value.items():
            yield from _arrays(f"{name}[{key!r}]", item, depth + 1)


def _owner(array: np.ndarray) -> np.ndarray | None:
    """Return the array that owns the memory of another; None if that is no array."""
    base: object = array
    while isinstance(base, np.ndarray):
        array, base = base, base.base
    return array if base is None and array.flags.owndata else None


def _share(one: np.ndarray, other: np.ndarray) -> bool:
    if one.size == 0 or other.size == 0 or not np.may_share_memory(one, other):
        return False
    try:
        return bool(np.shares_memory(one, other, max_work=SHARING_EFFORT))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return False  # in doubt for the student
