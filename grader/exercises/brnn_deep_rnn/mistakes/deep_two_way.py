"""Known mistakes in ``deep_brnn_forward`` and ``deep_brnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

RUN = "brnn_layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell, lengths)"
LOOP = "for layer, a0_layer in enumerate(a0, start=1):"
OUTPUT = "return a, output_forward(a, parameters), caches"
BACK = "for layer in reversed(range(len(caches))):"
CARRIED = 'da = below.pop("dx")'
STACKED = "np.stack(da0[::-1])"
RESULT = '{"dx": da, "da0": np.stack(da0[::-1]), **gradients}'
UPDATE = "gradients.update(as_part(below, str(layer + 1)))"
FIRST_STATES = (
    "a0 has an axis of layers, then one of directions. Which part of a0 does brnn_layer_forward take in each layer?"
)


def _patched(
    name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = ""
) -> Mistake:
    return Mistake(f"deep_brnn_forward.{name}", criterion, says, patches, line=line, hint=hint)


DEEP_TWO_WAY = (
    _patched(
        "lengths-not-handed-on",
        "padding",
        "the lengths are not handed on to the layers",
        (RUN, "brnn_layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell)"),
    ),
    _patched(
        "lengths-for-lowest-layer",
        "padding",
        "only the lowest layer is told the lengths",
        (
            RUN,
            "brnn_layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell, lengths if layer == 1 else None)",
        ),
    ),
    _patched(
        "cell-not-handed-on",
        "cells",
        "the kind of cell is not handed on: every layer is a plain one",
        (RUN, 'brnn_layer_forward(a, a0_layer, part_of(parameters, str(layer)), "rnn", lengths)'),
    ),
    _patched(
        "inputs-to-every-layer",
        "a",
        "every layer reads x: from the second layer on it should read the states of the layer below",
        (RUN, "brnn_layer_forward(x, a0_layer, part_of(parameters, str(layer)), cell, lengths)"),
    ),
    _patched(
        "one-half-goes-up",
        "a",
        "only the forward half goes up to the next layer",
        (
            RUN,
            "brnn_layer_forward(a if layer == 1 else a[: len(a) // 2], a0_layer, part_of(parameters, str(layer)), "
            "cell, lengths)",
        ),
        line="a = a[:n_a]",
    ),
    _patched(
        "halves-swapped-between-layers",
        "a",
        "the halves are exchanged between two layers: the forward part should come first",
        (
            RUN,
            "brnn_layer_forward(a if layer == 1 else np.roll(a, len(a) // 2, 0), a0_layer, "
            "part_of(parameters, str(layer)), cell, lengths)",
        ),
        line="a = np.concatenate([a_backward, a_forward])",
    ),
    _patched(
        "one-first-state",
        "a",
        "all layers start from the first states of the lowest one",
        (RUN, "brnn_layer_forward(a, a0[0], part_of(parameters, str(layer)), cell, lengths)"),
        hint=FIRST_STATES,
    ),
    _patched(
        "directions-exchanged",
        "a",
        "the first states of the two directions are exchanged",
        (RUN, "brnn_layer_forward(a, a0_layer[::-1], part_of(parameters, str(layer)), cell, lengths)"),
        hint=FIRST_STATES,
    ),
    _patched(
        "counted-from-zero",
        "a",
        "the layers are counted from 0; their names count from 1",
        (LOOP, "for layer, a0_layer in enumerate(a0):"),
    ),
    _patched(
        "highest-left-out",
        "a",
        "the highest layer is left out",
        (LOOP, "for layer, a0_layer in enumerate(a0[:-1], start=1):"),
        hint="How many layers are there, and how often does your loop run?",
    ),
    _patched(
        "outputs-swapped",
        "a",
        "states and predictions are returned in the wrong order",
        (OUTPUT, "return output_forward(a, parameters), a, caches"),
        hint="What is returned, and in which order, stands in the docstring under Returns.",
    ),
    _patched(
        "returns-in-the-loop",
        "a",
        "the return stands inside the loop of deep_brnn_forward, which ends after the lowest layer",
        ("    " + OUTPUT, "        " + OUTPUT),
        hint="What is indented under the for belongs to every layer. At which layer does your function end?",
    ),
    _patched(
        "only-two-layers",
        "cells",
        "there are always two layers: their number stands in the shape of a0",
        (LOOP, "for layer, a0_layer in ((1, a0[0]), (2, a0[1])):"),
    ),
    _patched(
        "output-of-lowest-layer",
        "y_pred",
        "the predictions are made from the states of the lowest layer",
        ("caches.append(cache)", "caches.append(cache)\n        lowest = a if layer == 1 else lowest"),
        (OUTPUT, "return a, output_forward(lowest, parameters), caches"),
    ),
    _patched(
        "not-carried",
        "dx",
        "every layer gets da of the outputs: a lower layer should get dx of the layer above",
        (CARRIED, 'dx = below.pop("dx")'),
        (RESULT, RESULT.replace("da,", "dx,")),
    ),
    _patched(
        "lowest-first",
        "dx",
        "the layers are gone through from the lowest to the highest; the gradient comes from above",
        (BACK, "for layer in range(len(caches)):"),
    ),
    _patched(
        "lowest-left-out", "dx", "the lowest layer is left out", (BACK, "for layer in reversed(range(1, len(caches))):")
    ),
    _patched(
        "dx-of-highest-layer",
        "dx",
        "dx is that of the highest layer, which is no gradient of the inputs",
        (CARRIED, 'da = below.pop("dx")\n        dx = da if layer == len(caches) - 1 else dx'),
        (RESULT, RESULT.replace("da,", "dx,")),
        line="dx = da",
    ),
    _patched("da0-turned", "da0", "da0 runs from the highest layer to the lowest", (STACKED, "np.stack(da0)")),
    _patched(
        "da0-joined",
        "da0",
        "da0 has lost an axis: it should be stacked as a0 is, (L, 2, n_a, m)",
        (STACKED, "np.concatenate(da0[::-1])"),
    ),
    _patched(
        "da0-directions-first",
        "da0",
        "da0 has the directions before the layers: a0 has the layers first",
        (STACKED, "np.stack(da0[::-1], axis=1)"),
    ),
    _patched("da0-missing", "da0", "da0 is not returned", (RESULT, '{"dx": da, **gradients}')),
    _patched(
        "names-from-zero",
        "weights",
        "the gradients count the layers from 0; the names count from 1",
        ("str(layer + 1)", "str(layer)"),
    ),
    _patched(
        "names-layer-first",
        "weights",
        "the number stands before the direction: it should be dW…_forward_2, as the weights are named",
        (
            UPDATE,
            'gradients.update({"_".join(np.insert(n.split("_"), 1, str(layer + 1))): g for n, g in below.items()})',
        ),
        line='f"{name}_{layer}_{way}"',
    ),
    _patched(
        "names-without-layer",
        "weights",
        "the gradients carry no number, so that one layer overwrites the other",
        (UPDATE, "gradients.update(below)"),
    ),
    _patched(
        "in-place",
        "side_effects",
        "the caller's da is overwritten: da[…] = … writes into it",
        (
            CARRIED,
            'dx = below.pop("dx")\n        if layer:\n            da[...] = dx\n        else:\n            da = dx',
        ),
        line='da[...] = below.pop("dx")',
    ),
    _patched(
        "double-precision",
        "dtype",
        "da0 is always float64: np.zeros makes float64 unless it is told otherwise",
        (STACKED, "np.stack(da0[::-1]) + np.zeros((len(da0), 1, 1, 1))"),
        line="da0 = np.zeros((L, 2, n_a, m))",
    ),
)
