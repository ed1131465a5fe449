"""Hidden checks, known mistakes and odd-but-right variants of assignment 03, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.gru.backward import CELL_BACKWARD, SEQUENCE_BACKWARD
from grader.exercises.gru.forward import CELL_FORWARD, SEQUENCE_FORWARD, SIMPLIFIED_FORWARD
from grader.exercises.gru.memory_shares import MEMORY_SHARES
from grader.exercises.gru.vanishing import NORMS
from grader.exercises.model import HiddenExercise
from rnn_utils.activations import sigmoid
from rnn_utils.reference.rnn import rnn_cell_backward, rnn_forward, softmax

ALL: tuple[HiddenExercise, ...] = (
    NORMS,
    SIMPLIFIED_FORWARD,
    CELL_FORWARD,
    SEQUENCE_FORWARD,
    CELL_BACKWARD,
    SEQUENCE_BACKWARD,
    MEMORY_SHARES,
)

# What the notebook imports for its bodies: functions that students did not write for this assignment.
GIVEN: Mapping[str, Callable[..., object]] = {
    "rnn_cell_backward": rnn_cell_backward,
    "rnn_forward": rnn_forward,
    "sigmoid": sigmoid,
    "softmax": softmax,
}
