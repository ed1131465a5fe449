"""How much CPU time the backward passes of 05 may take, so that trying out weights is told from backpropagation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.exercises.brnn_deep_rnn.drawn import deep, deep_two_way, two_way
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import Cost, Probe
from grader.exercises.passes import Passes
from rnn_utils.checks.brnn_deep_rnn import BRNN_BACKWARD, DEEP_BRNN_FORWARD, DEEP_RNN_BACKWARD
from rnn_utils.reference import brnn_deep_rnn as reference

LARGE = Sizes(n_x=80, n_a=100, n_y=2, m=2, T_x=2)
MULTIPLE = 5000.0

# The forward pass, ready to run, and the probes.
Prepared = tuple[Callable[[], object], tuple[Probe, ...]]


def _two_way(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    da, forward = inputs.normal(2 * LARGE.n_a, LARGE.m, LARGE.T_x), two_way(inputs, LARGE)
    network = Passes(BRNN_BACKWARD, reference.brnn_forward, reference.brnn_backward, 2)
    layer = Passes(BRNN_BACKWARD, reference.brnn_layer_forward, reference.brnn_backward, 1)
    asks = network.given, network.own, layer.own
    return lambda: reference.brnn_forward(*forward), tuple(
        network.compared("cost", ask, (da,), forward) for ask in asks
    )


def _deep(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    da, forward = inputs.normal(LARGE.n_a, LARGE.m, LARGE.T_x), deep(inputs, LARGE, 2)
    passes = Passes(DEEP_RNN_BACKWARD, reference.deep_rnn_forward, reference.deep_rnn_backward, 2)
    criteria = {name: "lower" if name.endswith("_1") else "highest" for name in passes.right((da,), forward)}
    criteria |= {"dx": "dx", "da0": "da0"}
    asks = passes.given, passes.own
    return lambda: reference.deep_rnn_forward(*forward), tuple(
        passes.compared("cost", ask, (da,), forward, criteria) for ask in asks
    )


def _deep_two_way(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    da, forward = inputs.normal(2 * LARGE.n_a, LARGE.m, LARGE.T_x), deep_two_way(inputs, LARGE, 2)
    passes = Passes(DEEP_BRNN_FORWARD, reference.deep_brnn_forward, reference.deep_brnn_backward, 2)
    asks = passes.given, passes.own
    return lambda: reference.deep_brnn_forward(*forward), tuple(
        passes.compared("cost", ask, (da,), forward) for ask in asks
    )


TWO_WAY_COST = Cost(
    "cost",
    _two_way,
    MULTIPLE,
    excludes=("dx", "da0", "weights_forward", "weights_backward"),
    stand_ins=("reverse_sequences", "sequence_mask"),
)
DEEP_COST = Cost("cost", _deep, MULTIPLE, excludes=("dx", "da0", "highest", "lower"))
DEEP_TWO_WAY_COST = Cost(
    "cost",
    _deep_two_way,
    MULTIPLE,
    excludes=("dx", "da0", "weights"),
    stand_ins=("reverse_sequences", "sequence_mask", "brnn_layer_forward", "brnn_backward"),
)
