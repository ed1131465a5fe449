"""The grades and comments of one submission as plain rows, filled in by nbgrader's own rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry

from grader.gradebook import SaveFindings, storable
from grader.results import SubmissionResult


@dataclass
class GradeRow:
    """One row of nbgrader's table of grades, as far as automatic grading reads and writes it."""

    id: str = ""
    manual_score: float | None = None
    auto_score: float | None = None
    needs_manual_grade: bool = True


@dataclass
class CommentRow:
    """One row of nbgrader's table of comments, as far as automatic grading reads and writes it."""

    id: str = ""
    auto_comment: str | None = None


@dataclass
class Sheet:
    """All rows of a submission by cell, in the place of a gradebook while nbgrader's preprocessor fills them in.

    Parameters
    ----------
    grades, comments
        Rows by name of the cell.
    """

    grades: dict[str, GradeRow] = field(default_factory=dict)
    comments: dict[str, CommentRow] = field(default_factory=dict)

    @property
    def db(self) -> Sheet:
        """Return what nbgrader commits to after each cell."""
        return self

    def commit(self) -> None:
        """Do nothing: the writer commits a submission as a whole."""

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> GradeRow:
        """Return the row of a grade cell, as nbgrader's gradebook does."""
        if name not in self.grades:
            raise MissingEntry(f"no grade cell {name}")
        return self.grades[name]

    def find_comment(self, name: str, notebook: str, assignment: str, student: str) -> CommentRow:
        """Return the row of a cell that is commented on, as nbgrader's gradebook does."""
        if name not in self.comments:
            raise MissingEntry(f"no solution cell {name}")
        return self.comments[name]

    def fill(self, cells: Sequence[NotebookNode], result: SubmissionResult) -> None:
        """Have nbgrader decide what each cell earned; what it does not mention is reset.

        Parameters
        ----------
        cells
            The cells that the gradebook knows, as graded.
        result
            The findings, which become comments.
        """
        for grade in self.grades.values():
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in self.comments.values():
            comment.auto_comment = None
        saver = SaveFindings()
        saver.gradebook = self
        saver.notebook_id = saver.assignment_id = saver.student_id = ""
        saver.take(result)
        for index, cell in enumerate(cells):
            saver.preprocess_cell(cell, {}, index)

    def withhold(self, reason: str) -> None:
        """Leave every automatic score empty and ask for a person, with the reason as comment."""
        for grade in self.grades.values():
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in self.comments.values():
            comment.auto_comment = storable(reason)


def blank_sheet(cells: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return the rows that nbgrader would make for these cells in an empty gradebook."""
    sheet = Sheet()
    for cell in cells:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade") or marks.get("task"):
            sheet.grades[marks["grade_id"]] = GradeRow()
        if marks.get("solution") or marks.get("task"):
            sheet.comments[marks["grade_id"]] = CommentRow()
    return sheet


def digest_of(rows: Iterable[Sequence[object]]) -> str:
    """Return a hash of rows of marks, whatever their order."""
    lines = sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]
