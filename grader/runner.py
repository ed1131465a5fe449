"""Grade the submissions of an assignment: whose, under which conditions, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.course import Course
from grader.engine.contract import ClassWork
from grader.engine.line import How, Line, Options
from grader.engine.own import OwnWork
from grader.engine.run import run_class
from grader.errors import RunError
from grader.feedback.terminal import ClassRow, summary
from grader.gradebook import storable
from grader.misplaced import some_of
from grader.preprocessors import conditions
from grader.results import Verdict
from grader.sandbox import Limits

__all__ = ["Graded", "How", "Options", "chosen_students", "grade_assignment", "grade_class", "own_work"]

LONGEST_STUDENT = 200  # bytes; no file name may have more than 255


@dataclass(frozen=True)
class Graded(Line):
    """One line of a grading run, with what is shown of it; see :class:`grader.engine.run.Line`."""

    @property
    def score(self) -> float:
        """Return the score in the gradebook: manual marks count, a late penalty is taken off."""
        return self.marks.score

    @property
    def row(self) -> ClassRow:
        """Return the line of the table, with the gradebook's score."""
        marks = self.marks
        found = summary(self.result, hand=marks.hand, scores=marks.scores, late_penalty=marks.late_penalty)
        return ClassRow(self.student, self.score, self.max_score, found, self.result.verdict is not Verdict.GRADED)


def own_work(course: Course, name: str, limits: Limits | None = None, language: str = "") -> OwnWork:
    """Return a class's work on an assignment with exercises of ours.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    limits
        What a student's code may use.
    language
        The language of what is said of the submissions; by default the one that the configuration names.

    Raises
    ------
    CourseError
        If the assignment has not been built.
    """
    return OwnWork(course, conditions(course, name, limits, language))


def chosen_students(work: ClassWork, students: Sequence[str] | None) -> list[str]:
    """Return whose submissions a run is about.

    Parameters
    ----------
    work
        The assignment.
    students
        Whose submissions are wanted; by default everyone's.

    Raises
    ------
    RunError
        If there is nothing to grade, a named student has not handed in anything, or a name is no text.
    """
    found = work.students()
    wanted = list(dict.fromkeys(students)) if students else found
    for student in wanted:
        if len(os.fsencode(student)) > LONGEST_STUDENT:
            hint = "rename it: files that are written for a student have this name and a little more"
            what = f"the name {student[:40]!r}… of STUDENT in {work.submitted('STUDENT')} is too long"
            raise RunError(what, hint=hint)
        if student != storable(student):
            hint = "rename it: no gradebook can hold such a name"
            raise RunError(f"the name {student!r} of STUDENT in {work.submitted('STUDENT')} is no text", hint=hint)
    unknown = sorted(set(wanted) - set(found))
    if unknown or not wanted:
        what = f"nothing from {', '.join(unknown)}" if unknown else "no submissions"
        hint = f"put notebooks into {work.submitted('STUDENT')}"
        if elsewhere := work.misplaced():
            hint += f"; not there: {some_of(elsewhere)}"
        raise RunError(f"{what} for {work.name}", hint=hint)
    return wanted


def grade_class(
    work: ClassWork, students: Sequence[str] | None = None, options: Options | None = None
) -> Iterator[Graded]:
    """Grade submissions and write each as soon as it is graded; what is in the gradebook already is left alone.

    Parameters
    ----------
    work
        The assignment.
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
    RunError
        If there is nothing to grade, a named student has not handed in anything, or the run cannot go on.
    """
    for line in run_class(work, chosen_students(work, students), options):
        yield Graded(**vars(line))


def grade_assignment(
    course: Course,
    name: str,
    students: Sequence[str] | None = None,
    limits: Limits | None = None,
    options: Options | None = None,
) -> Iterator[Graded]:
    """Grade submissions to an assignment with exercises of ours; see :func:`grade_class`.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    students
        As for :func:`grade_class`.
    limits
        What a student's code may use.
    options
        As for :func:`grade_class`.

    Yields
    ------
    Graded
        One for each submission, as they are done.
    """
    yield from grade_class(own_work(course, name, limits), students, options)
