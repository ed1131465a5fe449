"""Odd-but-right ``clip_by_value`` with ``clip_by_norm``, and ``sgd_step``."""

from __future__ import annotations

from grader.exercises.model import Variant

CLIPPING = (
    Variant(
        "clip_by_value.masks-on-copies",
        """
def clip_by_value(gradients, max_value):
    clipped = {}
    for name in gradients:
        g = np.array(gradients[name])
        g[g > max_value] = max_value
        g[g < -max_value] = -max_value
        clipped[name] = g
    return clipped


def clip_by_norm(gradients, max_norm):
    total = 0.0
    for g in gradients.values():
        total += float(np.linalg.norm(g)) ** 2
    shorter = {name: g.copy() for name, g in gradients.items()}
    if total > max_norm**2:
        for g in shorter.values():
            g *= max_norm / total**0.5
    return shorter
""",
    ),
    Variant(
        "clip_by_value.one-long-vector",
        """
def clip_by_value(gradients, max_value):
    return {k: np.minimum(np.maximum(g, -max_value), max_value) for k, g in gradients.items()}


def clip_by_norm(gradients, max_norm):
    flat = np.concatenate([np.ravel(g) for g in gradients.values()])
    factor = max_norm / max(float(np.sqrt(flat @ flat)), max_norm)
    return {k: np.asfortranarray(np.multiply(g, factor)).reshape(g.shape) for k, g in gradients.items()}
""",
    ),
    Variant(
        "clip_by_value.epsilon-in-the-norm",
        """
from copy import deepcopy


def clip_by_value(gradients, max_value):
    result = deepcopy(gradients)
    for g in result.values():
        np.clip(g, -max_value, max_value, out=g)
    return result


def clip_by_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in gradients.values()))
    factor = min(1, max_norm / (norm + 1e-12))
    return {k: (g * factor).astype(g.dtype) for k, g in gradients.items()}
""",
    ),
)

STEP = (
    Variant(
        "sgd_step.loop-on-copies",
        """
def sgd_step(parameters, gradients, learning_rate):
    new = {}
    for name in parameters:
        new[name] = np.copy(parameters[name])
        new[name] -= learning_rate * gradients[f"d{name}"]
    return new
""",
    ),
    Variant(
        "sgd_step.those-of-parameters",
        """
def sgd_step(parameters, gradients, learning_rate):
    new = {name: value.copy() for name, value in parameters.items()}
    for name, gradient in gradients.items():
        if name[1:] in new:
            new[name[1:]] = np.subtract(new[name[1:]], np.multiply(gradient, learning_rate))
    return new
""",
    ),
    Variant(
        "sgd_step.number-by-number",
        """
def moved(value, gradient, rate):
    result = np.empty(value.shape, value.dtype, order="F")
    for index in np.ndindex(value.shape):
        result[index] = value[index] - rate * gradient[index]
    return result


def sgd_step(parameters, gradients, learning_rate):
    return {k: moved(parameters[k], gradients["d" + k], learning_rate) for k in sorted(parameters)}
""",
    ),
)
