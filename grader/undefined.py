"""Say why a function is not there although its cell was written: the cell stopped, or it defines another name.

Outputs and sources are the student's: any text may stand in them. Nothing here decides on points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader import sentences
from grader.cell_errors import CellError, within
from grader.exercises.sentences import NOT_DEFINED
from grader.feedback.text import one_line, text_of
from grader.results import ExerciseResult, Status
from rnn_utils.checks.messages import NOTHING, Message

SOLUTION = "_solution"  # what the build puts behind an exercise's name for the cell in which it is written
LONGEST_ERROR = 240
MOST_NAMES = 5
_DEFINES = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)|^(\w+)[ \t]*=", re.MULTILINE)


def explained(result: ExerciseResult, cells: Mapping[str, Mapping[str, Any]]) -> ExerciseResult:
    """Tell an exercise that could not be found from one that was not written.

    Parameters
    ----------
    result
        What was found.
    cells
        Grade id → cell of the notebook, with its outputs.

    Returns
    -------
    ExerciseResult
        With a note and marked as wrong where the cell holds code that did not define the function; else as it was.
    """
    cell = cells.get(result.id + SOLUTION)
    if result.status is not Status.UNWRITTEN or cell is None:
        return result
    note = _why(result, cell)
    return replace(result, status=Status.WRONG, note=note) if note else result


def _why(result: ExerciseResult, cell: Mapping[str, Any]) -> Message:
    error = CellError.of(cell)
    if error is not None and error.name != NotImplementedError.__name__:
        said = error.message
        return sentences.CELL_FAILED(error=said if isinstance(said, Message) else one_line(said, LONGEST_ERROR))
    messages = [message for criterion in result.criteria for message in criterion.messages]
    if not any(within(message, NOT_DEFINED.key) for message in messages):
        return NOTHING
    names = list(dict.fromkeys(one or other for one, other in _DEFINES.findall(text_of(cell.get("source")))))
    if not names or result.id in names:
        return NOTHING
    return sentences.OTHER_NAMES(function=result.id, names=", ".join(names[:MOST_NAMES]))


def is_explained(text: str) -> bool:
    """Say whether a note tells why a function is not there."""
    keys = (sentences.CELL_FAILED.key, sentences.OTHER_NAMES.key)
    return isinstance(text, Message) and text.key in keys
