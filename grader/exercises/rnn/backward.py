"""Hidden checks of backpropagation: one step, and through time.

Each is tried with right caches and with caches that the student's own forward functions make: a cache
of another layout is right as long as both sides agree on it, and a wrong forward pass takes nothing
from a right backward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, PUBLIC_SMALL, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import (
    DIFFERENCES,
    disagreement,
    expect,
    leaves_no_trace,
    relation,
    right_outputs,
)
from grader.exercises.rnn.caches import cell_given, cell_own, sequence_given, sequence_own, sequence_own_steps
from grader.exercises.rnn.cost import CELL_COST, SEQUENCE_COST
from grader.exercises.rnn.mistakes import cell_backward, sequence_backward
from grader.exercises.rnn.variants import backward as variants
from grader.sandbox.inside.calls import Request
from rnn_utils.checks.messages import Message
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.checks.rnn import RNN_BACKWARD, RNN_CELL_BACKWARD
from rnn_utils.reference import rnn as reference
from rnn_utils.types import Array

CELL, SEQUENCE = "rnn_cell_backward", "rnn_backward"
SQUARE = Sizes(3, 3, 3, 3, 3)
SMALL = Sizes(n_x=3, n_a=2, n_y=4, m=2, T_x=3)

# Makes the request: gradient that comes in, arguments of the forward pass.
Ask = Callable[[Array, tuple[Any, ...]], Request]
Gradient = Callable[..., dict[str, Array]]


def _cell_gradient(da_next: Array, forward: tuple[Any, ...]) -> dict[str, Array]:
    return reference.rnn_cell_backward(da_next, reference.rnn_cell_forward(*forward)[2])


def _sequence_gradient(da: Array, forward: tuple[Any, ...]) -> dict[str, Array]:
    return reference.rnn_backward(da, reference.rnn_forward(*forward)[2])


def _cell_probes(ask: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def draw(inputs: Inputs, sizes: Sizes) -> tuple[Array, tuple[Any, ...]]:
        return inputs.normal(sizes.n_a, sizes.m), inputs.step(sizes)

    def measured(da_next: Array, forward: tuple[Any, ...]) -> dict[str, Array]:
        names = {"xt": "dxt", "a_prev": "da_prev", "Wax": "dWax", "Waa": "dWaa", "ba": "dba"}
        return _differences(
            reference.rnn_cell_forward,
            da_next,
            dict(zip(("xt", "a_prev"), forward, strict=False)),
            forward[2],
            names,
        )

    def make(rng: np.random.Generator) -> Sequence[Probe]:
        return _backward_probes(RNN_CELL_BACKWARD, ask, _cell_gradient, measured, draw, Inputs(rng))

    return make


def _sequence_probes(ask: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def draw(inputs: Inputs, sizes: Sizes) -> tuple[Array, tuple[Any, ...]]:
        return inputs.normal(sizes.n_a, sizes.m, sizes.T_x), inputs.sequence(sizes)

    def measured(da: Array, forward: tuple[Any, ...]) -> dict[str, Array]:
        names = {"x": "dx", "a0": "da0", "Wax": "dWax", "Waa": "dWaa", "ba": "dba"}
        return _differences(reference.rnn_forward, da, dict(zip(("x", "a0"), forward, strict=False)), forward[2], names)

    def make(rng: np.random.Generator) -> Sequence[Probe]:
        return _backward_probes(RNN_BACKWARD, ask, _sequence_gradient, measured, draw, Inputs(rng))

    return make


def _backward_probes(
    exercise: Exercise,
    ask: Ask,
    gradient: Gradient,
    measured: Gradient,
    draw: Callable[[Inputs, Sizes], tuple[Array, tuple[Any, ...]]],
    inputs: Inputs,
) -> list[Probe]:
    """Make the probes that one step and a whole sequence have in common."""

    def compared(label: str, case: tuple[Array, tuple[Any, ...]], criterion: str = "") -> Probe:
        right = right_outputs(exercise, exercise.id, gradient(*case))
        criteria = dict.fromkeys(right, criterion) if criterion else None
        return expect(exercise, label, ask(*case), right, criteria=criteria)

    usual, small = draw(inputs, Sizes()), draw(inputs, SMALL)
    return [
        compared("all sizes different", usual),
        expect(exercise, "central differences", ask(*small), measured(*small), tolerance=DIFFERENCES),
        compared("one example", draw(inputs, ONE_EXAMPLE), "sizes"),
        compared("one time step", draw(inputs, ONE_STEP), "sizes"),
        compared("all sizes equal", draw(inputs, SQUARE), "sizes"),
        compared("float32", single(usual), "dtype"),
        _linear(ask, usual, inputs.normal(*usual[0].shape)),
        leaves_no_trace("side effects", "side_effects", ask(*usual)),
    ]


def _linear(ask: Ask, case: tuple[Array, tuple[Any, ...]], other: Array) -> Probe:
    da, forward = case
    requests = [ask(given, forward) for given in (da, other, 2 * da - 3 * other)]

    def differs(values: list[Any]) -> Message | None:
        one, two, both = values
        names = tuple(name for name in both if disagreement(2 * one[name] - 3 * two[name], both[name], name))
        return sentences.NOT_LINEAR(names=names) if names else None

    return relation("linear in the incoming gradient", "sizes", requests, differs)


def _differences(
    forward: Callable[..., tuple[Any, ...]],
    weight: Array,
    inputs: Mapping[str, Array],
    parameters: Mapping[str, Array],
    names: Mapping[str, str],
) -> dict[str, Array]:
    """Differentiate Σ weight ∗ a by everything; a is the first output of a forward pass."""

    def gradient(name: str) -> Array:
        def loss(moved: Array) -> float:
            at = {**inputs, **parameters, name: moved}
            return float(np.sum(weight * forward(*(at[key] for key in inputs), at)[0]))

        return reference.numerical_gradient(loss, {**inputs, **parameters}[name])

    return {output: gradient(name) for name, output in names.items()}


def _cell_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)

    def case(label: str, da_next: Array, forward: tuple[Any, ...]) -> PublicCase:
        cache = reference.rnn_cell_forward(*forward)[2]
        own = (da_next, Own("rnn_cell_forward", forward, (2,)))
        return PublicCase(label, CELL, (da_next, cache), own=own)

    one = inputs.normal(PUBLIC_SMALL.n_a, 1), inputs.step(PUBLIC_SMALL)
    return [
        case("three examples", inputs.normal(PUBLIC.n_a, PUBLIC.m), inputs.step(PUBLIC)),
        case("one example, float32", *single(one)),
    ]


def _sequence_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)

    def case(label: str, da: Array, forward: tuple[Any, ...]) -> PublicCase:
        caches = reference.rnn_forward(*forward)[2]
        own = (da, Own("rnn_forward", forward, (2,)))
        return PublicCase(label, SEQUENCE, (da, caches), own=own)

    long = inputs.normal(PUBLIC_SMALL.n_a, 1, PUBLIC_SMALL.T_x), inputs.sequence(PUBLIC_SMALL)
    return [
        case(
            "two steps, three examples",
            inputs.normal(PUBLIC.n_a, PUBLIC.m, PUBLIC.T_x),
            inputs.sequence(PUBLIC),
        ),
        case("three steps, one example, float32", *single(long)),
    ]


CELL_BACKWARD = HiddenExercise(
    public=RNN_CELL_BACKWARD,
    reference={CELL: reference.rnn_cell_backward},
    depends_on=("rnn_cell_forward",),
    tries=(
        Try("given caches", _cell_probes(cell_given)),
        Try("own caches", _cell_probes(cell_own), note=sentences.OWN_CACHES(function="rnn_cell_forward")),
    ),
    published=_cell_published,
    mistakes=cell_backward.CELL,
    variants=variants.CELL,
    cost=CELL_COST,
)

SEQUENCE_BACKWARD = HiddenExercise(
    public=RNN_BACKWARD,
    reference={SEQUENCE: reference.rnn_backward},
    depends_on=("rnn_cell_forward", "rnn_forward", "rnn_cell_backward"),
    tries=(
        Try("given caches", _sequence_probes(sequence_given)),
        Try(
            "stand-in",
            _sequence_probes(sequence_given),
            (CELL,),
            sentences.ONCE_STEP_IS(function=CELL),
        ),
        Try(
            "own caches",
            _sequence_probes(sequence_own),
            note=sentences.OWN_CACHES(function="rnn_forward"),
        ),
        Try(
            "own steps",
            _sequence_probes(sequence_own_steps),
            note=sentences.OWN_STEPS(step="rnn_cell_forward", function="rnn_forward"),
        ),
    ),
    published=_sequence_published,
    mistakes=sequence_backward.SEQUENCE,
    variants=variants.SEQUENCE,
    cost=SEQUENCE_COST,
)
