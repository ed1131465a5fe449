"""What the tests of the exercises have to know of each assignment, put together."""

from __future__ import annotations

from collections.abc import Mapping

from . import brnn_deep_rnn, gru, language_model, lstm, rnn, seq2seq

TOPICS = (rnn, language_model, gru, lstm, brnn_deep_rnn, seq2seq)
NAMES = ("01_rnn", "02_language_model", "03_gru", "04_lstm", "05_brnn_deep_rnn", "06_seq2seq")

WRONG_SOURCES: Mapping[str, Mapping[str, str]] = {
    name: topic.WRONG_SOURCES for name, topic in zip(NAMES, TOPICS, strict=True)
}
EQUALS = tuple(group for topic in TOPICS for group in topic.EQUALS)
NOT_SHOWN = frozenset(mistake for topic in TOPICS for mistake in topic.NOT_SHOWN)
GIVEN_BACK: Mapping[str, frozenset[str]] = {
    exercise: criteria for topic in TOPICS for exercise, criteria in topic.GIVEN_BACK.items()
}
