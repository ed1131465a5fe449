"""Invent a class of any size: right work, other styles, mistakes, unfinished and unwritten work; no two files alike."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.demo.notebooks import fill, with_mistake
from grader.exercises.model import HiddenExercise, Mistake

SUFFIX = "_solution"
# Repeated for as long as the class is, so that small and large classes have the same mix.
MIX = (
    "right",
    "mistake",
    "variant",
    "right",
    "half",
    "right",
    "mistake",
    "blank",
    "right",
    "mistake",
)


@dataclass(frozen=True)
class Work:
    """What one student wrote.

    Parameters
    ----------
    student
        The student's id.
    kind
        ``"right"`` (the model answers), ``"variant"`` (right in another style), ``"mistake"`` (one or two
        known mistakes), ``"half"`` (the first half of the exercises) or ``"blank"``.
    answers
        Solution cell's grade id → source.
    """

    student: str
    kind: str
    answers: Mapping[str, str]

    def notebook(self, release: Mapping[str, Any]) -> bytes:
        """Return the student's notebook, with a line of the student's own in front; blank ones differ in that alone."""
        return fill(release, self.answers, f"# {self.student}")


def invent(answers: Mapping[str, str], exercises: Sequence[HiddenExercise], size: int) -> list[Work]:
    """Invent a class; a smaller one is the beginning of a larger one.

    Parameters
    ----------
    answers
        The model answers, solution cell's grade id → source.
    exercises
        The assignment's exercises.
    size
        Number of students.

    Returns
    -------
    list of Work
        In alphabetical order of the students.
    """
    return [_work(number, answers, exercises) for number in range(size)]


def _work(number: int, answers: Mapping[str, str], exercises: Sequence[HiddenExercise]) -> Work:
    student, kind = f"s{number:05d}", MIX[number % len(MIX)]
    rng = random.Random(number)
    written = dict(answers)
    if kind == "variant":
        written |= {e.id + SUFFIX: rng.choice(e.variants).source for e in exercises if e.variants}
    elif kind == "mistake":
        written |= dict(_mistaken(answers, exercises, rng))
    elif kind == "half":
        done = {exercise.id + SUFFIX for exercise in exercises[: len(exercises) // 2]}
        written = {name: source for name, source in answers.items() if name in done}
    elif kind == "blank":
        written = {}
    # A line of one's own in every cell: no two students have written the same, and no cache can tell them to have.
    return Work(student, kind, {name: f"{source}\n\n# {student}" for name, source in written.items()})


def _mistaken(
    answers: Mapping[str, str], exercises: Sequence[HiddenExercise], rng: random.Random
) -> Iterator[tuple[str, str]]:
    candidates = [exercise for exercise in exercises if exercise.mistakes]
    for exercise in rng.sample(candidates, min(rng.choice((1, 2)), len(candidates))):
        name = exercise.id + SUFFIX
        fitting = _fitting(answers[name], exercise.mistakes)
        # As in a real class, some mistakes are made by many and most by few: their frequency falls with their rank.
        (mistake,) = rng.choices(fitting, [1 / rank for rank in range(1, len(fitting) + 1)])
        yield name, with_mistake(answers[name], mistake)


def _fitting(answer: str, mistakes: Sequence[Mistake]) -> list[Mistake]:
    """Return the mistakes that can be put into an answer: text that they replace may stand in it once only."""
    return [mistake for mistake in mistakes if all(answer.count(right) == 1 for right, _ in mistake.patches)]
