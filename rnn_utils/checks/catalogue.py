"""Every exercise of the course by name; names are unique over all assignments."""

from __future__ import annotations

from rnn_utils.checks import brnn_deep_rnn, gru, language_model, lstm, rnn, seq2seq
from rnn_utils.checks.model import Exercise

EXERCISES: dict[str, Exercise] = {
    exercise.id: exercise
    for topic in (rnn, language_model, gru, lstm, brnn_deep_rnn, seq2seq)
    for exercise in topic.EXERCISES
}
