"""What goes into a grading run and what comes out of it: how it is to be done, and a line for each submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from grader.engine.database import PATIENCE_S
from grader.gradebook import Marks
from grader.results import SubmissionResult


class How(StrEnum):
    """What a run did about a submission."""

    GRADED = "graded"
    KNOWN = "written from a kept result"
    MENDED = "with files written again"
    UNCHANGED = "unchanged"
    FAILED = "not graded"


@dataclass(frozen=True)
class Line:
    """One submission in a run: its result, the marks in the gradebook, the feedback page, and what was done.

    Parameters
    ----------
    student
        The student's id.
    result
        What was found.
    marks
        What the gradebook holds.
    feedback
        Where the page lies; the folder of the pages where an assignment has several notebooks.
    how
        Whether it was graded now, and if not, why not.
    max_score
        Points of the whole assignment, those given by hand among them.
    """

    student: str
    result: SubmissionResult
    marks: Marks
    feedback: Path
    how: How
    max_score: float


@dataclass(frozen=True)
class Options:
    """How a run goes about its work; no grade depends on any of this.

    Parameters
    ----------
    workers
        Processes of a local cluster; 0 grades in this process; None chooses by the size of the work.
    scheduler
        Address of a Dask scheduler to use in the place of a local cluster.
    again
        Whether to grade what is graded already as well.
    wait
        Whether to wait for another run of this course.
    patience_s
        How long to wait for a gradebook that is locked or away, seconds.
    accept_no_isolation_whatsoever
        Whether to run student code where it cannot be isolated.
    notice
        Is told what the run waits for.
    """

    workers: int | None = None
    scheduler: str = ""
    again: bool = False
    wait: bool = False
    patience_s: float = PATIENCE_S
    accept_no_isolation_whatsoever: bool = False
    notice: Callable[[str], None] = field(default_factory=lambda: _say_nothing)


def _say_nothing(notice: str) -> None:
    """Leave a notice unsaid."""
