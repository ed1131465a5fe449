"""Name a known mistake by the fingerprints of its outputs on the published cases.

The build writes the fingerprints (``data/NN_topic_mistakes.json``): no reference code ships to students.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rnn_utils.checks.fingerprints import Fingerprint, Mark, fingerprint
from rnn_utils.checks.language import known_in_language
from rnn_utils.checks.model import Criterion, Exercise
from rnn_utils.checks.trials import Trial

MOST_NAMED = 3


@dataclass(frozen=True)
class KnownMistake:
    """A known mistake as students get it.

    Parameters
    ----------
    says
        One line that names it.
    criterion
        The criterion that it breaks first, which has the equation.
    hint
        A question or pointer.
    marks
        For each published case its form and projections; None where the case is passed all the same.
    """

    says: str
    criterion: Criterion
    hint: str
    marks: tuple[Mark, ...]

    def answers(self, place: int, prints: Sequence[Fingerprint]) -> bool:
        """Say whether it gives one of these outcomes in the case at a place; no outcome means a passed case."""
        mark = self.marks[place]
        return not prints if mark is None else any(one.matches(mark) for one in prints)


def named(exercise: Exercise, trials: Iterable[Trial]) -> tuple[KnownMistake, ...]:
    """Find the known mistakes that answer like the student in every case.

    Parameters
    ----------
    exercise
        The exercise.
    trials
        All cases in order. They are taken one by one, and no more than it takes to rule every mistake out: in
        the next one a student's loop may never end.

    Returns
    -------
    tuple of KnownMistake
        At most three, which cannot be told apart by the published cases; empty where there are none, or more.
    """
    left = known_mistakes(exercise)
    for place, trial in enumerate(trials):
        outcomes = trial.outcomes if trial.finding else ()
        prints = [fingerprint(exercise, trial.case, outcome) for outcome in outcomes]
        left = tuple(known for known in left if known.answers(place, prints))
        if not left:
            break
    return left if len(left) <= MOST_NAMED else ()


def known_mistakes(exercise: Exercise) -> tuple[KnownMistake, ...]:
    """Return the mistakes of an exercise that have fingerprints, in the catalogue's order."""
    found = []
    for place, item in enumerate(_assignment_data(exercise.assignment)[exercise.id]):
        criterion = exercise.criterion(item["criterion"])
        says, hint = known_in_language(exercise.id, place, item["says"], item.get("hint", ""))
        found.append(KnownMistake(says, criterion, hint or criterion.hint, tuple(item["marks"])))
    return tuple(found)


@cache
def _assignment_data(assignment: str) -> dict[str, list[dict[str, Any]]]:
    path = files("rnn_utils.checks") / "data" / f"{assignment}_mistakes.json"
    data: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return data
