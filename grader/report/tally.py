"""Count what grading found, one submission after another, so that a class of any size fits into memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.feedback.messages import Catalogue
from grader.feedback.noticed import waits
from grader.feedback.symptoms import in_words
from grader.feedback.text import one_line
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult

WRITTEN = (Status.RIGHT, Status.PARTLY, Status.WRONG)
FAILED = (Status.PARTLY, Status.WRONG)
LONGEST_MESSAGE = 240
# Messages quote what students wrote: no class may fill the memory with them.
MOST_MESSAGES = 2000
_NUMBER = re.compile(r"[-−]?\d[\d.,]*(?:e[-+]?\d+)?")


@dataclass
class CriterionTally:
    """How often one criterion was not met by those who wrote the exercise.

    One that is right, or not measured, and waits for others of its exercise costs its points without having failed.
    """

    exercise: str
    title: str
    written: int = 0
    failed: int = 0
    lost: float = 0.0

    def add(self, result: CriterionResult) -> None:
        """Count one result."""
        self.written += 1
        self.failed += not (result.passed or waits(result))
        self.lost += result.max_points - result.points


@dataclass
class MessageTally:
    """How often a message was given, whatever the numbers in it, with one of them as it was."""

    example: str
    students: int = 0


@dataclass
class ExerciseTally:
    """One exercise in a class.

    Parameters
    ----------
    id, title
        The exercise.
    statuses
        How many submissions answered it in which way.
    criteria
        By id of the criterion.
    unnamed
        Students whose failure matches no known mistake.
    messages
        What was said about their answers, by the message without its numbers.
    """

    id: str
    title: str
    statuses: Counter[Status] = field(default_factory=Counter)
    criteria: dict[str, CriterionTally] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    messages: dict[str, MessageTally] = field(default_factory=dict)

    @property
    def written(self) -> int:
        """Return how many wrote it and had it judged."""
        return sum(self.statuses[status] for status in WRITTEN)

    @property
    def failed(self) -> int:
        """Return how many of those did not get it all right."""
        return sum(self.statuses[status] for status in FAILED)

    def add(self, student: str, result: ExerciseResult) -> None:
        """Count one result."""
        self.statuses[result.status] += 1
        if result.status in WRITTEN:
            for criterion in result.criteria:
                first = CriterionTally(result.id, criterion.title)
                self.criteria.setdefault(criterion.id, first).add(criterion)
        if result.status in FAILED and not result.mistakes:
            self.unnamed.append(student)
            for key, message in dict(_messages(result)).items():
                if key in self.messages or len(self.messages) < MOST_MESSAGES:
                    self.messages.setdefault(key, MessageTally(message)).students += 1


def _messages(result: ExerciseResult) -> Iterator[tuple[str, str]]:
    """Yield what was said about an answer, each with what it has in common with others of its kind."""
    say = Catalogue.load()
    special = [words for symptom in result.symptoms if (words := in_words(symptom, say))]
    failed = [criterion for criterion in result.criteria if not (criterion.passed or waits(criterion))]
    said = [message for criterion in failed for message in criterion.messages]
    for text in (*special, *said):
        shown = one_line(_without_labels(text), LONGEST_MESSAGE)
        yield _NUMBER.sub("#", shown), shown


def _without_labels(message: str) -> str:
    """Return a message without the parentheses at its end, which name the inputs that it was found on."""
    depth = 0
    for place in range(len(message) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(message[place], 0)
        if depth == 0:
            return message[:place].rstrip() if message[place] == "(" else message
    return message


@dataclass
class MistakeTally:
    """One known mistake in a class.

    Parameters
    ----------
    exercise
        Id of the exercise.
    match
        What the catalogue says about it.
    students
        Who made it.
    example, alone
        Whose code shows it, and whether it is the only known mistake that matches there: somebody's with whom that is
        so, if there is one.
    """

    exercise: str
    match: MistakeMatch
    students: list[str] = field(default_factory=list)
    example: str = ""
    alone: bool = False

    def add(self, student: str, alone: bool) -> None:
        """Count one student."""
        self.students.append(student)
        if not self.example or (alone and not self.alone):
            self.example, self.alone = student, alone


@dataclass
class Tally:
    """What grading found in a class.

    Parameters
    ----------
    exercises
        By id, in the order of the assignment.
    mistakes
        By exercise and id.
    verdicts
        How each submission ended, by student.
    reached
        Whose work came as far as one exercise.
    named
        Ids of the known mistakes in each submission, by student.
    usage
        What each submission's code used, by measure and student.
    """

    exercises: dict[str, ExerciseTally] = field(default_factory=dict)
    mistakes: dict[tuple[str, str], MistakeTally] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usage: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, student: str, result: SubmissionResult) -> None:
        """Count one submission."""
        self.verdicts[student] = result.verdict.value
        if any(exercise.status is not Status.NOT_REACHED for exercise in result.exercises):
            self.reached.add(student)
        named: list[str] = []
        for exercise in result.exercises:
            first = ExerciseTally(exercise.id, exercise.title)
            self.exercises.setdefault(exercise.id, first).add(student, exercise)
            for match in exercise.mistakes:
                named.append(match.id)
                kind = MistakeTally(exercise.id, match)
                self.mistakes.setdefault((exercise.id, match.id), kind).add(student, len(exercise.mistakes) == 1)
        self.named[student] = tuple(named)
        for measure, value in result.usage.items():
            self.usage.setdefault(measure, {})[student] = float(value)

    def by_frequency(self) -> list[MistakeTally]:
        """Return the known mistakes, the most frequent first, else in the order of the exercises."""
        order = list(self.exercises)
        found = self.mistakes.values()
        return sorted(found, key=lambda one: (-len(one.students), order.index(one.exercise), one.match.id))
