"""A class's work on an assignment with exercises of ours: one notebook, which has the assignment's name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from traitlets.config import Config

from grader.configuration import load_configuration
from grader.course import Course, register
from grader.engine.contract import HandedWork
from grader.engine.kit import Kit
from grader.grading import Conditions
from grader.misplaced import misplaced
from grader.submission import Submission, read_submission


@dataclass(frozen=True)
class OwnWork:
    """One class's work on an assignment of ours, as :class:`grader.engine.contract.ClassWork` has it.

    Parameters
    ----------
    course
        The course.
    under
        Assignment, seed and limits.
    """

    course: Course
    under: Conditions

    @property
    def name(self) -> str:
        """Return the assignment's name."""
        return self.under.definition.name

    @cached_property
    def kit(self) -> Kit:
        """Return what grades it."""
        return Kit.pack(self.under, self.course.edition_path(self.name))

    @property
    def private(self) -> Path:
        """Return the folder of the lock, of kept results and of receipts."""
        return self.course.private

    @property
    def db_url(self) -> str:
        """Return where the gradebook is."""
        return self.course.db_url

    @property
    def config(self) -> Config:
        """Return nbgrader's configuration."""
        return load_configuration(self.course.root)

    def with_gradebook(self, db_url: str) -> OwnWork:
        """Return the same work with another gradebook."""
        return replace(self, course=replace(self.course, gradebook_url=db_url))

    def register(self) -> None:
        """Write the assignment to the gradebook; where it is there already, nothing changes."""
        register(self.course, self.under.definition)

    def students(self) -> list[str]:
        """Return who handed in something, whatever it is, in order."""
        folder = self.course.submitted
        if not folder.is_dir():
            return []
        # A link that leads nowhere is something as well: who hands it in gets a verdict, not silence.
        return sorted(home.name for home in folder.iterdir() if os.path.lexists(home / self.name))

    def misplaced(self) -> list[Path]:
        """Return notebooks that look like submissions and lie where none is looked for."""
        return misplaced(self.course.submitted, self.name)

    def read(self, student: str) -> Submission:
        """Read what a student handed in."""
        return read_submission(self.submitted(student), student, self.name)

    def submitted(self, student: str) -> Path:
        """Return the folder of what a student handed in."""
        return self.course.submission_path(student, self.name).parent

    def autograded(self, student: str) -> Path:
        """Return the folder of a student's graded notebook."""
        return self.course.autograded / student / self.name

    def feedback(self, student: str) -> Path:
        """Return the folder of a student's feedback page."""
        return self.course.feedback / student / self.name

    @property
    def pages(self) -> Path:
        """Return the folder of everybody's feedback."""
        return self.course.feedback

    def beside(self, submission: HandedWork) -> Mapping[str, bytes] | None:
        """Leave what lies beside the graded notebook alone."""
        return None
