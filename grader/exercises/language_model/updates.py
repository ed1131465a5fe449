"""Hidden checks of clipping and of the step: gradients of any names and shapes, since both know nothing of networks.

What is compared is off by the rounding of a norm and a few products, some 1e-15 of the largest number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises.inputs import Inputs, single
from grader.exercises.language_model.inputs import CLIPPED, sizes
from grader.exercises.language_model.mistakes import clipping, step
from grader.exercises.language_model.variants import updates as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, leaves_no_trace
from rnn_utils.checks.language_model import CLIP_BY_VALUE, SGD_STEP
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import updates as reference
from rnn_utils.types import Array

VALUE, NORM, SGD = "clip_by_value", "clip_by_norm", "sgd_step"


def _gradients(inputs: Inputs, scale: float = 3.0) -> dict[str, Array]:
    """Draw gradients of a plain network; those of the biases are small, those of the weights are not."""
    drawn = inputs.parameters(sizes(depth=4, n_a=3))
    return {
        "d" + name: inputs.normal(*value.shape, scale=scale if name[0] == "W" else 0.3 * scale)
        for name, value in drawn.items()
    }


def _others(inputs: Inputs) -> dict[str, Array]:
    """Draw gradients of other names and shapes, with axes from none to three, the longest of them last."""
    shapes = {"dWu_encoder": (2, 3), "dbias": (4,), "dscale": (), "dembedding": (2, 2, 3)}
    drawn = {name: inputs.normal(*shape, scale=2.0) for name, shape in shapes.items()}
    return {**drawn, "dscale": np.array(-1.5), "dWy": inputs.normal(3, 4, scale=6.0)}


def _length(gradients: dict[str, Array]) -> float:
    return float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))


def _clip_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, others = _gradients(inputs), _others(inputs)
    zeros = {name: np.zeros_like(gradient) for name, gradient in usual.items()}
    small = _gradients(inputs, scale=0.1)
    floats = single(usual)

    def clip(function: Callable[..., object], label: str, criterion: str, *arguments: object) -> Probe:
        return against(CLIP_BY_VALUE, function, label, *arguments, criterion=criterion, tolerance=CLIPPED)

    def value(label: str, criterion: str, *arguments: object) -> Probe:
        return clip(reference.clip_by_value, label, criterion, *arguments)

    def norm(label: str, criterion: str, *arguments: object) -> Probe:
        return clip(reference.clip_by_norm, label, criterion, *arguments)

    return [
        value("several numbers beyond the bound", "value", usual, 1.5),
        value("a bound below 1", "value", usual, 0.05),
        value("other names and shapes", "value", others, 2.0),
        value("nothing beyond the bound", "value", usual, 100.0),
        norm("longer than the bound", "norm", usual, 1.5),
        norm("a bound above 1, hardly passed", "norm", usual, 0.97 * _length(usual)),
        norm("other names and shapes", "norm", others, 0.25),
        norm("a single array", "norm", {"dWax": usual["dWax"]}, 1.0),
        norm("hardly shorter than the bound", "short", usual, 1.05 * _length(usual)),
        norm("much shorter than the bound", "short", small, 50.0),
        norm("zeros", "short", zeros, 1.0),
        value("float32, by value", "dtype", floats, 1.0),
        norm("float32, by norm", "dtype", floats, 1.0),
        norm("float32, by norm, shorter than the bound", "dtype", floats, 500.0),
        *_traces(usual),
    ]


def _traces(usual: dict[str, Array]) -> list[Probe]:
    requests = {
        "side effects, by value": call(VALUE, usual, 1.0),
        "side effects, by value, nothing beyond the bound": call(VALUE, usual, 100.0),
        "side effects, by norm": call(NORM, usual, 1.0),
        "side effects, by norm, shorter than the bound": call(NORM, usual, 500.0),
    }
    return [leaves_no_trace(label, "side_effects", request) for label, request in requests.items()]


def _clip_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    # An epsilon of 1e-6 in the norm, as PyTorch has it, is right: in a norm of 30 the public check does not see it.
    gradients = {"dby": inputs.normal(2, 1), "dba": np.zeros((3, 1)), "dWya": inputs.normal(2, 3, scale=15.0)}
    floats = single({"dWax": inputs.normal(2, 2, scale=3.0), "dba": inputs.normal(2, 1)})
    return [
        PublicCase("bound 1.5", VALUE, (gradients, 1.5)),
        PublicCase("bound 0.1, float32", VALUE, (floats, 0.1)),
        PublicCase("longer than the bound", NORM, (gradients, 0.3)),
        PublicCase("shorter than the bound, float32", NORM, (floats, 100.0)),
        PublicCase("hardly shorter than the bound, float32", NORM, (floats, round(1.1 * _length(floats), 1))),
        PublicCase("zeros", NORM, ({"dba": np.zeros((3, 1))}, 1.0)),
    ]


def _step(inputs: Inputs) -> tuple[dict[str, Array], dict[str, Array], float]:
    """Draw parameters, their gradients among further ones in another order, and a learning rate."""
    parameters = inputs.parameters(sizes(depth=4, n_a=3))
    further = {"da": inputs.normal(3, 2, 4), "dx": inputs.normal(4, 2, 4), "da0": inputs.normal(3, 2)}
    own = {"d" + name: inputs.normal(*value.shape, scale=2.0) for name, value in reversed(parameters.items())}
    return parameters, {**further, **own}, round(float(inputs.rng.uniform(0.1, 0.4)), 2)


def _sgd_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    parameters, gradients, rate = usual = _step(inputs)
    own = {"d" + name: gradients["d" + name] for name in parameters}
    others = _others(inputs)
    names = {name[1:]: inputs.normal(*value.shape) for name, value in others.items()}

    def moved(label: str, criterion: str, *arguments: Any) -> Probe:
        return against(SGD_STEP, reference.sgd_step, label, *arguments, criterion=criterion)

    return [
        moved("gradients of the parameters alone", "parameters", parameters, own, rate),
        moved("further gradients", "parameters", *usual),
        moved("other names and shapes", "parameters", names, others, 0.01),
        moved("learning rate 2", "parameters", parameters, own, 2.0),
        moved("learning rate 0", "parameters", parameters, own, 0.0),
        moved("float32", "dtype", *single(usual)),
        leaves_no_trace("side effects", "side_effects", call(SGD, *usual)),
        leaves_no_trace("side effects, learning rate 0", "side_effects", call(SGD, parameters, gradients, 0.0)),
    ]


def _sgd_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    parameters = {"Wax": inputs.normal(2, 3), "ba": inputs.normal(2, 1), "by": inputs.normal(2, 1)}
    gradients = {"d" + name: inputs.normal(*value.shape) for name, value in parameters.items()}
    further = {"da0": inputs.normal(2, 2), **gradients}
    return [
        PublicCase("three parameters", SGD, (parameters, gradients, 0.5)),
        PublicCase("further gradients, float32", SGD, (*single((parameters, further)), 0.25)),
    ]


CLIPPING = HiddenExercise(
    public=CLIP_BY_VALUE,
    reference={VALUE: reference.clip_by_value, NORM: reference.clip_by_norm},
    tries=(Try("own", _clip_probes),),
    published=_clip_published,
    mistakes=clipping.CLIPPING,
    variants=variants.CLIPPING,
)

STEP = HiddenExercise(
    public=SGD_STEP,
    reference={SGD: reference.sgd_step},
    tries=(Try("own", _sgd_probes),),
    published=_sgd_published,
    mistakes=step.STEP,
    variants=variants.STEP,
)
