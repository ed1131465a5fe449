"""Hidden checks of one step of the plain network, forward, and of its stacked weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, PUBLIC, PUBLIC_SMALL, Inputs, Sizes, permuted, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, disagreement, leaves_no_trace, relation
from grader.exercises.rnn.mistakes import cell, stack
from grader.exercises.rnn.variants import forward as variants
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.rnn import RNN_CELL_FORWARD, STACK_PARAMETERS
from rnn_utils.reference import rnn as reference

NAME = "rnn_cell_forward"
RIGHT_ONCE_SOFTMAX_IS = sentences.PREDICTION_ONCE_IT_IS(function="softmax")


def _forward_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = inputs.step(Sizes())
    return [
        _step("all sizes different", usual),
        _step("one example", inputs.step(ONE_EXAMPLE), "sizes"),
        _step("as many inputs, units and classes", inputs.step(Sizes(4, 4, 4, 4)), "sizes"),
        _step("float32", single(usual), "dtype"),
        _examples_apart(inputs),
        _units_renumbered(inputs),
        leaves_no_trace("side effects", "side_effects", call(NAME, *usual)),
    ]


def _step(label: str, arguments: tuple[object, ...], criterion: str = "") -> Probe:
    only = ("a_next", "yt_pred") if criterion else ()  # an odd cache costs its own points alone
    return against(RNN_CELL_FORWARD, reference.rnn_cell_forward, label, *arguments, criterion=criterion, only=only)


def _examples_apart(inputs: Inputs) -> Probe:
    xt, a_prev, parameters = inputs.step(Sizes(m=4))
    whole, alone = call(NAME, xt, a_prev, parameters), call(NAME, xt[:, 2:3], a_prev[:, 2:3], parameters)

    def differs(values: list[Any]) -> Message | None:
        (a, y_pred, _), (a_alone, y_alone, _) = values
        changed = disagreement(a[:, 2:3], a_alone, "a_next") or disagreement(y_pred[:, 2:3], y_alone, "yt_pred")
        return changed and sentences.OTHERWISE_ALONE()

    return relation("each example on its own", "sizes", (whole, alone), differs)


def _units_renumbered(inputs: Inputs) -> Probe:
    xt, a_prev, parameters = inputs.step(Sizes())
    order = inputs.rng.permutation(len(a_prev))
    renumbered = call(NAME, xt, a_prev[order], permuted(parameters, order))

    def differs(values: list[Any]) -> Message | None:
        (a, y_pred, _), (a_renumbered, y_renumbered, _) = values
        changed = disagreement(a[order], a_renumbered, "a") or disagreement(y_pred, y_renumbered, "y")
        return changed and sentences.ORDER_OF_UNITS()

    return relation("hidden units in another order", "sizes", (call(NAME, xt, a_prev, parameters), renumbered), differs)


def _forward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("three examples", NAME, inputs.step(PUBLIC)),
        PublicCase("one example", NAME, inputs.step(PUBLIC_SMALL)),
        PublicCase("float32", NAME, single(inputs.step(PUBLIC_SMALL))),
    ]


def _stack_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = inputs.parameters(Sizes())
    square = inputs.parameters(Sizes(n_x=4, n_a=4, n_y=3))
    more_inputs = inputs.parameters(Sizes(n_x=6, n_a=3, n_y=2))
    stack = reference.stack_parameters
    return [
        against(STACK_PARAMETERS, stack, "all sizes different", usual),
        against(STACK_PARAMETERS, stack, "more inputs than units", more_inputs),
        against(STACK_PARAMETERS, stack, "as many inputs as units", square, criterion="square"),
        leaves_no_trace("shared memory", "independent", call("stack_parameters", usual)),
    ]


def _stack_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    square = inputs.parameters(Sizes(n_x=2, n_a=2, n_y=3))
    return [
        PublicCase("n_x = 3, n_a = 4", "stack_parameters", (inputs.parameters(PUBLIC),)),
        PublicCase("n_x = n_a = 2", "stack_parameters", (square,)),
    ]


FORWARD = HiddenExercise(
    public=RNN_CELL_FORWARD,
    reference={NAME: reference.rnn_cell_forward},
    depends_on=("softmax",),
    tries=(
        Try("own", _forward_probes),
        Try("stand-in", _forward_probes, ("softmax",), RIGHT_ONCE_SOFTMAX_IS),
    ),
    published=_forward_published,
    mistakes=cell.CELL,
    variants=variants.CELL,
)

STACK = HiddenExercise(
    public=STACK_PARAMETERS,
    reference={"stack_parameters": reference.stack_parameters},
    tries=(Try("own", _stack_probes),),
    published=_stack_published,
    mistakes=stack.STACK,
    variants=variants.STACK,
)
