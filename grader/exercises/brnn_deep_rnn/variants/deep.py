"""Odd-but-right ``deep_rnn_forward`` and ``deep_rnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = (
    Variant(
        "deep_rnn_forward.names-by-hand",
        """
def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    states, caches = [x], {}
    for l in range(1, a0.shape[0] + 1):
        weights = {}
        for name in parameters:
            if name.endswith("_" + str(l)):
                weights[name[: -len(str(l)) - 1]] = parameters[name]
        a, caches[l] = layer_forward(states[-1], a0[l - 1].copy(), weights, cell)
        states.append(a)
    return states[-1], output_forward(states[-1], parameters), caches
""",
    ),
    Variant(
        "deep_rnn_forward.recursive",
        """
def stack(a, a0, parameters, cell, layer):
    if len(a0) == 0:
        return a, []
    a, cache = layer_forward(a, a0[0], part_of(parameters, str(layer)), cell)
    top, caches = stack(a, a0[1:], parameters, cell, layer + 1)
    return top, [cache, *caches]


def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    a, caches = stack(x, a0, parameters, cell, 1)
    scores = np.tensordot(parameters["Wy"], a, axes=(1, 0)) + parameters["by"][..., None]
    e = np.exp(scores - scores.max(axis=0, keepdims=True))
    return np.asfortranarray(a), e / e.sum(axis=0, keepdims=True), caches
""",
    ),
    Variant(
        "deep_rnn_forward.example-by-example",
        """
def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    columns, caches = [], []
    for j in range(x.shape[1]):
        a = x[:, j : j + 1]
        for l in range(len(a0)):
            a, cache = layer_forward(a, a0[l][:, j : j + 1], part_of(parameters, str(l + 1)), cell)
            caches.append(lambda kept=cache: kept)
        columns.append(a)
    a = np.concatenate(columns, axis=1)
    return a, output_forward(a, parameters), caches
""",
    ),
)

BACKWARD = (
    Variant(
        "deep_rnn_backward.recursive",
        """
def deep_rnn_backward(da, caches):
    if not caches:
        return {"dx": da}
    top = layer_backward(da, caches[-1])
    below = deep_rnn_backward(top.pop("dx"), caches[:-1])
    da0 = top.pop("da0")[np.newaxis]
    below["da0"] = np.concatenate([below["da0"], da0]) if "da0" in below else da0
    below.update({name + "_" + str(len(caches)): top[name] for name in top})
    return below
""",
    ),
    Variant(
        "deep_rnn_backward.filled-arrays",
        """
def deep_rnn_backward(da, caches):
    L = len(caches)
    result = {"da0": np.zeros((L, da.shape[0], da.shape[1]), dtype=da.dtype, order="F")}
    carried = da.copy()
    for l in range(L, 0, -1):
        gradients = layer_backward(carried, caches[l - 1])
        for name, value in gradients.items():
            if name == "dx":
                carried = value
            elif name == "da0":
                result["da0"][l - 1] = value
            else:
                result[f"{name}_{l}"] = value
    result["dx"] = carried
    result["layers"] = L
    return result
""",
    ),
    Variant(
        "deep_rnn_backward.cache-of-its-own",
        """
def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    a, tape = x, {"back": []}
    for l, first in enumerate(a0, 1):
        a, cache = layer_forward(a, first, part_of(parameters, str(l)), cell)
        tape["back"].insert(0, (l, lambda da, kept=cache: layer_backward(da, kept)))
    return a, output_forward(a, parameters), tape


def deep_rnn_backward(da, tape):
    result, first = {}, {}
    for l, back in tape["back"]:
        gradients = back(da)
        da, first[l] = gradients.pop("dx"), gradients.pop("da0")
        result |= as_part(gradients, str(l))
    return {"dx": da, "da0": np.stack([first[l] for l in sorted(first)]), **result}
""",
    ),
)
