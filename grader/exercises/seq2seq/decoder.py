"""Hidden checks of one step of the decoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercises.inputs import ONE_EXAMPLE, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, ask, leaves_no_trace
from grader.exercises.seq2seq.drawn import SMALL, SQUARE, state, two_parts
from grader.exercises.seq2seq.mistakes import decoder as mistakes
from grader.exercises.seq2seq.variants import decoder as variants
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.seq2seq import DECODE_STEP
from rnn_utils.reference import seq2seq as reference

NAME = "decode_step"


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = drawn(inputs, Sizes())
    lstm = drawn(inputs, SMALL, "lstm")
    return [
        _step("all sizes different", "", usual),
        _step("LSTM", "", lstm),
        _step("plain network", "", drawn(inputs, SMALL, "rnn")),
        _step("first step", "first", (None, *usual[1:])),
        _step("first step, LSTM", "first", (None, *lstm[1:])),
        _step("one example", "sizes", drawn(inputs, ONE_EXAMPLE)),
        _step("one example, first step", "sizes", (None, *drawn(inputs, ONE_EXAMPLE)[1:])),
        _step("all sizes equal", "sizes", drawn(inputs, SQUARE)),
        _step("float32", "dtype", single(usual)),
        _step("float32, first step", "dtype", (None, *single(usual)[1:])),
        leaves_no_trace("side effects", "side_effects", ask(DECODE_STEP, NAME, *lstm)),
    ]


def _step(label: str, criterion: str, arguments: tuple[Any, ...]) -> Probe:
    return against(DECODE_STEP, reference.decode_step, label, *arguments, criterion=criterion)


def drawn(inputs: Inputs, sizes: Sizes, cell: str = "") -> tuple[Any, ...]:
    """Draw a token for each example, a state and a network; the kind of cell is named unless it is the default."""
    token = inputs.rng.integers(0, sizes.n_y, size=sizes.m)
    parameters = two_parts(inputs, sizes, cell or "gru")
    arguments = token, state(inputs, cell or "gru", sizes.n_a, sizes.m), parameters
    return (*arguments, cell) if cell else arguments


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    small = Sizes(n_x=2, n_a=2, n_y=3, m=2)
    return [
        PublicCase("GRU, two examples", NAME, drawn(inputs, small)),
        PublicCase("LSTM, first step", NAME, (None, *drawn(inputs, small, "lstm")[1:])),
        PublicCase("LSTM, one example, float32", NAME, single(drawn(inputs, Sizes(2, 2, 3, 1), "lstm"))),
    ]


STEP = HiddenExercise(
    public=DECODE_STEP,
    reference={NAME: reference.decode_step},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.STEP,
    variants=variants.STEP,
)
