"""Try a backward function that is right with the caches that the student's own forward function makes.

A cache may have any layout, as long as both functions agree on it. Each of the two can be right by itself and the pair
of no use; the cells that train a network would be the first to notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnn_utils.checks.catalogue import EXERCISES
from rnn_utils.checks.findings import finding
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import Own, PublicCase, public_cases
from rnn_utils.checks.running import Namespace, run
from rnn_utils.checks.trials import Trial, tried


def misfits(exercise: Exercise, cases: Sequence[PublicCase], namespace: Namespace) -> Iterator[tuple[str, Trial]]:
    """Find the cases that are passed with the published caches and not with the student's own.

    Parameters
    ----------
    exercise
        The exercise, all of whose cases are passed.
    cases
        Its cases.
    namespace
        Where the student's functions are.

    Yields
    ------
    tuple of str and Trial
        The forward function and what came with its caches. A forward function that fails its own check, or that is not
        there yet, yields nothing: that is told where it is checked.
    """
    for case in cases:
        maker = next((item.function for item in case.own if isinstance(item, Own)), "")
        if not maker:
            continue
        outcome = run(case, namespace, own=True)
        found = finding(exercise, case, outcome, namespace.get(case.function)) if outcome.reached else None
        if found and _passes(maker, exercise, namespace):
            yield maker, Trial(case, (outcome,), found, outcome)


def _passes(function: str, exercise: Exercise, namespace: Namespace) -> bool:
    """Say whether an earlier function passes its own check; one of the same exercise has passed already."""
    if function in exercise.functions:
        return True
    others = [other for other in EXERCISES.values() if function in other.functions]
    trials = (tried(other, case, namespace) for other in others for case in public_cases(other))
    return not any(trial.finding for trial in trials)
