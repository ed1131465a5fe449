"""Public side of the exercises of assignment 05, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.brnn_deep_rnn.deep import DEEP_RNN_BACKWARD, DEEP_RNN_FORWARD
from rnn_utils.checks.brnn_deep_rnn.deep_two_way import DEEP_BRNN_FORWARD
from rnn_utils.checks.brnn_deep_rnn.padding import REVERSE_SEQUENCES
from rnn_utils.checks.brnn_deep_rnn.two_way import BRNN_BACKWARD, BRNN_FORWARD
from rnn_utils.checks.model import Exercise

__all__ = [
    "BRNN_BACKWARD",
    "BRNN_FORWARD",
    "DEEP_BRNN_FORWARD",
    "DEEP_RNN_BACKWARD",
    "DEEP_RNN_FORWARD",
    "EXERCISES",
    "REVERSE_SEQUENCES",
]

EXERCISES: tuple[Exercise, ...] = (
    REVERSE_SEQUENCES,
    BRNN_FORWARD,
    BRNN_BACKWARD,
    DEEP_RNN_FORWARD,
    DEEP_RNN_BACKWARD,
    DEEP_BRNN_FORWARD,
)
