"""How much CPU time backpropagation may take, so that finite differences and complex steps are told from it.

At the sizes below there are P = n_a (n_a + n_x + 1) ≈ 18,000 weights. Trying out each of them costs P
forward passes or more (2 P for central differences); backpropagation by matrix products costs about
two. What else is right and slow are plain Python loops over every element: P m T_x turns of an inner
loop at some 0.4 µs. Measured on one core, as multiples of the reference's forward pass (19 µs for one
step, 41 µs for two):

=====================================  ========  ========
method                                 one step  sequence
=====================================  ========  ========
reference                                     3         5
plain loops over every element            1,500     1,300
central differences                      21,000    21,000
complex steps                            31,000    28,000
complex steps, a batch for each row      40,000
=====================================  ========  ========

The bound of 5,000 lies between the two kinds, about four times away from either: a slower machine moves both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import Cost, Probe
from grader.exercises.probes import expect, right_outputs
from grader.exercises.rnn.caches import cell_given, cell_own, sequence_given, sequence_own, sequence_own_steps
from grader.sandbox.inside.calls import Request
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.rnn import RNN_BACKWARD, RNN_CELL_BACKWARD
from rnn_utils.reference import rnn as reference

LARGE = Sizes(n_x=80, n_a=100, n_y=2, m=2, T_x=2)
MULTIPLE = 5000.0


def _probes(exercise: Exercise, value: object, requests: Sequence[Request]) -> tuple[Probe, ...]:
    right = right_outputs(exercise, exercise.id, value)
    return tuple(expect(exercise, "cost", request, right) for request in requests)


def _cell(rng: np.random.Generator) -> tuple[Callable[[], object], tuple[Probe, ...]]:
    inputs = Inputs(rng)
    forward, da_next = inputs.step(LARGE), inputs.normal(LARGE.n_a, LARGE.m)
    right = reference.rnn_cell_backward(da_next, reference.rnn_cell_forward(*forward)[2])
    requests = cell_given(da_next, forward), cell_own(da_next, forward)
    return lambda: reference.rnn_cell_forward(*forward), _probes(RNN_CELL_BACKWARD, right, requests)


def _sequence(rng: np.random.Generator) -> tuple[Callable[[], object], tuple[Probe, ...]]:
    inputs = Inputs(rng)
    forward, da = inputs.sequence(LARGE), inputs.normal(LARGE.n_a, LARGE.m, LARGE.T_x)
    right = reference.rnn_backward(da, reference.rnn_forward(*forward)[2])
    requests = sequence_given(da, forward), sequence_own(da, forward), sequence_own_steps(da, forward)
    return lambda: reference.rnn_forward(*forward), _probes(RNN_BACKWARD, right, requests)


CELL_COST = Cost("cost", _cell, MULTIPLE, excludes=("dxt", "da_prev", "dWax", "dWaa", "dba"))
SEQUENCE_COST = Cost(
    "cost",
    _sequence,
    MULTIPLE,
    excludes=("dx", "da0", "dWax", "dWaa", "dba"),
    stand_ins=("rnn_cell_backward",),
)
