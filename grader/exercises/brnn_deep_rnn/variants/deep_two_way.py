"""Odd-but-right ``deep_brnn_forward`` and ``deep_brnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

DEEP_TWO_WAY = (
    Variant(
        "deep_brnn_forward.layers-in-one-loop",
        """
def deep_brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    caches = []
    a = x.copy()
    for l in range(a0.shape[0]):
        weights = {name[:-2]: p for name, p in parameters.items() if name[-2:] == "_" + str(l + 1)}
        a, cache = brnn_layer_forward(a, a0[l], weights, cell, lengths)
        caches.append(cache)
    return a, output_forward(a, parameters), caches


def deep_brnn_backward(da, caches):
    result, firsts, carried = {}, [], da.copy()
    for l, cache in reversed(list(enumerate(caches, 1))):
        for name, g in brnn_backward(carried, cache).items():
            if name == "dx":
                after = g
            elif name == "da0":
                firsts.insert(0, g)
            else:
                result[f"{name}_{l}"] = g
        carried = after
    return {**result, "dx": carried, "da0": np.array(firsts), "layers": len(caches)}
""",
    ),
    Variant(
        "deep_brnn_forward.recursive",
        """
def deep_brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    def up(a, layer):
        if layer > len(a0):
            return a, []
        a, cache = brnn_layer_forward(a, a0[layer - 1], part_of(parameters, str(layer)), cell, lengths)
        top, caches = up(a, layer + 1)
        return top, [cache] + caches

    a, caches = up(x, 1)
    scores = np.einsum("ya,amt->ymt", parameters["Wy"], a) + parameters["by"][:, :, None]
    e = np.exp(scores - scores.max(axis=0))
    return np.asfortranarray(a), e / e.sum(axis=0), caches


def deep_brnn_backward(da, caches):
    *lower, highest = caches
    gradients = brnn_backward(da, highest)
    dx, da0 = gradients.pop("dx"), gradients.pop("da0")[np.newaxis]
    gradients = as_part(gradients, str(len(caches)))
    if not lower:
        return {"dx": dx, "da0": da0, **gradients}
    below = deep_brnn_backward(dx, lower)
    below["da0"] = np.concatenate([below["da0"], da0])
    return {**below, **gradients}
""",
    ),
    Variant(
        "deep_brnn_forward.cache-of-its-own",
        """
class Tape:
    def __init__(self):
        self.layers = []


def deep_brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    tape, a = Tape(), x
    for number, first in enumerate(a0, 1):
        a, cache = brnn_layer_forward(a, first, part_of(parameters, f"{number}"), cell, lengths)
        tape.layers.insert(0, (number, cache))
    return a, output_forward(a, parameters), tape


def deep_brnn_backward(da, tape):
    result, da0 = {}, {}
    for number, cache in tape.layers:
        gradients = brnn_backward(da, cache)
        da, da0[number] = gradients.pop("dx"), gradients.pop("da0")
        result.update(as_part(gradients, f"{number}"))
    return {"dx": da, "da0": np.stack([da0[l + 1] for l in range(len(da0))]), **result}
""",
    ),
)
