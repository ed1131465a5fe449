"""Compute one grade again from what was kept with it, and compare; gradebook and files are not touched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.course import Course
from grader.engine.contract import GradingKit, HandedWork
from grader.engine.keys import KeyMaker
from grader.engine.kit import Failure, Unit
from grader.engine.parcel import Parcel
from grader.engine.records import Record
from grader.engine.versions import code_digest, environment
from grader.engine.work import grade_unit
from grader.errors import RunError
from grader.feedback.messages import Catalogue
from grader.feedback.text import one_line, points_in_words
from grader.regrading.changes import differing, versions_of
from grader.regrading.comparing import Difference, differences_of
from grader.regrading.history import closing, installation_of, read_history
from grader.regrading.ingredients import Finder
from grader.results import SubmissionResult

LONGEST = 160


class Outcome(StrEnum):
    """Whether the same came out."""

    IDENTICAL = "identical"
    SAME_POINTS = "same points"
    DIFFERENT = "different"
    IMPOSSIBLE = "cannot be reproduced"


@dataclass(frozen=True)
class Reproduction:
    """One grade, computed again.

    Parameters
    ----------
    number, record
        Which record of the submission's, counted from one.
    outcome
        Whether the same came out.
    obstacles
        Why it could not be computed again.
    circumstances
        What is not as it was then, in words.
    differences
        What is not the same in the results.
    result
        What came out; None where nothing could be computed.
    """

    number: int
    record: Record
    outcome: Outcome
    obstacles: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    result: SubmissionResult | None = None


def reproduce(
    course: Course,
    assignment: str,
    student: str,
    number: int | None = None,
    *,
    accept_no_isolation_whatsoever: bool = False,
) -> Reproduction:
    """Compute a grade again.

    Parameters
    ----------
    course, assignment, student
        Whose grade, for which assignment of which course.
    number
        Which record, counted from one; the newest if left out.
    accept_no_isolation_whatsoever
        Whether to run student code where it cannot be isolated.

    Raises
    ------
    RunError
        If there is no such record, or the sandbox fails.
    GradebookError
        If the gradebook cannot be read.
    """
    say = Catalogue.load()
    found = read_history(course, assignment, student)
    if not found.records:
        raise RunError(closing(found, say), hint=f"run 'grader grade {assignment} --student {student}'")
    number = len(found.records) if number is None else number
    if not 1 <= number <= len(found.records):
        hint = f"'grader history {student} {assignment}' lists them"
        raise RunError(f"there is no record {number}, only 1 to {len(found.records)}", hint=hint)
    record = found.records[number - 1]
    had = Finder(course, record, say).find()
    if had.submission is None or had.kit is None or had.obstacles:
        return Reproduction(number, record, Outcome.IMPOSSIBLE, tuple(had.obstacles))
    kit = had.kit.accepting_no_isolation() if accept_no_isolation_whatsoever else had.kit
    result = _graded(kit, had.submission)
    told = tuple(_circumstances(record, kit, had.submission, say))
    differences = tuple(differences_of(record.result, result))
    return Reproduction(number, record, _outcome(differences), (), told, differences, result)


def _graded(kit: GradingKit, submission: HandedWork) -> SubmissionResult:
    unit = Unit(KeyMaker.of(kit).key(submission), submission)
    answer = grade_unit(kit, unit)
    if isinstance(answer, Failure):
        raise RunError(f"it could not be graded again: {answer.message}", hint=answer.hint)
    return Parcel.from_bytes(answer, unit.key).result


def _outcome(differences: tuple[Difference, ...]) -> Outcome:
    if not differences:
        return Outcome.IDENTICAL
    return Outcome.DIFFERENT if any(one.points for one in differences) else Outcome.SAME_POINTS


def _circumstances(record: Record, kit: GradingKit, submission: HandedWork, say: Catalogue) -> list[str]:
    """Name what a grade may depend on and is not as it was when the record was written."""
    told, now = record.circumstances, kit.circumstances()
    then = told.get("kit", {})
    found = [
        say(f"reproduce.{name}")
        for name in ("code", "edition")
        if name in then and name in now and then[name] != now[name]
    ]
    versions = differing(versions_of(record), environment(kit.packages))
    if versions:
        found.append(say("reproduce.versions", versions=versions))
    if "code" in told and told["code"] != code_digest() and "code" not in {n for n in now if then.get(n) != now[n]}:
        found.append(say("reproduce.other_code"))
    if not found and not told and KeyMaker.of(kit).key(submission) != record.key:
        found.append(say("reproduce.unrecorded"))
    return found


def in_words(done: Reproduction, say: Catalogue) -> list[str]:
    """Return what came of it, a line for each thing to say."""
    record = done.record
    then, maximum = points_in_words(record.result.points), points_in_words(record.result.max_points)
    now = points_in_words(done.result.points) if done.result else ""
    told = {"number": done.number, "points": then, "then": then, "now": now, "maximum": maximum}
    lines = [say(f"reproduce.{done.outcome.name.lower()}", **told)]
    lines += [f"  {obstacle}" for obstacle in done.obstacles]
    nothing = say("reproduce.nothing")
    for one in done.differences:
        before, after = one_line(one.then, LONGEST) or nothing, one_line(one.now, LONGEST) or nothing
        lines.append(f"  {say('reproduce.differs', where=one.where, then=before, now=after)}")
    if done.circumstances:
        lines.append(say("reproduce.circumstances"))
        lines += [f"  {circumstance}" for circumstance in done.circumstances]
    elif done.result is not None:
        lines.append(say("reproduce.all_the_same"))
    if done.differences:
        lines.append(say("reproduce.install", installation=installation_of(record, say)))
    return lines


def to_dict(done: Reproduction, say: Catalogue) -> dict[str, Any]:
    """Return what came of it as plain data that JSON can hold."""
    record = done.record
    return {
        "student": record.student,
        "assignment": record.assignment,
        "record": done.number,
        "outcome": done.outcome.value,
        "points_then": record.result.points,
        "points_now": done.result.points if done.result else None,
        "obstacles": list(done.obstacles),
        "circumstances": list(done.circumstances),
        "differences": [vars(one) for one in done.differences],
        "installation": installation_of(record, say),
    }
