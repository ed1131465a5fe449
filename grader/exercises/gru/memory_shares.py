"""Hidden checks of ``memory_shares``.

Shares are products of numbers between 0 and 1, so that 1e-9 of the largest leaves rounding far behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from grader.exercises import sentences
from grader.exercises.gru.mistakes import memory_shares as mistakes
from grader.exercises.gru.variants import memory_shares as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, PUBLIC_SMALL, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, disagreement, leaves_no_trace, relation
from rnn_utils.checks.gru.memory_shares import MEMORY_SHARES as PUBLIC_SIDE
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference.memory_shares import memory_shares
from rnn_utils.types import Array

NAME = "memory_shares"

Gates = Float[Array, "n_a m T_x"]


def _gates(inputs: Inputs, sizes: Sizes) -> Gates:
    """Draw gates from 0.1 to 0.9: none is so far shut that a share would be lost beside the others."""
    gates = inputs.rng.uniform(0.1, 0.9, size=(sizes.n_a, sizes.m, sizes.T_x))
    return gates if inputs.digits is None else gates.round(inputs.digits)


def _switches(inputs: Inputs, sizes: Sizes) -> Gates:
    """Draw gates of which some stand at 0 and some at 1, in the middle and at the end."""
    gates = _gates(inputs, sizes)
    gates[0, 0, 1], gates[1, 0, 1] = 1.0, 0.0
    gates[0, -1, -1], gates[1, -1, -1] = 0.0, 1.0
    return gates


def _right(label: str, gates: Gates, criterion: str = "") -> Probe:
    return against(PUBLIC_SIDE, memory_shares, label, gates, criterion=criterion)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = _gates(inputs, Sizes())
    return [
        _right("all sizes different", usual),
        _right("a long sequence", _gates(inputs, Sizes(T_x=9))),
        _right("gates at 0 and at 1", _switches(inputs, Sizes()), "open"),
        _right("all gates at 1", np.ones_like(usual), "open"),
        _right("all gates at 0", np.zeros_like(usual), "open"),
        _right("one example", _gates(inputs, ONE_EXAMPLE), "sizes"),
        _right("one time step", _gates(inputs, ONE_STEP), "sizes"),
        _right("all sizes equal", _gates(inputs, Sizes(n_a=3, m=3, T_x=3)), "sizes"),
        _right("float32", single(usual), "dtype"),
        _begun_later(usual),
        leaves_no_trace("side effects", "side_effects", call(NAME, usual)),
    ]


def _begun_later(gates: Gates) -> Probe:
    """Leave the first step out: the shares of the others are what they were."""

    def differs(values: list[Any]) -> Message | None:
        changed = disagreement(values[0][:, :, 1:], values[1], "shares")
        return sentences.SHARES_OF_THE_LAST_STEPS() if changed else None

    return relation("a sequence that begins later", "sizes", (call(NAME, gates), call(NAME, gates[:, :, 1:])), differs)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("three examples, two steps", NAME, (_gates(inputs, PUBLIC),)),
        PublicCase("gates at 0 and at 1", NAME, (_switches(inputs, Sizes(n_a=2, m=2, T_x=3)),)),
        PublicCase("one example, float32", NAME, (single(_gates(inputs, PUBLIC_SMALL)),)),
    ]


MEMORY_SHARES = HiddenExercise(
    public=PUBLIC_SIDE,
    reference={NAME: memory_shares},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.MEMORY_SHARES,
    variants=variants.MEMORY_SHARES,
)
