"""Hidden checks of the loss of a sequence and of its gradient at the output layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from grader.exercises import sentences
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, Inputs, Sizes
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import DIFFERENCES, against, call, expect, leaves_no_trace, relation
from grader.exercises.rnn.mistakes import loss, output
from grader.exercises.rnn.variants import backward as output_variants
from grader.exercises.rnn.variants import measuring as loss_variants
from rnn_utils.checks.compare import Tolerance
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.rnn import OUTPUT_BACKWARD, SEQUENCE_LOSS
from rnn_utils.reference import rnn as reference
from rnn_utils.types import Array

RIGHT_ONCE_ONE_HOT_IS = sentences.ONCE_IT_IS(function="one_hot")

# An epsilon of 1e-8 inside the logarithm is common practice and not a mistake.
CLIPPED = Tolerance(1e-6, 1e-9)


def _predicted(inputs: Inputs, sizes: Sizes) -> Float[Array, "n_y m T_x"]:
    y_pred = reference.softmax(inputs.normal(sizes.n_y, sizes.m, sizes.T_x))
    return y_pred if inputs.digits is None else y_pred.round(inputs.digits)


def _labels(inputs: Inputs, sizes: Sizes) -> Int[Array, "m T_x"]:
    return inputs.classes(sizes.n_y, sizes.m, sizes.T_x)


def _some(inputs: Inputs, m: int, T_x: int) -> Int[Array, "m T_x"]:
    """Draw a mask of zeros and ones; the last step is padding for all examples, the first one for some."""
    mask = inputs.classes(2, m, T_x)
    mask[:2, 0], mask[:2, 1], mask[:, -1] = (1, 0), (0, 1), 0
    return mask


def _loss_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs, sizes = Inputs(rng), Sizes()
    y_pred, labels, mask = (
        _predicted(inputs, sizes),
        _labels(inputs, sizes),
        _some(inputs, sizes.m, sizes.T_x),
    )
    y = reference.one_hot(labels, sizes.n_y)
    single_step, single_example = _predicted(inputs, ONE_STEP), _predicted(inputs, ONE_EXAMPLE)
    return [
        _loss("one-hot answers", "one_hot", y_pred, y),
        _loss(
            "one time step",
            "one_hot",
            single_step,
            reference.one_hot(_labels(inputs, ONE_STEP), ONE_STEP.n_y),
        ),
        _loss("class indices", "indices", y_pred, labels),
        _loss("class indices, one example", "indices", single_example, _labels(inputs, ONE_EXAMPLE)),
        _loss("mask of 0 and 1", "mask", y_pred, y, mask),
        _loss("mask of booleans, class indices", "mask", y_pred, labels, mask.astype(bool)),
        _loss("mask that leaves nothing out", "mask", y_pred, y, np.ones_like(mask)),
        *_binary_probes(inputs),
        *_zero_probes(y_pred, labels, mask),
        *_binary_zero_probes(inputs),
    ]


def _loss(label: str, criterion: str, *arguments: object) -> Probe:
    loss = reference.sequence_loss
    return against(SEQUENCE_LOSS, loss, label, *arguments, criterion=criterion, tolerance=CLIPPED)


def _binary_probes(inputs: Inputs) -> list[Probe]:
    m, T_x = 3, 4
    yes = inputs.rng.uniform(0.1, 0.9, size=(1, m, T_x))
    y, mask = inputs.classes(2, m, T_x), _some(inputs, m, T_x)
    return [
        _loss("binary, answers of shape (1, m, T_x)", "binary", yes, y[np.newaxis].astype(float)),
        _loss("binary, answers of shape (m, T_x)", "binary", yes, y),
        _loss("binary with a mask", "binary", yes, y, mask),
    ]


def _zero_probes(y_pred: Array, labels: Array, mask: Array) -> list[Probe]:
    """Put probability 0 on a wrong class, on a masked step, and on a right class."""
    n_y, y = len(y_pred), reference.one_hot(labels, len(y_pred))
    steps = np.arange(mask.size).reshape(mask.shape)
    wrong, masked, right = y_pred.copy(), y_pred.copy(), y_pred.copy()
    wrong.reshape(n_y, -1)[(labels.ravel() + 1) % n_y, steps.ravel()] = 0
    hidden = steps[mask == 0][0]
    masked.reshape(n_y, -1)[labels.flat[hidden], hidden] = 0
    right[labels[0, 0], 0, 0] = 0
    usual = reference.sequence_loss(np.delete(y_pred.reshape(n_y, -1), 0, axis=1)[:, np.newaxis], _later(labels))

    return [
        _loss("a wrong class of probability 0", "zero", wrong, y),
        _loss("probability 0 at a step that is masked", "zero", masked, y, mask),
        _costs_much("a right class of probability 0", usual, right, y),
    ]


def _binary_zero_probes(inputs: Inputs) -> list[Probe]:
    """Be sure of "no" where the answer is yes, and of "yes" where it is no."""
    yes, y = inputs.rng.uniform(0.1, 0.9, size=(1, 2, 3)), inputs.classes(2, 2, 3)
    probes = []
    for label, answer in (("a binary yes of probability 0", 1), ("a binary no of probability 0", 0)):
        sure, answers = yes.copy(), y.copy()
        sure[0, 0, 0], answers[0, 0] = 1 - answer, answer
        usual = reference.sequence_loss(_later(sure)[:, np.newaxis], _later(answers))
        probes.append(_costs_much(label, usual, sure, answers))
    return probes


def _costs_much(label: str, usual: float, y_pred: Array, y: Array) -> Probe:
    """Judge that the loss is finite and far above that of the other steps."""

    def differs(values: list[Any]) -> Message | None:
        (loss,) = values
        if not np.isfinite(loss):
            return sentences.LOSS_NOT_FINITE(loss=str(loss))
        added = loss - usual
        return None if 10 < added < 1e4 else sentences.LOSS_TOO_SMALL()

    return relation(label, "zero", (call("sequence_loss", y_pred, y),), differs)


def _later(labels: Array) -> Array:
    return labels.reshape(1, -1)[:, 1:]


def _loss_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    sizes = Sizes(n_y=3, m=2, T_x=4)
    y_pred, labels = _predicted(inputs, sizes), _labels(inputs, sizes)
    mask = _some(inputs, sizes.m, sizes.T_x)
    yes = inputs.rng.uniform(0.1, 0.9, size=(1, 2, 3)).round(2)
    y_pred[(labels[0, 0] + 1) % sizes.n_y, 0, 0] = 0  # of a wrong class: 0 · log 0 must not be NaN
    return [
        PublicCase("one-hot answers", "sequence_loss", (y_pred, reference.one_hot(labels, sizes.n_y))),
        PublicCase("class indices and a mask", "sequence_loss", (y_pred, labels, mask)),
        PublicCase("binary", "sequence_loss", (yes, inputs.classes(2, 2, 3))),
    ]


def _output_arguments(inputs: Inputs, sizes: Sizes) -> tuple[Array, Array, Array, dict[str, Array]]:
    y = reference.one_hot(_labels(inputs, sizes), sizes.n_y)
    a = np.tanh(inputs.normal(sizes.n_a, sizes.m, sizes.T_x))
    a = a if inputs.digits is None else a.round(inputs.digits)
    return _predicted(inputs, sizes), y, a, inputs.parameters(sizes)


def _output_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual = y_pred, y, a, parameters = _output_arguments(inputs, Sizes())
    two = _output_arguments(inputs, Sizes(n_y=2))
    gated = {"Wy": parameters["Wya"], "by": parameters["by"]}
    backward = reference.output_backward
    return [
        against(OUTPUT_BACKWARD, backward, "all sizes different", *usual),
        _output_differences(inputs),
        _output("class indices", "indices", y_pred, np.argmax(y, axis=0), a, parameters),
        against(OUTPUT_BACKWARD, backward, "weights named Wy", y_pred, y, a, gated, criterion="gated"),
        _output("class indices, two classes", "indices", two[0], np.argmax(two[1], axis=0), *two[2:]),
        _output("one example", "sizes", *_output_arguments(inputs, ONE_EXAMPLE)),
        _output("one time step", "sizes", *_output_arguments(inputs, ONE_STEP)),
        _output("all sizes equal", "sizes", *_output_arguments(inputs, Sizes(3, 3, 3, 3, 3))),
        leaves_no_trace("side effects", "side_effects", call("output_backward", *usual)),
    ]


def _output(label: str, criterion: str, *arguments: object) -> Probe:
    return against(OUTPUT_BACKWARD, reference.output_backward, label, *arguments, criterion=criterion)


def _output_differences(inputs: Inputs) -> Probe:
    """Compare with central differences of the loss through the output layer."""
    sizes = Sizes(n_a=2, n_y=3, m=2, T_x=4)
    _, y, a, parameters = _output_arguments(inputs, sizes)

    def scores(values: dict[str, Array]) -> Array:
        found: Array = np.einsum("ya,amt->ymt", values["Wya"], values["a"]) + values["by"][:, :, np.newaxis]
        return found

    at = {"Wya": parameters["Wya"], "by": parameters["by"], "a": a}

    def gradient(name: str) -> Array:
        def loss(moved: Array) -> float:
            return reference.sequence_loss(reference.softmax(scores({**at, name: moved})), y)

        return reference.numerical_gradient(loss, at[name])

    request = call("output_backward", reference.softmax(scores(at)), y, a, parameters)
    expected = {"d" + name: gradient(name) for name in at}
    return expect(OUTPUT_BACKWARD, "central differences", request, expected, tolerance=DIFFERENCES)


def _output_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    y_pred, y, a, parameters = _output_arguments(inputs, PUBLIC)
    gated = {"Wy": parameters["Wya"], "by": parameters["by"]}
    return [
        PublicCase("one-hot answers", "output_backward", (y_pred, y, a, parameters)),
        PublicCase("class indices, weights named Wy", "output_backward", (y_pred, np.argmax(y, axis=0), a, gated)),
    ]


LOSS = HiddenExercise(
    public=SEQUENCE_LOSS,
    reference={"sequence_loss": reference.sequence_loss},
    depends_on=("one_hot",),
    tries=(Try("own", _loss_probes), Try("stand-in", _loss_probes, ("one_hot",), RIGHT_ONCE_ONE_HOT_IS)),
    published=_loss_published,
    mistakes=loss.LOSS,
    variants=loss_variants.LOSS,
)

OUTPUT = HiddenExercise(
    public=OUTPUT_BACKWARD,
    reference={"output_backward": reference.output_backward},
    depends_on=("one_hot",),
    tries=(Try("own", _output_probes), Try("stand-in", _output_probes, ("one_hot",), RIGHT_ONCE_ONE_HOT_IS)),
    published=_output_published,
    mistakes=output.OUTPUT,
    variants=output_variants.OUTPUT,
)
