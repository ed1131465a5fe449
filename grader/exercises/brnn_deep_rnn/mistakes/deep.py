"""Known mistakes in ``deep_rnn_forward`` and ``deep_rnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

RUN = "layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell)"
LOOP = "for layer, a0_layer in enumerate(a0, start=1):"
OUTPUT = "return a, output_forward(a, parameters), caches"
BACK = "for layer in reversed(range(len(caches))):"
CARRIED = 'da = below.pop("dx")'
STACKED = "np.stack(da0[::-1])"
RESULT = '{"dx": da, "da0": np.stack(da0[::-1]), **gradients}'


def _forward(
    name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = ""
) -> Mistake:
    return Mistake(f"deep_rnn_forward.{name}", criterion, says, patches, line=line, hint=hint)


def _backward(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"deep_rnn_backward.{name}", criterion, says, patches, line=line)


FORWARD = (
    _forward(
        "inputs-to-every-layer",
        "a",
        "every layer reads x: from the second layer on it should read the states of the layer below",
        (RUN, "layer_forward(x, a0_layer, part_of(parameters, str(layer)), cell)"),
    ),
    _forward(
        "one-first-state",
        "a",
        "all layers start from the first state of the lowest one",
        (RUN, "layer_forward(a, a0[0], part_of(parameters, str(layer)), cell)"),
    ),
    _forward(
        "first-states-turned",
        "a",
        "the first states are given to the layers from the highest to the lowest",
        (LOOP, "for layer, a0_layer in enumerate(a0[::-1], start=1):"),
    ),
    _forward(
        "first-states-zero",
        "a",
        "the first states are zero, a0 is not used",
        (RUN, "layer_forward(a, np.zeros_like(a0_layer), part_of(parameters, str(layer)), cell)"),
    ),
    _forward(
        "state-handed-up",
        "a",
        "a layer starts from the last state of the layer below, not from its own in a0",
        (RUN, "layer_forward(a, a0_layer if layer == 1 else a[:, :, -1], part_of(parameters, str(layer)), cell)"),
    ),
    _forward(
        "one-set-of-weights",
        "a",
        "every layer works with the weights of the first one",
        (RUN, 'layer_forward(a, a0_layer, part_of(parameters, "1"), cell)'),
    ),
    _forward(
        "counted-from-zero",
        "a",
        "the layers are counted from 0; their names count from 1",
        (LOOP, "for layer, a0_layer in enumerate(a0):"),
    ),
    _forward(
        "highest-left-out",
        "a",
        "the highest layer is left out",
        (LOOP, "for layer, a0_layer in enumerate(a0[:-1], start=1):"),
    ),
    _forward(
        "only-two-layers",
        "layers",
        "there are always two layers: their number stands in the shape of a0",
        (LOOP, "for layer, a0_layer in ((1, a0[0]), (2, a0[1])):"),
    ),
    _forward(
        "at-most-two-layers",
        "layers",
        "layers above the second one are left out",
        (LOOP, "for layer, a0_layer in enumerate(a0[:2], start=1):"),
    ),
    _forward(
        "cell-not-handed-on",
        "cells",
        "the kind of cell is not handed on: every layer is a plain one",
        (RUN, 'layer_forward(a, a0_layer, part_of(parameters, str(layer)), "rnn")'),
    ),
    _forward(
        "output-of-lowest-layer",
        "y_pred",
        "the predictions are made from the states of the lowest layer",
        ("caches.append(cache)", "caches.append(cache)\n        lowest = a if layer == 1 else lowest"),
        (OUTPUT, "return a, output_forward(lowest, parameters), caches"),
    ),
    _forward(
        "output-of-last-step",
        "y_pred",
        "every step gets the prediction of the last one",
        (OUTPUT, "return a, output_forward(np.repeat(a[:, :, -1:], a.shape[2], axis=2), parameters), caches"),
    ),
    _forward(
        "states-of-all-layers",
        "a",
        "the states of all layers are returned; only those of the highest are asked for",
        ("a, caches = x, []", "a, caches, states = x, [], []"),
        ("caches.append(cache)", "caches.append(cache)\n        states.append(a)"),
        (OUTPUT, "return np.stack(states), output_forward(a, parameters), caches"),
    ),
    _forward(
        "states-of-lowest-layer",
        "a",
        "the states of the lowest layer are returned, not those of the highest",
        ("caches.append(cache)", "caches.append(cache)\n        low = a if layer == 1 else low"),
        (OUTPUT, "return low, output_forward(a, parameters), caches"),
    ),
    _forward(
        "outputs-swapped",
        "a",
        "states and predictions are returned in the wrong order",
        (OUTPUT, "return output_forward(a, parameters), a, caches"),
        hint="What is returned, and in which order, stands in the docstring under Returns.",
    ),
    _forward(
        "returns-in-the-loop",
        "a",
        "the return stands inside the loop, which ends after the lowest layer",
        ("    " + OUTPUT, "        " + OUTPUT),
        hint="What is indented under the for belongs to every layer. At which layer does your function end?",
    ),
    _forward(
        "first-states-overwritten",
        "side_effects",
        "the last state of each layer is written into the caller's a0",
        ("caches.append(cache)", "caches.append(cache)\n        a0_layer[...] = a[:, :, -1]"),
    ),
    _forward(
        "double-precision",
        "dtype",
        "the states are always float64: np.zeros makes float64 unless it is told otherwise",
        (OUTPUT, "a = a + np.zeros(a.shape)\n    return a, output_forward(a, parameters), caches"),
    ),
)

BACKWARD = (
    _backward(
        "not-carried",
        "lower",
        "every layer gets da of the outputs: a lower layer should get dx of the layer above",
        (CARRIED, 'dx = below.pop("dx")'),
        (RESULT, RESULT.replace("da,", "dx,")),
    ),
    _backward(
        "carried-sum",
        "dx",
        "da of the outputs is added again below the highest layer",
        (CARRIED, 'da = da + below.pop("dx")'),
    ),
    _backward(
        "lowest-first",
        "highest",
        "the layers are gone through from the lowest to the highest; the gradient comes from above",
        (BACK, "for layer in range(len(caches)):"),
    ),
    _backward(
        "dx-of-highest-layer",
        "dx",
        "dx is that of the highest layer, which is no gradient of the inputs",
        (CARRIED, 'da = below.pop("dx")\n        dx = da if layer == len(caches) - 1 else dx'),
        (RESULT, RESULT.replace("da,", "dx,")),
        line="dx = da",
    ),
    _backward("da0-turned", "da0", "da0 runs from the highest layer to the lowest", (STACKED, "np.stack(da0)")),
    _backward("da0-of-lowest", "da0", "da0 is that of the lowest layer alone", (STACKED, "da0[-1]")),
    _backward(
        "da0-added", "da0", "the gradients of the first states are added up over the layers", (STACKED, "sum(da0)")
    ),
    _backward("da0-missing", "da0", "da0 is not returned", (RESULT, '{"dx": da, **gradients}')),
    _backward(
        "names-from-zero",
        "highest",
        "the layers are counted from 0; their names count from 1",
        ("str(layer + 1)", "str(layer)"),
    ),
    _backward(
        "names-turned",
        "highest",
        "the gradients carry the numbers of the layers in the other order",
        ("str(layer + 1)", "str(len(caches) - layer)"),
    ),
    _backward(
        "names-without-layer",
        "highest",
        "the gradients carry no number, so that one layer overwrites the other",
        ("gradients.update(as_part(below, str(layer + 1)))", "gradients.update(below)"),
    ),
    _backward(
        "layers-overwritten",
        "highest",
        "= in place of an update: only the lowest layer's gradients are left",
        ("gradients.update(as_part(below, str(layer + 1)))", "gradients = as_part(below, str(layer + 1))"),
    ),
    _backward(
        "lowest-left-out",
        "lower",
        "the lowest layer is left out",
        (BACK, "for layer in reversed(range(1, len(caches))):"),
    ),
    _backward(
        "highest-left-out",
        "highest",
        "the highest layer is left out",
        (BACK, "for layer in reversed(range(len(caches) - 1)):"),
    ),
    _backward(
        "caches-of-lowest",
        "highest",
        "every layer works with the caches of the lowest one",
        ("layer_backward(da, caches[layer])", "layer_backward(da, caches[0])"),
    ),
    _backward(
        "weights-summed",
        "lower",
        "the gradients of the layers above are added to those of each layer",
        (
            "gradients.update(as_part(below, str(layer + 1)))",
            "total = {n: below[n] + (total[n] if layer + 1 < len(caches) and total[n].shape == below[n].shape else 0)"
            " for n in below}\n        gradients.update(as_part(total, str(layer + 1)))",
        ),
        line="total[name] += below[name]",
    ),
    _backward(
        "in-place",
        "side_effects",
        "the caller's da is overwritten: da[…] = … writes into it",
        (
            CARRIED,
            'dx = below.pop("dx")\n        if layer:\n            da[...] = dx\n        else:\n            da = dx',
        ),
        line='da[...] = below.pop("dx")',
    ),
    _backward(
        "double-precision",
        "dtype",
        "da0 is always float64: np.zeros makes float64 unless it is told otherwise",
        (STACKED, "np.stack(da0[::-1]) + np.zeros((len(da0), 1, 1))"),
        line="da0 = np.zeros((L, n_a, m))",
    ),
)
