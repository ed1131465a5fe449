"""Read a class from the gradebook: its items and scores at once, its findings one submission after another.

The database is opened for reading alone; a run that writes to it may go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import GradeCell, SolutionCell, TaskCell
from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from grader.engine.records import all_latest
from grader.engine.rows import (
    ASSIGNMENT,
    BASE_CELL,
    NOTEBOOK,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    due_date,
    seconds_late,
)
from grader.engine.standing import Mark, class_marks
from grader.errors import GradebookError, ReportError
from grader.results import SubmissionResult

WAIT_S = 20


@dataclass(frozen=True)
class Item:
    """Something that earns points: a grade cell or a task of the assignment.

    Parameters
    ----------
    key
        Its name; ``NOTEBOOK/NAME`` where the assignment has several notebooks. It is the id of the exercise.
    max_score
        Points that it can earn.
    by_hand
        Whether a person gives the points.
    """

    key: str
    max_score: float
    by_hand: bool = False


@dataclass(frozen=True)
class Grade:
    """What one submission earned with one item.

    Parameters
    ----------
    score
        Points in force, by nbgrader's rules.
    automatic
        Points that the autograder entered; None where it entered none.
    for_person
        Whether nbgrader asks a person to look at it.
    """

    score: float
    automatic: float | None
    for_person: bool = False

    @property
    def pending(self) -> bool:
        """Return whether nobody has decided on the points yet."""
        return self.for_person and self.automatic is None and self.score == 0

    @property
    def changed(self) -> bool:
        """Return whether a person changed what the autograder had entered."""
        return self.automatic is not None and abs(self.score - self.automatic) > 1e-9


@dataclass
class Submitted:
    """One submission in the gradebook.

    Parameters
    ----------
    student
        Whose it is.
    id
        nbgrader's id of it.
    late_penalty
        Points taken off for lateness.
    grades
        By key of the item.
    hours_late
        How long after it was due it was handed in, extensions granted; 0 where it was in time or nobody knows.
    """

    student: str
    id: str
    late_penalty: float = 0.0
    grades: dict[str, Grade] = field(default_factory=dict)
    hours_late: float = 0.0

    @property
    def earned(self) -> float:
        """Return the points before anything is taken off for lateness."""
        return sum(grade.score for grade in self.grades.values())

    @property
    def score(self) -> float:
        """Return the score as ``nbgrader export`` has it."""
        return max(0.0, self.earned - self.late_penalty)


@dataclass(frozen=True)
class Sheet:
    """What the gradebook holds about an assignment.

    Parameters
    ----------
    name
        The assignment.
    items
        What earns points, by key.
    submissions
        By student, in alphabetical order.
    """

    name: str
    items: Mapping[str, Item]
    submissions: Mapping[str, Submitted]

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return sum(item.max_score for item in self.items.values())


@contextmanager
def open_for_reading(db_url: str) -> Iterator[Connection]:
    """Open a gradebook for reading; a run or a person may go on writing to it.

    Parameters
    ----------
    db_url
        Where it is, in SQLAlchemy's form.

    Yields
    ------
    Connection
        Closed at the end, with nothing written.

    Raises
    ------
    ReportError
        If there is no gradebook yet.
    GradebookError
        If it cannot be read.
    """
    try:
        engine = _engine(make_url(db_url))
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        hint = "if another program holds the gradebook, wait for it; otherwise see to CourseDirectory.db_url"
        raise GradebookError(f"the gradebook cannot be read: {reason}", hint=hint) from error


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and url.database and not Path(url.database).is_file():  # to connect would make one
        hint = "run 'grader grade ASSIGNMENT' first"
        raise ReportError(f"nothing is graded yet: there is no gradebook at {url.database}", hint=hint)
    return create_engine(url, connect_args={"timeout": WAIT_S} if sqlite else {})


def read_sheet(connection: Connection, name: str) -> Sheet:
    """Read all that the gradebook holds about an assignment but its comments.

    Parameters
    ----------
    connection
        To the gradebook.
    name
        The assignment.

    Raises
    ------
    ReportError
        If the gradebook does not know the assignment, or no submission of it.
    """
    known = sorted(connection.execute(select(ASSIGNMENT.c.name)).scalars()) if _is_gradebook(connection) else []
    if name not in known:
        have = ", ".join(known) or "no assignment at all"
        hint = "check the name; an assignment comes into the gradebook with 'grader grade ASSIGNMENT'"
        raise ReportError(f"the gradebook knows no assignment {name!r}; it has {have}", hint=hint)
    submissions = _read_submissions(connection, name)
    if not submissions:
        raise ReportError(f"nothing is graded yet in {name}", hint=f"run 'grader grade {name}' first")
    notebooks = select(NOTEBOOK.c.name).join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
    several = len(connection.execute(notebooks.where(ASSIGNMENT.c.name == name)).all()) > 1
    for mark in class_marks(connection, name, kinds=("grade",)):
        if mark.student in submissions:
            key = _key(mark.notebook, mark.cell, several)
            submissions[mark.student].grades[key] = _grade(mark)
    return Sheet(name, _read_items(connection, name, several), submissions)


def _is_gradebook(connection: Connection) -> bool:
    return inspect(connection).has_table(ASSIGNMENT.name)


def _key(notebook: str, cell: str, several: bool) -> str:
    return f"{notebook}/{cell}" if several else cell


def _grade(mark: Mark) -> Grade:
    automatic = None if mark.automatic is None else float(mark.automatic)  # type: ignore[arg-type]
    return Grade(float(mark.value), automatic, mark.for_person)  # type: ignore[arg-type]


def _read_submissions(connection: Connection, name: str) -> dict[str, Submitted]:
    joined = SUBMITTED.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id).outerjoin(
        SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id
    )
    moments = (SUBMITTED.c.timestamp, SUBMITTED.c.extension, ASSIGNMENT.c.duedate)
    columns = (SUBMITTED.c.student_id, SUBMITTED.c.id, SUBMITTED_NOTEBOOK.c.late_submission_penalty, *moments)
    wanted = select(*columns).select_from(joined).where(ASSIGNMENT.c.name == name).order_by(SUBMITTED.c.student_id)
    found: dict[str, Submitted] = {}
    for student, submission_id, penalty, timestamp, extension, due in connection.execute(wanted):
        one = found.setdefault(student, Submitted(student, submission_id))
        one.late_penalty += float(penalty or 0.0)
        one.hours_late = seconds_late(timestamp, due_date(due, extension)) / 3600
    return found


def _read_items(connection: Connection, name: str, several: bool) -> dict[str, Item]:
    of_assignment = BASE_CELL.join(NOTEBOOK, NOTEBOOK.c.id == BASE_CELL.c.notebook_id).join(
        ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id
    )
    found: dict[str, Item] = {}
    written = set()
    for kind in (SolutionCell, GradeCell, TaskCell):
        table = kind.__table__
        columns = [NOTEBOOK.c.name, BASE_CELL.c.name, *([] if kind is SolutionCell else [table.c.max_score])]
        wanted = select(*columns).select_from(of_assignment.join(table, table.c.id == BASE_CELL.c.id))
        for row in connection.execute(wanted.where(ASSIGNMENT.c.name == name).order_by(*columns[:2])):
            key = _key(row[0], row[1], several)
            if kind is SolutionCell:
                written.add(key)
            else:
                found[key] = Item(key, float(row[2] or 0.0), kind is TaskCell or key in written)
    return found


def read_findings(
    connection: Connection, sheet: Sheet
) -> Iterator[tuple[Submitted, SubmissionResult, Mapping[str, float]]]:
    """Yield each submission with what grading found in it and the limits that it ran under.

    Submissions that were not graded by us, or were removed and handed in anew since, are left out. One is read after
    the other: no lock is held in between, on which a Formgrader would give up.

    Parameters
    ----------
    connection
        To the gradebook.
    sheet
        The assignment.
    """
    for submission in sheet.submissions.values():
        for record in all_latest(connection, sheet.name, submission.student):
            if record.submission_id == submission.id:
                yield submission, record.result, record.limits
