"""Hidden checks, known mistakes and odd-but-right variants of assignment 01, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.model import HiddenExercise
from grader.exercises.rnn.backward import CELL_BACKWARD, SEQUENCE_BACKWARD
from grader.exercises.rnn.cell import FORWARD, STACK
from grader.exercises.rnn.checking import CHECKING
from grader.exercises.rnn.encoding import ONE_HOT_HIDDEN, SOFTMAX_HIDDEN
from grader.exercises.rnn.loss import LOSS, OUTPUT
from grader.exercises.rnn.sequence import SEQUENCE_FORWARD

ALL: tuple[HiddenExercise, ...] = (
    ONE_HOT_HIDDEN,
    SOFTMAX_HIDDEN,
    FORWARD,
    STACK,
    SEQUENCE_FORWARD,
    LOSS,
    CHECKING,
    OUTPUT,
    CELL_BACKWARD,
    SEQUENCE_BACKWARD,
)

# What the notebook imports for its bodies: nothing, its students write everything.
GIVEN: Mapping[str, Callable[..., object]] = {}
