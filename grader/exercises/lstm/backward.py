"""Hidden checks of long short-term memory, backward: one step, and through time."""

from __future__ import annotations

from grader.exercises import sentences
from grader.exercises.gated_backward import Backward, published_gradients, tries_of
from grader.exercises.gated_cost import cost_of
from grader.exercises.lstm.mistakes import cell_backward, sequence_backward
from grader.exercises.lstm.variants import backward as variants
from grader.exercises.model import HiddenExercise
from rnn_utils.checks.lstm import LSTM_BACKWARD, LSTM_CELL_BACKWARD
from rnn_utils.reference import lstm as reference

RIGHT_ONCE_STEP_IS = sentences.ONCE_STEP_IS(function="lstm_cell_backward")
WEIGHTS = ("dWf", "dbf", "dWu", "dbu", "dWc", "dbc", "dWo", "dbo")

CELL = Backward(LSTM_CELL_BACKWARD, reference.lstm_cell_backward, reference.lstm_cell_forward, "lstm")
SEQUENCE = Backward(
    LSTM_BACKWARD, reference.lstm_backward, reference.lstm_forward, "lstm", step=reference.lstm_cell_forward
)

CELL_BACKWARD = HiddenExercise(
    public=CELL.public,
    reference={CELL.name: CELL.function},
    depends_on=("lstm_cell_forward",),
    tries=tries_of(CELL, {}),
    published=lambda rng: published_gradients(CELL, rng),
    mistakes=cell_backward.CELL,
    variants=variants.CELL,
    cost=cost_of(CELL, ("dxt", "da_prev", "dc_prev", *WEIGHTS)),
)

SEQUENCE_BACKWARD = HiddenExercise(
    public=SEQUENCE.public,
    reference={SEQUENCE.name: SEQUENCE.function},
    depends_on=("lstm_cell_forward", "lstm_forward", "lstm_cell_backward"),
    tries=tries_of(SEQUENCE, {CELL.name: RIGHT_ONCE_STEP_IS}),
    published=lambda rng: published_gradients(SEQUENCE, rng),
    mistakes=sequence_backward.SEQUENCE,
    variants=variants.SEQUENCE,
    cost=cost_of(SEQUENCE, ("dx", "da0", "dc0", *WEIGHTS), (CELL.name,)),
)
