"""Grade the submissions of an assignment: read, grade, write gradebook, autograded notebook and feedback page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.course import COURSE_ID, Course, register
from grader.definition import write_atomically
from grader.errors import RunError, SandboxFailed
from grader.feedback.page import feedback_page
from grader.feedback.stored import stored_result
from grader.feedback.terminal import ClassRow
from grader.gradebook import GradebookWriter, Marks
from grader.grading import Conditions, GradedSubmission, grade_submission
from grader.preprocessors import conditions
from grader.results import SubmissionResult
from grader.sandbox import Limits, Sandbox
from grader.submission import Submission, read_submission

READ_ONLY = 0o444  # what nbgrader gives autograded files


@dataclass(frozen=True)
class Graded:
    """One line of a grading run: whose submission, its result, the marks in the gradebook, the feedback page."""

    student: str
    result: SubmissionResult
    marks: Marks
    feedback: Path

    @property
    def score(self) -> float:
        """Return the score in the gradebook: manual marks count, a late penalty is taken off."""
        return sum(self.marks.scores.values()) - self.marks.late_penalty

    @property
    def row(self) -> ClassRow:
        """Return the line of the table, with the gradebook's score."""
        return replace(ClassRow.of(self.student, self.result), score=self.score)


def students_of(course: Course, name: str) -> list[str]:
    """Return the students who handed in something for an assignment, in order."""
    return sorted(folder.parent.name for folder in course.submitted.glob(f"*/{name}") if folder.is_dir())


def grade_assignment(
    course: Course, name: str, students: Sequence[str] | None = None, limits: Limits | None = None
) -> Iterator[Graded]:
    """Grade submissions one after another and write each as soon as it is graded.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    students
        Whose submissions; by default everyone's.
    limits
        What a student's code may use.

    Yields
    ------
    Graded
        One for each submission, in order.

    Raises
    ------
    RunError
        If there is nothing to grade, or a named student has not handed in anything.
    """
    under = conditions(course, name, limits)
    found = students_of(course, name)
    wanted = list(students) if students else found
    unknown = sorted(set(wanted) - set(found))
    if unknown or not wanted:
        what = f"nothing from {', '.join(unknown)}" if unknown else "no submissions"
        raise RunError(f"{what} for {name}", hint=f"put notebooks at {course.submission_path('STUDENT', name)}")
    register(course, under.definition)
    with GradebookWriter(course.db_url, COURSE_ID) as writer:
        worker = _Worker(course, under)
        try:
            for student in wanted:
                submission = read_submission(course.submitted / student / name, student, name)
                yield record(course, writer, submission, worker.grade(submission))
        finally:
            worker.close()


class _Worker:
    """A warm sandbox that is replaced when it breaks."""

    def __init__(self, course: Course, under: Conditions) -> None:
        self._edition = course.edition_path(under.definition.name)
        self._conditions = under
        self._sandbox = Sandbox(edition=self._edition)

    def grade(self, submission: Submission) -> GradedSubmission:
        try:
            return grade_submission(submission, self._conditions, self._sandbox)
        except SandboxFailed:
            # A broken worker says nothing about the student: once more on a fresh one.
            self.close()
            self._sandbox = Sandbox(edition=self._edition)
            return grade_submission(submission, self._conditions, self._sandbox)

    def close(self) -> None:
        self._sandbox.close()


def record(course: Course, writer: GradebookWriter, submission: Submission, graded: GradedSubmission) -> Graded:
    """Write one graded submission everywhere it belongs.

    Parameters
    ----------
    course
        The course.
    writer
        The open gradebook.
    submission, graded
        What was handed in, and what came out.

    Returns
    -------
    Graded
        The line for the table.
    """
    student, name = submission.student, submission.assignment
    folder = course.autograded / student / name
    write_atomically(folder / f"{name}.ipynb", nbformat.writes(graded.notebook).encode(), READ_ONLY)
    if submission.timestamp:
        write_atomically(folder / "timestamp.txt", submission.timestamp.encode(), READ_ONLY)
    marks = writer.write(submission, graded.notebook)
    page = write_feedback(course, student, name, graded.notebook, marks)
    return Graded(student, graded.result, marks, page)


def write_feedback(course: Course, student: str, name: str, notebook: NotebookNode, marks: Marks) -> Path:
    """Write a student's feedback page where nbgrader keeps feedback, and return its path."""
    result = stored_result(notebook)
    if result is None:
        raise RunError(f"{student}'s {name} was not graded by this grader", hint=f"run 'grader grade {name}'")
    page = feedback_page(
        notebook,
        result,
        student=student,
        scores=marks.scores,
        comments=marks.comments,
        late_penalty=marks.late_penalty,
    )
    path = course.feedback / student / name / f"{name}.html"
    write_atomically(path, page.encode())
    return path
