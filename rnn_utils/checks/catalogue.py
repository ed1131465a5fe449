"""Every exercise of the course by name."""

from __future__ import annotations

from rnn_utils.checks import rnn
from rnn_utils.checks.model import Exercise

EXERCISES: dict[str, Exercise] = {exercise.id: exercise for exercise in rnn.EXERCISES}
