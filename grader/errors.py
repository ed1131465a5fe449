"""The exception tree of the grader: whatever it raises on purpose is a ``GraderError``.

What a student's code does wrong is never an exception here: it is a result.
"""

from __future__ import annotations


class GraderError(Exception):
    """Root of all errors that the grader raises on purpose.

    Parameters
    ----------
    message : str
        What was wrong, what came and what was expected.
    hint : str
        What to do next; empty when there is nothing to add.

    Attributes
    ----------
    hint : str
        What to do next.
    exit_status : int
        What the command line ends with.
    """

    exit_status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}\nWhat to do: {self.hint}" if self.hint else message


class SandboxError(GraderError):
    """Something about the sandbox itself, not about a student's code."""


class SandboxUnavailable(SandboxError):
    """This machine cannot isolate student code well enough, so nothing was run."""


class SandboxFailed(SandboxError):
    """A worker that had started, died or broke its protocol; another one may succeed."""


class CourseError(GraderError):
    """The description of the course, of an assignment or of an exercise contradicts itself."""


class StrengthError(GraderError):
    """A measurement of the checks differs from the committed one, or asks for what does not exist."""


class SubmissionError(GraderError):
    """A submission cannot be read as a notebook of its assignment."""


class GradebookError(GraderError):
    """The gradebook cannot be read, or a grade cannot be written to it."""


class AuthoringError(GraderError):
    """An assignment cannot be built or released from its solution."""


class ReportError(GraderError):
    """There is nothing to report on, or a report cannot be written."""


class RunError(GraderError):
    """A grading run cannot be started or gone on with."""


class RunInterrupted(RunError):
    """A grading run was stopped by its user; everything written until then stays."""

    exit_status = 130
