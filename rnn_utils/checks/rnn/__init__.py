"""Public side of the exercises of assignment 01, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.model import Exercise
from rnn_utils.checks.rnn.backward import OUTPUT_BACKWARD, RNN_BACKWARD, RNN_CELL_BACKWARD
from rnn_utils.checks.rnn.encoding import ONE_HOT, SOFTMAX
from rnn_utils.checks.rnn.forward import RNN_CELL_FORWARD, RNN_FORWARD, STACK_PARAMETERS
from rnn_utils.checks.rnn.measuring import NUMERICAL_GRADIENT, SEQUENCE_LOSS

__all__ = [
    "EXERCISES",
    "NUMERICAL_GRADIENT",
    "ONE_HOT",
    "OUTPUT_BACKWARD",
    "RNN_BACKWARD",
    "RNN_CELL_BACKWARD",
    "RNN_CELL_FORWARD",
    "RNN_FORWARD",
    "SEQUENCE_LOSS",
    "SOFTMAX",
    "STACK_PARAMETERS",
]

EXERCISES: tuple[Exercise, ...] = (
    ONE_HOT,
    SOFTMAX,
    RNN_CELL_FORWARD,
    STACK_PARAMETERS,
    RNN_FORWARD,
    SEQUENCE_LOSS,
    NUMERICAL_GRADIENT,
    OUTPUT_BACKWARD,
    RNN_CELL_BACKWARD,
    RNN_BACKWARD,
)
