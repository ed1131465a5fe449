"""All that the report says about a class, as data: what the page, the JSON document and the figures are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.feedback.noticed import stopped_cells
from grader.feedback.text import one_line
from grader.report.attention import Notice, Reason, notices, remarked
from grader.report.reading import Sheet, Submitted
from grader.report.statistics import ItemAnalysis, Spread, analyse
from grader.report.tally import ExerciseTally, MessageTally, Tally
from grader.results import SubmissionResult, Verdict

# Where nothing was read or graded, zero points say nothing about an exercise.
NOBODYS_WORK = frozenset({Verdict.MISSING, Verdict.UNREADABLE, Verdict.TOO_LARGE, Verdict.NOT_GRADED})
FEWEST_FAILURES = 3
MOST_SHOWN_MESSAGES = 5
MOST_LARGEST = 10
MEASURES = ("cpu_s", "wall_s", "peak_memory_mib")
LIMIT_OF = {"cpu_s": "cpu_s", "wall_s": "submission_timeout_s", "peak_memory_mib": "memory_mib"}


@dataclass(frozen=True)
class ItemReport:
    """One exercise, or another cell that earns points.

    Parameters
    ----------
    key, title
        Its id, and what it is about; the title is empty where nothing is known but the id.
    max_score
        Points that it can earn.
    by_hand
        Whether a person gives the points.
    analysis
        Difficulty and discrimination.
    tally
        What grading found; None for what is marked by hand or was not graded by us.
    """

    key: str
    title: str
    max_score: float
    by_hand: bool
    analysis: ItemAnalysis
    tally: ExerciseTally | None


@dataclass(frozen=True)
class Suspect:
    """An exercise whose failures match nothing known, so that the test may be to blame.

    Parameters
    ----------
    item
        The exercise.
    unnamed, failed, written
        Submissions whose failure matches no known mistake, that failed, and that wrote it.
    rest_share, class_share
        Mean share of the points of everything else, of those with an unnamed failure and of all that count; None where
        there is nothing else.
    messages
        What was said to them most often.
    students
        Who they are.
    """

    item: ItemReport
    unnamed: int
    failed: int
    written: int
    rest_share: float | None
    class_share: float | None
    messages: tuple[MessageTally, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """How much of one measure a class used.

    Parameters
    ----------
    measure
        ``"cpu_s"``, ``"wall_s"`` or ``"peak_memory_mib"``.
    values
        Of all submissions of which it is known.
    spread
        Where they lie.
    limit
        What a submission may use; None where that is not known or was not the same for all.
    largest
        Who used most, and how much.
    """

    measure: str
    values: tuple[float, ...]
    spread: Spread
    limit: float | None
    largest: tuple[tuple[str, float], ...]


@dataclass
class Survey:
    """A class and an assignment.

    Parameters
    ----------
    sheet
        What the gradebook holds.
    tally
        What grading found.
    foreign
        Whether the course has no exercises of ours, and so no known mistakes.
    items
        Everything that earns points, in the assignment's order.
    counted
        Submissions that difficulty and discrimination count.
    spread
        Of the scores of all submissions.
    suspects
        Exercises whose failures match nothing known.
    notices
        What needs a person's eye, the most pressing first.
    said_of_all
        Remarks that are the same for the whole class.
    uses
        Time and memory.
    """

    sheet: Sheet
    tally: Tally
    foreign: bool
    items: list[ItemReport] = field(default_factory=list)
    counted: list[Submitted] = field(default_factory=list)
    spread: Spread | None = None
    suspects: list[Suspect] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    said_of_all: tuple[str, ...] = ()
    uses: list[Use] = field(default_factory=list)


Findings = Iterable[tuple[Submitted, SubmissionResult, Mapping[str, float]]]


def survey(sheet: Sheet, findings: Findings, *, foreign: bool = False) -> Survey:
    """Survey a class.

    Parameters
    ----------
    sheet
        What the gradebook holds.
    findings
        Each submission that was graded by us, with what was found and the limits that it ran under; read once.
    foreign
        Whether the course has no exercises of ours.
    """
    done = Survey(sheet, Tally(), foreign)
    limits: dict[str, set[float]] = {}
    remarks: dict[str, list[str]] = {}
    for submission, result, under in findings:
        done.tally.add(submission.student, result)
        done.notices += notices(submission, result)
        if others := [one_line(remark) for remark in result.remarks if remark not in stopped_cells(result)]:
            remarks[submission.student] = others
        for name, value in under.items():
            limits.setdefault(name, set()).add(value)
    unknown = [one for name, one in sheet.submissions.items() if name not in done.tally.verdicts]
    done.notices += [notice for one in unknown for notice in notices(one, None)]
    done.counted = [one for one in sheet.submissions.values() if _is_work(one, done.tally)]
    done.spread = Spread.of([one.score for one in sheet.submissions.values()])
    done.items = _items(done)
    done.suspects = _suspects(done)
    _remark(done, remarks)
    order = list(Reason)
    done.notices.sort(key=lambda notice: (order.index(notice.reason), notice.student))
    done.uses = _uses(done.tally.usage, {name: next(iter(of)) for name, of in limits.items() if len(of) == 1})
    return done


def _is_work(submission: Submitted, tally: Tally) -> bool:
    verdict = tally.verdicts.get(submission.student)
    # Of several notebooks one may be missing and another one be done.
    done = verdict is None or Verdict(verdict) not in NOBODYS_WORK or submission.student in tally.reached
    return done and bool(submission.grades)


def _items(done: Survey) -> list[ItemReport]:
    analyses = analyse(done.sheet.items, done.counted)
    order = [key for key in done.tally.exercises if key in done.sheet.items]
    order += [key for key in done.sheet.items if key not in done.tally.exercises]
    found = []
    for key in order:
        item, tally = done.sheet.items[key], done.tally.exercises.get(key)
        title = tally.title if tally and not key.endswith(tally.title) else ""
        found.append(ItemReport(key, title, item.max_score, item.by_hand, analyses[key], tally))
    return found


def _suspects(done: Survey) -> list[Suspect]:
    found = []
    for item in done.items:
        tally = item.tally
        if tally is None or len(tally.unnamed) < FEWEST_FAILURES or 2 * len(tally.unnamed) <= tally.failed:
            continue
        # Without known mistakes no failure has a name; what most of them fail is worth a look all the same.
        if done.foreign and 2 * tally.failed <= tally.written:
            continue
        messages = sorted(tally.messages.values(), key=lambda one: -one.students)[:MOST_SHOWN_MESSAGES]
        unnamed = [done.sheet.submissions[student] for student in tally.unnamed]
        found.append(
            Suspect(
                item,
                len(unnamed),
                tally.failed,
                tally.written,
                _rest_share(done.sheet, item.key, unnamed),
                _rest_share(done.sheet, item.key, done.counted),
                tuple(messages),
                tuple(sorted(tally.unnamed)),
            )
        )
    return sorted(found, key=lambda one: -one.unnamed / one.written)


def _rest_share(sheet: Sheet, key: str, submissions: list[Submitted]) -> float | None:
    """Return the mean share of the points of everything but one item."""
    possible = sheet.max_score - sheet.items[key].max_score
    if not submissions or possible <= 0:
        return None
    earned = [one.earned - (one.grades[key].score if key in one.grades else 0.0) for one in submissions]
    return float(np.mean(earned)) / possible


def _remark(done: Survey, remarks: Mapping[str, Sequence[str]]) -> None:
    """Note what was remarked about single submissions; what is said of all of them is said once."""
    if len(done.tally.verdicts) > 1 and len(remarks) == len(done.tally.verdicts):
        first, *others = remarks.values()
        done.said_of_all = tuple(remark for remark in first if all(remark in other for other in others))
    for student, said in remarks.items():
        own = [remark for remark in said if remark not in done.said_of_all]
        done.notices += [remarked(student, own)] if own else []


def _uses(usage: Mapping[str, Mapping[str, float]], limits: Mapping[str, float]) -> list[Use]:
    found = []
    for measure in MEASURES:
        of_students = usage.get(measure, {})
        spread = Spread.of(list(of_students.values()))
        if spread is not None:
            largest = sorted(of_students.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_LARGEST]
            limit = limits.get(LIMIT_OF[measure])
            found.append(Use(measure, tuple(of_students.values()), spread, limit, tuple(largest)))
    return found
