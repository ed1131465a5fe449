"""What the gradebook holds about a whole class, read with a handful of queries before a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from grader.engine.records import Record, all_latest
from grader.engine.rows import ASSIGNMENT, SUBMITTED, SUBMITTED_NOTEBOOK, class_rows, due_date, lateness_of
from grader.engine.sheet import digest_of
from grader.gradebook import Marks


@dataclass
class Standing:
    """What the gradebook holds about one submission.

    Parameters
    ----------
    submission_id
        nbgrader's id of it.
    timestamp, due
        When it came and when it was due.
    record
        The newest record, if there is one.
    automatic
        Cell by cell, what the autograder has written, as rows of (kind, cell, value).
    scores, comments, late_penalty
        The marks in force.
    """

    submission_id: str
    timestamp: datetime | None
    due: datetime | None
    record: Record | None = None
    automatic: list[tuple[object, ...]] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0

    @property
    def marks(self) -> Marks:
        """Return the marks in force, those given by hand among them."""
        return Marks(self.scores, self.comments, self.late_penalty)

    def settled(self, key: str, timestamp: datetime | None) -> bool:
        """Say whether this very result is in the gradebook, untouched.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        timestamp
            When the work was handed in; None where that is not known.
        """
        record = self.record
        return (
            record is not None
            and record.in_force
            and record.key == key
            and record.submission_id == self.submission_id
            and record.lateness == lateness_of(timestamp or self.timestamp, self.due)
            and record.marks == digest_of(self.automatic)
        )


def marks_digest(marks: Marks) -> str:
    """Return a hash of the marks in force, which a feedback page shows."""
    rows: list[tuple[object, ...]] = [("grade", name, score) for name, score in marks.scores.items()]
    rows += [("comment", name, comment) for name, comment in marks.comments.items()]
    return digest_of([*rows, ("late", "", marks.late_penalty)])


def read_standings(connection: Connection, name: str, student: str = "") -> Mapping[str, Standing]:
    """Return what the gradebook holds about an assignment's submissions, by student.

    Parameters
    ----------
    connection
        To the gradebook's database.
    name
        The assignment.
    student
        The only one to read about; everybody if left out.
    """
    joined = SUBMITTED.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id).outerjoin(
        SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id
    )
    columns = (
        SUBMITTED.c.student_id,
        SUBMITTED.c.id,
        SUBMITTED.c.timestamp,
        SUBMITTED.c.extension,
        ASSIGNMENT.c.duedate,
        SUBMITTED_NOTEBOOK.c.late_submission_penalty,
    )
    standings: dict[str, Standing] = {}
    wanted = select(*columns).select_from(joined).where(ASSIGNMENT.c.name == name)
    for row in connection.execute(wanted.where(SUBMITTED.c.student_id == student) if student else wanted):
        standing = Standing(row[1], row[2], due_date(row[4], row[3]), late_penalty=float(row[5] or 0.0))
        standings[row[0]] = standing
    lists: defaultdict[str, list[tuple[str, str, object, object]]] = defaultdict(list)
    for owner, *rest in class_rows(connection, name, student):
        lists[owner].append(tuple(rest))  # type: ignore[arg-type]
    for owner, rows in lists.items():
        _take(standings[owner], rows)
    for record in all_latest(connection, name, student):
        if record.student in standings:
            standings[record.student].record = record
    return standings


def _take(standing: Standing, rows: list[tuple[str, str, object, object]]) -> None:
    for kind, cell, automatic, value in rows:
        standing.automatic.append((kind, cell, automatic))
        if kind == "grade":
            standing.scores[cell] = float(value)  # type: ignore[arg-type]
        elif value:
            standing.comments[cell] = str(value)
