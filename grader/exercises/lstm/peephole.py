"""Hidden checks of a cell with peepholes: one step forward, and one back.

Both directions are one exercise, so every try asks both: the gradients with right caches, with a right
lstm_cell_backward, on which they may be built, and with the caches of the student's own forward step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.exercises import sentences
from grader.exercises.gated_backward import Ask, Backward, backward_probes, published_gradients
from grader.exercises.gated_cost import cost_of
from grader.exercises.gated_forward import Forward, published_steps, step_probes
from grader.exercises.inputs import Inputs
from grader.exercises.lstm.mistakes import peephole as mistakes
from grader.exercises.lstm.variants import peephole as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from rnn_utils.checks.lstm import LSTM_PEEPHOLE
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import lstm as reference

RIGHT_ONCE_STEP_IS = sentences.ONCE_PLAIN_CELL_IS(function="lstm_cell_backward")
GRADIENTS = ("dxt", "da_prev", "dc_prev", "weights", "dPf", "dPu", "dPo")

FORWARD = Forward(LSTM_PEEPHOLE, reference.lstm_peephole_cell_forward, "peephole")
BACKWARD = Backward(
    LSTM_PEEPHOLE, reference.lstm_peephole_cell_backward, reference.lstm_peephole_cell_forward, "peephole"
)


def _probes(ask: Ask) -> Callable[[np.random.Generator], Sequence[Probe]]:
    def make(rng: np.random.Generator) -> Sequence[Probe]:
        inputs = Inputs(rng)
        return [*step_probes(FORWARD, inputs), *backward_probes(BACKWARD, ask, inputs)]

    return make


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    return [*published_steps(FORWARD, rng), *published_gradients(BACKWARD, rng)]


PEEPHOLE = HiddenExercise(
    public=LSTM_PEEPHOLE,
    reference={FORWARD.name: FORWARD.function, BACKWARD.name: BACKWARD.function},
    depends_on=("lstm_cell_backward",),
    tries=(
        Try("own", _probes(BACKWARD.given)),
        Try("stand-in", _probes(BACKWARD.given), ("lstm_cell_backward",), RIGHT_ONCE_STEP_IS),
        Try("own caches", _probes(BACKWARD.own), note=sentences.OWN_CACHES(function=FORWARD.name)),
    ),
    published=_published,
    mistakes=mistakes.PEEPHOLE,
    variants=variants.PEEPHOLE,
    cost=cost_of(BACKWARD, GRADIENTS, ("lstm_cell_backward",)),
)
