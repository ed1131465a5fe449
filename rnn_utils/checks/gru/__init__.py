"""Public side of the exercises of assignment 03, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.gru.backward import GRU_BACKWARD, GRU_CELL_BACKWARD
from rnn_utils.checks.gru.forward import GRU_CELL_FORWARD, GRU_FORWARD, SIMPLIFIED_GRU_CELL_FORWARD
from rnn_utils.checks.gru.memory_shares import MEMORY_SHARES
from rnn_utils.checks.gru.vanishing import GRADIENT_NORMS
from rnn_utils.checks.model import Exercise

__all__ = [
    "EXERCISES",
    "GRADIENT_NORMS",
    "GRU_BACKWARD",
    "GRU_CELL_BACKWARD",
    "GRU_CELL_FORWARD",
    "GRU_FORWARD",
    "MEMORY_SHARES",
    "SIMPLIFIED_GRU_CELL_FORWARD",
]

EXERCISES: tuple[Exercise, ...] = (
    GRADIENT_NORMS,
    SIMPLIFIED_GRU_CELL_FORWARD,
    GRU_CELL_FORWARD,
    GRU_FORWARD,
    GRU_CELL_BACKWARD,
    GRU_BACKWARD,
    MEMORY_SHARES,
)
