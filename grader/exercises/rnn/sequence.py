"""Hidden checks of the plain network over a whole sequence, forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import (
    ONE_EXAMPLE,
    ONE_STEP,
    PUBLIC,
    PUBLIC_SMALL,
    Inputs,
    Sizes,
    permuted,
    single,
)
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, disagreement, leaves_no_trace, relation
from grader.exercises.rnn.mistakes import sequence as mistakes
from grader.exercises.rnn.variants import forward as variants
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.rnn import RNN_FORWARD
from rnn_utils.reference import rnn as reference

NAME = "rnn_forward"
RIGHT_ONCE_STEP_IS = sentences.SEQUENCE_ONCE_STEP_IS(
    functions=sentences.ONE_OF(first="rnn_cell_forward", last="softmax")
)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = inputs.sequence(Sizes())
    x, _, parameters = inputs.sequence(Sizes(n_x=3, n_a=4, n_y=2, m=2, T_x=5))
    from_zero = (x, np.zeros((4, 2)), parameters)
    return [
        _sequence("all sizes different", usual),
        _sequence("first state zero", from_zero),
        _sequence("one example", inputs.sequence(ONE_EXAMPLE), "sizes"),
        _sequence("one time step", inputs.sequence(ONE_STEP), "sizes"),
        _sequence("all sizes equal", inputs.sequence(Sizes(3, 3, 3, 3, 3)), "sizes"),
        _sequence("float32", single(usual), "dtype"),
        _beginning(inputs),
        _examples_and_units(inputs),
        leaves_no_trace("side effects", "side_effects", call(NAME, *usual)),
    ]


def _sequence(label: str, arguments: tuple[object, ...], criterion: str = "") -> Probe:
    only = ("a", "y_pred") if criterion else ()  # odd caches cost their own points alone
    return against(RNN_FORWARD, reference.rnn_forward, label, *arguments, criterion=criterion, only=only)


def _beginning(inputs: Inputs) -> Probe:
    x, a0, parameters = inputs.sequence(Sizes(T_x=6))
    requests = call(NAME, x, a0, parameters), call(NAME, x[:, :, :4], a0, parameters)

    def differs(values: list[Any]) -> Message | None:
        (a, y_pred, _), (a_begun, y_begun, _) = values
        changed = disagreement(a[:, :, :4], a_begun, "a") or disagreement(y_pred[:, :, :4], y_begun, "y_pred")
        return changed and sentences.BEGINNING()

    return relation("the beginning of a longer sequence", "sizes", requests, differs)


def _examples_and_units(inputs: Inputs) -> Probe:
    """Turn the batch round and renumber the units at once: the result turns and renumbers with them."""
    x, a0, parameters = inputs.sequence(Sizes())
    order = inputs.rng.permutation(len(a0))
    turned = call(NAME, x[:, ::-1], a0[order, ::-1], permuted(parameters, order))

    def differs(values: list[Any]) -> Message | None:
        (a, y_pred, _), (a_turned, y_turned, _) = values
        changed = disagreement(a[order, ::-1], a_turned, "a") or disagreement(y_pred[:, ::-1], y_turned, "y_pred")
        return changed and sentences.ORDER_OF_EXAMPLES_OR_UNITS()

    return relation("examples and units in another order", "sizes", (call(NAME, x, a0, parameters), turned), differs)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("two steps, three examples", NAME, inputs.sequence(PUBLIC)),
        PublicCase("three steps, float32", NAME, single(inputs.sequence(PUBLIC_SMALL))),
    ]


SEQUENCE_FORWARD = HiddenExercise(
    public=RNN_FORWARD,
    reference={NAME: reference.rnn_forward},
    depends_on=("softmax", "rnn_cell_forward"),
    tries=(
        Try("own", _probes),
        Try("stand-in", _probes, ("softmax", "rnn_cell_forward"), RIGHT_ONCE_STEP_IS),
    ),
    published=_published,
    mistakes=mistakes.SEQUENCE,
    variants=variants.SEQUENCE,
)
