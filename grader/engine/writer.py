"""The one writer of a run: grades, comments, late penalty and the record of a submission in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection
from traitlets.config import Config

from grader.course import COURSE_ID
from grader.definition import AssignmentDefinition
from grader.engine.database import PATIENCE_S, Database
from grader.engine.parcel import Parcel
from grader.engine.records import Record, add, create_table, withdraw
from grader.engine.rows import (
    Cells,
    Submitted,
    open_submission,
    read_marks,
    read_sheet,
    write_penalty,
    write_sheet,
)
from grader.engine.sheet import Sheet, digest_of
from grader.engine.standing import Standing, read_standings
from grader.gradebook import Marks
from grader.registration import register_definition
from grader.results import Verdict
from grader.submission import Submission, time_of


@dataclass(frozen=True)
class Written:
    """What the gradebook holds about a submission after writing."""

    marks: Marks
    record: Record


class GradebookWriter:
    """The one writer of a grading run.

    Parameters
    ----------
    db_url
        The gradebook.
    definition
        The assignment, which is registered if need be.
    config
        nbgrader's configuration, for the plugin that sets late penalties.
    patience_s
        How long to wait for a gradebook that is locked or away, seconds.
    notice
        Is told when a wait begins.

    Raises
    ------
    GradebookError
        If the gradebook cannot be opened, or the assignment cannot be registered in it.
    """

    def __init__(
        self,
        db_url: str,
        definition: AssignmentDefinition,
        config: Config | None = None,
        *,
        patience_s: float = PATIENCE_S,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._name = definition.name
        self._database = Database(db_url, patience_s, notice)
        self._late = AssignLatePenalties(config=config)
        self._late.init_plugin()
        what = f"the assignment {definition.name}"
        self._database.patiently(lambda: register_definition(db_url, COURSE_ID, definition), what)
        self._cells = self._database.transaction(self._prepare, what)

    def _prepare(self, connection: Connection) -> Cells:
        create_table(connection)
        return Cells.read(connection, self._name)

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *details: Any) -> None:
        """Close the gradebook."""
        self._database.close()

    def standings(self) -> Mapping[str, Standing]:
        """Return what the gradebook holds about the class, by student."""
        return self._database.transaction(lambda connection: read_standings(connection, self._name), "nothing")

    def write(self, submission: Submission, parcel: Parcel, limits: Mapping[str, float | int]) -> Written:
        """Write one graded submission.

        Parameters
        ----------
        submission
            Whose it is and when it came.
        parcel
            What came out.
        limits
            What the student's code was allowed to use, for the record.

        Returns
        -------
        Written
            What the gradebook then holds about it.

        Raises
        ------
        GradebookError
            If the database refuses; then nothing of this submission is changed.
        """
        record = Record(
            student=submission.student,
            assignment=self._name,
            key=parcel.key,
            submission_digest=submission.digest,
            limits=dict(limits),
            result=parcel.result,
            result_text=parcel.result_text,
        )
        attempts = count()

        def attempt(connection: Connection) -> Written:
            """Try once."""
            return self._write(connection, submission, parcel, record, again=next(attempts) > 0)

        return self._database.transaction(attempt, f"the grade of {submission.student}")

    def _write(
        self, connection: Connection, submission: Submission, parcel: Parcel, record: Record, *, again: bool
    ) -> Written:
        timestamp = handed_in_at(submission)
        submitted = open_submission(connection, self._cells, submission.student, timestamp)
        sheet = read_sheet(connection, self._cells, submitted)
        if parcel.result.verdict is Verdict.NOT_GRADED:
            sheet.withhold(f"{parcel.result.verdict}: {parcel.result.detail}")
        else:
            sheet.fill(parcel.cells, parcel.result)
        write_sheet(connection, sheet)
        marks = self._penalise(connection, submitted, submission.student, read_marks(connection, submitted))
        if again:
            # The connection may have broken in the moment of the commit, which had happened: no second record.
            withdraw(connection, record.token)
        done = replace(
            record, submission_id=submitted.id, lateness=submitted.lateness, marks=digest_of(automatic_rows(sheet))
        )
        add(connection, done)
        return Written(marks, done)

    def _penalise(self, connection: Connection, submitted: Submitted, student: str, marks: Marks) -> Marks:
        """Have nbgrader's plugin decide what lateness costs."""
        penalty = None
        if submitted.seconds_late > 0:
            score = sum(marks.scores.values())
            decided = self._late.plugin_inst.late_submission_penalty(student, score, submitted.seconds_late)
            if decided is not None:
                penalty = float(self._late._check_late_penalty(_Scored(score), decided))
        write_penalty(connection, submitted, penalty)
        return replace(marks, late_penalty=penalty or 0.0)


@dataclass(frozen=True)
class _Scored:
    """What nbgrader looks at of a notebook when it checks a late penalty."""

    score: float


def automatic_rows(sheet: Sheet) -> list[tuple[object, ...]]:
    """Return what the autograder wrote, in the form of :attr:`grader.engine.standing.Standing.automatic`."""
    scores = [("grade", name, row.auto_score) for name, row in sheet.grades.items()]
    return [*scores, *(("comment", name, row.auto_comment) for name, row in sheet.comments.items())]


def handed_in_at(submission: Submission) -> datetime | None:
    """Return when a submission was handed in, in UTC; None when its time stamp says nothing that can be read."""
    return time_of(submission.timestamp) if submission.timestamp else None
