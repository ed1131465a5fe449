"""Hidden checks, known mistakes and odd-but-right variants of assignment 06, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.model import HiddenExercise
from grader.exercises.seq2seq import classifier, translator
from grader.exercises.seq2seq.beam import SEARCH
from grader.exercises.seq2seq.decoder import STEP
from grader.exercises.seq2seq.encoder import ENCODER
from grader.exercises.seq2seq.greedy import GREEDY
from rnn_utils.reference import cells, rnn

ALL: tuple[HiddenExercise, ...] = (
    ENCODER,
    classifier.FORWARD,
    classifier.BACKWARD,
    STEP,
    translator.FORWARD,
    translator.BACKWARD,
    GREEDY,
    SEARCH,
)

# What the notebook imports for its bodies: functions that students did not write for this assignment.
GIVEN: Mapping[str, Callable[..., object]] = {
    "as_part": cells.as_part,
    "cell_backward": cells.cell_backward,
    "cell_forward": cells.cell_forward,
    "cell_sizes": cells.cell_sizes,
    "one_hot": rnn.one_hot,
    "output_backward": rnn.output_backward,
    "output_forward": cells.output_forward,
    "part_of": cells.part_of,
    "sequence_loss": rnn.sequence_loss,
    "zero_state": cells.zero_state,
}
