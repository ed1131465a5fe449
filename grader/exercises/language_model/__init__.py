"""Hidden checks, known mistakes and odd-but-right variants of assignment 02, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.language_model.chunks import CHUNKS
from grader.exercises.language_model.predicting import LANGUAGE_MODEL, SENTENCES
from grader.exercises.language_model.sampling import SAMPLING
from grader.exercises.language_model.training import TRAINING
from grader.exercises.language_model.updates import CLIPPING, STEP
from grader.exercises.language_model.vocabulary import VOCABULARY
from grader.exercises.model import HiddenExercise
from rnn_utils.reference.rnn import (
    one_hot,
    output_backward,
    rnn_backward,
    rnn_cell_forward,
    rnn_forward,
    sequence_loss,
    softmax,
)

ALL: tuple[HiddenExercise, ...] = (VOCABULARY, LANGUAGE_MODEL, SENTENCES, CLIPPING, STEP, TRAINING, SAMPLING, CHUNKS)

# What the notebook imports for its bodies: functions that students wrote for assignment 01.
GIVEN: Mapping[str, Callable[..., object]] = {
    "one_hot": one_hot,
    "output_backward": output_backward,
    "rnn_backward": rnn_backward,
    "rnn_cell_forward": rnn_cell_forward,
    "rnn_forward": rnn_forward,
    "sequence_loss": sequence_loss,
    "softmax": softmax,
}
