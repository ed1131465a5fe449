"""Where the graded notebooks and feedback pages of an assignment lie, in a course of ours or of nbgrader's alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from grader.course import Course
from grader.foreign.course import ForeignCourse, is_foreign


@dataclass(frozen=True)
class Places:
    """Folders of one assignment.

    Parameters
    ----------
    name
        The assignment.
    course
        Answers where its folders are.
    foreign
        Whether it has no exercises of ours.
    """

    name: str
    course: Course | ForeignCourse
    foreign: bool

    @staticmethod
    def of(course: Course, name: str) -> Places:
        """Find out what kind of assignment it is.

        Parameters
        ----------
        course, name
            Which assignment of which course; it need not be built or released.
        """
        foreign = is_foreign(course, name)
        return Places(name, ForeignCourse.of(course.root) if foreign else course, foreign)

    @property
    def db_url(self) -> str:
        """Return where the gradebook is, in SQLAlchemy's form."""
        return self.course.db_url

    def autograded(self, student: str) -> Path:
        """Return the graded notebook of a student, of an assignment of ours."""
        if isinstance(self.course, ForeignCourse):
            return self.course.autograded(student, self.name) / f"{self.name}.ipynb"
        return self.course.autograded / student / self.name / f"{self.name}.ipynb"

    def feedback(self, student: str) -> Path:
        """Return the feedback page of a student, or the folder of the pages where there are several."""
        if isinstance(self.course, ForeignCourse):
            return self.course.feedback(student, self.name)
        return self.course.feedback / student / self.name / f"{self.name}.html"

    def link(self, student: str, page: Path) -> str:
        """Return a link from a page to a student's feedback; empty where there is none to lead to.

        Parameters
        ----------
        student
            Whose feedback.
        page
            The page that the link is on.
        """
        target = self.feedback(student)
        if not target.exists():
            return ""
        relative = os.path.relpath(target.absolute(), page.absolute().parent)
        return quote(relative if relative.startswith(".") else f"./{relative}", errors="replace")
