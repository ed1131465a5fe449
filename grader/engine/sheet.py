"""The grades and comments of one submission as plain rows, filled in by nbgrader's own rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry

from grader.feedback.hand import GradeState, Hand
from grader.feedback.messages import Catalogue
from grader.gradebook import Marks, SaveFindings, storable
from grader.outputs import verdict_text
from grader.results import SubmissionResult, Verdict


@dataclass
class GradeRow:
    """One row of nbgrader's table of grades, as far as automatic grading reads and writes it."""

    id: str = ""
    manual_score: float | None = None
    auto_score: float | None = None
    needs_manual_grade: bool = True
    task: bool = False


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

    def enter(
        self,
        cells: Sequence[NotebookNode],
        findings: SubmissionResult,
        doubts: Collection[str] = (),
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Enter what grading found; what earlier runs entered is taken back, what a person wrote stays.

        Parameters
        ----------
        cells
            The cells that the gradebook knows, as graded; none where there was nothing to run.
        findings
            What was found, which becomes comments.
        doubts
            Names of the cells whose points a person should look at.
        notes
            Comments by cell, where nothing else has to be said.
        """
        reason = verdict_text(findings, Catalogue.known(findings.language))
        if findings.verdict is Verdict.NOT_GRADED:
            self._withhold(reason)
        elif not cells:
            self._earn_nothing("" if findings.verdict is Verdict.MISSING else reason)
        else:
            self._fill(cells, findings)
        for name in doubts:
            self.grades[name].needs_manual_grade = True
        for name, note in (notes or {}).items():
            if name in self.comments and self.comments[name].auto_comment is None:
                self.comments[name].auto_comment = storable(note)

    def _fill(self, cells: Sequence[NotebookNode], findings: SubmissionResult) -> None:
        """Have nbgrader decide what each cell earned; what it does not mention is reset."""
        for grade in self.grades.values():
            grade.auto_score = None
            # nbgrader writes nothing about a task: once a person has judged it, it stays judged.
            if not grade.task or grade.manual_score is None:
                grade.needs_manual_grade = True
        for comment in self.comments.values():
            comment.auto_comment = None
        saver = SaveFindings()
        saver.gradebook = self
        saver.notebook_id = saver.assignment_id = saver.student_id = ""
        saver.take(findings)
        for index, cell in enumerate(cells):
            saver.preprocess_cell(cell, {}, index)
        for grade in self.grades.values():
            # nbgrader's zeros are whole numbers, which a database returns as floating-point ones.
            grade.auto_score = None if grade.auto_score is None else float(grade.auto_score)

    def _earn_nothing(self, reason: str) -> None:
        """Write zeros for a notebook that is missing or cannot be read, as nbgrader does for a missing one."""
        for grade in self.grades.values():
            grade.auto_score = 0.0
            grade.needs_manual_grade = bool(reason) and grade.manual_score is not None
        for comment in self.comments.values():
            comment.auto_comment = storable(reason) or None

    def _withhold(self, reason: str) -> None:
        """Leave every automatic score empty and ask for a person, with the reason as comment."""
        for grade in self.grades.values():
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in self.comments.values():
            comment.auto_comment = storable(reason)

    def automatic_marks(self) -> Marks:
        """Return the marks of a submission that no person has marked and that was in time."""
        return Marks(
            {name: float(row.auto_score or 0.0) for name, row in self.grades.items()},
            {name: row.auto_comment for name, row in self.comments.items() if row.auto_comment},
            hand=Hand.of(
                GradeState.of(name, row.needs_manual_grade, row.auto_score, row.manual_score)
                for name, row in self.grades.items()
            ),
        )


def blank_sheet(cells: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return the rows that nbgrader would make for these cells in an empty gradebook."""
    sheet = Sheet()
    for cell in cells:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade") or marks.get("task"):
            sheet.grades[marks["grade_id"]] = GradeRow(task=bool(marks.get("task")))
        if marks.get("solution") or marks.get("task"):
            sheet.comments[marks["grade_id"]] = CommentRow()
    return sheet


def digest_of(rows: Iterable[Sequence[object]]) -> str:
    """Return a hash of rows of marks, whatever their order."""
    lines = sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]
