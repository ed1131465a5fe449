"""Public side of the exercises of assignment 02, in the order of the notebook."""

from __future__ import annotations

from rnn_utils.checks.language_model.learning import CLIP_BY_VALUE, SGD_STEP, TRAIN
from rnn_utils.checks.language_model.predicting import LANGUAGE_MODEL_FORWARD, SENTENCE_LOG_PROBABILITY
from rnn_utils.checks.language_model.text import BUILD_VOCABULARY, TRUNCATED_BPTT_BATCHES
from rnn_utils.checks.language_model.writing import SAMPLE
from rnn_utils.checks.model import Exercise

__all__ = [
    "BUILD_VOCABULARY",
    "CLIP_BY_VALUE",
    "EXERCISES",
    "LANGUAGE_MODEL_FORWARD",
    "SAMPLE",
    "SENTENCE_LOG_PROBABILITY",
    "SGD_STEP",
    "TRAIN",
    "TRUNCATED_BPTT_BATCHES",
]

EXERCISES: tuple[Exercise, ...] = (
    BUILD_VOCABULARY,
    LANGUAGE_MODEL_FORWARD,
    SENTENCE_LOG_PROBABILITY,
    CLIP_BY_VALUE,
    SGD_STEP,
    TRAIN,
    SAMPLE,
    TRUNCATED_BPTT_BATCHES,
)
