"""What the recognisers look at: each output's arrays beside the right ones, on every input of an attempt.

The right values are computed here, with the reference in the trusted process. An array counts as wrong only where
that costs something: a probe may leave an output, or what stands at padding, out of account, and then putting
the right array in its place makes none of the probe's findings better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.exercises.direct import DirectCaller
from grader.exercises.judging import Attempt
from grader.exercises.model import HiddenExercise, Probe, References
from grader.exercises.symptoms.arrays import agree, leaves
from grader.exercises.symptoms.sizes import arguments_of, sizes_of
from grader.sandbox.inside.calls import Outcome, Request
from rnn_utils.checks.compare import EXACT, array_difference
from rnn_utils.checks.functions import FUNCTIONS
from rnn_utils.checks.model import Exercise, MissingOutput, Output

# Errors that are answers to a call; others, such as a process that ended, say nothing about its inputs.
TELLING = frozenset({"raised", "unreadable"})


@dataclass(frozen=True, eq=False)
class Comparison:
    """One array that a request brought, beside the right one.

    Parameters
    ----------
    request
        The calls.
    arguments
        The last call's arguments by name.
    sizes
        Sizes by name.
    right
        The right array; a number is an array without axes.
    got
        What came; None where there is no array of numbers.
    kind
        In what they differ, as :class:`rnn_utils.checks.compare.Difference` has it, ``"error"`` where the call
        failed; empty where they agree.
    """

    request: Request
    arguments: Mapping[str, Any]
    sizes: Mapping[str, int]
    right: np.ndarray
    got: np.ndarray | None
    kind: str = ""

    @property
    def same_shape(self) -> bool:
        """Return whether there is an array that can be compared number by number."""
        return self.got is not None and self.got.shape == self.right.shape

    @property
    def single(self) -> bool:
        """Return whether single precision is expected."""
        return self.right.dtype == np.float32


@dataclass(frozen=True, eq=False)
class Evidence:
    """One output on every input on which it can be judged.

    Parameters
    ----------
    name
        Its name, for example ``"dWf"`` or ``"parameters['Waa']"``.
    axes
        Names of its axes; empty where they have none.
    function
        The function that returns it.
    comparisons
        Its arrays, in the order of the requests.
    """

    name: str
    axes: tuple[str, ...]
    function: str
    comparisons: tuple[Comparison, ...]

    @property
    def whole(self) -> bool:
        """Return whether it is an output by itself, not an array in one."""
        return not self.name.endswith("]")

    @property
    def wrong(self) -> tuple[Comparison, ...]:
        """Return the inputs on which it is wrong."""
        return tuple(one for one in self.comparisons if one.kind)

    @property
    def right(self) -> tuple[Comparison, ...]:
        """Return the inputs on which it is right."""
        return tuple(one for one in self.comparisons if not one.kind)


def gather(exercise: HiddenExercise, one: Attempt, references: References) -> tuple[Evidence, ...]:
    """Put the outputs of an attempt beside the right ones.

    Parameters
    ----------
    exercise
        The exercise.
    one
        The attempt.
    references
        Right functions by name.

    Returns
    -------
    tuple of Evidence
        One for each output, or each array in it, in the exercise's order.
    """
    found: dict[tuple[str, str], tuple[tuple[str, ...], list[Comparison]]] = {}
    for probe, got, right in _by_probe(exercise, one, references):
        for output in exercise.public.outputs:
            for name, comparison in _compared(exercise, probe, output, got, right):
                key = (output.function or exercise.public.functions[0], name)
                axes = output.axes if name == output.name else ()
                found.setdefault(key, (axes, []))[1].append(comparison)
    return tuple(Evidence(name, axes, function, tuple(them)) for (function, name), (axes, them) in found.items())


def right_outcomes(
    exercise: HiddenExercise, requests: Sequence[Request], references: References
) -> tuple[Outcome, ...]:
    """Return what the reference answers to requests."""
    return tuple(DirectCaller(references).ask(requests, offered={**FUNCTIONS, **exercise.offered}).outcomes)


def _by_probe(
    exercise: HiddenExercise, one: Attempt, references: References
) -> Iterator[tuple[Probe, tuple[Outcome, ...], tuple[Outcome, ...]]]:
    requests = [request for probe in one.probes for request in probe.requests]
    right, position = right_outcomes(exercise, requests, references), 0
    for probe in one.probes:
        end = position + len(probe.requests)
        yield probe, one.outcomes[position:end], right[position:end]
        position = end


def _compared(
    exercise: HiddenExercise, probe: Probe, output: Output, got: tuple[Outcome, ...], right: tuple[Outcome, ...]
) -> Iterator[tuple[str, Comparison]]:
    function = output.function or exercise.public.functions[0]
    places = [k for k, request in enumerate(probe.requests) if request.steps[-1].function == function]
    if output.opaque or output.name.startswith("cache") or not places:
        return
    found = [pair for k in places for pair in _pairs(exercise, output, probe.requests[k], got[k], right[k])]
    if any(comparison.kind for _, comparison in found) and not _counts(exercise.public, probe, output, got, right):
        found = [pair for pair in found if not pair[1].kind]
    yield from found


def _counts(
    exercise: Exercise, probe: Probe, output: Output, got: tuple[Outcome, ...], right: tuple[Outcome, ...]
) -> bool:
    """Say whether the probe finds less wrong with the right output in the place of the one that came."""
    mended = [_mended(exercise, output, *pair) for pair in zip(got, right, strict=True)]
    return _passed(probe, mended) > _passed(probe, got)


def _passed(probe: Probe, outcomes: Sequence[Outcome]) -> int:
    return sum(finding.passed for finding in probe.judge(outcomes))


def _mended(exercise: Exercise, output: Output, got: Outcome, right: Outcome) -> Outcome:
    if got.error or right.error:
        return right
    try:
        exercise.pick(got.value, output)
        value = exercise.pick(right.value, output)
    except MissingOutput:
        return got
    if output.where is None:
        return replace(got, value=value)
    if isinstance(output.where, str):
        return replace(got, value={**got.value, output.where: value})
    return replace(got, value=tuple(value if k == output.where else part for k, part in enumerate(got.value)))


def _pairs(
    exercise: HiddenExercise, output: Output, request: Request, got: Outcome, right: Outcome
) -> Iterator[tuple[str, Comparison]]:
    if right.error or (got.error and got.error.kind not in TELLING):
        return
    reference = exercise.reference[request.steps[-1].function]
    arguments, sizes = arguments_of(request, reference), sizes_of(request, reference)
    try:
        expected = exercise.public.pick(right.value, output)
        value = None if got.error else exercise.public.pick(got.value, output)
    except MissingOutput:
        return
    for name, array in leaves(output.name, expected):
        if got.error:
            yield name, Comparison(request, arguments, sizes, array, None, "error")
            continue
        came = dict(leaves(output.name, value)).get(name)
        if came is not None:
            found = array_difference(array, came, name)
            yield name, Comparison(request, arguments, sizes, array, came, found.kind if found else "")


def wrong_places(one: Comparison) -> np.ndarray:
    """Return where an array of the right shape is wrong."""
    assert one.got is not None
    with np.errstate(all="ignore"):
        off = np.abs(one.got.astype(np.float64) - one.right.astype(np.float64))
        wrong: np.ndarray = ~(off <= (EXACT.allowed(one.right) if one.right.size else 0.0))
    return wrong


def on_same_inputs(one: Evidence, other: Evidence) -> Iterator[tuple[Comparison, Comparison]]:
    """Return the comparisons of two outputs in pairs, one for each request that shows both."""
    for comparison in one.comparisons:
        for candidate in other.comparisons:
            if candidate.request is comparison.request:
                yield comparison, candidate


def distinct(them: Sequence[Comparison]) -> int:
    """Return on how many inputs with different right answers a statement is based."""
    seen: list[Comparison] = []
    for one in them:
        if not any(agree(one.right, other.right) for other in seen):
            seen.append(one)
    return len(seen)


def enough(them: Sequence[Comparison]) -> bool:
    """Say whether comparisons carry a statement: two that differ, or one of eight numbers."""
    return any(one.right.size >= 8 for one in them) or distinct(them) > 1
