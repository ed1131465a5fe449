"""The one writer of a run: grades, comments, late penalty and the record of a submission in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection

from grader.engine.contract import ClassWork, HandedWork
from grader.engine.database import PATIENCE_S, Database
from grader.engine.late import late_penalties, policy_of
from grader.engine.parcel import Parcel, Part
from grader.engine.records import Record, add, create_table, keys_in_force, withdraw
from grader.engine.rows import (
    Cells,
    Submitted,
    open_submission,
    read_marks,
    read_sheet,
    write_penalty,
    write_sheet,
)
from grader.engine.sheet import digest_of
from grader.engine.standing import Standing, read_standings
from grader.gradebook import Marks
from grader.handed_files import time_of


@dataclass(frozen=True)
class Written:
    """What the gradebook holds about a submission after writing, by notebook, and the record of it."""

    marks: Mapping[str, Marks]
    record: Record


class GradebookWriter:
    """The one writer of a grading run.

    Parameters
    ----------
    work
        The assignment, which is registered if need be, and its gradebook.
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
        work: ClassWork,
        *,
        patience_s: float = PATIENCE_S,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._name, self._notebooks = work.kit.name, work.kit.notebooks
        self._limits, self._circumstances = dict(work.kit.limits), dict(work.kit.circumstances())
        self._database = Database(work.db_url, patience_s, notice)
        self._late = late_penalties(work.config)
        self.policy = policy_of(self._late)
        what = f"the assignment {self._name}"
        self._database.patiently(work.register, what)
        self._cells = self._database.transaction(self._prepare, what)

    def _prepare(self, connection: Connection) -> dict[str, Cells]:
        create_table(connection)
        return {notebook: Cells.read(connection, self._name, notebook) for notebook in self._notebooks}

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *details: Any) -> None:
        """Close the gradebook."""
        self._database.close()

    def standings(self) -> Mapping[str, Standing]:
        """Return what the gradebook holds about the class, by student."""
        return self._database.transaction(lambda connection: read_standings(connection, self._name), "nothing")

    def keys_in_force(self) -> set[str]:
        """Return the keys of all results in the gradebook, those of other assignments too."""
        return self._database.transaction(keys_in_force, "nothing")

    def write(self, submission: HandedWork, parcel: Parcel) -> Written:
        """Write one graded submission.

        Parameters
        ----------
        submission
            Whose it is and when it came.
        parcel
            What came out.

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
            limits=self._limits,
            result=parcel.result,
            result_text=parcel.result_text,
            circumstances={**parcel.origin, "kit": self._circumstances},
        )
        attempts = count()

        def attempt(connection: Connection) -> Written:
            """Try once."""
            return self._write(connection, submission, parcel, record, again=next(attempts) > 0)

        return self._database.transaction(attempt, f"the grade of {submission.student}")

    def _write(
        self, connection: Connection, submission: HandedWork, parcel: Parcel, record: Record, *, again: bool
    ) -> Written:
        timestamp = handed_in_at(submission)
        marks, rows = {}, []
        for part in parcel.parts:
            submitted = open_submission(connection, self._cells[part.name], submission.student, timestamp)
            rows += write_part(connection, self._cells[part.name], submitted, part)
            marks[part.name] = self._penalise(
                connection, submitted, submission.student, read_marks(connection, submitted)
            )
        if again:
            # The connection may have broken in the moment of the commit, which had happened: no second record.
            withdraw(connection, record.token)
        score = Marks.whole(marks).score
        entered: dict[str, Any] = {"submission_id": submitted.id, "marks": digest_of(rows), "score": score}
        done = replace(record, lateness=submitted.lateness(self.policy), **entered)
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


def write_part(connection: Connection, cells: Cells, submitted: Submitted, part: Part) -> list[tuple[object, ...]]:
    """Write the grades and comments of one notebook, lateness left aside.

    Parameters
    ----------
    connection
        Inside a transaction.
    cells, submitted
        The notebook in the gradebook, and the submission of it.
    part
        What came out.

    Returns
    -------
    list of tuple
        What was entered, in the form of :attr:`grader.engine.standing.Standing.automatic`.
    """
    sheet = read_sheet(connection, cells, submitted)
    sheet.enter(part.cells, part.findings, part.doubts, part.notes)
    write_sheet(connection, sheet)
    entered: list[tuple[object, ...]] = []
    entered += [("grade", part.name, name, row.auto_score) for name, row in sheet.grades.items()]
    entered += [("comment", part.name, name, row.auto_comment) for name, row in sheet.comments.items()]
    return entered


def handed_in_at(submission: HandedWork) -> datetime | None:
    """Return when a submission was handed in, in UTC; None when its time stamp says nothing that can be read."""
    return time_of(submission.timestamp) if submission.timestamp else None
