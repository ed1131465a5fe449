"""Which attempt tells most about a function by itself."""

from __future__ import annotations

from grader.exercises.judging import Attempt, Judgement


def telling_attempt(judgement: Judgement) -> Attempt | None:
    """Return the failed attempt that says most about the student's own function.

    With dependencies replaced by right ones, what is wrong is the function's own fault. An attempt in which every call
    failed says nothing: caches of the student's own layout do not fit there.

    Parameters
    ----------
    judgement
        How the exercise was judged.

    Returns
    -------
    Attempt or None
        None where nothing was wrong, or no call came back.
    """
    failed = [one for one in judgement.attempts if not all(finding.passed for finding in one.findings)]
    spoke = [one for one in failed if any(outcome.error is None for outcome in one.outcomes)]
    return max(spoke, key=lambda one: len(one.tried.stand_ins), default=None)
