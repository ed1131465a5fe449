"""The history of one grade: every record of it, oldest first, as data and in words."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from grader.course import Course
from grader.engine.kept import KeptStore
from grader.engine.reading import read_gradebook
from grader.engine.records import Record, history
from grader.engine.standing import read_standings
from grader.engine.versions import DISTRIBUTION
from grader.errors import RunError
from grader.feedback.messages import Catalogue
from grader.feedback.text import points_in_words
from grader.foreign.course import ForeignCourse, is_foreign
from grader.gradebook import Marks
from grader.regrading.changes import changes, course_version, unusual_limits, versions_of
from grader.results import Verdict

SHOWN_DIGITS = 12  # of a hash
SHOWN_VERSIONS = ("grader", "nbgrader", "numpy", "python")
SAME = 1e-9  # points


@dataclass(frozen=True)
class History:
    """What is known about the grades of one submission.

    Parameters
    ----------
    student, assignment
        Whose, for what.
    records
        The oldest first; the last one is in force.
    score
        What the gradebook holds now; None where it holds nothing.
    kept
        For each record, whether what its grade depended on was kept.
    folder
        Where the student's submission lies.
    touched
        Whether another program has written automatic marks after the last record.
    """

    student: str
    assignment: str
    records: tuple[Record, ...]
    score: float | None
    kept: tuple[bool, ...]
    folder: Path
    touched: bool = False


def read_history(course: Course, assignment: str, student: str) -> History:
    """Read all that is known about the grades of a submission; nothing is changed.

    Parameters
    ----------
    course, assignment, student
        Whose grades, for which assignment of which course.

    Raises
    ------
    CourseError
        If there is no such assignment.
    RunError
        If nothing is known of such a student: no record, no grade, and nothing handed in.
    GradebookError
        If the gradebook cannot be read.
    """

    def read(connection: Connection) -> tuple[list[Record], float | None, bool]:
        """Read records and score, and whether the automatic marks are others than those recorded."""
        standing = read_standings(connection, assignment, student).get(student)
        score = Marks.whole(standing.marks).score if standing is not None and standing.marks else None
        touched = standing is not None and standing.record is not None and not standing.untouched
        return history(connection, assignment, student), score, touched

    url, folder, students = _places(course, assignment, student)
    nothing: tuple[list[Record], float | None, bool] = ([], None, False)
    records, score, touched = read_gradebook(url, read, otherwise=nothing)
    if not records and score is None and not os.path.lexists(folder):
        close = difflib.get_close_matches(student, students, n=1)
        lists = f"'grader report {assignment}' lists the class once it is graded"
        hint = f"did you mean {close[0]}?" if close else lists
        raise RunError(f"nothing is known of {student!r} for {assignment}", hint=hint)
    store = KeptStore(course.private / "kept")
    kept = tuple(one.key in store for one in records)
    return History(student, assignment, tuple(records), score, kept, folder, touched)


def _places(course: Course, assignment: str, student: str) -> tuple[str, Path, list[str]]:
    """Return where the gradebook is, and a student's submission; and who handed in something."""
    if is_foreign(course, assignment):
        foreign = ForeignCourse.of(course.root)
        return foreign.db_url, foreign.submitted(student, assignment), foreign.students(assignment)
    path = course.submission_path(student, course.known(assignment)).parent
    return course.db_url, path, [home.name for home in course.submitted.glob("*")]


def installation_of(record: Record, say: Catalogue) -> str:
    """Name the installation that computed a grade, as exactly as is recorded."""
    version = str(record.result.versions.get("grader", say("history.unknown")))
    named = say("history.installation", distribution=DISTRIBUTION, version=version)
    commit = record.circumstances.get("commit", "")
    return say("history.with_commit", installation=named, commit=commit) if commit else named


def to_dict(found: History, say: Catalogue) -> dict[str, Any]:
    """Return a history as plain data that JSON can hold."""
    records = [
        {
            "record": number,
            "written_at": f"{record.written_at:%Y-%m-%dT%H:%M:%SZ}",
            "submission": record.submission_digest,
            "score": record.score,
            "points": record.result.points,
            "max_points": record.result.max_points,
            "verdict": record.result.verdict.value,
            "detail": record.result.detail,
            "course_version": course_version(record),
            "seed": record.result.seed_id,
            "limits": dict(record.limits),
            "versions": versions_of(record),
            "commit": record.circumstances.get("commit", ""),
            "isolation": record.circumstances.get("isolation", ""),
            "lateness": record.lateness,
            "kept": kept,
            "changed": changed,
        }
        for number, record, kept, changed in _numbered(found, say)
    ]
    told = {"student": found.student, "assignment": found.assignment, "score": found.score, "records": records}
    return {**told, "note": closing(found, say)}


def _numbered(found: History, say: Catalogue) -> Iterable[tuple[int, Record, bool, list[str]]]:
    for place, (record, kept) in enumerate(zip(found.records, found.kept, strict=True)):
        before = found.records[place - 1] if place else None
        changed = [say("history.first")] if before is None else changes(before, record, say) or [say("change.again")]
        yield place + 1, record, kept, changed


def blocks(found: History, say: Catalogue) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Yield a heading and facts for each record, the oldest first."""
    for number, record, kept, changed in _numbered(found, say):
        limits = ", ".join(f"{name}={value:g}" for name, value in unusual_limits(record.limits).items())
        versions = versions_of(record)
        shown = [f"{name} {versions[name]}" for name in SHOWN_VERSIONS if name in versions]
        facts = {
            "submission": record.submission_digest[:SHOWN_DIGITS],
            "course": course_version(record) or say("history.unknown"),
            "seed": record.result.seed_id or say("history.no_seed"),
            "limits": limits or say("history.usual_limits"),
            "versions": ", ".join(shown),
            "code": installation_of(record, say),
            "isolation": record.circumstances.get("isolation") or say("history.unknown"),
            "kept": say("history.is_kept") if kept else say("history.not_kept", folder=found.folder),
            "changed": "; ".join(changed),
        }
        yield _heading(number, record, say), [(say(f"history.{name}"), text) for name, text in facts.items()]


def _heading(number: int, record: Record, say: Catalogue) -> str:
    result = record.result
    said = []
    if record.score is not None:
        said.append(say("history.in_gradebook", score=points_in_words(record.score)))
    points, maximum = points_in_words(result.points), points_in_words(result.max_points)
    said.append(say("history.found", points=points, maximum=maximum))
    verdict = say(f"verdict.{result.verdict.name.lower()}")
    if result.verdict is not Verdict.GRADED and result.detail:
        verdict = say("summary.verdict", verdict=verdict, detail=result.detail)
    when = f"{record.written_at:%Y-%m-%d %H:%M:%S}"
    return say("history.heading", number=number, when=when, score=", ".join(said), verdict=verdict)


def closing(found: History, say: Catalogue) -> str:
    """Say what the gradebook holds now, and why there is no record where there is none."""
    whose = {"student": found.student, "assignment": found.assignment}
    if not found.records:
        if found.score is None:
            return say("history.never", **whose)
        return say("history.no_record", **whose, score=points_in_words(found.score))
    last = found.records[-1].score
    if found.score is None:
        return say("change.removed")
    differs = last is not None and abs(last - found.score) > SAME
    told = {"score": points_in_words(found.score), "number": len(found.records)}
    if found.touched:
        return say("history.touched", **whose, **told)
    return say("history.now_differs" if differs else "history.now", **told)
