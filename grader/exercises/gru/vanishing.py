"""Hidden checks of the size of the gradient at every step.

A norm is compared to 1e-9 of the largest one. The gradient is rounded at most T_x times, relative to its own
size at that step, and no scale that is drawn makes one step larger than the last by more than a few hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.gru.mistakes import vanishing as mistakes
from grader.exercises.gru.variants import vanishing as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, Inputs, Sizes, permuted, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, disagreement, leaves_no_trace, relation
from rnn_utils.checks.gru import GRADIENT_NORMS
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import rnn
from rnn_utils.reference.gru import gradient_norms_through_time

NAME = "gradient_norms_through_time"
SQUARE = Sizes(3, 3, 3, 3, 3)

Arguments = tuple[Any, ...]


def _arguments(inputs: Inputs, sizes: Sizes) -> Arguments:
    return *inputs.sequence(sizes), inputs.normal(sizes.n_a, sizes.m)


def _norms(label: str, arguments: Arguments, criterion: str = "norms") -> Probe:
    return against(GRADIENT_NORMS, gradient_norms_through_time, label, *arguments, criterion=criterion)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = _arguments(inputs, Sizes())
    small, large = float(rng.uniform(0.3, 0.7)), float(rng.uniform(1.5, 3.0))
    return [
        _norms("all sizes different", usual),
        _norms("a long sequence", _arguments(inputs, Sizes(T_x=9)), "norms"),
        _norms("smaller Waa", (*usual, small), "scale"),
        _norms("larger Waa", (*_arguments(inputs, Sizes(T_x=6)), large), "scale"),
        _norms("Waa times 0", (*usual, 0.0), "scale"),
        _norms("one example", _arguments(inputs, ONE_EXAMPLE), "sizes"),
        _norms("one time step", (*_arguments(inputs, ONE_STEP), small), "sizes"),
        _norms("all sizes equal", _arguments(inputs, SQUARE), "sizes"),
        _norms("float32", single((*usual, small)), "dtype"),
        _times_three(usual),
        _began_later(usual),
        _units_renumbered(usual, rng),
        leaves_no_trace("side effects", "side_effects", call(NAME, *usual, small)),
    ]


def _times_three(arguments: Arguments) -> Probe:
    *others, da_last = arguments

    def differs(values: list[Any]) -> Message | None:
        changed = disagreement(3 * values[0], values[1], "norms")
        return changed and sentences.NORMS_NOT_SCALED()

    requests = call(NAME, *arguments), call(NAME, *others, -3 * da_last)
    return relation("a larger gradient at the end", "sizes", requests, differs)


def _began_later(arguments: Arguments) -> Probe:
    """Start from the state after two steps: the norms of the later steps are what they were."""
    x, a0, parameters, da_last = arguments
    a, _, _ = rnn.rnn_forward(x, a0, parameters)
    later = call(NAME, x[:, :, 2:], a[:, :, 1], parameters, da_last)

    def differs(values: list[Any]) -> Message | None:
        changed = disagreement(values[0][:, 2:], values[1], "norms")
        return changed and sentences.NORMS_DEPEND_ON_START()

    return relation("a sequence that begins later", "sizes", (call(NAME, *arguments), later), differs)


def _units_renumbered(arguments: Arguments, rng: np.random.Generator) -> Probe:
    x, a0, parameters, da_last = arguments
    order = rng.permutation(len(a0))
    turned = call(NAME, x[:, ::-1], a0[order, ::-1], permuted(parameters, order), da_last[order, ::-1])

    def differs(values: list[Any]) -> Message | None:
        changed = disagreement(values[0][::-1], values[1], "norms")
        return changed and sentences.ORDER_OF_EXAMPLES_OR_UNITS()

    return relation("examples and units in another order", "sizes", (call(NAME, *arguments), turned), differs)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("two examples, three steps", NAME, _arguments(inputs, Sizes(n_x=3, n_a=4, n_y=2, m=2, T_x=3))),
        PublicCase("Waa times 1.5", NAME, (*_arguments(inputs, PUBLIC), 1.5)),
        PublicCase("one step, float32", NAME, single((*_arguments(inputs, Sizes(2, 3, 2, 1, 1)), 0.5))),
    ]


NORMS = HiddenExercise(
    public=GRADIENT_NORMS,
    reference={NAME: gradient_norms_through_time},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.NORMS,
    variants=variants.NORMS,
)
