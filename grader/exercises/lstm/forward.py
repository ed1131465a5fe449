"""Hidden checks of long short-term memory, forward: one step, and a sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.exercises import sentences
from grader.exercises.gated_forward import (
    Forward,
    published_sequences,
    published_steps,
    sequence_probes,
    step_probes,
)
from grader.exercises.gated_inputs import gated_sequence
from grader.exercises.inputs import ONE_EXAMPLE, Inputs, Sizes
from grader.exercises.lstm.mistakes import cell, sequence
from grader.exercises.lstm.variants import forward as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import call, leaves_no_trace
from rnn_utils.checks.lstm import LSTM_CELL_FORWARD, LSTM_FORWARD
from rnn_utils.reference import lstm as reference

RIGHT_ONCE_STEP_IS = sentences.SEQUENCE_ONCE_STEP_IS(functions="lstm_cell_forward")

CELL = Forward(LSTM_CELL_FORWARD, reference.lstm_cell_forward, "lstm")
SEQUENCE = Forward(LSTM_FORWARD, reference.lstm_forward, "lstm")


def _sequence_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    x, a0, parameters, c0 = gated_sequence(inputs, Sizes(), "lstm")
    return [
        *sequence_probes(SEQUENCE, inputs),
        SEQUENCE.compared("a first memory cell", (x, a0, parameters, c0), "c0"),
        SEQUENCE.compared("a first memory cell, one example", gated_sequence(inputs, ONE_EXAMPLE, "lstm"), "c0"),
        SEQUENCE.compared("None for the first memory cell", (x, a0, parameters, None), "c0"),
        leaves_no_trace("side effects with c0", "c0", call(SEQUENCE.name, x, a0, parameters, c0)),
    ]


CELL_FORWARD = HiddenExercise(
    public=CELL.public,
    reference={CELL.name: CELL.function},
    tries=(Try("own", lambda rng: step_probes(CELL, Inputs(rng))),),
    published=lambda rng: published_steps(CELL, rng),
    mistakes=cell.CELL,
    variants=variants.CELL,
)

SEQUENCE_FORWARD = HiddenExercise(
    public=SEQUENCE.public,
    reference={SEQUENCE.name: SEQUENCE.function},
    depends_on=("lstm_cell_forward",),
    tries=(
        Try("own", _sequence_probes),
        Try("stand-in", _sequence_probes, ("lstm_cell_forward",), RIGHT_ONCE_STEP_IS),
    ),
    published=lambda rng: published_sequences(SEQUENCE, rng),
    mistakes=sequence.SEQUENCE,
    variants=variants.SEQUENCE,
)
