"""Grade in this process, one submission after another: the quickest way for a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.engine.contract import GradingKit
from grader.engine.interruption import Interruption
from grader.engine.kit import Failure, Unit
from grader.engine.slow import telling_if_slow
from grader.engine.work import grade_unit

Answer = bytes | Failure


class InlinePool:
    """Grades where it stands.

    Parameters
    ----------
    kit
        What grading needs beside the submissions.
    notice
        Is told what takes long.
    """

    def __init__(self, kit: GradingKit, notice: Callable[[str], None]) -> None:
        self._kit, self._notice = kit, notice

    def answers(self, units: Iterable[Unit], interruption: Interruption) -> Iterator[tuple[Unit, Answer]]:
        """Yield each unit with its parcel, or why there is none.

        Parameters
        ----------
        units
            The work; taken as it is needed.
        interruption
            Ctrl-C gives up the submission in hand.
        """
        for unit in units:
            with interruption.allowed(), telling_if_slow(self._notice, unit.submission.student):
                answer = grade_unit(self._kit, unit)
            yield unit, answer

    def finished(self) -> Iterator[tuple[Unit, Answer]]:
        """Yield nothing: what was graded has been handed over."""
        yield from ()

    def close(self) -> None:
        """Do nothing: the sandbox stays warm for the next assignment, and ends with the process."""
