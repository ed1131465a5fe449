"""Say what is wrong with what a public case gave: in words, with the first wrong numbers, and for which criterion."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rnn_utils.checks import sentences
from rnn_utils.checks.compare import PUBLISHED, Tolerance, difference
from rnn_utils.checks.messages import NOTHING, Message
from rnn_utils.checks.model import Criterion, Exercise, MissingOutput, Output
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.running import Outcome

SHOWN = 3  # numbers of the first wrong place; see Finding
LONGEST = 40


@dataclass(frozen=True)
class Finding:
    """What is wrong with the outcome of a case.

    A few numbers of the first wrong place are shown beside those that were expected: enough to see a sign, a factor
    or a missing tanh by eye. That gives nothing away. The published values are in the students' hands as data, no
    point is earned with them, and three numbers say what came out, not how.

    Parameters
    ----------
    message
        What is wrong, in words that follow the name of the function.
    criterion
        The criterion that is broken.
    came, expected
        The first wrong numbers and the right ones; empty where the message says it all.
    place
        Where these numbers stand, such as ``"a_next[0, 1:4]"``.
    hint
        A hint of its own in place of the criterion's.
    line
        The student's line that stopped with an error.
    hints
        Whether the criterion's hint speaks of what went wrong.
    wrong, right
        The other outputs that are wrong, and those that are right.
    changes
        Whether the arguments were changed as well, which may be the reason.
    """

    message: Message
    criterion: Criterion | None = None
    came: str = ""
    expected: str = ""
    place: str = ""
    hint: Message = NOTHING
    line: Message = NOTHING
    hints: bool = True
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    changes: bool = False


def finding(exercise: Exercise, case: PublicCase, outcome: Outcome, function: object) -> Finding | None:
    """Judge the outcome of a case.

    Parameters
    ----------
    exercise, case
        What was tried.
    outcome
        What came of it.
    function
        The student's function, whose line is quoted where it stops with an error.

    Returns
    -------
    Finding or None
        None when all is right.
    """
    if outcome.error is not None:
        return _of_error(exercise, case, outcome.error, function)
    if case.raises:
        return Finding(sentences.NOT_RAISED(error=case.raises), exercise.criterion("errors"))
    judged = {
        output.name: output_finding(exercise, case, output, outcome.value)
        for output in exercise.outputs
        if output.name in case.expected
    }
    if failed := [name for name, found in judged.items() if found]:
        first = judged[failed[0]]
        assert first is not None
        right = tuple(name for name, found in judged.items() if not found)
        first = replace(first, wrong=tuple(failed[1:]), right=right)
        return replace(first, changes=True, hint=sentences.CHANGES_HINT()) if outcome.changed else first
    if outcome.changed:
        criterion = _criterion(exercise, "side_effects")
        return Finding(sentences.CHANGES(), criterion, hint=sentences.CHANGES_HINT())
    if outcome.shared:
        return Finding(sentences.SHARES(), _criterion(exercise, "side_effects"), hint=sentences.SHARES_HINT())
    return None


def output_finding(exercise: Exercise, case: PublicCase, output: Output, value: object) -> Finding | None:
    """Compare one output of a returned value with the published one.

    Parameters
    ----------
    exercise, case, output
        What is compared.
    value
        The returned value.

    Returns
    -------
    Finding or None
        None when the output is right.
    """
    try:
        got = exercise.pick(value, output)
    except MissingOutput as error:
        return Finding(sentences.FOUND(what=error.message), exercise.criterion(output.criterion), hints=False)
    allowed = replace(PUBLISHED, further=not output.complete)
    expected = case.expected[output.name]
    found = difference(expected, got, output.name, allowed, output.axes)
    if not found:
        return None
    of_kind = _criterion(exercise, found.kind) if found.kind == "dtype" else None
    criterion = of_kind or exercise.criterion(output.criterion)
    said = sentences.FOUND(what=found.message)
    if found.kind not in {"value", "not finite"}:
        return Finding(said, criterion)
    right, wrong = _first_wrong(expected, got, allowed)
    return Finding(said, criterion, *_numbers(right, wrong, found.index, found.path))


def _criterion(exercise: Exercise, name: str) -> Criterion | None:
    return next((criterion for criterion in exercise.criteria if criterion.id == name), None)


def _of_error(exercise: Exercise, case: PublicCase, error: Exception, function: object) -> Finding | None:
    if case.raises in {kind.__name__ for kind in type(error).__mro__}:
        return None
    said = sentences.STOPPED(error=f"{type(error).__name__}: {error}")
    # The criterion has a formula, which may be what is missing; its hint is about values, and there are none.
    asked = [exercise.criterion(output.criterion) for output in exercise.outputs_of(case.function)]
    return Finding(said, (asked or list(exercise.criteria))[0], line=_line(error, function), hints=False)


@dataclass(frozen=True)
class Place:
    """A line of the student's code in a traceback: the function that it stands in, its number and its text.

    Parameters
    ----------
    name
        The function; empty where it is the one that was asked.
    number, line
        The line in its cell, and what stands there.
    """

    name: str
    number: int
    line: str


def deepest(error: BaseException, function: object) -> Place | None:
    """Return the deepest line of the student's code in a traceback.

    Parameters
    ----------
    error
        What was raised.
    function
        The function that was asked; its globals tell the student's code from a library's.

    Returns
    -------
    Place or None
        None where no line is the student's.
    """
    found, traceback = None, error.__traceback__
    while traceback is not None:
        frame, number = traceback.tb_frame, traceback.tb_lineno
        if frame.f_globals is getattr(function, "__globals__", None):
            line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
            own = frame.f_code is getattr(function, "__code__", None) or frame.f_code.co_name.startswith("<")
            found = Place("" if own else frame.f_code.co_name, number, line)
        traceback = traceback.tb_next
    return found


def _line(error: BaseException, function: object) -> Message:
    """Quote the line that stopped, and say in which function it stands where that is another one."""
    place = deepest(error, function)
    if place is None or not place.line:
        return NOTHING
    quoted = {"number": str(place.number), "line": place.line}
    return sentences.LINE_IN(function=place.name, **quoted) if place.name else sentences.LINE(**quoted)


def _first_wrong(expected: object, got: object, tolerance: Tolerance) -> tuple[object, object]:
    """Return the first two parts that differ, in the order in which ``difference`` looks at them."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        pairs = [(value, got[key]) for key, value in expected.items() if key in got]
    elif isinstance(expected, (tuple, list)) and isinstance(got, (tuple, list)):
        pairs = list(zip(expected, got, strict=False))
    else:
        return expected, got
    for one, other in pairs:
        if difference(one, other, "", tolerance):
            return _first_wrong(one, other, tolerance)
    return expected, got


def _numbers(expected: object, got: object, index: tuple[int, ...], path: str) -> tuple[str, str, str]:
    """Return what came, what was expected and where: the first wrong number and at most two behind it."""
    if isinstance(expected, (bool, str)) or expected is None or isinstance(got, (Mapping, tuple, list)):
        return _short(got), _short(expected), path
    right, wrong = np.asarray(expected), np.asarray(got)
    if not index:
        return (*_told_apart(wrong.reshape(1), right.reshape(1)), path)
    *rows, first = index
    last = min(first + SHOWN, right.shape[-1])
    chosen: tuple[int | slice, ...] = (*rows, slice(first, last))
    where = ", ".join([*map(str, rows), f"{first}:{last}" if last - first > 1 else str(first)])
    return (*_told_apart(wrong[chosen], right[chosen]), f"{path}[{where}]")


def _told_apart(wrong: np.ndarray, right: np.ndarray) -> tuple[str, str]:
    """Write numbers with as many digits as it takes to tell the first two apart."""
    for digits in (5, 7, 9, 12):
        one, other = ([f"{value:.{digits}g}" for value in values.tolist()] for values in (wrong, right))
        if one[0] != other[0]:
            break
    return "  ".join(one), "  ".join(other)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
