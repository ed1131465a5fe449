"""What differs between two results of one submission, place by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.feedback.text import points_in_words
from grader.results import CriterionResult, ExerciseResult, SubmissionResult

MEASURED = re.compile(r"\d+(\.\d+)? (s|ms|MiB)\b")  # times and sizes in a finding, which no two runs share


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same: where, what it was, what it is now, and whether points hang on it."""

    where: str
    then: str
    now: str
    points: bool = False


def differences_of(then: SubmissionResult, now: SubmissionResult) -> list[Difference]:
    """Compare two results: verdicts, points of every criterion, everything that was found.

    Parameters
    ----------
    then, now
        The results. What they measured, such as seconds, is not compared.

    Returns
    -------
    list of Difference
        Empty where they are the same.
    """
    found = list(_compared("verdict", then.verdict.value, now.verdict.value, points=True))
    found += _compared("detail", then.detail, now.detail)
    found += _compared("remarks", "; ".join(then.remarks), "; ".join(now.remarks))
    old = {exercise.id: exercise for exercise in then.exercises}
    new = {exercise.id: exercise for exercise in now.exercises}
    for name in {**old, **new}:
        found += _of_exercise(name, old.get(name), new.get(name))
    return found


def _compared(where: str, then: str, now: str, *, points: bool = False) -> Iterator[Difference]:
    if MEASURED.sub("…", then) != MEASURED.sub("…", now):
        yield Difference(where, then, now, points)


def _of_exercise(name: str, then: ExerciseResult | None, now: ExerciseResult | None) -> Iterator[Difference]:
    yield from _compared(name, _earned(then), _earned(now), points=True)
    old, new = _criteria(then), _criteria(now)
    for criterion in {**old, **new}:
        before, after = old.get(criterion), new.get(criterion)
        yield from _compared(f"{name}, {criterion}", _earned(before), _earned(after), points=True)
        yield from _compared(f"{name}, {criterion}", _messages(before), _messages(after))
    yield from _compared(f"{name}, named", _named(then), _named(now))


def _criteria(exercise: ExerciseResult | None) -> dict[str, CriterionResult]:
    return {criterion.id: criterion for criterion in exercise.criteria} if exercise else {}


def _earned(one: ExerciseResult | CriterionResult | None) -> str:
    return f"{points_in_words(one.points)} / {points_in_words(one.max_points)}" if one else ""


def _messages(criterion: CriterionResult | None) -> str:
    return "; ".join(criterion.messages) if criterion else ""


def _named(exercise: ExerciseResult | None) -> str:
    """Return what an exercise's mistakes and symptoms say."""
    if exercise is None:
        return ""
    symptoms = [f"{one.key}({', '.join(one.outputs)}; {dict(one.values)})" for one in exercise.symptoms]
    return "; ".join([exercise.note, *(mistake.says for mistake in exercise.mistakes), *symptoms]).strip("; ")
