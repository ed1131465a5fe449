"""Hidden checks of the encoder, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.passes import Ask, Passes, for_both_ways
from grader.exercises.probes import against, ask, disagreement, leaves_no_trace, relation
from grader.exercises.seq2seq.cost import ENCODER_COST
from grader.exercises.seq2seq.drawn import SMALL, SQUARE, as_numbers, padding, reader, state
from grader.exercises.seq2seq.mistakes import encoder as mistakes
from grader.exercises.seq2seq.variants import encoder as variants
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import Own, PublicCase
from rnn_utils.checks.seq2seq import ENCODE
from rnn_utils.reference import seq2seq as reference
from rnn_utils.types import State

NAME, BACK = "encode", "encode_backward"
PASSES = Passes(ENCODE, reference.encode, reference.encode_backward, 1)

# The gradient with respect to the last state, and the arguments of the forward pass.
Case = tuple[State, tuple[Any, ...]]


def _probes(ask_for: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        usual, back = for_both_ways(drawn, inputs, Sizes())
        short, back_short = for_both_ways(padded, inputs, Sizes(n_x=3, n_a=2, m=4, T_x=5), "gru")
        lstm, back_lstm = for_both_ways(padded, inputs, SMALL, "lstm")
        return [
            _forward("all sizes different", usual),
            _forward("unequal lengths", short, "mask"),
            _alone(short[1]),
            _forward("LSTM, unequal lengths, a mask of 0 and 1", numbers(lstm), "cells"),
            _forward("plain network", drawn(inputs, SMALL, "rnn"), "cells"),
            _backward(ask_for, "all sizes different", back),
            _backward(ask_for, "LSTM", drawn(inputs, SMALL, "lstm")),
            _backward(ask_for, "plain network", drawn(inputs, SMALL, "rnn")),
            _backward(ask_for, "unequal lengths", back_short, "backward_mask"),
            _backward(ask_for, "LSTM, unequal lengths, a mask of 0 and 1", numbers(back_lstm), "backward_mask"),
            *_both(ask_for, "one example", for_both_ways(drawn, inputs, ONE_EXAMPLE), "sizes"),
            *_both(ask_for, "one time step", for_both_ways(drawn, inputs, ONE_STEP), "sizes"),
            *_both(ask_for, "all sizes equal", for_both_ways(drawn, inputs, SQUARE), "sizes"),
            *_both(ask_for, "float32", (single(usual), single(back)), "dtype"),
            PASSES.together("both functions together", (short[0],), short[1]),
            leaves_no_trace("side effects", "side_effects", ask(ENCODE, NAME, *short[1])),
            leaves_no_trace("side effects", "side_effects", ask_for((back_short[0],), back_short[1])),
        ]

    return make


def _forward(label: str, case: Case, criterion: str = "") -> Probe:
    return against(ENCODE, reference.encode, label, *case[1], criterion=criterion)


def _backward(ask_for: Ask, label: str, case: Case, criterion: str = "") -> Probe:
    return PASSES.compared(label, ask_for, (case[0],), case[1], criterion)


def _both(ask_for: Ask, label: str, cases: tuple[Case, Case], criterion: str) -> list[Probe]:
    forward, back = cases
    return [_forward(label, forward, criterion), _backward(ask_for, label, back, criterion)]


def _alone(arguments: tuple[Any, ...]) -> Probe:
    """Compare the shortest sequence of a batch with itself, alone and without padding.

    The products have other sizes and so round otherwise, by 1e-16 a term: far below 1e-9.
    """
    tokens, parameters, cell, mask = arguments
    lengths = mask.sum(axis=1)
    j = int(np.argmin(lengths))
    alone = tokens[j : j + 1, : lengths[j]], parameters, cell

    def differs(values: list[Any]) -> Message | None:
        (together, _), (by_itself, _) = values
        changed = disagreement(together[0][:, j : j + 1], by_itself[0], "state")
        return changed and sentences.OTHER_STATE_PADDED()

    requests = ask(ENCODE, NAME, *arguments), ask(ENCODE, NAME, *alone)
    return relation("a sequence alone", "mask", requests, differs)


def drawn(inputs: Inputs, sizes: Sizes, cell: str = "") -> Case:
    """Draw a gradient with respect to the last state and a reader; a kind of cell that is not the default is named."""
    tokens, parameters = reader(inputs, sizes, cell or "gru")
    dstate = state(inputs, cell or "gru", sizes.n_a, sizes.m)
    return dstate, (tokens, parameters, cell) if cell else (tokens, parameters)


def padded(inputs: Inputs, sizes: Sizes, cell: str) -> Case:
    """Draw a gradient with respect to the last state and a reader of a padded batch."""
    dstate, arguments = drawn(inputs, sizes, cell)
    return dstate, (*arguments, padding(inputs, sizes.m, sizes.T_x))


def numbers(case: Case) -> Case:
    """Turn the mask, which comes last, into numbers."""
    return case[0], (*case[1][:-1], as_numbers(case[1][-1]))


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    tiny, small = Sizes(n_x=3, n_a=2, m=1, T_x=2), Sizes(n_x=3, n_a=2, m=2, T_x=3)
    gru, lstm = drawn(inputs, small), drawn(inputs, small, "lstm")
    short = lstm[0], (*lstm[1], np.array([[1, 1, 1], [1, 0, 0]]))
    plain = single(drawn(inputs, tiny, "rnn"))

    def backward(label: str, case: Case) -> PublicCase:
        dstate, forward = case
        caches = reference.encode(*forward)[1]
        return PublicCase(label, BACK, (dstate, caches), own=(dstate, Own(NAME, forward, (1,))))

    return [
        PublicCase("GRU, two examples", NAME, gru[1]),
        PublicCase("LSTM, lengths 3 and 1", NAME, short[1]),
        PublicCase("plain network, float32", NAME, plain[1]),
        backward("GRU, two tokens", drawn(inputs, Sizes(n_x=2, n_a=2, m=2, T_x=2))),
        backward("LSTM, lengths 3 and 1", short),
        backward("plain network, float32", plain),
    ]


ENCODER = HiddenExercise(
    public=ENCODE,
    reference={NAME: reference.encode, BACK: reference.encode_backward},
    tries=(
        Try("given caches", _probes(PASSES.given)),
        Try("own caches", _probes(PASSES.own), note=sentences.OWN_CACHES(function="encode")),
    ),
    published=_published,
    mistakes=mistakes.ENCODER,
    variants=variants.ENCODER,
    cost=ENCODER_COST,
)
