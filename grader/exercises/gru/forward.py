"""Hidden checks of the gated recurrent unit, forward: one step of either form, and a sequence."""

from __future__ import annotations

from grader.exercises import sentences
from grader.exercises.gated_forward import (
    Forward,
    published_sequences,
    published_steps,
    sequence_probes,
    step_probes,
)
from grader.exercises.gru.mistakes import cell, sequence
from grader.exercises.gru.variants import forward as variants
from grader.exercises.inputs import Inputs
from grader.exercises.model import HiddenExercise, Try
from rnn_utils.checks.gru import GRU_CELL_FORWARD, GRU_FORWARD, SIMPLIFIED_GRU_CELL_FORWARD
from rnn_utils.reference import gru as reference

RIGHT_ONCE_STEP_IS = sentences.SEQUENCE_ONCE_STEP_IS(functions="gru_cell_forward")

SIMPLIFIED = Forward(SIMPLIFIED_GRU_CELL_FORWARD, reference.simplified_gru_cell_forward, "simplified")
CELL = Forward(GRU_CELL_FORWARD, reference.gru_cell_forward, "gru")
SEQUENCE = Forward(GRU_FORWARD, reference.gru_forward, "gru")


SIMPLIFIED_FORWARD = HiddenExercise(
    public=SIMPLIFIED.public,
    reference={SIMPLIFIED.name: SIMPLIFIED.function},
    tries=(Try("own", lambda rng: step_probes(SIMPLIFIED, Inputs(rng))),),
    published=lambda rng: published_steps(SIMPLIFIED, rng),
    mistakes=cell.SIMPLIFIED,
    variants=variants.SIMPLIFIED,
)

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
    depends_on=("gru_cell_forward",),
    tries=(
        Try("own", lambda rng: sequence_probes(SEQUENCE, Inputs(rng))),
        Try("stand-in", lambda rng: sequence_probes(SEQUENCE, Inputs(rng)), ("gru_cell_forward",), RIGHT_ONCE_STEP_IS),
    ),
    published=lambda rng: published_sequences(SEQUENCE, rng),
    mistakes=sequence.SEQUENCE,
    variants=variants.SEQUENCE,
)
