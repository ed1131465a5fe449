"""Hidden checks of the gated recurrent unit, backward: one step, and through time."""

from __future__ import annotations

from grader.exercises import sentences
from grader.exercises.gated_backward import Backward, published_gradients, tries_of
from grader.exercises.gated_cost import cost_of
from grader.exercises.gru.mistakes import cell_backward, sequence_backward
from grader.exercises.gru.variants import backward as variants
from grader.exercises.model import HiddenExercise
from rnn_utils.checks.gru import GRU_BACKWARD, GRU_CELL_BACKWARD
from rnn_utils.reference import gru as reference

RIGHT_ONCE_STEP_IS = sentences.ONCE_STEP_IS(function="gru_cell_backward")
WEIGHTS = ("dWr", "dbr", "dWu", "dbu", "dWc", "dbc")

CELL = Backward(GRU_CELL_BACKWARD, reference.gru_cell_backward, reference.gru_cell_forward, "gru")
SEQUENCE = Backward(GRU_BACKWARD, reference.gru_backward, reference.gru_forward, "gru", step=reference.gru_cell_forward)

CELL_BACKWARD = HiddenExercise(
    public=CELL.public,
    reference={CELL.name: CELL.function},
    depends_on=("gru_cell_forward",),
    tries=tries_of(CELL, {}),
    published=lambda rng: published_gradients(CELL, rng),
    mistakes=cell_backward.CELL,
    variants=variants.CELL,
    cost=cost_of(CELL, ("dxt", "dc_prev", *WEIGHTS)),
)

SEQUENCE_BACKWARD = HiddenExercise(
    public=SEQUENCE.public,
    reference={SEQUENCE.name: SEQUENCE.function},
    depends_on=("gru_cell_forward", "gru_forward", "gru_cell_backward"),
    tries=tries_of(SEQUENCE, {CELL.name: RIGHT_ONCE_STEP_IS}),
    published=lambda rng: published_gradients(SEQUENCE, rng),
    mistakes=sequence_backward.SEQUENCE,
    variants=variants.SEQUENCE,
    cost=cost_of(SEQUENCE, ("dx", "dc0", *WEIGHTS), (CELL.name,)),
)
