"""Grade the submissions of an assignment: whose, under which conditions, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course
from grader.engine.run import How, Options, run_class
from grader.errors import RunError
from grader.feedback.terminal import ClassRow
from grader.gradebook import Marks, storable
from grader.preprocessors import conditions
from grader.results import SubmissionResult
from grader.sandbox import Limits

__all__ = ["Graded", "How", "Options", "chosen_students", "grade_assignment", "students_of"]


@dataclass(frozen=True)
class Graded:
    """One line of a grading run: whose submission, its result, the marks in the gradebook, the feedback page.

    Parameters
    ----------
    student
        The student's id.
    result
        What was found.
    marks
        What the gradebook holds.
    feedback
        Where the page lies.
    how
        Whether it was graded now, and if not, why not.
    """

    student: str
    result: SubmissionResult
    marks: Marks
    feedback: Path
    how: How = How.GRADED

    @property
    def score(self) -> float:
        """Return the score in the gradebook: manual marks count, a late penalty is taken off."""
        return sum(self.marks.scores.values()) - self.marks.late_penalty

    @property
    def row(self) -> ClassRow:
        """Return the line of the table, with the gradebook's score."""
        return replace(ClassRow.of(self.student, self.result), score=self.score)


def students_of(course: Course, name: str) -> list[str]:
    """Return the students who handed in something for an assignment, whatever it is, in order."""
    if not course.submitted.is_dir():
        return []
    # A link that leads nowhere is something as well: who hands it in gets a verdict, not silence.
    return sorted(home.name for home in course.submitted.iterdir() if os.path.lexists(home / name))


def chosen_students(course: Course, name: str, students: Sequence[str] | None) -> list[str]:
    """Return whose submissions a run is about.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    students
        Whose submissions are wanted; by default everyone's.

    Raises
    ------
    RunError
        If there is nothing to grade, a named student has not handed in anything, or a name is no text.
    """
    found = students_of(course, name)
    wanted = list(dict.fromkeys(students)) if students else found
    for student in wanted:
        if student != storable(student):
            hint = "rename it: no gradebook can hold such a name"
            raise RunError(f"the name of the folder {student!r} in {course.submitted} is no text", hint=hint)
    unknown = sorted(set(wanted) - set(found))
    if unknown or not wanted:
        what = f"nothing from {', '.join(unknown)}" if unknown else "no submissions"
        raise RunError(f"{what} for {name}", hint=f"put notebooks at {course.submission_path('STUDENT', name)}")
    return wanted


def grade_assignment(
    course: Course,
    name: str,
    students: Sequence[str] | None = None,
    limits: Limits | None = None,
    options: Options | None = None,
) -> Iterator[Graded]:
    """Grade submissions and write each as soon as it is graded; what is in the gradebook already is left alone.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    students
        Whose submissions; by default everyone's.
    limits
        What a student's code may use.
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
    under = conditions(course, name, limits)
    wanted = chosen_students(course, name, students)
    for line in run_class(course, under, wanted, options):
        yield Graded(line.student, line.result, line.marks, line.feedback, line.how)
