"""Hidden checks of one step of training.

Compared values are off by the rounding of a forward and a backward pass, some 1e-14; the tolerance leaves room for an
epsilon in the logarithm or in the norm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import Inputs, single
from grader.exercises.language_model.inputs import CLIPPED, ONE_SENTENCE, ONE_STEP, PUBLIC, SQUARE, Batch, batch, sizes
from grader.exercises.language_model.mistakes import training as mistakes
from grader.exercises.language_model.variants import training as variants
from grader.exercises.model import Cost, HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, expect, leaves_no_trace, right_outputs
from rnn_utils.checks.language_model import TRAIN
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference.language_model import language_model_forward, train

NAME = "train"
STAND_INS = ("language_model_forward", "clip_by_norm", "sgd_step")
RIGHT_ONCE_OTHERS_ARE = sentences.ONCE_OTHERS_ARE(
    functions=sentences.ONE_OF(first=("language_model_forward", "clip_by_norm"), last="sgd_step")
)
RATE, LOOSE = 0.25, 1e4  # a rate that is no default, and a bound that no gradient here passes

# At this size there are P ≈ 24,000 weights. The reference's forward pass takes 0.1 ms on one core, and the reference
# 4 times that; central differences take 2 P times as much, and loops over every element, P m T_x turns at some 0.4 µs,
# 600 times. The bound lies between.
LARGE = sizes(depth=40, n_a=120, m=2, T_x=3)
MULTIPLE = 5000.0


def _arguments(given: Batch, rate: float = RATE, bound: float = LOOSE) -> tuple[Any, ...]:
    return given.tokens, given.parameters, given.a_prev, rate, bound


def _length(given: Batch) -> float:
    """Return the norm of the gradients of all parameters: how far a free step of rate 1 goes."""
    _, moved, _ = train(*_arguments(given, 1.0))
    return float(np.sqrt(sum(np.sum((moved[name] - old) ** 2) for name, old in given.parameters.items())))


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, other = batch(inputs, sizes()), batch(inputs, sizes(depth=5, n_a=6, m=2, T_x=3))
    one, step, square = (batch(inputs, chosen) for chosen in (ONE_SENTENCE, ONE_STEP, SQUARE))
    length, previous = _length(usual), usual.previous
    return [
        _trained("all sizes different", "", _arguments(usual)),
        _trained("another learning rate", "", _arguments(other, 0.01)),
        _trained("learning rate and bound left out", "", (step.tokens, step.parameters, step.a_prev)),
        _trained("one sentence", "sizes", _arguments(one)),
        _trained("one time step", "sizes", _arguments(step)),
        _trained("all sizes equal", "sizes", _arguments(square)),
        _trained("a bound far below the norm", "clipping", _arguments(usual, bound=0.1 * length)),
        _trained("a bound just below the norm", "clipping", _arguments(usual, bound=0.98 * length)),
        _trained("a bound just above the norm", "clipping", _arguments(usual, bound=1.02 * length)),
        _trained("a token before the first one", "previous", (*_arguments(usual), previous)),
        _trained("mask of 0 and 1", "mask", (*_arguments(usual), None, usual.mask)),
        _trained("mask of booleans, and a token before", "mask", (*_arguments(other), other.previous, other.mask > 0)),
        _trained("float32", "dtype", single(_arguments(usual))),
        leaves_no_trace("side effects", "side_effects", call(NAME, *_arguments(usual))),
    ]


def _trained(label: str, criterion: str, arguments: tuple[Any, ...]) -> Probe:
    if criterion == "":
        return against(TRAIN, train, label, *arguments, tolerance=CLIPPED)
    only = {"sizes": ("parameters", "a_last"), "dtype": ("parameters", "a_last"), "clipping": ("parameters",)}
    looked_at = only.get(criterion, ("loss", "parameters"))
    return against(TRAIN, train, label, *arguments, criterion=criterion, only=looked_at, tolerance=CLIPPED)


def _cost(rng: np.random.Generator) -> tuple[Callable[[], object], tuple[Probe, ...]]:
    given = batch(Inputs(rng), LARGE)
    arguments = _arguments(given)
    expected = right_outputs(TRAIN, NAME, train(*arguments))
    probe = expect(TRAIN, "cost", call(NAME, *arguments), expected, tolerance=CLIPPED)
    return lambda: language_model_forward(given.tokens, given.parameters, given.a_prev), (probe,)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    usual, one = batch(inputs, PUBLIC), batch(inputs, sizes(depth=3, n_a=2, m=1, T_x=3))
    return [
        PublicCase("a step that is not clipped", NAME, _arguments(usual)),
        PublicCase("clipped, with a token before and a mask", NAME, (*_arguments(usual, bound=0.5), *_more(usual))),
        PublicCase("one sentence, float32", NAME, single(_arguments(one, rate=0.1))),
    ]


def _more(given: Batch) -> tuple[Any, ...]:
    return given.previous, given.mask


TRAINING = HiddenExercise(
    public=TRAIN,
    reference={NAME: train},
    depends_on=STAND_INS,
    tries=(Try("own", _probes), Try("stand-in", _probes, STAND_INS, RIGHT_ONCE_OTHERS_ARE)),
    published=_published,
    mistakes=mistakes.TRAINING,
    variants=variants.TRAINING,
    cost=Cost("cost", _cost, MULTIPLE, excludes=("parameters",), stand_ins=STAND_INS),
)
