"""Probes: how outcomes become findings, and what is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.exercises.probes import (
    against,
    call,
    disagreement,
    error_message,
    leaves_no_trace,
    raises,
    relation,
    right_outputs,
)
from grader.sandbox.inside.calls import CallError, Outcome
from rnn_utils.checks.messages import Message
from rnn_utils.checks.rnn import OUTPUT_BACKWARD, RNN_CELL_FORWARD, SOFTMAX
from rnn_utils.reference import rnn as reference

X = np.array([[1.0, 2.0], [3.0, 5.0]])


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "softmax is not defined"),
        ("not-callable", "gave the name to something else"),
        ("unwritten", "softmax is not written yet"),
        ("time", "did not finish in time"),
        ("memory", "more memory than is allowed"),
        ("crash", "made Python crash"),
        ("stopped", "was not tried"),
        ("too-large", "more data than can be read"),
        ("unreadable", "as it came"),
        ("raised", "softmax stopped with as it came, in the line: y = 1 / 0"),
    ],
)
def test_every_kind_of_failure_is_put_into_words(kind: str, said: str) -> None:
    """No kind is left out."""
    assert said in error_message(CallError(kind, "as it came", 3, "y = 1 / 0"), "softmax")


@pytest.mark.parametrize(("n", "holds"), [(3, True), (1 << 20, False)])
def test_a_relation_of_values_whose_sum_would_fill_the_memory_does_not_hold(n: int, holds: bool) -> None:
    """(n, 1) and (1, n) add up to n² elements."""

    def differs(values: list[Any]) -> Message | None:
        return None if np.all(values[0] + values[1]) else Message("zero")

    probe = relation("linear", "sizes", (call("f"), call("f")), differs)
    (finding,) = probe.judge([Outcome(np.ones((n, 1))), Outcome(np.ones((1, n)))])
    assert finding.passed is holds


def test_each_output_gives_a_finding_for_its_own_criterion() -> None:
    """Or for the one that is named."""
    arguments = (np.ones((2, 3)), np.ones((4, 3)), {k: np.ones((4, 1)) for k in ("ba",)})
    parameters = {"Wax": np.ones((4, 2)), "Waa": np.eye(4), "Wya": np.ones((2, 4)), "by": np.ones((2, 1))}
    arguments[2].update(parameters)
    value = reference.rnn_cell_forward(*arguments)
    probe = against(RNN_CELL_FORWARD, reference.rnn_cell_forward, "label", *arguments)
    findings = list(probe.judge([Outcome(value)]))
    assert [(f.criterion, f.passed) for f in findings] == [
        ("a_next", True),
        ("yt_pred", True),
        ("cache", True),
    ]
    only = against(
        RNN_CELL_FORWARD, reference.rnn_cell_forward, "label", *arguments, criterion="sizes", only=["a_next"]
    )
    (finding,) = only.judge([Outcome((value[0] + 1, None, None))])
    assert (finding.criterion, finding.passed, finding.label) == ("sizes", False, "label")


def test_outputs_that_a_right_value_lacks_are_not_asked_for() -> None:
    """dWy only where the weights are named Wy."""
    outputs = right_outputs(OUTPUT_BACKWARD, "output_backward", {"dWy": 1, "dby": 2, "da": 3})
    assert outputs == {"dWy": 1, "dby": 2, "da": 3}


def test_a_refusal_must_be_of_the_right_kind() -> None:
    """A value, or another exception, is not what was asked for."""
    probe = raises("label", "errors", call("softmax", X))
    (right,) = probe.judge([Outcome(error=CallError("raised", "ValueError: no"))])
    assert right.passed
    (other,) = probe.judge([Outcome(error=CallError("raised", "IndexError: no"))])
    assert not other.passed
    assert "should raise a ValueError; softmax stopped with IndexError: no" in other.message
    (value,) = probe.judge([Outcome(X)])
    assert value.message == "softmax should raise a ValueError, it returned a value"
    (blank,) = probe.judge([Outcome(error=CallError("unwritten", "ValueError"))])
    assert not blank.passed


def test_side_effects_are_named() -> None:
    """Changed arguments first, then shared memory."""
    probe = leaves_no_trace("label", "side_effects", call("softmax", X))
    (changed,) = probe.judge([Outcome(X, changed=("x",), shared=("output and x",))])
    assert changed.message == "softmax changes its input x"
    (shared,) = probe.judge([Outcome(X, shared=("output and x",))])
    assert "output and x" in shared.message
    (good,) = probe.judge([Outcome(X)])
    assert good.passed
    (failing,) = probe.judge([Outcome(error=CallError("time", ""))])
    assert not failing.passed


def _reversed_twice(values: list[Any]) -> Message | None:
    return disagreement(values[0]["a"], values[1]["a"], "a")


@pytest.mark.parametrize("odd", [None, (), {}, {"a": None}, {"a": "text"}, {"a": X[:1]}, 3.0], ids=str)
def test_a_relation_between_odd_values_does_not_hold(odd: object) -> None:
    """And raises nothing."""
    probe = relation("label", "sizes", (call("f"), call("f")), _reversed_twice)
    for pair in ([odd, {"a": X}], [{"a": X}, odd], [odd, odd]):
        (finding,) = probe.judge([Outcome(value) for value in pair])
        if pair[0] is not pair[1] or odd in (None, (), {}, 3.0):
            assert not finding.passed


def test_a_relation_with_a_failed_call_reports_the_failure() -> None:
    """Before values are looked at."""
    probe = relation("label", "sizes", (call("f"), call("g")), _reversed_twice)
    (finding,) = probe.judge([Outcome({"a": X}), Outcome(error=CallError("time", ""))])
    assert finding.message == "g did not finish in time"


def test_an_output_of_the_wrong_form_is_a_finding() -> None:
    """The message of the missing output."""
    probe = against(SOFTMAX, reference.softmax, "label", X)
    (finding,) = probe.judge([Outcome(None)])
    assert "return statement" in finding.message
