"""Public side of the exercises of assignment 06, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.model import Exercise

EXERCISES: tuple[Exercise, ...] = ()
