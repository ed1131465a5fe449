"""Judging an output piece by piece: rows, and what is not padding."""

from __future__ import annotations

import numpy as np
import pytest

from grader.exercises.pieces import Piece, in_pieces
from grader.exercises.probes import ask
from grader.sandbox.inside.calls import CallError, Outcome
from rnn_utils.checks.brnn_deep_rnn import BRNN_FORWARD

A = np.arange(1.0, 25.0).reshape(4, 2, 3)
WORDS = np.array([[True, True, True], [True, False, False]])
PIECES = (
    Piece("forward", "a", A, rows=(0, 2)),
    Piece("backward", "a", A, rows=(2, None)),
    Piece("padding", "a", A, where=WORDS),
)
PROBE = in_pieces(BRNN_FORWARD, "label", ask(BRNN_FORWARD, "brnn_forward", A), PIECES)


def passed(value: object) -> list[bool]:
    """Return which pieces of a first output are good."""
    return [finding.passed for finding in PROBE.judge([Outcome((value, None, None))])]


def test_caches_are_not_read() -> None:
    """They stand at the third place."""
    assert PROBE.requests[0].steps[-1].unread == (2,)


@pytest.mark.parametrize(
    ("index", "expected"),
    [((0, 0, 0), [False, True, False]), ((3, 0, 2), [True, False, False]), ((1, 1, 2), [False, True, True])],
)
def test_a_wrong_number_costs_the_pieces_that_hold_it(index: tuple[int, ...], expected: list[bool]) -> None:
    """Rows apart, and nothing where it is not looked at."""
    wrong = A.copy()
    wrong[index] = np.nan
    assert passed(A) == [True] * 3
    assert passed(wrong) == expected


@pytest.mark.parametrize("odd", [None, "text", 1.0, A[:2], A[:, :1], A.astype(np.float32), A.astype(complex)], ids=str)
def test_another_form_costs_every_piece(odd: object) -> None:
    """Shape, type and precision are looked at as a whole."""
    assert passed(odd) == [False] * 3


def test_a_failed_call_costs_every_piece() -> None:
    """With the reason."""
    findings = list(PROBE.judge([Outcome(error=CallError("time", ""))]))
    assert {finding.message for finding in findings} == {"brnn_forward did not finish in time"}


def test_a_single_number_can_be_a_piece() -> None:
    """A loss has no axes."""
    assert Piece("forward", "a", np.asarray(2.0)).difference(BRNN_FORWARD, (3.0, 0, 0))
    assert Piece("forward", "a", np.asarray(2.0)).difference(BRNN_FORWARD, (2.0, 0, 0)) is None
