"""Try a published case, and once more with caches that the student's own forward function makes."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_utils.checks.findings import Finding, finding
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.running import Namespace, Outcome, run


@dataclass(frozen=True)
class Trial:
    """A case that was tried.

    Parameters
    ----------
    case
        The case.
    outcomes
        What came of it: with the published arguments, and where that was wrong with caches of the student's own.
    finding
        What is wrong; None when the case is passed either way.
    told
        The one of the outcomes that the finding is about.
    """

    case: PublicCase
    outcomes: tuple[Outcome, ...]
    finding: Finding | None
    told: Outcome


def tried(exercise: Exercise, case: PublicCase, namespace: Namespace) -> Trial:
    """Try a case.

    Parameters
    ----------
    exercise
        The exercise that it belongs to.
    case
        The case.
    namespace
        Where the student's functions are.

    Returns
    -------
    Trial
        Right either way is right. Else the finding is that of the published caches, unless the function stopped at
        these: then they may have another layout than the student's, and what came of the student's own says more.
    """
    function = namespace.get(case.function)
    published = run(case, namespace)
    found = finding(exercise, case, published, function)
    if not found or not case.own:
        return Trial(case, (published,), found, published)
    own = run(case, namespace, own=True)
    found_own = finding(exercise, case, own, function)
    if own.error is None and not found_own:
        return Trial(case, (published, own), None, own)
    if published.error is not None and own.reached and found_own:
        return Trial(case, (published, own), found_own, own)
    return Trial(case, (published, own), found, published)
