"""Keep a record of what ``nbgrader autograde`` has graded, so that our own runs know of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import Connection

from grader.course import Course
from grader.engine.database import Database
from grader.engine.kept import KeptStore
from grader.engine.keys import KeyMaker
from grader.engine.kit import Kit
from grader.engine.late import late_penalties, policy_of
from grader.engine.parcel import pack
from grader.engine.records import Record, add, create_table
from grader.engine.rows import Cells, open_submission
from grader.engine.sheet import digest_of
from grader.engine.standing import read_standings
from grader.engine.store import ResultStore
from grader.engine.versions import origin
from grader.gradebook import Marks
from grader.grading import Conditions, GradedSubmission
from grader.submission import Submission

PREPARED = "grader_record"  # among nbgrader's resources


def keep(
    course: Course, under: Conditions, submission: Submission, graded: GradedSubmission, isolation: str
) -> Record:
    """Keep a result that was graded outside of our own runs, and prepare its record.

    Parameters
    ----------
    course
        The course.
    under
        Assignment, seed and limits.
    submission, graded
        What was handed in and what came out.
    isolation
        Level of isolation under which the student's code ran.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    kit = Kit.pack(under, course.edition_path(submission.assignment))
    key = KeyMaker.of(kit).key(submission)
    told = origin(isolation)
    parcel = replace(pack(key, submission.student, graded), origin=told)
    ResultStore(course.private / "results").put(key, parcel.to_bytes())
    KeptStore(course.private / "kept").put(key, submission, kit)
    return Record(
        student=submission.student,
        assignment=submission.assignment,
        key=key,
        submission_digest=submission.digest,
        limits=dict(kit.limits),
        result=graded.result,
        circumstances={**told, "kit": dict(kit.circumstances())},
    )


class KeepRecord(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes the record of a graded submission; the last of nbgrader's steps that touch the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write the record that :class:`grader.preprocessors.GradeInSandbox` has prepared."""
        prepared = resources["nbgrader"].pop(PREPARED, None)
        if prepared is not None:
            database = Database(resources["nbgrader"]["db_url"])
            try:
                what = f"the record of {prepared.student}"
                policy = policy_of(late_penalties(self.config))
                database.transaction(lambda connection: _add(connection, prepared, policy), what)
            finally:
                database.close()
        return nb, resources


def _add(connection: Connection, prepared: Record, policy: str) -> None:
    create_table(connection)
    cells = Cells.read(connection, prepared.assignment, prepared.assignment)
    submitted = open_submission(connection, cells, prepared.student, None)
    standing = read_standings(connection, prepared.assignment, prepared.student)[prepared.student]
    entered: dict[str, Any] = {"submission_id": submitted.id, "marks": digest_of(standing.automatic)}
    score = Marks.whole(standing.marks).score
    add(connection, replace(prepared, lateness=submitted.lateness(policy), score=score, **entered))
