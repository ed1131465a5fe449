"""Requests to a backward function, with right caches or with those that the student's own functions make."""

from __future__ import annotations

from typing import Any

from grader.exercises.probes import call
from grader.sandbox.inside.calls import Request, Result, Step
from rnn_utils.reference import rnn as reference
from rnn_utils.types import Array

CELL, SEQUENCE = "rnn_cell_backward", "rnn_backward"


def cell_given(da_next: Array, forward: tuple[Any, ...]) -> Request:
    """Call rnn_cell_backward with a right cache."""
    return call(CELL, da_next, reference.rnn_cell_forward(*forward)[2])


def cell_own(da_next: Array, forward: tuple[Any, ...]) -> Request:
    """Call rnn_cell_backward with the cache of the student's own step."""
    return Request((Step("rnn_cell_forward", forward), Step(CELL, (da_next, Result(0, (2,))))))


def sequence_given(da: Array, forward: tuple[Any, ...]) -> Request:
    """Call rnn_backward with right caches."""
    return call(SEQUENCE, da, reference.rnn_forward(*forward)[2])


def sequence_own(da: Array, forward: tuple[Any, ...]) -> Request:
    """Call rnn_backward with the caches of the student's own rnn_forward."""
    return Request((Step("rnn_forward", forward), Step(SEQUENCE, (da, Result(0, (2,))))))


def sequence_own_steps(da: Array, forward: tuple[Any, ...]) -> Request:
    """Chain the student's single steps into caches, without the student's rnn_forward."""
    x, a0, parameters = forward
    T_x = x.shape[2]
    states = [a0, *(Result(t, (0,)) for t in range(T_x))]
    steps = [Step("rnn_cell_forward", (x[:, :, t], states[t], parameters)) for t in range(T_x)]
    caches = ([Result(t, (2,)) for t in range(T_x)], x)
    return Request((*steps, Step(SEQUENCE, (da, caches))))
