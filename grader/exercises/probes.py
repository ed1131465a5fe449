"""Build probes: compare outputs with the reference, relate several answers, look at side effects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from math import prod

import numpy as np

from grader.exercises import sentences
from grader.exercises.model import Finding, Probe
from grader.sandbox.inside.calls import CallError, Outcome, Request, Step
from rnn_utils.checks.compare import EXACT, Tolerance, difference
from rnn_utils.checks.messages import NOTHING, Message
from rnn_utils.checks.model import Exercise, MissingOutput, Output

RELATED = Tolerance(1e-9, 1e-11)
# A right gradient against central differences. With eps = 1e-6 they are off by eps² f‴ / 6, some 1e-12, and by the
# rounding of f over eps: f is a sum of products within (−10, 10), rounded by 1e-16 of them, which makes 1e-9 at most,
# whatever the size of the gradient. The same gradient is compared with the reference's in other probes, to 1e-9 of it.
DIFFERENCES = Tolerance(1e-5, 1e-7)

MOST_WALKED = 1000  # parts of a returned value that are looked at one by one; right ones have a handful
MOST_ELEMENTS = 1 << 24  # of what arises when returned arrays are added up; right ones have some thousand

WITHOUT_VALUE = {
    "missing": sentences.NOT_DEFINED,
    "not-callable": sentences.NOT_CALLABLE,
    "unwritten": sentences.UNWRITTEN,
    "time": sentences.OUT_OF_TIME,
    "memory": sentences.OUT_OF_MEMORY,
    "crash": sentences.CRASHED,
    "stopped": sentences.NOT_TRIED,
    "too-large": sentences.TOO_LARGE,
}


# Raised by what stands in for the functions of earlier exercises.
TOO_MANY_CALLS = re.compile(r"StandInRefused: more than (\d+) calls of functions that are given")


def error_message(error: CallError, function: str) -> Message:
    """Put a failed call into words for the student."""
    if error.kind in WITHOUT_VALUE:
        return WITHOUT_VALUE[error.kind](function=function)
    endless = TOO_MANY_CALLS.fullmatch(error.message) if error.kind == "stand-in" else None
    if endless:
        return sentences.NEVER_ENDS(function=function, number=endless[1])
    if error.kind == "raised" and error.source_line:
        return sentences.STOPPED_IN_LINE(function=function, error=error.message, line=error.source_line)
    if error.kind == "raised":
        return sentences.STOPPED(function=function, error=error.message)
    head, said, reason = error.message.partition(" returned something that cannot be read: ")
    return sentences.NO_DATA(function=head, reason=reason) if said else sentences.NO_VALUE(reason=error.message)


def expect(
    exercise: Exercise,
    label: str,
    request: Request,
    expected: Mapping[str, object],
    *,
    tolerance: Tolerance = EXACT,
    criteria: Mapping[str, str] | None = None,
) -> Probe:
    """Compare the outputs of one request with expected values.

    Parameters
    ----------
    exercise
        The exercise, which says how outputs are taken out of the returned value.
    label
        What is special about the inputs.
    request
        The call; its last step's value is judged.
    expected
        Output name → expected value.
    tolerance
        Allowed error.
    criteria
        Output name → criterion, where it is not the output's own.

    Returns
    -------
    Probe
        One finding for each expected output.
    """
    outputs = [output for output in exercise.outputs if output.name in expected]

    def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
        (outcome,) = outcomes
        for output in outputs:
            criterion = (criteria or {}).get(output.name, output.criterion)
            message = _message(outcome, request, partial(_differs, output=output))
            yield Finding(criterion, message is None, message or NOTHING, label)

    def _differs(value: object, output: Output) -> Message | None:
        try:
            got = exercise.pick(value, output)
        except MissingOutput as error:
            return error.message
        allowed = replace(tolerance, further=not output.complete)
        found = difference(expected[output.name], got, output.name, allowed, output.axes)
        return found.message if found else None

    return Probe(label, (request,), judge)


def against(
    exercise: Exercise,
    reference: Callable[..., object],
    label: str,
    *arguments: object,
    criterion: str = "",
    only: Sequence[str] = (),
    tolerance: Tolerance = EXACT,
) -> Probe:
    """Call a function of the exercise and compare every output with what the reference returns.

    Parameters
    ----------
    exercise
        The exercise.
    reference
        The right function; the student's is called under the same name.
    label
        What is special about the inputs.
    *arguments
        The inputs.
    criterion
        The criterion that all outputs count for, where it is not each output's own.
    only
        Names of the outputs to look at; empty means all.
    tolerance
        Allowed error.

    Returns
    -------
    Probe
        One finding for each output.
    """
    name = reference.__name__
    right = right_outputs(exercise, name, reference(*arguments))
    expected = {output: value for output, value in right.items() if not only or output in only}
    criteria = dict.fromkeys(expected, criterion) if criterion else None
    request = ask(exercise, name, *arguments)
    return expect(exercise, label, request, expected, tolerance=tolerance, criteria=criteria)


def right_outputs(exercise: Exercise, function: str, value: object) -> dict[str, object]:
    """Take a right value of a function apart: output name → value, for those outputs that it has to show."""
    outputs = [output for output in exercise.outputs_of(function) if not output.opaque]
    keys = value if isinstance(value, Mapping) else [output.where for output in outputs]
    present = [output for output in outputs if output.where is None or output.where in keys]
    return {output.name: exercise.pick(value, output) for output in present}


def relation(
    label: str, criterion: str, requests: Sequence[Request], differs: Callable[[list[object]], Message | None]
) -> Probe:
    """Judge how the values of several requests relate, for example that a backward pass is linear.

    Parameters
    ----------
    label
        The property, in words.
    criterion
        The criterion that it counts for.
    requests
        The calls.
    differs
        Gets the values and returns a message, or None when the relation holds. A value of the wrong
        form may raise TypeError, ValueError, KeyError, IndexError, ArithmeticError or AttributeError,
        which counts as not holding.

    Returns
    -------
    Probe
        One finding.
    """

    def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
        for outcome, request in zip(outcomes, requests, strict=True):
            if outcome.error:
                yield Finding(criterion, False, error_message(outcome.error, request.steps[-1].function), label)
                return
        try:
            values = [outcome.value for outcome in outcomes]
            with np.errstate(all="ignore"):  # NaN and infinity are answers like others, and wrong
                message = sentences.WRONG_FORM() if _would_spread(values) else differs(values)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, MemoryError):
            message = sentences.WRONG_FORM()
        yield Finding(criterion, message is None, message or NOTHING, label)

    return Probe(label, tuple(requests), judge)


def _would_spread(values: object) -> bool:
    """Say whether arrays are of such shapes that a sum of two of them could fill the memory: (n, 1) and (1, n)."""
    shapes = [array.shape[::-1] for array in _arrays(values)]
    return bool(prod(max(sizes) for sizes in zip_longest(*shapes, fillvalue=1)) > MOST_ELEMENTS)


def _arrays(value: object) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _arrays(part)


def leaves_no_trace(label: str, criterion: str, request: Request, *, sharing: bool = True) -> Probe:
    """Judge side effects: inputs left as they were, returned arrays that share no memory.

    It is seen inside the student's process and so could be forged; give it few points.
    """

    def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
        (outcome,) = outcomes
        function = request.steps[-1].function
        if outcome.error:
            yield Finding(criterion, False, error_message(outcome.error, function), label)
        elif outcome.changed:
            said = sentences.CHANGES_INPUT(function=function, names=outcome.changed)
            yield Finding(criterion, False, said, label)
        elif sharing and outcome.shared:
            yield Finding(criterion, False, sentences.SHARES_MEMORY(names=outcome.shared), label)
        else:
            yield Finding(criterion, True, label=label)

    return Probe(label, (request,), judge)


def raises(label: str, criterion: str, request: Request, kinds: Sequence[str] = ("ValueError",)) -> Probe:
    """Judge that a call is refused with one of the named exceptions."""

    def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
        (outcome,) = outcomes
        error, function = outcome.error, request.steps[-1].function
        if error is None:
            yield Finding(criterion, False, sentences.NOT_RAISED(function=function, error=kinds[0]), label)
        elif error.kind == "raised" and error.message.split(":")[0] in kinds:
            yield Finding(criterion, True, label=label)
        else:
            what = error_message(error, function)
            said = sentences.RAISED_OTHER(function=function, error=kinds[0], what=what)
            yield Finding(criterion, False, said, label)

    return Probe(label, (request,), judge)


def disagreement(one: object, other: object, name: str) -> Message | None:
    """Say how two values that should be equal differ; for :func:`relation`."""
    found = difference(np.asarray(one, dtype=np.float64), other, name, RELATED)
    return found.message if found else None


def call(function: str, *arguments: object, **named: object) -> Request:
    """Return the request for one call."""
    return Request((Step(function, arguments, named),))


def ask(exercise: Exercise, function: str, *arguments: object) -> Request:
    """Return the request for a call of an exercise's function of which what is opaque is not read.

    Parameters
    ----------
    exercise
        The exercise, which says what is opaque.
    function
        The function to call.
    *arguments
        Its arguments.

    Returns
    -------
    Request
        The call.
    """
    outputs = exercise.outputs_of(function)
    unread = tuple(one.where for one in outputs if one.opaque and isinstance(one.where, int))
    return Request((Step(function, arguments, unread=unread),))


def _message(outcome: Outcome, request: Request, differs: Callable[[object], Message | None]) -> Message | None:
    if outcome.error:
        return error_message(outcome.error, request.steps[-1].function)
    return differs(outcome.value)
