"""Public side of the exercises of assignment 04, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.lstm.backward import LSTM_BACKWARD, LSTM_CELL_BACKWARD
from rnn_utils.checks.lstm.forward import LSTM_CELL_FORWARD, LSTM_FORWARD
from rnn_utils.checks.lstm.peephole import LSTM_PEEPHOLE
from rnn_utils.checks.model import Exercise

__all__ = [
    "EXERCISES",
    "LSTM_BACKWARD",
    "LSTM_CELL_BACKWARD",
    "LSTM_CELL_FORWARD",
    "LSTM_FORWARD",
    "LSTM_PEEPHOLE",
]

EXERCISES: tuple[Exercise, ...] = (
    LSTM_CELL_FORWARD,
    LSTM_FORWARD,
    LSTM_CELL_BACKWARD,
    LSTM_BACKWARD,
    LSTM_PEEPHOLE,
)
