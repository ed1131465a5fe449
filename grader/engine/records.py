"""A table of our own in the gradebook's database: which result is in the gradebook, and what it depended on.

A record is written in the transaction that writes the grades, so that the two can never disagree. The newest record of
a submission is the one in force; older ones are its history. nbgrader and its migrations know nothing of the table.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
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
    # Gradebooks of earlier versions lack what follows.
    Column("score", Float),
    Column("circumstances", Text),
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
    score
        What the gradebook then held for the submission: marks of a person count, a late penalty is taken off. None
        where that was not recorded.
    circumstances
        What else is recorded of how the grade was computed: hashes of the code and of what it was given, versions,
        isolation. Empty in records of earlier versions.
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
    score: float | None = None
    circumstances: Mapping[str, Any] = field(default_factory=dict)

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
            "score": self.score,
            "circumstances": json.dumps(dict(self.circumstances), sort_keys=True),
        }

    @staticmethod
    def of_row(row: Any) -> Record:
        """Read a row of the table."""
        score, told = getattr(row, "score", None), getattr(row, "circumstances", None)
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
            score=None if score is None else float(score),
            circumstances=json.loads(told or "{}"),
        )


def create_table(connection: Connection) -> None:
    """Create the table if there is none, and the columns that one of an earlier version lacks."""
    METADATA.create_all(connection)
    there = {column["name"] for column in inspect(connection).get_columns(RECORDS.name)}
    # Two programs may come to this at the same time; SQLite lets one writer in, PostgreSQL is asked to bear it.
    unless = "" if connection.dialect.name == "sqlite" else "IF NOT EXISTS "
    for column in RECORDS.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {RECORDS.name} ADD COLUMN {unless}{column.name} {kind}"))


def stored_columns(connection: Connection) -> list[Column[Any]]:
    """Return the columns that the gradebook's table has, one of an earlier version fewer; none without a table."""
    found = inspect(connection)
    if not found.has_table(RECORDS.name):
        return []
    there = {column["name"] for column in found.get_columns(RECORDS.name)}
    return [column for column in RECORDS.columns if column.name in there]


def add(connection: Connection, record: Record) -> None:
    """Add a record; the caller's transaction commits it together with the grades."""
    connection.execute(insert(RECORDS), record.columns())


def withdraw(connection: Connection, token: str) -> None:
    """Take back a record, if it is there."""
    connection.execute(delete(RECORDS).where(RECORDS.c.token == token))


def all_latest(connection: Connection, assignment: str, student: str = "") -> Iterator[Record]:
    """Yield the records of a whole class that are in force, or that of one student."""
    columns = stored_columns(connection)
    if not columns:
        return
    of_whom = _of(assignment, student) if student else RECORDS.c.assignment == assignment
    newest = select(func.max(RECORDS.c.id)).where(of_whom).group_by(RECORDS.c.student)
    for row in connection.execute(select(*columns).where(RECORDS.c.id.in_(newest))):
        yield Record.of_row(row)


def history(connection: Connection, assignment: str, student: str) -> list[Record]:
    """Return all records of a submission, the oldest first."""
    columns = stored_columns(connection)
    if not columns:
        return []
    wanted: Select[Any] = select(*columns).where(_of(assignment, student)).order_by(RECORDS.c.id)
    return [Record.of_row(row) for row in connection.execute(wanted)]


def keys_in_force(connection: Connection) -> set[str]:
    """Return the keys of all results that are in the gradebook, whatever their assignment."""
    newest = select(func.max(RECORDS.c.id)).group_by(RECORDS.c.assignment, RECORDS.c.student)
    return {row[0] for row in connection.execute(select(RECORDS.c.result_key).where(RECORDS.c.id.in_(newest)))}


def _of(assignment: str, student: str) -> ColumnElement[bool]:
    return (RECORDS.c.assignment == assignment) & (RECORDS.c.student == student)
