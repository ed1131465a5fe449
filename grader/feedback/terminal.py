"""A graded class on the terminal: one line per student, with what was found in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from grader.feedback.messages import Catalogue
from grader.feedback.page import points_in_words
from grader.feedback.symptoms import in_words
from grader.feedback.telling import in_language
from grader.feedback.text import one_line
from grader.results import ExerciseResult, Status, SubmissionResult, Verdict

MOST_FINDINGS = 2
LONGEST_FINDING = 80
LONGEST_LINE = 400


@dataclass(frozen=True)
class ClassRow:
    """One student's line.

    Parameters
    ----------
    student
        The student's id.
    score, max_score
        Points earned and points to be earned.
    found
        What was found, in a few words.
    trouble
        Whether the submission could not be graded to its end.
    """

    student: str
    score: float
    max_score: float
    found: str
    trouble: bool = False

    @staticmethod
    def of(student: str, result: SubmissionResult, max_score: float | None = None) -> ClassRow:
        """Make the line of a student from a result, whose maximum may be unknown where nothing was graded."""
        maximum = result.max_points if max_score is None else max_score
        trouble = result.verdict is not Verdict.GRADED
        return ClassRow(student, result.points, maximum, summary(result), trouble)


def in_one_line(student: str, result: SubmissionResult) -> str:
    """Say how a submission did, for a log: ``"ada: 88 / 100 points, rnn_cell_forward: the tanh is missing"``.

    Parameters
    ----------
    student
        The student's id.
    result
        The outcome of grading.
    """
    row = ClassRow.of(student, result)
    say = Catalogue.load()
    score = f"{points_in_words(row.score)} / {points_in_words(row.max_score)} {say('page.points')}"
    return one_line(f"{row.student}: {score}, {row.found}", LONGEST_LINE)


def class_table(rows: Iterable[ClassRow], *, language: str = "en") -> Table:
    """Return a table of a class, ready to be printed by rich.

    Parameters
    ----------
    rows
        One row per student.
    language
        Language of the headings.

    Returns
    -------
    rich.table.Table
        Student, score, what was found. Names are plain text: no markup, no escape sequences.
    """
    say = Catalogue.load(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("class.student"), no_wrap=True)
    table.add_column(say("class.score"), justify="right", no_wrap=True)
    table.add_column(say("class.found"), overflow="fold")
    for row in rows:
        score = points_in_words(row.score)
        if row.max_score:
            score = f"{score} / {points_in_words(row.max_score)}"
        colour = "red" if row.trouble else "green" if row.max_score and row.score >= row.max_score else ""
        found = Text(one_line(row.found, LONGEST_LINE), style=colour)
        table.add_row(Text(one_line(row.student, 40)), Text(score), found)
    return table


def summary(result: SubmissionResult, *, for_person: int = 0, language: str = "") -> str:
    """Say in a few words what was found in a submission.

    Parameters
    ----------
    result
        The outcome of grading.
    for_person
        How many grades a person has to give or to look at.
    language
        Its language; by default that of the result.

    Returns
    -------
    str
        For example ``"rnn_cell_forward: Waa transposed; not written: 3 exercises"``.
    """
    say = Catalogue.load(language) if language else Catalogue.known(result.language)
    result = in_language(result, say)
    findings = [_wrong(exercise, say) for exercise in result.exercises if exercise.status in _WRONG]
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        findings[MOST_FINDINGS:] = [say.count("summary.more", more)]
    findings += _not_judged(result, Status.UNWRITTEN, "summary.unwritten", say)
    findings += _not_judged(result, Status.NOT_REACHED, "summary.not_reached", say)
    if result.verdict is not Verdict.GRADED:
        verdict = say(f"verdict.{result.verdict.name.lower()}")
        detail = one_line(result.detail, LONGEST_FINDING)
        findings.insert(0, say("summary.verdict", verdict=verdict, detail=detail) if detail else verdict)
    if for_person:
        findings.append(say.count("summary.for_person", for_person))
    return "; ".join(findings) or say("summary.right")


_WRONG = (Status.PARTLY, Status.WRONG)


def _wrong(exercise: ExerciseResult, say: Catalogue) -> str:
    if exercise.mistakes:
        says = one_line(exercise.mistakes[0].says.rstrip("."), LONGEST_FINDING)
        return say("summary.mistake", exercise=exercise.id, says=says)
    special = [words for symptom in exercise.symptoms if (words := in_words(symptom, say))]
    found = one_line(special[0] if special else _first_message(exercise), LONGEST_FINDING)
    return say("summary.wrong", exercise=exercise.id, found=found)


def _first_message(exercise: ExerciseResult) -> str:
    """Return the first thing that was found; the criterion's name where nothing was said."""
    missed = [criterion for criterion in exercise.criteria if not criterion.passed]
    said = [message for criterion in missed for message in criterion.messages]
    return said[0] if said else ", ".join(criterion.title for criterion in missed)


def _not_judged(result: SubmissionResult, status: Status, key: str, say: Catalogue) -> list[str]:
    names = [exercise.id for exercise in result.exercises if exercise.status is status]
    return [say.count(key, len(names), names=", ".join(names))] if names else []
