"""Hidden checks of ``numerical_gradient`` and ``relative_error``.

The function to differentiate is answered by the trusted side, so what the student's kernel sees of it
are its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from grader.exercises.inputs import Inputs
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, expect, leaves_no_trace
from grader.exercises.rnn.mistakes import numerical as mistakes
from grader.exercises.rnn.variants import measuring as variants
from grader.sandbox.inside.calls import StandIn
from rnn_utils.checks.compare import Tolerance
from rnn_utils.checks.functions import product_of_neighbours, sum_of_cubes, sum_of_sines
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.rnn import NUMERICAL_GRADIENT
from rnn_utils.reference import rnn as reference
from rnn_utils.types import Array

# Rounding of f divided by 2 eps; a one-sided difference of `ripples` is off by a hundred times as much.
ROUNDED = Tolerance(1e-6, 1e-8)


def _weights(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Give each place a weight of its own, of changing sign, so that a changed shape changes the value."""
    places = np.indices(x.shape)
    size = 1.0 + np.sum([0.3 * (k + 1) * place for k, place in enumerate(places)], axis=0)
    weights: Array = size * (-1.0) ** np.sum(places, axis=0)
    return weights


def ripples(x: Float[Array, "..."]) -> float:
    """Add up quick waves: the curvature is so large that one-sided differences are seen to be wrong."""
    x = np.asarray(x)
    return float(np.sum(np.sin(200 * x) * _weights(x)))


def valley(x: Float[Array, "..."]) -> float:
    """Multiply all numbers with each other softly: every partial derivative depends on all of them."""
    x = np.asarray(x)
    return float(np.log(np.sum(np.exp(x * _weights(x)))) ** 2)


def cubes(x: Float[Array, "..."]) -> float:
    """Add up weighted cubes, of which central differences are off by exactly eps² times the weight."""
    x = np.asarray(x)
    return float(np.sum(x**3 * _weights(x)))


OFFERED: Mapping[str, Callable[..., float]] = {"ripples": ripples, "valley": valley, "cubes": cubes}


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    vector = inputs.normal(5)
    return [
        _gradient("a vector", "gradient", "valley", vector),
        _gradient("a function with strong curvature", "gradient", "ripples", inputs.normal(3)),
        _gradient("a matrix", "shapes", "valley", inputs.normal(2, 3)),
        _gradient("three axes", "shapes", "cubes", inputs.normal(2, 1, 3)),
        _gradient("no axes", "shapes", "cubes", np.array(inputs.rng.uniform(0.5, 2))),
        _gradient("eps = 0.1", "eps", "cubes", inputs.normal(4), 0.1),
        _gradient("eps = 0.02", "eps", "valley", inputs.normal(3), 0.02),
        _gradient("eps = 0.003", "eps", "ripples", inputs.normal(2), 0.003),
        leaves_no_trace("side effects", "side_effects", call("numerical_gradient", StandIn("valley"), vector)),
        *_error_probes(inputs),
    ]


def _gradient(label: str, criterion: str, function: str, x: Float[Array, "..."], *eps: float) -> Probe:
    expected = {"gradient": reference.numerical_gradient(OFFERED[function], x, *eps)}
    request = call("numerical_gradient", StandIn(function), x, *eps)
    criteria = {"gradient": criterion}
    return expect(NUMERICAL_GRADIENT, label, request, expected, tolerance=ROUNDED, criteria=criteria)


def _error_probes(inputs: Inputs) -> list[Probe]:
    one, other = inputs.normal(3, 4), inputs.normal(3, 4, scale=2)
    zero = np.zeros((2, 3))
    pairs = {
        "two matrices": (one, other),
        "nearly equal vectors": (one[0], one[0] * (1 + 1e-4)),
        "opposite gradients": (one, -one),
        "three axes": (inputs.normal(2, 3, 2), inputs.normal(2, 3, 2)),
        "one of them zero": (other[:2, :3], zero),
        "both zero": (zero, zero),
    }
    error = reference.relative_error
    return [against(NUMERICAL_GRADIENT, error, label, *pair, tolerance=ROUNDED) for label, pair in pairs.items()]


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    one = inputs.normal(2, 3)
    return [
        PublicCase("a vector", "numerical_gradient", (product_of_neighbours, inputs.normal(4))),
        PublicCase("a matrix", "numerical_gradient", (sum_of_sines, one)),
        PublicCase("eps = 0.1", "numerical_gradient", (sum_of_cubes, inputs.normal(3), 0.1)),
        PublicCase("two matrices", "relative_error", (one, inputs.normal(2, 3))),
        PublicCase("two zero gradients", "relative_error", (np.zeros(3), np.zeros(3))),
    ]


CHECKING = HiddenExercise(
    public=NUMERICAL_GRADIENT,
    reference={
        "numerical_gradient": reference.numerical_gradient,
        "relative_error": reference.relative_error,
    },
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.NUMERICAL,
    variants=variants.NUMERICAL,
    offered=OFFERED,
)
