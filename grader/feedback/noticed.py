"""What a result says by the keys of its messages: criteria that only wait for others, cells that were stopped."""

from __future__ import annotations

from grader.exercises.sentences import NOT_MEASURED_YET, RIGHT_BUT_WAITS
from grader.results import CriterionResult, SubmissionResult
from grader.sentences import CELL_STOPPED
from rnn_utils.checks.messages import Message

WAITING = frozenset((RIGHT_BUT_WAITS.key, NOT_MEASURED_YET.key))


def waits(result: CriterionResult) -> bool:
    """Say whether nothing was found against a criterion but that others of its exercise are wrong."""
    return not result.passed and bool(result.messages) and {_key(one) for one in result.messages} <= WAITING


def stopped_cells(result: SubmissionResult) -> tuple[str, ...]:
    """Return what is said of the cells that ran until their time was over."""
    return tuple(remark for remark in result.remarks if _key(remark) == CELL_STOPPED.key)


def _key(message: str) -> str:
    return message.key if isinstance(message, Message) else ""
