"""The one line that students call: ``check(rnn_cell_forward)``."""

from __future__ import annotations

import copy
import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import getitem
from typing import Any

import numpy as np

from rnn_utils.checks.catalogue import EXERCISES
from rnn_utils.checks.compare import PUBLISHED, Tolerance, difference
from rnn_utils.checks.model import Criterion, Exercise, MissingOutput
from rnn_utils.checks.published import Own, PublicCase, public_cases

Namespace = Mapping[str, object]

UNCHANGED = Tolerance(0.0, 0.0)


class CheckFailed(AssertionError):
    """A public check failed; its message is written for the student.

    IPython shows the message alone in place of a traceback, because the student's mistake is not in the
    check.
    """

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def check(function: Callable[..., object], name: str | None = None) -> bool:
    """Try a function on the published inputs and say whether it is right.

    Parameters
    ----------
    function
        The student's function.
    name
        The exercise's name, where it differs from that of the function.

    Returns
    -------
    bool
        True; a check that fails raises.

    Raises
    ------
    CheckFailed
        With what was tried, what is wrong and a hint.
    """
    exercise_id = name or getattr(function, "__name__", str(function))
    if exercise_id not in EXERCISES:
        raise CheckFailed(f"There is no check for {exercise_id!r}. There are checks for: {', '.join(EXERCISES)}.")
    exercise = EXERCISES[exercise_id]
    cases = public_cases(exercise)
    namespace = {**getattr(function, "__globals__", {}), exercise.id: function}
    for case in cases:
        _try_case(exercise, case, namespace)
    print(f"✓ {exercise.id}: public checks passed ({len(cases)} cases). More are run when it is graded.")
    return True


def _try_case(exercise: Exercise, case: PublicCase, namespace: Namespace) -> None:
    try:
        _try_arguments(exercise, case, case.arguments, namespace)
    except CheckFailed:
        if not case.own or not _passes_with_own(exercise, case, namespace):
            raise


def _passes_with_own(exercise: Exercise, case: PublicCase, namespace: Namespace) -> bool:
    """Try again with caches that the student's own forward function makes."""
    try:
        arguments = tuple(_made(item, namespace) if isinstance(item, Own) else item for item in case.own)
        _try_arguments(exercise, case, arguments, namespace)
    except Exception:  # whatever goes wrong here, the message of the first try says more
        return False
    return True


def _made(own: Own, namespace: Namespace) -> object:
    function: Any = namespace[own.function]
    return reduce(getitem, own.path, function(*copy.deepcopy(own.arguments)))


def _try_arguments(exercise: Exercise, case: PublicCase, given: tuple[object, ...], namespace: Namespace) -> None:
    function = namespace.get(case.function)
    if not callable(function):
        raise CheckFailed(f"{case.function} is not defined. Run the cell above in which it is written.")
    arguments = copy.deepcopy(given)
    try:
        value = function(*arguments)
    except NotImplementedError:
        message = f"{case.function} is not written yet. Write it in the cell above, run that cell, then this one."
        raise CheckFailed(message) from None
    except Exception as error:
        if case.raises in {kind.__name__ for kind in type(error).__mro__}:
            return
        said = f"{type(error).__name__}: {error}{_line(error, function)}"
        message = f"✗ {case.function} ({case.label}) stopped with {said}"
        raise CheckFailed(message + _help(exercise.criteria[0])) from error
    if case.raises:
        criterion = exercise.criterion("errors")
        raise CheckFailed(f"✗ {case.function} ({case.label}): expected a {case.raises}.{_help(criterion)}")
    _compare(exercise, case, value)
    if difference(_data(given), _data(arguments), "arguments", UNCHANGED):
        hint = "work on new arrays, and leave what is given as it is"
        raise CheckFailed(f"✗ {case.function} ({case.label}) changes its arguments: {hint}.")
    if _shares_memory(value, arguments):
        hint = "return copies, or who changes the one will change the other"
        raise CheckFailed(f"✗ {case.function} ({case.label}) returns its caller's own arrays: {hint}.")


def _data(value: object) -> object:
    """Return what of a value can be compared: a function or an object, such as a cache of one's own, is left out."""
    if isinstance(value, Mapping):
        return {key: _data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_data(item) for item in value]
    return value if isinstance(value, (np.ndarray, np.generic, int, float, str)) else None


def _shares_memory(value: object, arguments: object) -> bool:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else [value]
    returned = [part for part in parts if isinstance(part, np.ndarray)]
    return any(np.may_share_memory(one, other) for one in returned for other in _arrays(arguments))


def _arrays(value: object) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (Mapping, tuple, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _arrays(item)


def _line(error: BaseException, function: Callable[..., object]) -> str:
    """Quote the deepest line of the student's code in a traceback."""
    found, traceback = "", error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals is getattr(function, "__globals__", None):
            line = linecache.getline(frame.f_code.co_filename, traceback.tb_lineno, frame.f_globals).strip()
            found = f"\n  Line {traceback.tb_lineno} of the cell: {line}" if line else ""
        traceback = traceback.tb_next
    return found


def _compare(exercise: Exercise, case: PublicCase, value: object) -> None:
    for output in exercise.outputs:
        if output.name not in case.expected:
            continue
        try:
            got = exercise.pick(value, output)
        except MissingOutput as error:
            raise CheckFailed(f"✗ {case.function} ({case.label}): {error}.") from None
        allowed = replace(PUBLISHED, further=not output.complete)
        found = difference(case.expected[output.name], got, output.name, allowed, output.axes)
        if found:
            broken = found.kind if found.kind in {c.id for c in exercise.criteria} else output.criterion
            help_text = _help(exercise.criterion(broken))
            raise CheckFailed(f"✗ {case.function} ({case.label}): {found.message}.{help_text}") from None


def _help(criterion: Criterion) -> str:
    hint = f"\n  Hint: {criterion.hint}" if criterion.hint else ""
    formula = f"\n  See the formula {criterion.source}." if criterion.source else ""
    return hint + formula
