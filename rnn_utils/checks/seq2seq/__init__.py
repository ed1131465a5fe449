"""Public side of the exercises of assignment 06, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.model import Exercise
from rnn_utils.checks.seq2seq.reading import ENCODE, MANY_TO_ONE_BACKWARD, MANY_TO_ONE_FORWARD
from rnn_utils.checks.seq2seq.search import BEAM_SEARCH, GREEDY_DECODE
from rnn_utils.checks.seq2seq.writing import DECODE_STEP, SEQ2SEQ_BACKWARD, SEQ2SEQ_FORWARD

__all__ = [
    "BEAM_SEARCH",
    "DECODE_STEP",
    "ENCODE",
    "EXERCISES",
    "GREEDY_DECODE",
    "MANY_TO_ONE_BACKWARD",
    "MANY_TO_ONE_FORWARD",
    "SEQ2SEQ_BACKWARD",
    "SEQ2SEQ_FORWARD",
]

EXERCISES: tuple[Exercise, ...] = (
    ENCODE,
    MANY_TO_ONE_FORWARD,
    MANY_TO_ONE_BACKWARD,
    DECODE_STEP,
    SEQ2SEQ_FORWARD,
    SEQ2SEQ_BACKWARD,
    GREEDY_DECODE,
    BEAM_SEARCH,
)
