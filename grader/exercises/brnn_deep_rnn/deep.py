"""Hidden checks of a network of several layers, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.brnn_deep_rnn.cost import DEEP_COST
from grader.exercises.brnn_deep_rnn.drawn import SMALL, SQUARE, deep
from grader.exercises.brnn_deep_rnn.mistakes import deep as mistakes
from grader.exercises.brnn_deep_rnn.variants import deep as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.passes import Ask, Passes
from grader.exercises.probes import against, ask, leaves_no_trace
from rnn_utils.checks.brnn_deep_rnn import DEEP_RNN_BACKWARD, DEEP_RNN_FORWARD
from rnn_utils.checks.parts import OF_A_CELL
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.reference import brnn_deep_rnn as reference
from rnn_utils.types import Array

FORWARD_NAME, BACKWARD_NAME = "deep_rnn_forward", "deep_rnn_backward"
PASSES = Passes(DEEP_RNN_BACKWARD, reference.deep_rnn_forward, reference.deep_rnn_backward, 2)


def _forward_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = deep(inputs, Sizes(), 2)
    return [
        _network("two layers, all sizes different", "", *usual),
        _network("three layers", "layers", *deep(inputs, SMALL, 3)),
        _network("one layer", "layers", *deep(inputs, SMALL, 1)),
        _network("GRU", "cells", *deep(inputs, SMALL, 2, "gru"), "gru"),
        _network("LSTM", "cells", *deep(inputs, SMALL, 2, "lstm"), "lstm"),
        _network("one example", "sizes", *deep(inputs, ONE_EXAMPLE, 2)),
        _network("one time step", "sizes", *deep(inputs, ONE_STEP, 2)),
        _network("all sizes equal", "sizes", *deep(inputs, SQUARE, 3)),
        _network("float32", "dtype", *single(usual)),
        leaves_no_trace("side effects", "side_effects", ask(DEEP_RNN_FORWARD, FORWARD_NAME, *usual)),
    ]


def _network(label: str, criterion: str, *arguments: Any) -> Probe:
    return against(DEEP_RNN_FORWARD, reference.deep_rnn_forward, label, *arguments, criterion=criterion)


def _backward_probes(ask_for: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        da, usual = drawn(inputs, Sizes(), 3)

        def compared(label: str, case: tuple[Array, tuple[Any, ...]], criterion: str = "") -> Probe:
            criteria = criterion or criteria_of(len(case[1][1]))
            return PASSES.compared(label, ask_for, (case[0],), case[1], criteria)

        return [
            compared("three layers, all sizes different", (da, usual)),
            compared("GRU, two layers", drawn(inputs, SMALL, 2, "gru")),
            compared("LSTM, two layers", drawn(inputs, SMALL, 2, "lstm")),
            compared("one layer", drawn(inputs, SMALL, 1), "sizes"),
            compared("one example", drawn(inputs, ONE_EXAMPLE, 2), "sizes"),
            compared("one time step", drawn(inputs, ONE_STEP, 2), "sizes"),
            compared("all sizes equal", drawn(inputs, SQUARE, 3), "sizes"),
            compared("float32", single((da, usual)), "dtype"),
            PASSES.linear(ask_for, da, inputs.normal(*da.shape), usual),
            leaves_no_trace("side effects", "side_effects", ask_for((da,), usual)),
        ]

    return make


def criteria_of(layers: int) -> dict[str, str]:
    """Say which gradients are those of the highest layer, in a network of so many."""
    criteria = {"dx": "dx", "da0": "da0"}
    for layer in range(1, layers + 1):
        criterion = "highest" if layer == layers else "lower"
        criteria |= {f"d{name}_{layer}": criterion for name in OF_A_CELL}
    return criteria


def drawn(inputs: Inputs, sizes: Sizes, layers: int, cell: str = "") -> tuple[Array, tuple[Any, ...]]:
    """Draw da, and the arguments of a forward pass; the kind of cell is named unless it is the default."""
    da = inputs.normal(sizes.n_a, sizes.m, sizes.T_x)
    network = deep(inputs, sizes, layers, cell or "rnn")
    return da, (*network, cell) if cell else network


def _forward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("two layers", FORWARD_NAME, deep(inputs, PUBLIC, 2)),
        PublicCase("one layer, GRU", FORWARD_NAME, (*deep(inputs, TINY, 1, "gru"), "gru")),
        PublicCase("three layers, float32", FORWARD_NAME, single(deep(inputs, TINY, 3))),
    ]


TINY = Sizes(n_x=1, n_a=2, n_y=3, m=1, T_x=2)


def _backward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)

    def case(label: str, da: Array, forward: tuple[Any, ...]) -> PublicCase:
        caches = reference.deep_rnn_forward(*forward)[2]
        return PublicCase(label, BACKWARD_NAME, (da, caches), own=(da, Own(FORWARD_NAME, forward, (2,))))

    return [
        case("two layers", *drawn(inputs, Sizes(n_x=3, n_a=2, n_y=2, m=2, T_x=2), 2)),
        case("three layers, float32", *single(drawn(inputs, TINY, 3))),
    ]


FORWARD = HiddenExercise(
    public=DEEP_RNN_FORWARD,
    reference={FORWARD_NAME: reference.deep_rnn_forward},
    tries=(Try("own", _forward_probes),),
    published=_forward_published,
    mistakes=mistakes.FORWARD,
    variants=variants.FORWARD,
)

BACKWARD = HiddenExercise(
    public=DEEP_RNN_BACKWARD,
    reference={BACKWARD_NAME: reference.deep_rnn_backward},
    depends_on=("deep_rnn_forward",),
    tries=(
        Try("given caches", _backward_probes(PASSES.given)),
        Try("own caches", _backward_probes(PASSES.own), note=sentences.OWN_CACHES(function="deep_rnn_forward")),
    ),
    published=_backward_published,
    mistakes=mistakes.BACKWARD,
    variants=variants.BACKWARD,
    cost=DEEP_COST,
)
