"""Hidden checks of the classifier of sequences, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.passes import Ask, Passes
from grader.exercises.probes import against, leaves_no_trace
from grader.exercises.seq2seq.cost import CLASSIFIER_COST
from grader.exercises.seq2seq.drawn import SMALL, SQUARE, classifier, padding
from grader.exercises.seq2seq.mistakes import classifier as mistakes
from grader.exercises.seq2seq.variants import classifier as variants
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.checks.seq2seq import MANY_TO_ONE_BACKWARD, MANY_TO_ONE_FORWARD
from rnn_utils.reference import seq2seq as reference
from rnn_utils.reference.outputs import one_hot
from rnn_utils.types import Array

FORWARD_NAME, BACKWARD_NAME = "many_to_one_forward", "many_to_one_backward"
ENCODER = ("encode", "encode_backward")
RIGHT_ONCE_ENCODER_IS = sentences.ONCE_ENCODER_IS(
    functions=sentences.ONE_OF(first="encode", last="encode_backward")
)
PASSES = Passes(MANY_TO_ONE_BACKWARD, reference.many_to_one_forward, reference.many_to_one_backward, 1)

YES_OR_NO = Sizes(n_x=3, n_a=4, n_y=1, m=5, T_x=3)

# ŷ and the right answers, and the arguments of the forward pass.
Case = tuple[tuple[Array, Array], tuple[Any, ...]]


def _forward_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = classifier(inputs, Sizes(), "gru")
    short = (*classifier(inputs, SMALL, "gru"), "gru", padding(inputs, SMALL.m, SMALL.T_x))
    return [
        _network("all sizes different", "", *usual),
        _network("LSTM", "", *classifier(inputs, SMALL, "lstm"), "lstm"),
        _network("unequal lengths", "mask", *short),
        _network("yes or no", "binary", *classifier(inputs, YES_OR_NO, "gru")),
        _network("yes or no, plain network", "binary", *classifier(inputs, YES_OR_NO, "rnn"), "rnn"),
        _network("one example", "sizes", *classifier(inputs, ONE_EXAMPLE, "gru")),
        _network("one time step", "sizes", *classifier(inputs, ONE_STEP, "gru")),
        _network("all sizes equal", "sizes", *classifier(inputs, SQUARE, "gru")),
        _network("float32", "dtype", *single(usual)),
    ]


def _network(label: str, criterion: str, *arguments: Any) -> Probe:
    return against(MANY_TO_ONE_FORWARD, reference.many_to_one_forward, label, *arguments, criterion=criterion)


def _backward_probes(ask_for: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        usual, yes_or_no = drawn(inputs, Sizes()), drawn(inputs, YES_OR_NO)
        short = drawn(inputs, SMALL, "lstm", padding(inputs, SMALL.m, SMALL.T_x))

        def compared(label: str, case: Case, criterion: str = "") -> Probe:
            return PASSES.compared(label, ask_for, *case, criterion)

        return [
            compared("one-hot answers", usual),
            compared("LSTM, unequal lengths", short),
            compared("plain network", drawn(inputs, SMALL, "rnn")),
            compared("class indices", as_indices(usual), "answers"),
            compared("yes or no, answers of shape (1, m)", yes_or_no, "answers"),
            compared("yes or no, answers of shape (m,)", flat(yes_or_no), "answers"),
            compared("one example", drawn(inputs, ONE_EXAMPLE), "sizes"),
            compared("one time step", drawn(inputs, ONE_STEP), "sizes"),
            compared("all sizes equal", drawn(inputs, SQUARE), "sizes"),
            compared("float32", single(usual), "dtype"),
            leaves_no_trace("side effects", "side_effects", ask_for(*short)),
        ]

    return make


def drawn(inputs: Inputs, sizes: Sizes, cell: str = "", mask: Array | None = None) -> Case:
    """Draw a classifier, its predictions and right answers, one-hot or zeros and ones of shape (1, m)."""
    tokens, parameters = classifier(inputs, sizes, cell or "gru")
    arguments = (tokens, parameters, cell) if cell else (tokens, parameters)
    arguments = arguments if mask is None else (*arguments, mask)
    y_pred, _ = reference.many_to_one_forward(*arguments)
    if sizes.n_y == 1:
        return (y_pred, inputs.classes(2, sizes.m)[np.newaxis].astype(float)), arguments
    return (y_pred, one_hot(inputs.rng.integers(0, sizes.n_y, size=sizes.m), sizes.n_y)), arguments


def as_indices(case: Case) -> Case:
    """Turn one-hot answers into class indices."""
    (y_pred, y), arguments = case
    return (y_pred, np.argmax(y, axis=0)), arguments


def flat(case: Case) -> Case:
    """Turn answers of shape (1, m) into integers of shape (m,)."""
    (y_pred, y), arguments = case
    return (y_pred, y[0].astype(int)), arguments


def _forward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    small = Sizes(n_x=3, n_a=2, n_y=3, m=2, T_x=3)
    lstm = (*classifier(inputs, small, "lstm"), "lstm", np.array([[1, 1, 1], [1, 0, 0]]))
    yes_or_no = classifier(inputs, replace(small, n_y=1, T_x=2), "rnn")
    return [
        PublicCase("GRU, two examples", FORWARD_NAME, classifier(inputs, small, "gru")),
        PublicCase("LSTM, lengths 3 and 1", FORWARD_NAME, lstm),
        PublicCase("yes or no, float32", FORWARD_NAME, (*single(yes_or_no), "rnn")),
    ]


def _backward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    small = Sizes(n_x=3, n_a=2, n_y=3, m=2, T_x=2)

    def case(label: str, one: Case) -> PublicCase:
        (y_pred, y), forward = one
        caches = reference.many_to_one_forward(*forward)[1]
        return PublicCase(label, BACKWARD_NAME, (y_pred, y, caches), own=(y_pred, y, Own(FORWARD_NAME, forward, (1,))))

    lstm = drawn(inputs, small, "lstm", np.array([[1, 1], [1, 0]]))
    return [
        case("plain network, class indices", as_indices(drawn(inputs, small, "rnn"))),
        case("LSTM, lengths 2 and 1", lstm),
        case("plain network, yes or no, float32", single(flat(drawn(inputs, replace(small, n_y=1), "rnn")))),
    ]


FORWARD = HiddenExercise(
    public=MANY_TO_ONE_FORWARD,
    reference={FORWARD_NAME: reference.many_to_one_forward},
    depends_on=("encode",),
    tries=(
        Try("own", _forward_probes),
        Try("stand-in", _forward_probes, ("encode",), sentences.ONCE_ENCODER_IS(functions="encode")),
    ),
    published=_forward_published,
    mistakes=mistakes.FORWARD,
    variants=variants.FORWARD,
)

BACKWARD = HiddenExercise(
    public=MANY_TO_ONE_BACKWARD,
    reference={BACKWARD_NAME: reference.many_to_one_backward},
    depends_on=(*ENCODER, FORWARD_NAME),
    tries=(
        Try("given caches", _backward_probes(PASSES.given)),
        Try("given caches, stand-in", _backward_probes(PASSES.given), ENCODER, RIGHT_ONCE_ENCODER_IS),
        Try("own caches", _backward_probes(PASSES.own), note=sentences.OWN_CACHES(function="many_to_one_forward")),
        Try("own caches, stand-in", _backward_probes(PASSES.own), ENCODER, RIGHT_ONCE_ENCODER_IS),
    ),
    published=_backward_published,
    mistakes=mistakes.BACKWARD,
    variants=variants.BACKWARD,
    cost=CLASSIFIER_COST,
)
