"""Hidden checks of backpropagation through a network that reads in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.brnn_deep_rnn.cost import TWO_WAY_COST
from grader.exercises.brnn_deep_rnn.drawn import SMALL, SQUARE, two_way
from grader.exercises.brnn_deep_rnn.mistakes import two_way_backward as mistakes
from grader.exercises.brnn_deep_rnn.variants import two_way_backward as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.networks import unequal_lengths
from grader.exercises.passes import Ask, Passes
from grader.exercises.probes import leaves_no_trace
from rnn_utils.checks.brnn_deep_rnn import BRNN_BACKWARD
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.reference import brnn_deep_rnn as reference
from rnn_utils.types import Array

NAME = "brnn_backward"
TURNING = ("reverse_sequences", "sequence_mask")
RIGHT_ONCE_TURNED = sentences.ONCE_TURNED(functions=sentences.ONE_OF(first="reverse_sequences", last="sequence_mask"))

NETWORK = Passes(BRNN_BACKWARD, reference.brnn_forward, reference.brnn_backward, 2)
LAYER = Passes(BRNN_BACKWARD, reference.brnn_layer_forward, reference.brnn_backward, 1)


def _probes(ask: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        usual, small = Sizes(), SMALL
        da, network = drawn(inputs, usual)
        lengths = unequal_lengths(inputs, usual.m, usual.T_x), unequal_lengths(inputs, small.m, small.T_x)
        padded, of_lstm = (*network, "rnn", lengths[0]), drawn(inputs, small, "lstm")

        def compared(label: str, case: tuple[Array, tuple[Any, ...]], criterion: str = "") -> Probe:
            return NETWORK.compared(label, ask, (case[0],), case[1], criterion)

        return [
            compared("all sizes different", (da, network)),
            compared("GRU", drawn(inputs, small, "gru")),
            compared("unequal lengths", (da, padded), "padding"),
            compared("LSTM, unequal lengths", (of_lstm[0], (*of_lstm[1], lengths[1])), "padding"),
            compared("one example", drawn(inputs, ONE_EXAMPLE), "sizes"),
            compared("one time step", drawn(inputs, ONE_STEP), "sizes"),
            compared("all sizes equal", drawn(inputs, SQUARE), "sizes"),
            compared("float32", single((da, network)), "dtype"),
            NETWORK.linear(ask, da, inputs.normal(*da.shape), network),
            leaves_no_trace("side effects", "side_effects", ask((da,), padded)),
        ]

    return make


def drawn(inputs: Inputs, sizes: Sizes, cell: str = "") -> tuple[Array, tuple[Any, ...]]:
    """Draw da, and the arguments of a forward pass; the kind of cell is named unless it is the default."""
    da = inputs.normal(2 * sizes.n_a, sizes.m, sizes.T_x)
    network = two_way(inputs, sizes, cell or "rnn")
    return da, (*network, cell) if cell else network


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)

    def case(label: str, da: Array, forward: tuple[Any, ...]) -> PublicCase:
        caches = reference.brnn_forward(*forward)[2]
        return PublicCase(label, NAME, (da, caches), own=(da, Own("brnn_forward", forward, (2,))))

    da, network = drawn(inputs, Sizes(n_x=2, n_a=2, n_y=2, m=3, T_x=3))
    return [
        case("lengths 3, 1 and 2", da, (*network, "rnn", np.array([3, 1, 2]))),
        case("one example, float32", *single(drawn(inputs, Sizes(n_x=1, n_a=2, n_y=2, m=1, T_x=2)))),
    ]


BACKWARD = HiddenExercise(
    public=BRNN_BACKWARD,
    reference={NAME: reference.brnn_backward},
    depends_on=(*TURNING, "brnn_forward", "brnn_layer_forward"),
    tries=(
        Try("given caches", _probes(NETWORK.given)),
        Try("given caches, stand-in", _probes(NETWORK.given), TURNING, RIGHT_ONCE_TURNED),
        Try("own caches", _probes(NETWORK.own), note=sentences.OWN_CACHES(function="brnn_forward")),
        Try(
            "own caches, stand-in",
            _probes(NETWORK.own),
            TURNING,
            sentences.OWN_CACHES_ONCE_THEY_ARE(
                function="brnn_forward", first="reverse_sequences", second="sequence_mask"
            ),
        ),
        Try(
            "own layer",
            _probes(LAYER.own),
            TURNING,
            sentences.OWN_STEPS(step="brnn_layer_forward", function="brnn_forward"),
        ),
    ),
    published=_published,
    mistakes=mistakes.BACKWARD,
    variants=variants.BACKWARD,
    cost=TWO_WAY_COST,
)
