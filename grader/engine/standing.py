"""What the gradebook holds about a whole class, read with a handful of queries before a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, false, null, select

from grader.engine.records import Record, all_latest
from grader.engine.rows import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    COMMENTED,
    GRADE,
    NOTEBOOK,
    SCORE,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    due_date,
    lateness_of,
)
from grader.engine.sheet import digest_of
from grader.feedback.hand import GradeState, Hand
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
        Cell by cell, what the autograder has written, as rows of (kind, notebook, cell, value).
    marks
        The marks in force by notebook, those given by hand among them.
    """

    submission_id: str
    timestamp: datetime | None
    due: datetime | None
    record: Record | None = None
    automatic: list[tuple[object, ...]] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)

    def settled(self, key: str, timestamp: datetime | None, policy: str) -> bool:
        """Say whether this very result is in the gradebook, untouched.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        timestamp
            When the work was handed in; None where that is not known.
        policy
            What lateness costs.
        """
        record = self.record
        return (
            record is not None
            and record.in_force
            and record.key == key
            and record.submission_id == self.submission_id
            and record.lateness == lateness_of(timestamp or self.timestamp, self.due, policy)
            and self.untouched
        )

    @property
    def untouched(self) -> bool:
        """Whether the automatic marks are those that came with the newest record."""
        return self.record is not None and self.record.marks == digest_of(self.automatic)


@dataclass(frozen=True)
class Mark:
    """A grade or a comment of some submission: whose, in which notebook and cell, as entered and as it counts.

    A person may be asked for it (``for_person``), and may have given it (``by_person``) or extra credit beside it.
    """

    student: str
    notebook: str
    kind: str
    cell: str
    automatic: object
    value: object
    for_person: bool
    by_person: bool = False
    extra: bool = False


KINDS = ("grade", "comment")


def class_marks(
    connection: Connection, name: str, student: str = "", kinds: Collection[str] = KINDS
) -> Iterator[Mark]:
    """Yield every grade and comment of an assignment.

    Parameters
    ----------
    connection
        To the gradebook's database.
    name
        The assignment.
    student
        The only one to read about; everybody if left out.
    kinds
        What to read: ``"grade"``, ``"comment"``.
    """
    of_grade = (GRADE.c.needs_manual_grade, GRADE.c.manual_score, GRADE.c.extra_credit)
    of_comment = (false(), COMMENT.c.manual_comment, null())
    for kind, table, automatic, value, *persons in (
        ("grade", GRADE, GRADE.c.auto_score, SCORE, *of_grade),
        ("comment", COMMENT, COMMENT.c.auto_comment, COMMENTED, *of_comment),
    ):
        if kind not in kinds:
            continue
        joined = (
            table.join(BASE_CELL, BASE_CELL.c.id == table.c.cell_id)
            .join(NOTEBOOK, NOTEBOOK.c.id == BASE_CELL.c.notebook_id)
            .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == table.c.notebook_id)
            .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
            .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id)
        )
        columns = (SUBMITTED.c.student_id, NOTEBOOK.c.name, BASE_CELL.c.name, automatic, value, *persons)
        wanted = select(*columns).select_from(joined).where(ASSIGNMENT.c.name == name)
        for row in connection.execute(wanted.where(SUBMITTED.c.student_id == student) if student else wanted):
            yield Mark(row[0], row[1], kind, row[2], row[3], row[4], bool(row[5]), row[6] is not None, bool(row[7]))


def marks_digest(marks: Mapping[str, Marks]) -> str:
    """Return a hash of the marks in force, by notebook, which feedback pages show."""
    rows: list[tuple[object, ...]] = []
    for notebook, held in marks.items():
        rows += [("grade", notebook, name, score) for name, score in held.scores.items()]
        rows += [("comment", notebook, name, comment) for name, comment in held.comments.items()]
        rows.append(("late", notebook, held.late_penalty))
        # Nothing where no person is concerned: receipts of earlier versions hold good then.
        rows += [(part, notebook, *names) for part, names in asdict(held.hand).items() if names]
    return digest_of(rows)


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
    joined = (
        SUBMITTED.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id)
        .outerjoin(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id)
        .outerjoin(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
    )
    columns = (
        SUBMITTED.c.student_id,
        SUBMITTED.c.id,
        SUBMITTED.c.timestamp,
        SUBMITTED.c.extension,
        ASSIGNMENT.c.duedate,
        NOTEBOOK.c.name,
        SUBMITTED_NOTEBOOK.c.late_submission_penalty,
    )
    found: defaultdict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in class_marks(connection, name, student):
        found[mark.student, mark.notebook].append(mark)
    standings: dict[str, Standing] = {}
    wanted = select(*columns).select_from(joined).where(ASSIGNMENT.c.name == name)
    for row in connection.execute(wanted.where(SUBMITTED.c.student_id == student) if student else wanted):
        standing = standings.setdefault(row[0], Standing(row[1], row[2], due_date(row[4], row[3])))
        if row[5] is not None:
            marks = found[row[0], row[5]]
            standing.automatic += [(mark.kind, mark.notebook, mark.cell, mark.automatic) for mark in marks]
            standing.marks[row[5]] = _in_force(marks, float(row[6] or 0.0))
    for record in all_latest(connection, name, student):
        if record.student in standings:
            standings[record.student].record = record
    return standings


def _in_force(marks: list[Mark], late_penalty: float) -> Marks:
    return Marks(
        {mark.cell: float(mark.value) for mark in marks if mark.kind == "grade"},  # type: ignore[arg-type]
        {mark.cell: str(mark.value) for mark in marks if mark.kind == "comment" and mark.value},
        late_penalty,
        Hand.of(
            (
                GradeState(mark.cell, mark.for_person, mark.automatic is not None, mark.by_person, mark.extra)
                for mark in marks
                if mark.kind == "grade"
            ),
            (mark.cell for mark in marks if mark.kind == "comment" and mark.value and mark.by_person),
        ),
    )
