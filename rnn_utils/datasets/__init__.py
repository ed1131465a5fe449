"""Collect the small data sets of the course: sentences to tag, and a task for each kind of network."""

from __future__ import annotations

from rnn_utils.datasets.kinds import (
    Task,
    additions,
    first_equals_last,
    month_lengths,
    repeats,
    spelled_digits,
)
from rnn_utils.datasets.tagging import (
    EXAMPLE,
    EXAMPLE_LABELS,
    TEDDY_SENTENCES,
    TaggedSentence,
    capital_and_first,
    tagging_sentences,
)

__all__ = [
    "EXAMPLE",
    "EXAMPLE_LABELS",
    "TEDDY_SENTENCES",
    "TaggedSentence",
    "Task",
    "additions",
    "capital_and_first",
    "first_equals_last",
    "month_lengths",
    "repeats",
    "spelled_digits",
    "tagging_sentences",
]
