"""How much CPU time the backward passes of 06 may take, so that trying out weights is told from backpropagation."""

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
MULTIPLE = 5000.0

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


ENCODER_COST = Cost("cost", _encoder, MULTIPLE, excludes=("gradients",))
CLASSIFIER_COST = Cost(
    "cost", _classifier, MULTIPLE, excludes=("output", "cell"), stand_ins=("encode", "encode_backward")
)
TRANSLATOR_COST = Cost(
    "cost",
    _translator,
    MULTIPLE,
    excludes=("output", "decoder", "encoder"),
    stand_ins=("encode", "encode_backward", "decode_step"),
)
