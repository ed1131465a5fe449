"""A grading run that changes nothing: the real one, on a copy of the gradebook, with no files written.

What it tells is what the real run will do, because it is done by the same code. Results are kept as a real run keeps
them, so that the real run that follows has nothing left to grade; a kept result is no grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from grader.engine.contract import ClassWork, HandedWork
from grader.engine.interruption import Interruption
from grader.engine.line import How, Line, Options
from grader.engine.lock import course_lock
from grader.engine.parcel import Parcel
from grader.engine.run import Run
from grader.engine.scratch import scratch_gradebook
from grader.engine.standing import Standing
from grader.engine.writer import GradebookWriter, Written
from grader.gradebook import Marks


@dataclass(frozen=True)
class Outlook:
    """What a run would do about one submission.

    Parameters
    ----------
    student
        The student's id.
    how
        How the run came by its result.
    now
        What the gradebook holds about the submission; None where it holds nothing.
    then
        What it would hold after the run; None where it would hold nothing.
    detail
        Why it could not be graded; empty where it could.
    """

    student: str
    how: How
    now: Standing | None
    then: Standing | None
    detail: str = ""


class NoPapers:
    """Stands in for the files of a submission: they are in order, and none is written."""

    def __init__(self, work: ClassWork, student: str) -> None:
        self.page: Path = work.feedback(student)

    def in_order(self, token: str, marks: Mapping[str, Marks]) -> bool:
        """Say that they are: written anew, they would change no mark."""
        return True

    def write(self, submission: HandedWork, parcel: Parcel, written: Written) -> None:
        """Write nothing."""


class Rehearsal:
    """A run that changes nothing.

    Parameters
    ----------
    work
        The assignment, and where everything lies.
    options
        How to go about it, as for a real run.
    """

    def __init__(self, work: ClassWork, options: Options) -> None:
        self._work, self._options = work, options
        self.outlooks: list[Outlook] = []

    def lines(self, students: Sequence[str]) -> Iterator[Line]:
        """Do as a real run does; :attr:`outlooks` has what came of it after the last line.

        Parameters
        ----------
        students
            Whose submissions.

        Yields
        ------
        Line
            One for each submission.

        Raises
        ------
        RunError, RunInterrupted, GradebookError
            As a real run does.
        """
        options, private = self._options, self._work.private
        with ExitStack() as stack:
            # The same lock: it adds to the kept results, and a gradebook that is being written to tells nothing.
            stack.enter_context(course_lock(private / "grading.lock", wait=options.wait, notice=options.notice))
            interruption = stack.enter_context(Interruption())
            scratch = stack.enter_context(scratch_gradebook(self._work, options.patience_s, options.notice))
            writer = GradebookWriter(scratch, patience_s=options.patience_s, notice=options.notice)
            stack.enter_context(writer)
            now = writer.standings()
            lines = []
            run = Run(scratch, writer, options, interruption, papers=NoPapers, kept=None)
            for line in run.lines(students):
                lines.append((line.student, line.how, line.result.detail if line.how is How.FAILED else ""))
                yield line
            then = writer.standings()
        for student, how, detail in lines:
            self.outlooks.append(Outlook(student, how, now.get(student), then.get(student), detail))
