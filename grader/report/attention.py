"""Which submissions need a person's eye, and what is known about why; never more than is known.

What a student tried cannot be seen from results: only what the sandbox noticed, what had to be put right before
grading, and what nbgrader itself asks a person for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.cell_errors import is_cause, time_over
from grader.exercises.sentences import CRASHED, OUT_OF_MEMORY, OUT_OF_TIME, TOO_LARGE
from grader.feedback.noticed import stopped_cells
from grader.feedback.text import one_line
from grader.grading import ENDINGS
from grader.report.reading import Submitted
from grader.results import SubmissionResult, Verdict
from grader.undefined import is_explained

LONGEST_DETAIL = 240
MOST_REMARKS = 5

STOPPED = "the notebook was stopped: "


class Reason(StrEnum):
    """Why a person should look, the most pressing first."""

    INTERFERED = "interfered"
    NOT_GRADED = "not_graded"
    DAMAGED = "damaged"
    LIMIT = "limit"
    ENDED = "ended"
    FUNCTION_LIMIT = "function_limit"
    CELL_LIMIT = "cell_limit"
    UNDEFINED = "undefined"
    REMARK = "remark"
    LATE = "late"
    BY_HAND = "by_hand"
    CHANGED = "changed"
    NO_RECORD = "no_record"


OF_ENDING = {
    "tampering": Reason.INTERFERED,
    "protocol": Reason.INTERFERED,
    "crash": Reason.ENDED,
    "exit": Reason.ENDED,
}
OF_VERDICT = {
    Verdict.NOT_GRADED: Reason.NOT_GRADED,
    Verdict.MISSING: Reason.DAMAGED,
    Verdict.UNREADABLE: Reason.DAMAGED,
    Verdict.TOO_LARGE: Reason.DAMAGED,
}
# What a check says of a function that did not come back; an exception's own words always follow "… stopped with".
_OVER = re.compile(
    "|".join(
        re.escape(sentence.english).replace(re.escape("{function}"), r"[A-Za-z_]\w*")
        for sentence in (OUT_OF_TIME, OUT_OF_MEMORY, CRASHED, TOO_LARGE)
    )
)


@dataclass(frozen=True)
class Notice:
    """One reason to look at one submission.

    Parameters
    ----------
    student
        Whose it is.
    reason
        Which kind of reason.
    detail
        What is known, in words; some of it may quote the student.
    number
        How many there are, where it is about several things.
    """

    student: str
    reason: Reason
    detail: str = ""
    number: int = 1


def notices(submission: Submitted, result: SubmissionResult | None) -> Iterator[Notice]:
    """Yield the reasons to look at a submission, remarks left aside (:func:`remarked`).

    Parameters
    ----------
    submission
        What the gradebook holds.
    result
        What grading found; None where it was not graded by us.
    """
    student = submission.student
    if result is None:
        yield Notice(student, Reason.NO_RECORD)
    else:
        yield from _found(student, result)
    if submission.hours_late:
        taken = f"; {submission.late_penalty:g} points taken off" if submission.late_penalty else ""
        yield Notice(student, Reason.LATE, f"{_delay(submission.hours_late)} after it was due{taken}")
    waiting = [key for key, grade in submission.grades.items() if grade.for_person]
    if waiting and not (result and result.verdict is Verdict.NOT_GRADED):
        yield Notice(student, Reason.BY_HAND, _names(waiting), len(waiting))
    changed = [
        f"{key}: {grade.automatic:g} → {grade.score:g}" for key, grade in submission.grades.items() if grade.changed
    ]
    if changed:
        yield Notice(student, Reason.CHANGED, _names(changed), len(changed))


def _found(student: str, result: SubmissionResult) -> Iterator[Notice]:
    detail = one_line(result.detail, LONGEST_DETAIL)
    if result.verdict is Verdict.STOPPED:
        yield Notice(student, _ending(result.detail), detail)
    elif result.verdict is not Verdict.GRADED:
        yield Notice(student, OF_VERDICT[result.verdict], detail)
    criteria = [criterion for exercise in result.exercises for criterion in exercise.criteria]
    said = [message for criterion in criteria for message in criterion.messages]
    over = list(dict.fromkeys(found[0] for message in said if (found := _OVER.match(message))))
    if over:
        yield Notice(student, Reason.FUNCTION_LIMIT, _names(over), len(over))
    stopped = [one_line(words, LONGEST_DETAIL) for words in (*stopped_cells(result), *_cells_over(result))]
    if stopped:
        yield Notice(student, Reason.CELL_LIMIT, "; ".join(stopped[:MOST_REMARKS]), len(stopped))
    undefined = [f"{one.id}: {one_line(one.note)}" for one in result.exercises if is_explained(one.note)]
    if undefined:
        yield Notice(student, Reason.UNDEFINED, _names(undefined), len(undefined))


def _delay(hours: float) -> str:
    days, rest = divmod(hours, 24)
    if days:
        return f"{days:.0f} d {int(rest)} h"
    return f"{int(rest)} h" if rest >= 1 else f"{max(1, int(rest * 60))} min"


def _cells_over(result: SubmissionResult) -> list[str]:
    """Name the cells of a course without our exercises whose time was over, and what was stopped before its tests."""
    found = {}
    for exercise in result.exercises:
        notebook = exercise.id.rpartition("/")[0]
        if is_cause(exercise.note) and time_over(exercise.note):
            found[f"{notebook}: {exercise.note}" if notebook else str(exercise.note)] = True
        for message in (message for criterion in exercise.criteria for message in criterion.messages):
            if time_over(message):
                found[f"{exercise.id}: {message}"] = True
    return list(found)


def remarked(student: str, remarks: Sequence[str]) -> Notice:
    """Return the notice of what was remarked about a submission: cells put right, files left out.

    Parameters
    ----------
    student
        Whose it is.
    remarks
        One or more.
    """
    more = "; …" if len(remarks) > MOST_REMARKS else ""
    text = "; ".join(one_line(remark) for remark in remarks[:MOST_REMARKS])
    return Notice(student, Reason.REMARK, f"{text}{more}", len(remarks))


def _ending(detail: str) -> Reason:
    """Return the reason for a kernel's end; what is neither interference nor its own end was a limit."""
    for cause, words in ENDINGS.items():
        if f"{STOPPED}{words.english} (" in detail:
            return OF_ENDING.get(cause, Reason.LIMIT)
    return Reason.LIMIT


def _names(names: list[str]) -> str:
    return one_line(", ".join(names), LONGEST_DETAIL)
