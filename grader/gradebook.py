"""Write grades to nbgrader's gradebook: one transaction per submission, by nbgrader's own rules.

nbgrader decides what a cell's output is worth, which grades need a person, and what a late submission costs. Here
stands only what its preprocessors leave out: findings become the comment of the cell that the student wrote in, and
everything about a submission is committed at once, so that an interrupted run leaves either the old grade or the new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from grader.errors import GradebookError
from grader.feedback.stored import stored_result
from grader.outputs import as_text
from grader.registration import open_gradebook
from grader.results import ExerciseResult
from grader.submission import Submission

SOLUTION_SUFFIX = "_solution"


@dataclass(frozen=True)
class Marks:
    """What the gradebook holds about one submission after writing, manual marks included."""

    scores: Mapping[str, float]
    comments: Mapping[str, str]
    late_penalty: float = 0.0


class SaveFindings(SaveAutoGrades):  # type: ignore[misc]
    """Save grades as nbgrader does, with the findings of an exercise as comment on its solution cell."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save every cell's grade and comment; called by nbgrader's converter."""
        self.remember(nb)
        result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return result

    def remember(self, notebook: NotebookNode) -> None:
        """Take the exercises' results out of the notebook's metadata."""
        result = stored_result(notebook)
        exercises = result.exercises if result else ()
        self.exercises: dict[str, ExerciseResult] = {exercise.id: exercise for exercise in exercises}
        self.problem = f"{result.verdict}: {result.detail}" if result and result.detail else ""

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_comment(cell, resources)
        grade_id = cell.metadata.nbgrader.grade_id
        exercise = self.exercises.get(grade_id.removesuffix(SOLUTION_SUFFIX))
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if self.problem:
            comment.auto_comment = self.problem
        elif exercise and comment.auto_comment is None:
            comment.auto_comment = as_text(exercise)
        self.gradebook.db.commit()


class GradebookWriter:
    """The one writer of a grading run.

    Parameters
    ----------
    db_url, course_id
        The gradebook.
    config
        nbgrader's configuration, for the plugin that sets late penalties.
    """

    def __init__(self, db_url: str, course_id: str, config: Config | None = None) -> None:
        self._stack = open_gradebook(db_url, course_id)
        self._gradebook = self._stack.__enter__()
        self._saver = SaveFindings(config=config)
        self._late = AssignLatePenalties(config=config)
        self._late.init_plugin()

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *details: Any) -> None:
        """Close the gradebook."""
        self._stack.__exit__(None, None, None)

    def write(self, submission: Submission, notebook: NotebookNode) -> Marks:
        """Write one graded submission and return what the gradebook then holds about it.

        Parameters
        ----------
        submission
            Whose it is and when it came.
        notebook
            The graded notebook with its result.

        Raises
        ------
        GradebookError
            If the database refuses; then nothing of this submission is changed.
        """
        try:
            with self._transaction() as gradebook:
                gradebook.update_or_create_student(submission.student)
                times = {"timestamp": submission.timestamp} if submission.timestamp else {}
                with gradebook.db.no_autoflush:  # nbgrader links a new submission before it adds it
                    stored = gradebook.update_or_create_submission(submission.assignment, submission.student, **times)
                self._save_cells(gradebook, submission, notebook)
                return self._finish(gradebook, stored, submission.assignment)
        except (SQLAlchemyError, ValueError) as error:
            hint = "see whether another program holds the gradebook, then run the same command again"
            raise GradebookError(f"the grade of {submission.student} was not written: {error}", hint=hint) from error

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """Make nbgrader's many commits into one at the end."""
        session = self._gradebook.db
        session.commit = session.flush
        try:
            yield self._gradebook
        except BaseException:
            session.rollback()
            raise
        else:
            del session.commit
            session.commit()
        finally:
            session.__dict__.pop("commit", None)

    def _save_cells(self, gradebook: Any, submission: Submission, notebook: NotebookNode) -> None:
        saver = self._saver
        saver.gradebook = gradebook
        saver.notebook_id = saver.assignment_id = submission.assignment
        saver.student_id = submission.student
        saver.remember(notebook)
        for index, cell in enumerate(notebook.cells):
            saver.preprocess_cell(cell, {}, index)

    def _finish(self, gradebook: Any, stored: Any, notebook_id: str) -> Marks:
        gradebook.db.flush()
        gradebook.db.refresh(stored)
        (notebook,) = [one for one in stored.notebooks if one.name == notebook_id]
        gradebook.db.expire(notebook)
        notebook.late_submission_penalty = self._late_penalty(stored, notebook)
        scores = {grade.name: float(grade.score) for grade in notebook.grades}
        comments = {comment.name: comment.comment for comment in notebook.comments if comment.comment}
        return Marks(scores, comments, float(notebook.late_submission_penalty or 0.0))

    def _late_penalty(self, stored: Any, notebook: Any) -> float | None:
        if not stored.total_seconds_late:
            return None
        plugin = self._late.plugin_inst
        penalty = plugin.late_submission_penalty(stored.student.id, notebook.score, stored.total_seconds_late)
        return None if penalty is None else float(self._late._check_late_penalty(notebook, penalty))
