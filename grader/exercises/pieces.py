"""Judge an output piece by piece: some of its rows, or its values where a batch is not padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Shaped

from grader.exercises.model import Finding, Probe
from grader.exercises.probes import error_message
from grader.sandbox.inside.calls import Outcome, Request
from rnn_utils.checks.compare import EXACT, Tolerance, array_difference
from rnn_utils.checks.messages import NOTHING, Message
from rnn_utils.checks.model import Exercise, MissingOutput
from rnn_utils.types import Array

EVERY_ROW: tuple[int, int | None] = (0, None)


@dataclass(frozen=True)
class Piece:
    """A part of an output, and the criterion that it counts for.

    Parameters
    ----------
    criterion
        The criterion's id.
    output
        Name of the output.
    expected
        The whole right output.
    rows
        First of its rows that is looked at, and the first one behind them.
    where
        Where its values are looked at; broadcast to the output's shape.
    tolerance
        Allowed error.
    """

    criterion: str
    output: str
    expected: Shaped[Array, "..."]
    rows: tuple[int, int | None] = EVERY_ROW
    where: Bool[Array, "..."] | bool = True
    tolerance: Tolerance = EXACT

    def difference(self, exercise: Exercise, value: object) -> Message | None:
        """Say how the piece of a returned value differs from the right one."""
        output = next(one for one in exercise.outputs if one.name == self.output)
        try:
            got = exercise.pick(value, output)
        except MissingOutput as error:
            return error.message
        found = array_difference(self.expected, got, output.name, self.tolerance, output.axes)
        if found and found.kind in ("value", "not finite"):
            found = array_difference(self.of(self.expected), self.of(got), output.name, self.tolerance, output.axes)
        return found.message if found else None

    def of(self, value: Any) -> Array:
        """Return the rows that are looked at, with zeros where nothing is looked at."""
        array = np.asarray(value)
        kept: Array = np.where(self.where, array, np.zeros_like(array))
        return kept if self.rows == EVERY_ROW else kept[slice(*self.rows)]


def in_pieces(exercise: Exercise, label: str, request: Request, pieces: Sequence[Piece]) -> Probe:
    """Judge one request piece by piece.

    Parameters
    ----------
    exercise
        The exercise, which says how outputs are taken out of the returned value.
    label
        What is special about the inputs.
    request
        The call; its last step's value is judged.
    pieces
        What is looked at.

    Returns
    -------
    Probe
        One finding for each piece.
    """

    def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
        (outcome,) = outcomes
        for piece in pieces:
            if outcome.error:
                message: Message | None = error_message(outcome.error, request.steps[-1].function)
            else:
                message = piece.difference(exercise, outcome.value)
            yield Finding(piece.criterion, message is None, message or NOTHING, label)

    return Probe(label, (request,), judge)
