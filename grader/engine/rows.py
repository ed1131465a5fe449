"""The tables of nbgrader as the writer uses them: a submission's rows are read and written with a few statements."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from grader.engine.sheet import CommentRow, GradeRow, Sheet
from grader.errors import GradebookError
from grader.feedback.hand import GradeState, Hand
from grader.gradebook import Marks

# Plain tables: loading nbgrader's objects computes sums that nobody asked for.
ASSIGNMENT, NOTEBOOK, STUDENT = Assignment.__table__, Notebook.__table__, Student.__table__
SUBMITTED, SUBMITTED_NOTEBOOK = SubmittedAssignment.__table__, SubmittedNotebook.__table__
GRADE, COMMENT = Grade.__table__, Comment.__table__
DUE = ", due "
BASE_CELL = GradeCell.__table__.metadata.tables["base_cell"]
# nbgrader's own expressions for what a grade and a comment come to
SCORE, COMMENTED = Grade.score.expression, Comment.comment.expression

# Statements of every submission, made once.
FIND = (
    select(
        SUBMITTED.c.id,
        SUBMITTED.c.timestamp,
        SUBMITTED.c.extension,
        ASSIGNMENT.c.duedate,
        SUBMITTED_NOTEBOOK.c.id.label("notebook_id"),
    )
    .select_from(
        SUBMITTED.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id).outerjoin(
            SUBMITTED_NOTEBOOK,
            (SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id)
            & (SUBMITTED_NOTEBOOK.c.notebook_id == bindparam("a_notebook")),
        )
    )
    .where(SUBMITTED.c.student_id == bindparam("a_student"), ASSIGNMENT.c.id == bindparam("an_assignment"))
)
OF_NOTEBOOK: Any = bindparam("a_notebook")
GRADES = select(GRADE.c.cell_id, GRADE.c.id, GRADE.c.manual_score, GRADE.c.needs_manual_grade).where(
    GRADE.c.notebook_id == OF_NOTEBOOK
)
COMMENTS = select(COMMENT.c.cell_id, COMMENT.c.id).where(COMMENT.c.notebook_id == OF_NOTEBOOK)
SCORES = (
    select(
        BASE_CELL.c.name,
        SCORE,
        GRADE.c.needs_manual_grade,
        GRADE.c.auto_score,
        GRADE.c.manual_score,
        GRADE.c.extra_credit,
    )
    .select_from(GRADE.join(BASE_CELL, BASE_CELL.c.id == GRADE.c.cell_id))
    .where(GRADE.c.notebook_id == OF_NOTEBOOK)
)
COMMENTS_IN_FORCE = (
    select(BASE_CELL.c.name, COMMENTED, COMMENT.c.manual_comment)
    .select_from(COMMENT.join(BASE_CELL, BASE_CELL.c.id == COMMENT.c.cell_id))
    .where(COMMENT.c.notebook_id == OF_NOTEBOOK)
)
UPDATE_GRADE = (
    update(GRADE)
    .where(GRADE.c.id == bindparam("row"))
    .values(auto_score=bindparam("auto_score"), needs_manual_grade=bindparam("needs_manual_grade"))
)
UPDATE_COMMENT = update(COMMENT).where(COMMENT.c.id == bindparam("row")).values(auto_comment=bindparam("auto_comment"))
UPDATE_PENALTY = (
    update(SUBMITTED_NOTEBOOK)
    .where(SUBMITTED_NOTEBOOK.c.id == bindparam("row"))
    .values(late_submission_penalty=bindparam("late_submission_penalty"))
)


def new_id() -> str:
    """Return an id in the form of nbgrader's."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Cells:
    """A notebook of the assignment in the gradebook: ids of its rows, and of its cells by name."""

    assignment_id: str
    notebook_id: str
    graded: dict[str, str]
    commented: dict[str, str]
    tasks: frozenset[str]

    @staticmethod
    def read(connection: Connection, name: str, notebook: str) -> Cells:
        """Read them.

        Parameters
        ----------
        connection
            To the gradebook's database.
        name, notebook
            Which notebook of which assignment.

        Raises
        ------
        GradebookError
            If the assignment is not registered.
        """
        wanted = select(ASSIGNMENT.c.id, NOTEBOOK.c.id).join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
        found = connection.execute(wanted.where(ASSIGNMENT.c.name == name, NOTEBOOK.c.name == notebook)).first()
        if found is None:
            raise GradebookError(f"{name} is not in the gradebook", hint=f"run 'grader register {name}'")
        kinds = {}
        for kind in (GradeCell, TaskCell, SolutionCell):
            cell = BASE_CELL.join(kind.__table__, kind.__table__.c.id == BASE_CELL.c.id)
            rows = connection.execute(
                select(BASE_CELL.c.name, BASE_CELL.c.id).select_from(cell).where(BASE_CELL.c.notebook_id == found[1])
            )
            kinds[kind] = {row[0]: row[1] for row in rows}
        return Cells(
            assignment_id=found[0],
            notebook_id=found[1],
            graded=kinds[GradeCell] | kinds[TaskCell],
            commented=kinds[SolutionCell] | kinds[TaskCell],
            tasks=frozenset(kinds[TaskCell]),
        )


@dataclass(frozen=True)
class Submitted:
    """A submission in the gradebook: ids of its rows, when it came and when it was due."""

    id: str
    notebook_id: str
    timestamp: datetime | None
    due: datetime | None

    def lateness(self, policy: str) -> str:
        """Return what a late penalty depends on, as text."""
        return lateness_of(self.timestamp, self.due, policy)

    @property
    def seconds_late(self) -> float:
        """Return how late it came, as nbgrader counts, in seconds."""
        return seconds_late(self.timestamp, self.due)


def seconds_late(timestamp: datetime | None, due: datetime | None) -> float:
    """Return how long after it was due something came, in seconds; 0 where one of the two is not known."""
    if timestamp is None or due is None:
        return 0.0
    return max(0.0, (timestamp - due).total_seconds())


def lateness_of(timestamp: datetime | None, due: datetime | None, policy: str) -> str:
    """Return what a late penalty depends on as text: two moments, and what lateness costs for what is late."""
    moments = f"{timestamp or 'unknown'}{DUE}{due or 'never'}"
    return f"{moments}, {policy}" if policy and seconds_late(timestamp, due) else moments


def due_date(due: datetime | None, extension: timedelta | None) -> datetime | None:
    """Return when a submission is due, with the extension that its student was granted."""
    return due if due is None or extension is None else due + extension


def open_submission(connection: Connection, cells: Cells, student: str, timestamp: datetime | None) -> Submitted:
    """Return a student's submission, made if there is none, with the time when it was handed in.

    Parameters
    ----------
    connection
        Inside a transaction.
    cells
        The assignment.
    student
        The student, who is made as well if need be.
    timestamp
        When the work was handed in; None leaves what the gradebook holds.
    """
    which = {"a_student": student, "an_assignment": cells.assignment_id, "a_notebook": cells.notebook_id}
    row = connection.execute(FIND, which).first()
    if row is None:
        _make_submission(connection, cells, student)
        row = connection.execute(FIND, which).one()
    if row.notebook_id is None:
        connection.execute(insert(SUBMITTED_NOTEBOOK), _new_notebook(row.id, cells))
        row = connection.execute(FIND, which).one()
    if timestamp is not None and row.timestamp != timestamp:
        connection.execute(update(SUBMITTED).where(SUBMITTED.c.id == row.id).values(timestamp=timestamp))
    return Submitted(row.id, row.notebook_id, timestamp or row.timestamp, due_date(row.duedate, row.extension))


def _make_submission(connection: Connection, cells: Cells, student: str) -> None:
    if connection.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
        connection.execute(insert(STUDENT), {"id": student})
    submission = {"id": new_id(), "assignment_id": cells.assignment_id, "student_id": student}
    connection.execute(insert(SUBMITTED), submission)
    connection.execute(insert(SUBMITTED_NOTEBOOK), _new_notebook(submission["id"], cells))


def _new_notebook(submission_id: str, cells: Cells) -> dict[str, object]:
    return {"id": new_id(), "assignment_id": submission_id, "notebook_id": cells.notebook_id, "flagged": False}


def read_sheet(connection: Connection, cells: Cells, submitted: Submitted) -> Sheet:
    """Return the rows of a submission, those that the gradebook lacks made."""
    sheet = Sheet()
    of_notebook = {"a_notebook": submitted.notebook_id}
    stored = connection.execute(GRADES, of_notebook)
    grades = {row[0]: GradeRow(row[1], row[2], needs_manual_grade=row[3]) for row in stored}
    comments = {row[0]: CommentRow(row[1]) for row in connection.execute(COMMENTS, of_notebook)}
    sheet.grades = {name: grades.get(cell) or GradeRow() for name, cell in cells.graded.items()}
    sheet.comments = {name: comments.get(cell) or CommentRow() for name, cell in cells.commented.items()}
    for name in cells.tasks:
        sheet.grades[name].task = True
    _make_rows(connection, GRADE, sheet.grades, cells.graded, submitted.notebook_id, {"needs_manual_grade": True})
    _make_rows(connection, COMMENT, sheet.comments, cells.commented, submitted.notebook_id, {})
    return sheet


def _make_rows(
    connection: Connection,
    table: Any,
    rows: Mapping[str, GradeRow | CommentRow],
    cells: Mapping[str, str],
    notebook_id: str,
    values: Mapping[str, object],
) -> None:
    made = []
    for name, row in rows.items():
        if not row.id:
            row.id = new_id()
            made.append({"id": row.id, "cell_id": cells[name], "notebook_id": notebook_id, **values})
    if made:
        connection.execute(insert(table), made)


def write_sheet(connection: Connection, sheet: Sheet) -> None:
    """Write the automatic part of a submission's rows; what a person wrote stays."""
    grades = [
        {"row": row.id, "auto_score": row.auto_score, "needs_manual_grade": row.needs_manual_grade}
        for row in sheet.grades.values()
    ]
    comments = [{"row": row.id, "auto_comment": row.auto_comment} for row in sheet.comments.values()]
    if grades:
        connection.execute(UPDATE_GRADE, grades)
    if comments:
        connection.execute(UPDATE_COMMENT, comments)


def write_penalty(connection: Connection, submitted: Submitted, penalty: float | None) -> None:
    """Write what lateness costs; None where it costs nothing."""
    connection.execute(UPDATE_PENALTY, {"row": submitted.notebook_id, "late_submission_penalty": penalty})


def read_marks(connection: Connection, submitted: Submitted) -> Marks:
    """Return what a submission's notebook earned by nbgrader's reckoning, lateness left aside."""
    of_notebook = {"a_notebook": submitted.notebook_id}
    grades = connection.execute(SCORES, of_notebook).all()
    scores = {row[0]: float(row[1]) for row in grades}
    told = [row for row in connection.execute(COMMENTS_IN_FORCE, of_notebook) if row[1]]
    states = (GradeState.of(row[0], *row[2:]) for row in grades)
    hand = Hand.of(states, (row[0] for row in told if row[2] is not None))
    return Marks(scores, {row[0]: row[1] for row in told}, hand=hand)
