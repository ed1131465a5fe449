"""What is said of a cell that earns points without an exercise of ours: who marked it, or how its tests came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.cell_errors import NOT_RUN, CellError, cause_of, is_tested, missing_module
from grader.feedback.hand import Hand
from grader.feedback.hidden import HiddenLines
from grader.feedback.messages import Catalogue
from grader.feedback.text import one_line
from rnn_utils.checks.messages import told

LEAST = 1e-9
UNMARKED, BY_PERSON = "unmarked", "by_person"
RIGHT, PARTLY, WRONG, UNWRITTEN, NOT_REACHED = "right", "partly", "wrong", "unwritten", "not_reached"
LONGEST_MESSAGE = 1000


@dataclass(frozen=True)
class StatusTeller:
    """Tells the status of cells, as the last part of a key under ``status``.

    Parameters
    ----------
    say
        The page's sentences.
    hand
        The part of persons in the marks; None where it is not known.
    lost
        Whether nothing of what was handed in could be read.
    hidden
        Lines that may not be repeated.
    """

    say: Catalogue
    hand: Hand | None = None
    lost: bool = False
    hidden: HiddenLines = field(default_factory=HiddenLines)

    def status(self, cell: Mapping[str, Any], name: str, score: float, maximum: float | None) -> str:
        """Return the status of a cell that earns points; empty where it is not known who gave them.

        Parameters
        ----------
        cell
            The cell, with its outputs.
        name
            Its grade id.
        score, maximum
            Points in the gradebook, and what it is worth; None where that is not known.
        """
        hand = self.hand or Hand()
        if name in hand.marked:
            return BY_PERSON
        if name in hand.unmarked:
            return UNMARKED
        if self.lost:
            return NOT_REACHED
        if not is_tested(cell):
            # nbgrader gives no points, without a person, to an answer that is as it was given out.
            return "" if self.hand is None else BY_PERSON if score else UNWRITTEN
        error = CellError.of(cell)
        if error is not None and error.name == NOT_RUN:
            return NOT_REACHED
        if maximum is None or score >= maximum - LEAST:
            return RIGHT
        return PARTLY if score > 0 else WRONG

    def found(self, cell: Mapping[str, Any], cause: str, known: set[str]) -> tuple[str, ...]:
        """Return why the tests of a cell failed: what failed before them, and their own error.

        Parameters
        ----------
        cell
            The cell, with its outputs.
        cause
            The cell above that failed first, in words; empty where none did.
        known
            Missing modules of which the page has said already what to do; those of this cell are added.
        """
        error = CellError.of(cell) if is_tested(cell) else None
        if error is None or self.lost:
            return ()
        texts = [text for text in (cause_of(error, cause), error.message) if text]
        shown: list[str] = []
        for text in texts:
            shown.append(self._shown(told(text, self.say.translated)))
            module = missing_module(text)
            if module and module not in known:
                known.add(module)
                shown.append(self.say("exercise.no_module", module=module))
        return tuple(shown)

    def _shown(self, text: str) -> str:
        return one_line(self.hidden.redact(text, self.say("output.hidden")), LONGEST_MESSAGE)
