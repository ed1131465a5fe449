"""Results as data: what was judged, what it earned and what was found. Everything here turns into JSON and back.

Texts are in English. Those that have a key (:class:`rnn_utils.checks.messages.Message`) keep it, so that they can be
told in another language; titles, hints and what a mistake says are found by the ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.keyed import with_keys, without_keys


class Verdict(StrEnum):
    """How the grading of a submission ended."""

    GRADED = "graded"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too large"
    STOPPED = "stopped"
    NOT_GRADED = "not graded"


class Status(StrEnum):
    """How one exercise was answered."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"
    UNWRITTEN = "not written"
    NOT_REACHED = "not reached"


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: whether it was met, what it earned, what was found wrong."""

    id: str
    title: str
    points: float
    max_points: float
    passed: bool
    messages: tuple[str, ...] = ()
    equation: str = ""
    source: str = ""
    hint: str = ""


@dataclass(frozen=True)
class MistakeMatch:
    """A known mistake whose outputs equal the student's on all inputs that were tried."""

    id: str
    says: str
    line: str = ""
    equation: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Symptom:
    """What is special about an answer that no known mistake explains.

    Parameters
    ----------
    key
        Key of its sentence in the catalogue of feedback, without ``"symptom."``.
    outputs
        The outputs that it is said of; empty where it is said of a function.
    values
        What is filled into the sentence beside them: names and numbers.
    """

    key: str
    outputs: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise: its points over the criteria, and what is known about what went wrong."""

    id: str
    title: str
    status: Status
    points: float
    max_points: float
    criteria: tuple[CriterionResult, ...] = ()
    mistakes: tuple[MistakeMatch, ...] = ()
    note: str = ""
    symptoms: tuple[Symptom, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data that JSON can hold."""
        criteria = [with_keys(dict(vars(criterion))) for criterion in self.criteria]
        mistakes = [with_keys(dict(vars(mistake))) for mistake in self.mistakes]
        symptoms = [{**vars(symptom), "values": dict(symptom.values)} for symptom in self.symptoms]
        return with_keys({**vars(self), "criteria": criteria, "mistakes": mistakes, "symptoms": symptoms})

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> ExerciseResult:
        """Build a result from the form that :meth:`to_dict` and JSON give."""
        criteria = tuple(
            CriterionResult(**{**criterion, "messages": tuple(criterion["messages"])})
            for criterion in map(without_keys, data["criteria"])
        )
        mistakes = tuple(MistakeMatch(**without_keys(mistake)) for mistake in data["mistakes"])
        # Results that were kept before there were symptoms have none.
        found = data.get("symptoms", ())
        symptoms = tuple(Symptom(one["key"], tuple(one["outputs"]), dict(one["values"])) for one in found)
        status = Status(data["status"])
        rest = without_keys(data) | {"status": status, "criteria": criteria, "mistakes": mistakes, "symptoms": symptoms}
        return ExerciseResult(**rest)


@dataclass(frozen=True)
class SubmissionResult:
    """The outcome of grading one submission.

    Parameters
    ----------
    assignment
        Name of the assignment.
    verdict
        Graded, or why not.
    detail
        The verdict in words, for the student and the instructor.
    exercises
        One result per exercise, in the course's order.
    remarks
        What an instructor should know: restored cells, copied cells, foreign metadata.
    seed_id
        Which secret the hidden inputs came from (a fingerprint, not the secret).
    versions
        Versions of the course definition, the grader and NumPy.
    usage
        CPU seconds, peak memory (MiB) and wall seconds of the student's kernel.
    language
        The language in which comments and pages tell it.
    """

    assignment: str
    verdict: Verdict
    detail: str = ""
    exercises: tuple[ExerciseResult, ...] = ()
    remarks: tuple[str, ...] = ()
    seed_id: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    usage: Mapping[str, float] = field(default_factory=dict)
    language: str = "en"

    @property
    def points(self) -> float:
        """Return the points earned."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def max_points(self) -> float:
        """Return the points that could be earned."""
        return sum(exercise.max_points for exercise in self.exercises)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data that JSON can hold."""
        # Not dataclasses.asdict, which copies every string and number with care.
        return with_keys({**vars(self), "exercises": [exercise.to_dict() for exercise in self.exercises]})

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> SubmissionResult:
        """Build a result from :meth:`to_dict`'s form."""
        exercises = tuple(ExerciseResult.from_dict(exercise) for exercise in data["exercises"])
        rest = without_keys(data)
        rest |= {"verdict": Verdict(data["verdict"]), "exercises": exercises, "remarks": tuple(rest["remarks"])}
        return SubmissionResult(**rest)
