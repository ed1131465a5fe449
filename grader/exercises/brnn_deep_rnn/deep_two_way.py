"""Hidden checks of several layers that each read in both directions, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.brnn_deep_rnn.cost import DEEP_TWO_WAY_COST
from grader.exercises.brnn_deep_rnn.drawn import SMALL, SQUARE, deep_two_way
from grader.exercises.brnn_deep_rnn.mistakes import deep_two_way as mistakes
from grader.exercises.brnn_deep_rnn.two_way import STATES_ALONE, network
from grader.exercises.brnn_deep_rnn.variants import deep_two_way as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.networks import unequal_lengths
from grader.exercises.passes import Ask, Passes, for_both_ways
from grader.exercises.probes import against, ask, leaves_no_trace
from rnn_utils.checks.brnn_deep_rnn import DEEP_BRNN_FORWARD
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.reference import brnn_deep_rnn as reference
from rnn_utils.types import Array

FORWARD_NAME, BACKWARD_NAME = "deep_brnn_forward", "deep_brnn_backward"
LAYERS = ("reverse_sequences", "sequence_mask", "brnn_layer_forward", "brnn_backward")
RIGHT_ONCE_ONE_LAYER_IS = sentences.ONCE_ONE_LAYER_IS()

PASSES = Passes(DEEP_BRNN_FORWARD, reference.deep_brnn_forward, reference.deep_brnn_backward, 2)
GRADIENTS = ("dx", "da0", "weights")

# da and the arguments of a forward pass
Case = tuple[Array, tuple[Any, ...]]


def _probes(ask_for: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        usual, back = for_both_ways(drawn, inputs, Sizes(), 2)
        padded, back_padded = for_both_ways(_padded, inputs, Sizes(m=4), 2)
        gru, back_gru = for_both_ways(drawn, inputs, SMALL, 3, "gru")
        lstm, back_lstm = for_both_ways(_padded, inputs, SMALL, 1, "lstm")
        whole = against(DEEP_BRNN_FORWARD, reference.deep_brnn_forward, "two layers, all sizes different", *usual[1])
        return [
            whole,
            _backward(ask_for, "two layers, all sizes different", "", back),
            _backward(ask_for, "three layers, GRU", "", back_gru),
            *_both(ask_for, "unequal lengths", "padding", (padded, back_padded)),
            _forward("three layers, GRU", "cells", gru),
            _forward("one layer, LSTM, unequal lengths", "cells", lstm),
            _backward(ask_for, "one layer, LSTM, unequal lengths", "padding", back_lstm),
            *_both(ask_for, "one example", "sizes", for_both_ways(drawn, inputs, ONE_EXAMPLE, 2)),
            *_both(ask_for, "one time step", "sizes", for_both_ways(drawn, inputs, ONE_STEP, 2)),
            *_both(ask_for, "all sizes equal", "sizes", for_both_ways(drawn, inputs, SQUARE, 3)),
            *_both(ask_for, "float32", "dtype", (single(usual), single(back))),
            PASSES.linear(ask_for, back[0], inputs.normal(*back[0].shape), back[1]),
            PASSES.together("both functions together", (padded[0],), padded[1]),
            leaves_no_trace("side effects", "side_effects", ask(DEEP_BRNN_FORWARD, FORWARD_NAME, *padded[1])),
            leaves_no_trace("side effects", "side_effects", ask_for((back_padded[0],), back_padded[1])),
        ]

    return make


def _both(ask_for: Ask, label: str, criterion: str, cases: tuple[Case, Case]) -> list[Probe]:
    forward, back = cases
    return [_forward(label, criterion, forward), _backward(ask_for, label, criterion, back)]


def _forward(label: str, criterion: str, case: Case) -> Probe:
    return network(DEEP_BRNN_FORWARD, reference.deep_brnn_forward, label, criterion, case[1])


def _backward(ask_for: Ask, label: str, criterion: str, case: Case) -> Probe:
    return PASSES.compared(label, ask_for, (case[0],), case[1], criterion)


def drawn(inputs: Inputs, sizes: Sizes, layers: int, cell: str = "") -> Case:
    """Draw da, and the arguments of a forward pass; the kind of cell is named unless it is the default."""
    da = inputs.normal(2 * sizes.n_a, sizes.m, sizes.T_x)
    arguments = deep_two_way(inputs, sizes, layers, cell or "rnn")
    return da, (*arguments, cell) if cell else arguments


def _padded(inputs: Inputs, sizes: Sizes, layers: int, cell: str = "rnn") -> Case:
    da, arguments = drawn(inputs, sizes, layers, cell)
    return da, (*arguments, unequal_lengths(inputs, sizes.m, sizes.T_x))


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    tiny, small = Sizes(n_x=1, n_a=2, n_y=2, m=1, T_x=2), Sizes(n_x=3, n_a=2, n_y=2, m=2, T_x=3)

    def backward(label: str, case: Case) -> PublicCase:
        da, forward = case
        caches = reference.deep_brnn_forward(*forward)[2]
        return PublicCase(label, BACKWARD_NAME, (da, caches), own=(da, Own(FORWARD_NAME, forward, (2,))))

    da, two = drawn(inputs, small, 2)
    padded = (*two, "rnn", np.array([3, 2]))
    three, gru = drawn(inputs, tiny, 3), drawn(inputs, tiny, 2, "gru")
    return [
        PublicCase("two layers, lengths 3 and 2", FORWARD_NAME, padded, STATES_ALONE),
        PublicCase("three layers", FORWARD_NAME, three[1]),
        PublicCase("two layers, GRU, float32", FORWARD_NAME, single(gru[1])),
        backward("two layers, lengths 3 and 2", (da, padded)),
        backward("two layers, float32", single(drawn(inputs, tiny, 2))),
    ]


DEEP_TWO_WAY = HiddenExercise(
    public=DEEP_BRNN_FORWARD,
    reference={FORWARD_NAME: reference.deep_brnn_forward, BACKWARD_NAME: reference.deep_brnn_backward},
    depends_on=LAYERS,
    tries=(
        Try("given caches", _probes(PASSES.given)),
        Try("own caches", _probes(PASSES.own), note=sentences.OWN_CACHES(function="deep_brnn_forward")),
        Try("given caches, stand-in", _probes(PASSES.given), LAYERS, RIGHT_ONCE_ONE_LAYER_IS),
        Try("own caches, stand-in", _probes(PASSES.own), LAYERS, RIGHT_ONCE_ONE_LAYER_IS),
    ),
    published=_published,
    mistakes=mistakes.DEEP_TWO_WAY,
    variants=variants.DEEP_TWO_WAY,
    cost=DEEP_TWO_WAY_COST,
)
