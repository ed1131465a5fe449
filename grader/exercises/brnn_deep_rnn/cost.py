"""How much CPU time the backward passes of 05 may take, so that trying out weights is told from backpropagation.

Trying out each of P weights costs P forward passes or more (2 P for central differences), whatever the cells are, and
weights cannot be put into a batch. What else is right and slow are plain Python loops over every element in the place
of matrix products: at the sizes below, 29 ms of CPU time for one step of one plain cell. As multiples of the
reference's forward pass (about 0.1, 0.06 and 0.25 ms on one core that others shared):

=====================================  ========  ========  ==============
method                                 two ways  2 layers  2 two-way ones
=====================================  ========  ========  ==============
reference                                     3         2               1
plain loops over every element            1,100     2,000           1,100
one forward pass for each weight         36,200    38,200          96,400
=====================================  ========  ========  ==============

The bound of 5,000 lies between the two kinds. The floor does so as well, where a clock of CPU time is too coarse to see
one forward pass: loops take 0.11 to 0.27 s, trying out weights from 2 s on.
"""

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
FLOOR_S = 0.4

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
    FLOOR_S,
    excludes=("dx", "da0", "weights_forward", "weights_backward"),
    stand_ins=("reverse_sequences", "sequence_mask"),
)
DEEP_COST = Cost("cost", _deep, MULTIPLE, FLOOR_S, excludes=("dx", "da0", "highest", "lower"))
DEEP_TWO_WAY_COST = Cost(
    "cost",
    _deep_two_way,
    MULTIPLE,
    FLOOR_S,
    excludes=("dx", "da0", "weights"),
    stand_ins=("reverse_sequences", "sequence_mask", "brnn_layer_forward", "brnn_backward"),
)
