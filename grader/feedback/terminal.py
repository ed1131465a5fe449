"""A graded class on the terminal: one line per student, with what was found in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from grader.cell_errors import is_cause, missing_module
from grader.feedback.hand import Hand
from grader.feedback.messages import Catalogue
from grader.feedback.noticed import stopped_cells
from grader.feedback.symptoms import in_words
from grader.feedback.telling import in_language
from grader.feedback.text import one_line, points_in_words
from grader.results import ExerciseResult, Status, SubmissionResult, Verdict
from grader.undefined import is_explained
from rnn_utils.checks.messages import told

MOST_FINDINGS = 2
LONGEST_FINDING = 80
LONGEST_CAUSE = 200
LONGEST_LINE = 600
LEAST = 1e-9
Scores = Mapping[str, float]
NO_SCORES: Scores = {}


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


def summary(
    result: SubmissionResult,
    *,
    hand: Hand | None = None,
    scores: Scores = NO_SCORES,
    late_penalty: float = 0.0,
    language: str = "",
) -> str:
    """Say in a few words what was found in a submission.

    Parameters
    ----------
    result
        The outcome of grading.
    hand
        Which grades a person gave, and which a person has to give or to look at.
    scores
        Points in the gradebook by exercise.
    late_penalty
        Points taken off for lateness.
    language
        Its language; by default that of the result.

    Returns
    -------
    str
        For example ``"rnn_cell_forward: Waa transposed; not written: 3 exercises"``.
    """
    say, hand = Catalogue.load(language) if language else Catalogue.known(result.language), hand or Hand()
    causes = _causes(result, say)
    noted = {exercise.id for exercise in result.exercises if is_explained(exercise.note)}
    result = in_language(result, say)
    wrong = [exercise for exercise in result.exercises if exercise.status in _WRONG]
    findings = causes + _first([_wrong(exercise, exercise.id in noted, say) for exercise in wrong], say)
    findings += _not_judged(result, Status.UNWRITTEN, "summary.unwritten", say)
    findings += _not_judged(result, Status.NOT_REACHED, "summary.not_reached", say)
    if result.verdict is not Verdict.GRADED:
        verdict = say(f"verdict.{result.verdict.name.lower()}")
        detail = one_line(result.detail, LONGEST_FINDING)
        findings.insert(0, say("summary.verdict", verdict=verdict, detail=detail) if detail else verdict)
    findings += _by_hand(result, hand, scores, say)
    if hand.for_person:
        findings.append(say("summary.for_person", names=_asked(result, hand, scores, say)))
    stopped = [one_line(words, LONGEST_FINDING) for words in stopped_cells(result)]
    late = [say("summary.late", points=points_in_words(late_penalty))] if late_penalty > LEAST else []
    return "; ".join([*(findings or [say("summary.right")]), *stopped, *late])


def _causes(result: SubmissionResult, say: Catalogue) -> list[str]:
    """Name the cells that failed before the tests, once each; and say what to do about modules that are missing."""
    wrong = [exercise for exercise in result.exercises if exercise.status in _WRONG]
    found = dict.fromkeys(
        (exercise.id.rpartition("/")[0], exercise.note) for exercise in wrong if is_cause(exercise.note)
    )
    told_of = [(notebook, one_line(told(cause, say.translated), LONGEST_CAUSE)) for notebook, cause in found]
    causes = [say("summary.wrong", exercise=name, found=text) if name else text for name, text in told_of]
    texts = [text for exercise in wrong for text in (exercise.note, *_messages(exercise))]
    modules = dict.fromkeys(filter(None, map(missing_module, texts)))
    hints = [say("summary.packages", modules=", ".join(modules))] if modules else []
    return _first(causes, say) + hints


def _by_hand(result: SubmissionResult, hand: Hand, scores: Scores, say: Catalogue) -> list[str]:
    """Name the exercises of which a person gave other points than were found."""
    other = [
        say(
            "summary.by_hand",
            exercise=one.id,
            found=points_in_words(one.points),
            score=points_in_words(scores[one.id]),
        )
        for one in result.exercises
        if one.id in hand.marked
        and one.id not in hand.look_again
        and abs(scores.get(one.id, one.points) - one.points) > LEAST
    ]
    return _first(other, say)


def _asked(result: SubmissionResult, hand: Hand, scores: Scores, say: Catalogue) -> str:
    """Name the grades that a person is asked for, and what those are that were marked by hand already."""
    found = {one.id: one.points for one in result.exercises}

    def asked_again(name: str) -> str:
        if name not in hand.marked:
            return name
        if name not in found or name not in scores:
            return say("summary.look_again", name=name)
        checks, person = points_in_words(found[name]), points_in_words(scores[name])
        return say("summary.look_again_at", name=name, found=checks, score=person)

    return ", ".join(_first([*map(asked_again, hand.look_again), *hand.unmarked], say))


def _first(texts: Sequence[str], say: Catalogue) -> list[str]:
    more = len(texts) - MOST_FINDINGS
    return [*texts[:MOST_FINDINGS], say.count("summary.more", more)] if more > 0 else list(texts)


_WRONG = (Status.PARTLY, Status.WRONG)


def _wrong(exercise: ExerciseResult, noted: bool, say: Catalogue) -> str:
    if exercise.mistakes:
        says = one_line(exercise.mistakes[0].says.rstrip("."), LONGEST_FINDING)
        return say("summary.mistake", exercise=exercise.id, says=says)
    if noted:
        return say("summary.wrong", exercise=exercise.id, found=one_line(exercise.note, LONGEST_FINDING))
    special = [words for symptom in exercise.symptoms if (words := in_words(symptom, say))]
    found = one_line(special[0] if special else _first_message(exercise), LONGEST_FINDING)
    return say("summary.wrong", exercise=exercise.id, found=found)


def _first_message(exercise: ExerciseResult) -> str:
    """Return the first thing that was found; the criterion's name where nothing was said."""
    missed = [criterion for criterion in exercise.criteria if not criterion.passed]
    said = _messages(exercise)
    return said[0] if said else ", ".join(criterion.title for criterion in missed)


def _messages(exercise: ExerciseResult) -> list[str]:
    return [message for criterion in exercise.criteria if not criterion.passed for message in criterion.messages]


def _not_judged(result: SubmissionResult, status: Status, key: str, say: Catalogue) -> list[str]:
    names = [exercise.id for exercise in result.exercises if exercise.status is status]
    return [say.count(key, len(names), names=", ".join(names))] if names else []
