"""Hidden checks of ``one_hot`` and ``softmax``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from grader.exercises.inputs import Inputs, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, expect, leaves_no_trace, raises
from grader.exercises.rnn.mistakes import one_hot, softmax
from grader.exercises.rnn.variants import encoding as variants
from rnn_utils.checks.compare import Tolerance
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.rnn import ONE_HOT, SOFTMAX
from rnn_utils.reference import rnn as reference
from rnn_utils.types import Array

ANY_PRECISION = Tolerance(dtype=False)


def _one_hot_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, again, matrix = inputs.classes(5, 7), inputs.classes(7, 4), inputs.classes(6, 3, 4)
    scalar = int(rng.integers(1, 4))
    probes = [
        _encoded("a list of indices", "values", usual, 5),
        _encoded("more classes than indices", "values", again, 9),
        _encoded("a matrix of indices", "shapes", matrix, 6),
        _encoded("three axes of indices", "shapes", inputs.classes(4, 2, 3, 5), 4),
        _encoded("a single index", "shapes", np.array(scalar), 5),
        _encoded("one class", "shapes", np.zeros(3, dtype=np.int64), 1),
        _encoded("a single integer that is no array", "shapes", scalar, 5),
        against(ONE_HOT, reference.one_hot, "dtype", usual, 5, criterion="dtype"),
    ]
    usual = usual.copy()
    for label, wrong in (("index too large", 5), ("negative index", -1)):
        spoiled = usual.copy()
        spoiled[int(rng.integers(7))] = wrong
        probes.append(raises(label, "errors", call("one_hot", spoiled, 5)))
    fraction = call("one_hot", usual + 0.5, 7)
    probes.append(raises("index that is no integer", "errors", fraction, ("ValueError", "TypeError")))
    return probes


def _encoded(label: str, criterion: str, indices: Int[Array, "..."] | int, depth: int) -> Probe:
    expected = {"the result": reference.one_hot(indices, depth)}
    request = call("one_hot", indices, depth)
    criteria = {"the result": criterion}
    return expect(ONE_HOT, label, request, expected, tolerance=ANY_PRECISION, criteria=criteria)


def _one_hot_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng)
    return [
        PublicCase("a list of indices", "one_hot", (inputs.classes(4, 5), 4)),
        PublicCase("indices of shape (2, 3)", "one_hot", (inputs.classes(5, 2, 3), 5)),
        PublicCase("an index that is no class", "one_hot", (np.array([0, -1, 2]), 3), raises="ValueError"),
    ]


def _softmax_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = inputs.normal(5, 3, scale=2.0)
    far_below, far_apart = inputs.normal(4, 3), inputs.normal(5, 4)
    far_below[:, int(rng.integers(3))] -= 2000.0
    far_apart += np.array([900.0, -900.0, 0.0, 3e4])
    one_high = inputs.normal(4, 3)
    one_high[int(rng.integers(4))] += 900.0
    return [
        _softened("several columns", "values", usual),
        _softened("as many columns as classes", "values", inputs.normal(4, 4)),
        _softened("very large scores", "stable", inputs.normal(4, 3) + 1e4),
        _softened("very small scores", "stable", inputs.normal(4, 2) - 1e4),
        _softened("one column far below the others", "stable", far_below),
        _softened("columns far apart", "stable", far_apart),
        _softened("one class far above the others", "stable", one_high),
        _softened("scores near the largest float", "stable", inputs.normal(3, 2) * 1e300),
        _softened("one axis", "shapes", inputs.normal(6)),
        _softened("three axes", "shapes", inputs.normal(4, 2, 5)),
        _softened("float32", "dtype", single(usual)),
        leaves_no_trace("side effects", "side_effects", call("softmax", usual)),
    ]


def _softened(label: str, criterion: str, x: Float[Array, "..."]) -> Probe:
    return against(SOFTMAX, reference.softmax, label, x, criterion=criterion)


def _softmax_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    far = inputs.normal(3, 2) + np.array([1000.0, -1000.0])
    return [
        PublicCase("three classes, two examples", "softmax", (inputs.normal(3, 2),)),
        PublicCase("one column of large, one of small scores", "softmax", (far,)),
        PublicCase("three axes, float32", "softmax", (single(inputs.normal(2, 2, 3)),)),
    ]


ONE_HOT_HIDDEN = HiddenExercise(
    public=ONE_HOT,
    reference={"one_hot": reference.one_hot},
    tries=(Try("own", _one_hot_probes),),
    published=_one_hot_published,
    mistakes=one_hot.ONE_HOT,
    variants=variants.ONE_HOT,
)

SOFTMAX_HIDDEN = HiddenExercise(
    public=SOFTMAX,
    reference={"softmax": reference.softmax},
    tries=(Try("own", _softmax_probes),),
    published=_softmax_published,
    mistakes=softmax.SOFTMAX,
    variants=variants.SOFTMAX,
)
