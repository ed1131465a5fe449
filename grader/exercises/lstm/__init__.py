"""Hidden checks, known mistakes and odd-but-right variants of assignment 04, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.lstm.backward import CELL_BACKWARD, SEQUENCE_BACKWARD
from grader.exercises.lstm.forward import CELL_FORWARD, SEQUENCE_FORWARD
from grader.exercises.lstm.peephole import PEEPHOLE
from grader.exercises.model import HiddenExercise
from rnn_utils.activations import sigmoid
from rnn_utils.reference.rnn import softmax

ALL: tuple[HiddenExercise, ...] = (
    CELL_FORWARD,
    SEQUENCE_FORWARD,
    CELL_BACKWARD,
    SEQUENCE_BACKWARD,
    PEEPHOLE,
)

# What the notebook imports for its bodies: functions that students did not write for this assignment.
GIVEN: Mapping[str, Callable[..., object]] = {"sigmoid": sigmoid, "softmax": softmax}
