"""How much CPU time the backward passes of 06 may take, so that trying out weights is told from backpropagation.

Trying out each of P weights costs P forward passes or more (2 P for central differences), whatever the cells are, and
weights cannot be put into a batch. What else is right and slow are plain Python loops over every element in the place
of matrix products: at the sizes below, 35 ms of CPU time for one step of one GRU. As multiples of the reference's
forward pass (about 0.09, 0.1 and 0.25 ms on one core that others shared):

=====================================  =======  ==========  ===================
method                                 encoder  classifier  encoder and decoder
=====================================  =======  ==========  ===================
reference                                    2           2                    1
plain loops over every element             780         700                  560
one forward pass for each weight        18,200      20,600               38,800
=====================================  =======  ==========  ===================

The bound of 3,000 lies between the two kinds. The floor does so as well, where a clock of CPU time is too coarse to see
one forward pass: loops take 0.07 to 0.14 s, trying out weights from 1.6 s on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import Cost, Probe
from grader.exercises.passes import Passes
from grader.exercises.seq2seq.drawn import classifier, reader, state, translator
from rnn_utils.checks.seq2seq import ENCODE, MANY_TO_ONE_BACKWARD, SEQ2SEQ_BACKWARD
from rnn_utils.reference import seq2seq as reference
from rnn_utils.reference.outputs import one_hot

LARGE = Sizes(n_x=40, n_a=60, n_y=40, m=2, T_x=2)
MULTIPLE = 3000.0
FLOOR_S = 0.4

# The forward pass, ready to run, and the probes.
Prepared = tuple[Callable[[], object], tuple[Probe, ...]]


def _prepared(passes: Passes, given: tuple[Any, ...], arguments: tuple[Any, ...]) -> Prepared:
    probes = tuple(passes.compared("cost", ask, given, arguments) for ask in (passes.given, passes.own))
    return lambda: passes.forward(*arguments), probes


def _encoder(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    given = (state(inputs, "gru", LARGE.n_a, LARGE.m),)
    return _prepared(
        Passes(ENCODE, reference.encode, reference.encode_backward, 1), given, reader(inputs, LARGE, "gru")
    )


def _classifier(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    passes = Passes(MANY_TO_ONE_BACKWARD, reference.many_to_one_forward, reference.many_to_one_backward, 1)
    arguments = classifier(inputs, LARGE, "gru")
    y = one_hot(inputs.classes(LARGE.n_y, LARGE.m), LARGE.n_y)
    return _prepared(passes, (reference.many_to_one_forward(*arguments)[0], y), arguments)


def _translator(rng: np.random.Generator) -> Prepared:
    inputs = Inputs(rng)
    passes = Passes(SEQ2SEQ_BACKWARD, reference.seq2seq_forward, reference.seq2seq_backward, 2)
    arguments = translator(inputs, LARGE, "gru", 2)
    return _prepared(passes, (reference.seq2seq_forward(*arguments)[1], arguments[1]), arguments)


ENCODER_COST = Cost("cost", _encoder, MULTIPLE, FLOOR_S, excludes=("gradients",))
CLASSIFIER_COST = Cost(
    "cost", _classifier, MULTIPLE, FLOOR_S, excludes=("output", "cell"), stand_ins=("encode", "encode_backward")
)
TRANSLATOR_COST = Cost(
    "cost",
    _translator,
    MULTIPLE,
    FLOOR_S,
    excludes=("output", "decoder", "encoder"),
    stand_ins=("encode", "encode_backward", "decode_step"),
)
