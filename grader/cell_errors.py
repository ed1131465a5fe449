"""Why a cell with tests failed, told from a notebook's outputs: its own error, and the cell that failed first.

Outputs are the student's: any text may stand in them. Nothing here decides on points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

from grader import sentences
from grader.feedback.text import one_line, text_of
from rnn_utils.checks.messages import Message

TIME_OVER = "CellTimeoutError"  # nbgrader's name for a cell that ran too long
NOT_RUN = "NotRun"  # a cell behind the end of the kernel
LONGEST_ERROR = 240
Cell = TypeVar("Cell", bound=Mapping[str, Any])
_TIME_OVER = re.compile(re.escape(sentences.RAN_TOO_LONG.english).replace(r"\{seconds\}", r"([\d.e+]+)"))
_NO_MODULE = re.compile(r"No module named '(\w+)'")


@dataclass(frozen=True)
class CellError:
    """The error that a cell ended with.

    Parameters
    ----------
    name, text
        The exception's name, and what it says; either may be empty.
    """

    name: str
    text: str

    @staticmethod
    def of(cell: Mapping[str, Any]) -> CellError | None:
        """Return the first error among a cell's outputs; that its time was over counts before all others."""
        outputs = cell.get("outputs")
        outputs = outputs if isinstance(outputs, list) else []
        found = [one for one in outputs if isinstance(one, Mapping) and one.get("output_type") == "error"]
        errors = [CellError(one_line(text_of(one.get("ename"))), text_of(one.get("evalue"))) for one in found]
        return next((error for error in errors if error.name == TIME_OVER), errors[0] if errors else None)

    @property
    def message(self) -> str:
        """Return the error as it is told; what has a sentence of ours keeps its key."""
        over = _TIME_OVER.fullmatch(self.text) if self.name == TIME_OVER else None
        if over:
            return sentences.RAN_TOO_LONG(seconds=over[1])
        said = f"{self.name}: {self.text}".removesuffix(": ").removeprefix(": ")
        missing = _NO_MODULE.fullmatch(self.text.strip()) if self.name == "ModuleNotFoundError" else None
        return sentences.NO_MODULE(error=said, module=missing[1]) if missing else said


def is_tested(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell's points come from its outputs, by what nbgrader keeps in its metadata."""
    entry = _entry(cell)
    return cell.get("cell_type") == "code" and bool(entry.get("grade")) and not entry.get("solution")


def with_causes(cells: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """Yield a notebook's cells, each with the first cell above it that failed, and how; empty where none did.

    A cell with tests is no cause: it says what is wrong, and changes nothing for those below.

    Parameters
    ----------
    cells
        All cells of the notebook, in order, with their outputs.
    """
    cause = ""
    for cell in cells:
        yield cell, cause
        error = None if cause or is_tested(cell) else CellError.of(cell)
        if error is not None and error.name != NOT_RUN:
            name = one_line(text_of(_entry(cell).get("grade_id")))
            place = sentences.NAMED_CELL(name=name) if name else sentences.CELL_ABOVE()
            cause = sentences.FAILED_FIRST(cell=place, error=_short(error.message))


def cause_of(error: CellError | None, failed_first: str) -> str:
    """Return the cell that failed before some tests, unless it tells no more than their own error does.

    Parameters
    ----------
    error
        The tests' own error.
    failed_first
        The cell, as :func:`with_causes` tells it.
    """
    same = error is not None and is_cause(failed_first) and failed_first.values["error"] == _short(error.message)
    return "" if same else failed_first


def is_cause(text: str) -> TypeGuard[Message]:
    """Say whether a text names a cell that failed before the tests."""
    return isinstance(text, Message) and text.key == sentences.FAILED_FIRST.key


def missing_module(text: str) -> str:
    """Return the module whose absence a text of this module tells of, itself or within; empty for any other text."""
    found = within(text, sentences.NO_MODULE.key)
    return str(found.values["module"]) if found else ""


def time_over(text: str) -> Message | None:
    """Return what a text of this module says of a cell whose time was over, itself or within."""
    return within(text, sentences.RAN_TOO_LONG.key)


def within(text: object, key: str) -> Message | None:
    """Return the message of a sentence that a text is or holds among its values; None where there is none."""
    if not isinstance(text, Message):
        return None
    if text.key == key:
        return text
    return next((found for value in text.values.values() if (found := within(value, key))), None)


def _short(text: str) -> str:
    return text if isinstance(text, Message) else one_line(text, LONGEST_ERROR)


def _entry(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    entry = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}
