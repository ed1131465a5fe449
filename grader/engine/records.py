"""A table of our own in the gradebook's database: which result is in the gradebook, and what it depended on.

A record is written in the transaction that writes the grades, so that the two can never disagree. The newest record of
a submission is the one in force; older ones are its history. nbgrader and its migrations know nothing of the table.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from grader.results import SubmissionResult, Verdict

METADATA = MetaData()
RECORDS = Table(
    "grader_record",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("token", String(32), unique=True, nullable=False),
    Column("student", String(128), nullable=False),
    Column("assignment", String(128), nullable=False),
    Column("submission_id", String(32), nullable=False),
    Column("result_key", String(64), nullable=False),
    Column("submission_digest", String(64), nullable=False),
    Column("course_version", String(64), nullable=False),
    Column("seed_id", String(64), nullable=False),
    Column("limits", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("lateness", String(128), nullable=False),
    Column("marks", String(64), nullable=False),
    Column("result", Text, nullable=False),
    Index("grader_record_of", "assignment", "student"),
)


@dataclass(frozen=True)
class Record:
    """One line of the table.

    Parameters
    ----------
    student, assignment
        Whose result of what.
    key
        Hash of everything that the result depends on.
    submission_digest
        Hash of what was handed in.
    limits
        What the student's code was allowed to use, by name.
    result
        The result; it tells the versions and the seed.
    submission_id
        nbgrader's id of the submission; another one means that the submission was removed in between.
    lateness
        When it was handed in and when it was due, which a late penalty depends on.
    marks
        Hash of the automatic scores and comments as they were written.
    written_at
        When.
    token
        Tells one writing from another.
    result_text
        The result as JSON, where that is known already.
    """

    student: str
    assignment: str
    key: str
    submission_digest: str
    limits: dict[str, Any]
    result: SubmissionResult
    submission_id: str = ""
    lateness: str = ""
    marks: str = ""
    written_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    result_text: str = ""

    @property
    def in_force(self) -> bool:
        """Whether the record speaks of a result; a submission that could not be graded is tried again."""
        return self.result.verdict is not Verdict.NOT_GRADED

    def columns(self) -> dict[str, object]:
        """Return the record as the table holds it."""
        return {
            "token": self.token,
            "student": self.student,
            "assignment": self.assignment,
            "submission_id": self.submission_id,
            "result_key": self.key,
            "submission_digest": self.submission_digest,
            "course_version": self.result.versions.get("course", ""),
            "seed_id": self.result.seed_id,
            "limits": json.dumps(self.limits, sort_keys=True),
            "versions": json.dumps(dict(self.result.versions), sort_keys=True),
            "written_at": self.written_at,
            "verdict": self.result.verdict.value,
            "lateness": self.lateness,
            "marks": self.marks,
            "result": self.result_text or json.dumps(self.result.to_dict()),
        }

    @staticmethod
    def of_row(row: Any) -> Record:
        """Read a row of the table."""
        return Record(
            student=row.student,
            assignment=row.assignment,
            key=row.result_key,
            submission_digest=row.submission_digest,
            limits=json.loads(row.limits),
            result=SubmissionResult.from_dict(json.loads(row.result)),
            submission_id=row.submission_id,
            lateness=row.lateness,
            marks=row.marks,
            written_at=row.written_at,
            token=row.token,
        )


def create_table(connection: Connection) -> None:
    """Create the table if there is none."""
    METADATA.create_all(connection)


def add(connection: Connection, record: Record) -> None:
    """Add a record; the caller's transaction commits it together with the grades."""
    connection.execute(insert(RECORDS), record.columns())


def withdraw(connection: Connection, token: str) -> None:
    """Take back a record, if it is there."""
    connection.execute(delete(RECORDS).where(RECORDS.c.token == token))


def latest(connection: Connection, assignment: str, student: str) -> Record | None:
    """Return the record of a submission that is in force, or None."""
    wanted = (RECORDS.c.assignment == assignment) & (RECORDS.c.student == student)
    row = connection.execute(select(RECORDS).where(wanted).order_by(RECORDS.c.id.desc()).limit(1)).first()
    return Record.of_row(row) if row else None


def all_latest(connection: Connection, assignment: str, student: str = "") -> Iterator[Record]:
    """Yield the records of a whole class that are in force, or that of one student."""
    if student:
        yield from filter(None, [latest(connection, assignment, student)])
        return
    newest = select(func.max(RECORDS.c.id)).where(RECORDS.c.assignment == assignment).group_by(RECORDS.c.student)
    for row in connection.execute(select(RECORDS).where(RECORDS.c.id.in_(newest))):
        yield Record.of_row(row)


def history(connection: Connection, assignment: str, student: str) -> list[Record]:
    """Return all records of a submission, the oldest first."""
    wanted = (RECORDS.c.assignment == assignment) & (RECORDS.c.student == student)
    return [Record.of_row(row) for row in connection.execute(select(RECORDS).where(wanted).order_by(RECORDS.c.id))]
