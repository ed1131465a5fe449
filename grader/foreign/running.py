"""Grade any course: assignments of ours by their exercises, those of nbgrader alone by its rules, by one engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from traitlets.config import Config

from grader.configuration import configured_language
from grader.course import Course
from grader.engine.contract import ClassWork, HandedWork
from grader.errors import CourseError
from grader.feedback.messages import Catalogue
from grader.foreign.assignment import read_assignment
from grader.foreign.course import ForeignCourse, is_foreign
from grader.foreign.grading import ForeignConditions
from grader.foreign.handed_in import HandedIn, read_handed_in
from grader.foreign.kit import ForeignKit
from grader.runner import Graded, Options, grade_class, own_work
from grader.sandbox import Limits


@dataclass(frozen=True)
class ForeignWork:
    """One class's work on an assignment of nbgrader's, as :class:`grader.engine.contract.ClassWork` has it.

    Parameters
    ----------
    course
        The course.
    kit
        The assignment, and what grades it.
    gradebook_url
        Another gradebook than the course's, in SQLAlchemy's form.
    """

    course: ForeignCourse
    kit: ForeignKit
    gradebook_url: str = ""

    @property
    def name(self) -> str:
        """Return the assignment's name."""
        return self.kit.name

    @property
    def private(self) -> Path:
        """Return the folder of the lock, of kept results and of receipts."""
        return Course(self.course.root).private

    @property
    def db_url(self) -> str:
        """Return where the gradebook is."""
        return self.gradebook_url or self.course.db_url

    @property
    def config(self) -> Config:
        """Return nbgrader's configuration."""
        return self.course.config

    def with_gradebook(self, db_url: str) -> ForeignWork:
        """Return the same work with another gradebook."""
        return replace(self, gradebook_url=db_url)

    def register(self) -> None:
        """Do nothing: ``nbgrader generate_assignment`` has done it."""

    def students(self) -> list[str]:
        """Return who handed in something, in order."""
        return self.course.students(self.name)

    def misplaced(self) -> list[Path]:
        """Return nothing: where submissions lie is the configuration's affair, and notebooks may have any name."""
        return []

    def read(self, student: str) -> HandedIn:
        """Read what a student handed in."""
        return read_handed_in(self.submitted(student), student, self.kit.conditions.assignment)

    def submitted(self, student: str) -> Path:
        """Return the folder of what a student handed in."""
        return self.course.submitted(student, self.name)

    def autograded(self, student: str) -> Path:
        """Return the folder of a student's graded notebooks."""
        return self.course.autograded(student, self.name)

    def feedback(self, student: str) -> Path:
        """Return the folder of a student's feedback pages."""
        return self.course.feedback(student, self.name)

    @property
    def pages(self) -> Path:
        """Return the folder of everybody's feedback."""
        return self.course.pages

    def beside(self, submission: HandedWork) -> Mapping[str, bytes]:
        """Return the files that lie beside the graded notebooks: what the notebooks found beside themselves."""
        return submission.files


def class_work(
    course: Course, name: str, limits: Mapping[str, float | int] | None = None, language: str = ""
) -> ClassWork:
    """Return a class's work on any assignment.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    limits
        What is to be changed of the limits on students' code, by name.
    language
        The language of what is said of the submissions; by default the one that the configuration names.

    Raises
    ------
    GraderError
        If the assignment has not been built or generated, or cannot be graded here.
    """
    if is_foreign(course, name):
        return foreign_work(ForeignCourse.of(course.root), name, limits, language)
    return own_work(course, name, Limits.from_dict(limits or {}), language)


def foreign_work(
    course: ForeignCourse, name: str, limits: Mapping[str, float | int] | None = None, language: str = ""
) -> ForeignWork:
    """Return a class's work on an assignment of an nbgrader course.

    Parameters
    ----------
    course, name, limits, language
        As for :func:`class_work`; what is not changed is as the course's configuration has it.

    Raises
    ------
    CourseError
        If it cannot be graded here: not generated, not Python, or files of its own that the sandbox has no room for.
    """
    assignment = read_assignment(course, name)
    bounds = Limits.from_dict({**course.limits().to_dict(), **(limits or {})})
    if sum(map(len, assignment.files.values())) > bounds.work_mib << 20:
        message = f"the files of {name} in {course.source(name)} are larger than {bounds.work_mib} MiB"
        raise CourseError(message, hint="set c.Grader.limits = {'work_mib': …} in nbgrader_config.py")
    spoken = Catalogue.load(language).language if language else configured_language(course.config)
    under = ForeignConditions(assignment, bounds, course.trimming(), course.not_run(), spoken)
    return ForeignWork(course, ForeignKit(under, course.packages()))


def grade_any(
    course: Course, name: str, students: Sequence[str] | None = None, options: Options | None = None
) -> Iterator[Graded]:
    """Grade an assignment by our exercises where it has them, and by nbgrader's rules where it has not.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    students
        Whose submissions; by default everyone's.
    options
        How to go about it: workers, cluster, waiting.

    Yields
    ------
    Graded
        One for each submission, as they are done.

    Raises
    ------
    GraderError
        If there is nothing to grade, or it cannot be graded here.
    """
    yield from grade_class(class_work(course, name), students, options)
