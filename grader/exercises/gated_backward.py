"""Probes of the backward functions of gated cells: with right caches, and with the student's own.

A cache of another layout is right as long as both sides agree on it, and a wrong forward pass takes nothing from
a right backward pass. Values are compared to 1e-9 of the largest element of each gradient: a gradient is a sum of
at most a few hundred products of factors within (−10, 10), each rounded to 1e-16. Central differences have a
tolerance of their own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.gated_inputs import (
    PUBLIC,
    SMALL,
    SQUARE,
    STATES,
    Arguments,
    gated_sequence,
    gated_step,
    in_sixteenths,
)
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC_SMALL, Inputs, Sizes, single
from grader.exercises.model import Probe, Try
from grader.exercises.probes import (
    DIFFERENCES,
    call,
    disagreement,
    expect,
    leaves_no_trace,
    relation,
    right_outputs,
)
from grader.sandbox.inside.calls import Request, Result, Step
from rnn_utils.checks.messages import Message
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.reference.gradients import numerical_gradient
from rnn_utils.types import Array

# What comes in, and the arguments of the forward pass before.
Case = tuple[tuple[Array, ...], Arguments]
Ask = Callable[[tuple[Array, ...], Arguments], Request]


@dataclass(frozen=True)
class Backward:
    """A backward function of a gated cell, with the forward function whose cache it takes.

    Parameters
    ----------
    public
        The exercise that it belongs to.
    function, forward
        The right functions.
    cell
        Kind of cell, as in `gated_inputs`.
    step
        One step forward, for a function that goes back through a whole sequence.
    """

    public: Exercise
    function: Callable[..., dict[str, Array]]
    forward: Callable[..., tuple[Any, ...]]
    cell: str
    step: Callable[..., tuple[Any, ...]] | None = None

    @property
    def name(self) -> str:
        """Return the function's name."""
        return self.function.__name__

    @property
    def cache_at(self) -> int:
        """Return where the cache stands in what the forward functions return: behind states and prediction."""
        return len(STATES[self.cell]) + 1

    def arguments(self, gradients: tuple[Any, ...], cache: object) -> Arguments:
        """Order the arguments: through a sequence, the gradient of the last memory cell stands behind the caches."""
        before = 1 if self.step else len(gradients)
        return *gradients[:before], cache, *gradients[before:]

    def draw(self, inputs: Inputs, sizes: Sizes, *, last: bool = False) -> Case:
        """Draw a case; with ``last``, a gradient reaches the last memory cell of an LSTM from outside."""
        if self.step is None:
            coming = tuple(inputs.normal(sizes.n_a, sizes.m) for _ in STATES[self.cell])
            return coming, gated_step(inputs, sizes, self.cell)
        coming = (inputs.normal(sizes.n_a, sizes.m, sizes.T_x),)
        coming += (inputs.normal(sizes.n_a, sizes.m),) if last else ()
        return coming, gated_sequence(inputs, sizes, self.cell)

    def right(self, case: Case) -> dict[str, object]:
        """Return the right outputs."""
        gradients, forward = case
        value = self.function(*self.arguments(gradients, self.forward(*forward)[self.cache_at]))
        return right_outputs(self.public, self.name, value)

    def given(self, gradients: tuple[Array, ...], forward: Arguments) -> Request:
        """Ask with right caches."""
        return call(self.name, *self.arguments(gradients, self.forward(*forward)[self.cache_at]))

    def own(self, gradients: tuple[Array, ...], forward: Arguments) -> Request:
        """Ask with the caches of the student's own forward function."""
        cache = Result(0, (self.cache_at,))
        return Request((Step(self.forward.__name__, forward), Step(self.name, self.arguments(gradients, cache))))

    def own_steps(self, gradients: tuple[Array, ...], forward: Arguments) -> Request:
        """Chain the student's single steps into caches, without the student's function for a sequence."""
        assert self.step is not None
        x, first, parameters, *memory = forward
        states: list[Any] = [first, *memory]
        steps = []
        for t in range(x.shape[2]):
            steps.append(Step(self.step.__name__, (x[:, :, t], *states, parameters)))
            states = [Result(t, (index,)) for index in range(len(states))]
        caches = ([Result(t, (self.cache_at,)) for t in range(x.shape[2])], x)
        return Request((*steps, Step(self.name, self.arguments(gradients, caches))))


def backward_probes(backward: Backward, ask: Ask, inputs: Inputs) -> list[Probe]:
    """Make the probes that every backward function of a gated cell gets."""
    public = backward.public

    def compared(label: str, case: Case, criterion: str = "") -> Probe:
        right = backward.right(case)
        criteria = dict.fromkeys(right, criterion) if criterion else None
        return expect(public, label, ask(*case), right, criteria=criteria)

    usual, small = backward.draw(inputs, Sizes()), backward.draw(inputs, SMALL)
    measured = _measured(backward, small)
    probes = [
        compared("all sizes different", usual),
        expect(public, "central differences", ask(*small), measured, tolerance=DIFFERENCES),
        compared("one example", backward.draw(inputs, ONE_EXAMPLE), "sizes"),
        compared("one time step", backward.draw(inputs, ONE_STEP), "sizes"),
        compared("all sizes equal", backward.draw(inputs, SQUARE), "sizes"),
        compared("float32", single(usual), "dtype"),
        _linear(backward, ask, usual, tuple(inputs.normal(*one.shape) for one in usual[0])),
        leaves_no_trace("side effects", "side_effects", ask(*usual)),
    ]
    if any(criterion.id == "dc_last" for criterion in public.criteria):
        last = backward.draw(inputs, Sizes(), last=True)
        probes += [
            compared("a gradient of the last memory cell", last, "dc_last"),
            compared("the same, one time step", backward.draw(inputs, ONE_STEP, last=True), "dc_last"),
            leaves_no_trace("its side effects", "dc_last", ask(*last)),
        ]
    return probes


def _linear(backward: Backward, ask: Ask, case: Case, others: tuple[Array, ...]) -> Probe:
    gradients, forward = case
    outputs = [output.where for output in backward.public.outputs_of(backward.name)]
    both = tuple(2 * one - 3 * other for one, other in zip(gradients, others, strict=True))
    requests = [ask(given, forward) for given in (gradients, others, both)]

    def differs(values: list[Any]) -> Message | None:
        one, two, both = values
        names = tuple(str(o) for o in outputs if disagreement(2 * one[o] - 3 * two[o], both[o], str(o)))
        return sentences.NOT_LINEAR(names=names) if names else None

    return relation("linear in the incoming gradient", "sizes", requests, differs)


def _measured(backward: Backward, case: Case) -> dict[str, object]:
    """Differentiate what the incoming gradients are gradients of, by everything, with central differences."""
    gradients, forward = case
    inputs = dict(zip(inspect.signature(backward.forward).parameters, forward, strict=False))
    parameters = inputs.pop("parameters")

    def gradient(name: str) -> Array:
        def loss(moved: Array) -> float:
            given = {key: moved if key == name else value for key, value in inputs.items()}
            return _loss(backward, gradients, backward.forward(**given, parameters={**parameters, name: moved}))

        return numerical_gradient(loss, {**inputs, **parameters}[name])

    names = {output.name for output in backward.public.outputs_of(backward.name)}
    return {"d" + name: gradient(name) for name in (*inputs, *parameters) if "d" + name in names}


def _loss(backward: Backward, gradients: tuple[Array, ...], values: tuple[Any, ...]) -> float:
    """Weigh the states by the gradients; through a sequence the second one is of the last memory cell."""
    states = values if backward.step is None else (values[0], values[backward.cache_at - 1][:, :, -1])
    return sum(float(np.sum(one * other)) for one, other in zip(gradients, states, strict=False))


def tries_of(backward: Backward, stand_ins: Mapping[str, Message]) -> tuple[Try, ...]:
    """Return the ways to try a backward function.

    Parameters
    ----------
    backward
        The function.
    stand_ins
        Dependencies that one of the tries replaces → what to tell the student when that helps.
    """

    def probes(ask: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
        return lambda rng: backward_probes(backward, ask, Inputs(rng))

    own = sentences.OWN_CACHES(function=backward.forward.__name__)
    tries = [
        Try("given caches", probes(backward.given)),
        *(Try("stand-in", probes(backward.given), (name,), note) for name, note in stand_ins.items()),
        Try("own caches", probes(backward.own), note=own),
    ]
    if backward.step:
        name = backward.step.__name__
        note = sentences.OWN_STEPS(step=name, function=backward.forward.__name__)
        tries.append(Try("own steps", probes(backward.own_steps), note=note))
    return tuple(tries)


def published_gradients(backward: Backward, rng: np.random.Generator) -> list[PublicCase]:
    """Make the public cases, each also with the caches of the student's own forward function."""
    inputs = Inputs(rng, digits=2)

    def case(label: str, drawn: Case) -> PublicCase:
        gradients, forward = drawn
        cache = backward.forward(*forward)[backward.cache_at]
        own = Own(backward.forward.__name__, forward, (backward.cache_at,))
        given = backward.arguments(gradients, cache)
        return PublicCase(label, backward.name, given, own=backward.arguments(gradients, own))

    last = backward.step is not None and backward.cell == "lstm"
    small = in_sixteenths(backward.draw(inputs, PUBLIC_SMALL, last=last))
    labels = ("two steps, five examples", "three steps, one example, float32")
    first, second = labels if backward.step else ("five examples", "one example, float32")
    second += ", with dc_last" if last else ""
    return [case(first, backward.draw(inputs, PUBLIC)), case(second, small)]
