"""Hidden checks, known mistakes and odd-but-right variants of assignment 05, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.brnn_deep_rnn import deep
from grader.exercises.brnn_deep_rnn.deep_two_way import DEEP_TWO_WAY
from grader.exercises.brnn_deep_rnn.padding import PADDING
from grader.exercises.brnn_deep_rnn.two_way import FORWARD
from grader.exercises.brnn_deep_rnn.two_way_backward import BACKWARD
from grader.exercises.model import HiddenExercise
from rnn_utils.reference import cells

ALL: tuple[HiddenExercise, ...] = (
    PADDING,
    FORWARD,
    BACKWARD,
    deep.FORWARD,
    deep.BACKWARD,
    DEEP_TWO_WAY,
)

# What the notebook imports for its bodies: functions that students did not write for this assignment.
GIVEN: Mapping[str, Callable[..., object]] = {
    "as_part": cells.as_part,
    "layer_backward": cells.layer_backward,
    "layer_forward": cells.layer_forward,
    "output_forward": cells.output_forward,
    "part_of": cells.part_of,
}
