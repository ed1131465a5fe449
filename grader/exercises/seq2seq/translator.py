"""Hidden checks of encoder and decoder together, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.passes import Ask, Passes
from grader.exercises.pieces import Piece, in_pieces
from grader.exercises.probes import ask, leaves_no_trace
from grader.exercises.seq2seq.cost import TRANSLATOR_COST
from grader.exercises.seq2seq.drawn import SMALL, SQUARE, as_numbers, padding, translator
from grader.exercises.seq2seq.mistakes import translator as forward_mistakes
from grader.exercises.seq2seq.mistakes import translator_backward as backward_mistakes
from grader.exercises.seq2seq.variants import translator as variants
from rnn_utils.checks.compare import Tolerance
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.checks.seq2seq import SEQ2SEQ_BACKWARD, SEQ2SEQ_FORWARD
from rnn_utils.reference import seq2seq as reference
from rnn_utils.types import Array

FORWARD_NAME, BACKWARD_NAME = "seq2seq_forward", "seq2seq_backward"
PARTS = ("encode", "decode_step")
BACK_PARTS = (*PARTS, "encode_backward")
RIGHT_ONCE_PARTS_ARE = sentences.ONCE_PARTS_ARE(
    functions=sentences.ONE_OF(first=("encode", "encode_backward"), last="decode_step")
)
PASSES = Passes(SEQ2SEQ_BACKWARD, reference.seq2seq_forward, reference.seq2seq_backward, 2)

# An epsilon of 1e-8 inside a logarithm of one's own is common practice and not a mistake.
LOSS = Tolerance(1e-6, 1e-9)


def _forward_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, lstm = translator(inputs, Sizes(), "gru", 5), translator(inputs, SMALL, "lstm", 3)
    questions, answers = padding(inputs, SMALL.m, SMALL.T_x), padding(inputs, SMALL.m, 3)
    plain = (*translator(inputs, SMALL, "rnn", 3), "rnn", as_numbers(questions))
    return [
        _network("all sizes different", usual),
        _network("LSTM", (*lstm, "lstm")),
        _network("questions of unequal lengths", plain, "mask"),
        _network(
            "answers of unequal lengths", (*translator(inputs, SMALL, "gru", 3), "gru", None, answers), "target_mask"
        ),
        _network("LSTM, both of unequal lengths", (*lstm, "lstm", questions, as_numbers(answers)), "target_mask"),
        _network("one example", translator(inputs, ONE_EXAMPLE, "gru", 3), "sizes"),
        _network("one time step", translator(inputs, ONE_STEP, "gru", 1), "sizes"),
        _network("all sizes equal", translator(inputs, SQUARE, "gru", 3), "sizes"),
        _network("float32", single(usual), "dtype", ("y_pred",)),
        leaves_no_trace("side effects", "side_effects", ask(SEQ2SEQ_FORWARD, FORWARD_NAME, *plain)),
    ]


def _network(
    label: str, arguments: tuple[Any, ...], criterion: str = "", only: tuple[str, ...] = ("y_pred", "loss")
) -> Probe:
    """Compare the loss, and the predictions where an answer is not over."""
    loss, y_pred, _ = reference.seq2seq_forward(*arguments)
    where = np.asarray(arguments[5], dtype=bool) if len(arguments) > 5 else True
    pieces = [
        Piece(criterion or "y_pred", "y_pred", y_pred, where=where),
        Piece(criterion or "loss", "loss", np.asarray(loss), tolerance=LOSS),
    ]
    request = ask(SEQ2SEQ_FORWARD, FORWARD_NAME, *arguments)
    return in_pieces(SEQ2SEQ_FORWARD, label, request, [piece for piece in pieces if piece.output in only])


def _backward_probes(ask_for: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        usual, lstm = translator(inputs, Sizes(), "gru", 5), translator(inputs, SMALL, "lstm", 3)
        questions, answers = padding(inputs, SMALL.m, SMALL.T_x), padding(inputs, SMALL.m, 3)
        gru = (*translator(inputs, SMALL, "gru", 3), "gru", None, answers)

        def compared(label: str, arguments: tuple[Any, ...], criterion: str = "") -> Probe:
            return PASSES.compared(label, ask_for, given(arguments), arguments, criterion)

        return [
            compared("all sizes different", usual),
            compared("LSTM", (*lstm, "lstm")),
            compared("plain network", (*translator(inputs, SMALL, "rnn", 3), "rnn")),
            compared("answers of unequal lengths", gru, "masks"),
            compared("LSTM, both of unequal lengths", (*lstm, "lstm", questions, as_numbers(answers)), "masks"),
            compared("one example", translator(inputs, ONE_EXAMPLE, "gru", 3), "sizes"),
            compared("one time step", translator(inputs, ONE_STEP, "gru", 1), "sizes"),
            compared("all sizes equal", translator(inputs, SQUARE, "gru", 3), "sizes"),
            compared("float32", single(usual), "dtype"),
            leaves_no_trace("side effects", "side_effects", ask_for(given(gru), gru)),
        ]

    return make


def given(arguments: tuple[Any, ...]) -> tuple[Array, Array]:
    """Return what the backward pass gets before the caches: ŷ and the targets."""
    return reference.seq2seq_forward(*arguments)[1], arguments[1]


def _padded(inputs: Inputs) -> tuple[Any, ...]:
    small = translator(inputs, Sizes(n_x=3, n_a=2, n_y=3, m=2, T_x=2), "lstm", 2)
    return (*small, "lstm", np.array([[1, 0], [1, 1]]), np.array([[1, 1], [1, 0]]))


def _forward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    gru = translator(inputs, Sizes(n_x=2, n_a=2, n_y=3, m=2, T_x=2), "gru", 3)
    plain = single(translator(inputs, Sizes(n_x=3, n_a=2, n_y=2, m=1, T_x=3), "rnn", 2))
    return [
        PublicCase("GRU, answers of three steps", FORWARD_NAME, gru),
        PublicCase("LSTM, unequal lengths", FORWARD_NAME, _padded(inputs), {"loss": None}),
        PublicCase("plain network, float32", FORWARD_NAME, (*plain, "rnn"), {"y_pred": None}),
    ]


def _backward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)

    def case(label: str, forward: tuple[Any, ...]) -> PublicCase:
        _, y_pred, caches = reference.seq2seq_forward(*forward)
        own = (y_pred, forward[1], Own(FORWARD_NAME, forward, (2,)))
        return PublicCase(label, BACKWARD_NAME, (y_pred, forward[1], caches), own=own)

    plain = (*translator(inputs, Sizes(n_x=2, n_a=2, n_y=3, m=2, T_x=2), "rnn", 3), "rnn")
    short = single(translator(inputs, Sizes(n_x=3, n_a=2, n_y=2, m=1, T_x=2), "rnn", 2))
    return [
        case("plain network, answers of three steps", plain),
        case("LSTM, unequal lengths", _padded(inputs)),
        case("plain network, float32", (*short, "rnn")),
    ]


FORWARD = HiddenExercise(
    public=SEQ2SEQ_FORWARD,
    reference={FORWARD_NAME: reference.seq2seq_forward},
    depends_on=PARTS,
    tries=(Try("own", _forward_probes), Try("stand-in", _forward_probes, PARTS, RIGHT_ONCE_PARTS_ARE)),
    published=_forward_published,
    mistakes=forward_mistakes.FORWARD,
    variants=variants.FORWARD,
)

BACKWARD = HiddenExercise(
    public=SEQ2SEQ_BACKWARD,
    reference={BACKWARD_NAME: reference.seq2seq_backward},
    depends_on=(*BACK_PARTS, FORWARD_NAME),
    tries=(
        Try("given caches", _backward_probes(PASSES.given)),
        Try("given caches, stand-in", _backward_probes(PASSES.given), BACK_PARTS, RIGHT_ONCE_PARTS_ARE),
        Try("own caches", _backward_probes(PASSES.own), note=sentences.OWN_CACHES(function="seq2seq_forward")),
        Try("own caches, stand-in", _backward_probes(PASSES.own), BACK_PARTS, RIGHT_ONCE_PARTS_ARE),
    ),
    published=_backward_published,
    mistakes=backward_mistakes.BACKWARD,
    variants=variants.BACKWARD,
    cost=TRANSLATOR_COST,
)
