"""Odd-but-right ``sequence_loss``, ``numerical_gradient`` and ``relative_error``."""

from __future__ import annotations

from grader.exercises.model import Variant

LOSS = (
    Variant(
        "sequence_loss.plain-loops",
        """
import math


def sequence_loss(y_pred, y, mask=None):
    n_y, m, T_x = y_pred.shape
    smallest = float(np.finfo(y_pred.dtype).tiny)
    total = 0.0
    for j in range(m):
        for t in range(T_x):
            if mask is not None and not mask[j, t]:
                continue
            if n_y == 1:
                yes = y_pred[0, j, t]
                answer = y[0, j, t] if y.ndim == 3 else y[j, t]
                total -= math.log(max(yes if answer else 1 - yes, smallest))
            else:
                k = y[j, t] if y.ndim == 2 else np.argmax(y[:, j, t])
                total -= math.log(max(y_pred[k, j, t], smallest))
    return total
""",
    ),
    Variant(
        "sequence_loss.epsilon-in-the-logarithm",
        """
def sequence_loss(y_pred, y, mask=None):
    eps = 1e-12
    if y_pred.shape[0] == 1:
        if y.ndim == 2:
            y = y[None]
        each = -(y * np.log(y_pred + eps) + (1 - y) * np.log(1 - y_pred + eps))
    else:
        if y.ndim == 2:
            y = one_hot(y, y_pred.shape[0])
        each = -y * np.log(y_pred + eps)
    if mask is None:
        mask = np.ones(y_pred.shape[1:])
    return np.sum(each * mask)
""",
    ),
    Variant(
        "sequence_loss.probability-of-the-answer",
        """
def sequence_loss(y_pred, y, mask=None):
    if y_pred.shape[0] == 1:
        y_pred, y = np.concatenate([1 - y_pred, y_pred]), y.reshape(y_pred.shape[1:]).astype(int)
    if y.ndim == 3:
        right = np.einsum("ymt,ymt->mt", y, y_pred)
    else:
        right = np.take_along_axis(y_pred, y[None], axis=0)[0]
    nats = -np.log(np.clip(right, np.finfo(right.dtype).tiny, None))
    return nats.sum() if mask is None else nats[np.asarray(mask, dtype=bool)].sum()
""",
    ),
    Variant(
        "sequence_loss.step-by-step",
        """
def step_loss(yt_pred, yt, kept):
    if len(yt_pred) == 1:
        yt_pred = np.vstack([yt_pred, 1 - yt_pred])
        yt = np.vstack([yt, 1 - yt])
    logs = np.log(np.where(yt_pred > 0, yt_pred, 1e-300))
    return -(yt * logs).sum(axis=0)[kept > 0].sum()


def sequence_loss(y_pred, y, mask=None):
    n_y, m, T_x = y_pred.shape
    y = y.reshape(1, m, T_x) if n_y == 1 else (y if y.ndim == 3 else np.eye(n_y)[:, y])
    kept = np.ones((m, T_x)) if mask is None else mask
    return np.float64(sum(step_loss(y_pred[:, :, t], y[:, :, t], kept[:, t]) for t in range(T_x)))
""",
    ),
)

RELATIVE_ERROR = """
def relative_error(gradient, other):
    below = np.sqrt(np.sum(gradient**2)) + np.sqrt(np.sum(other**2))
    return np.sqrt(np.sum((gradient - other) ** 2)) / below if below else 0.0
"""

NUMERICAL = (
    Variant(
        "numerical_gradient.moved-and-restored",
        """
def numerical_gradient(f, x, eps=1e-6):
    moved, gradient = x.copy(), np.empty_like(x)
    for index in np.ndindex(*x.shape):
        kept = moved[index]
        moved[index] = kept + eps
        up = f(moved)
        moved[index] = kept - eps
        down = f(moved)
        moved[index] = kept
        gradient[index] = (up - down) / (2 * eps)
    return gradient
"""
        + RELATIVE_ERROR,
    ),
    Variant(
        "numerical_gradient.flat-identity",
        """
def numerical_gradient(f, x, eps=1e-6):
    directions = np.eye(x.size).reshape((x.size,) + x.shape)
    return np.array([(f(x + eps * e) - f(x - eps * e)) / eps / 2 for e in directions]).reshape(x.shape)


def relative_error(gradient, other):
    g, h = gradient.ravel(), other.ravel()
    if not g.any() and not h.any():
        return 0
    return np.linalg.norm(g - h) / (np.linalg.norm(g) + np.linalg.norm(h))
""",
    ),
    Variant(
        "numerical_gradient.iterator",
        """
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros(x.shape, order="F")
    walk = np.nditer(x, flags=["multi_index"])
    for _ in walk:
        up, down = x.copy(), x.copy()
        up[walk.multi_index] += eps
        down[walk.multi_index] -= eps
        gradient[walk.multi_index] = 0.5 * (f(up) - f(down)) / eps
    return gradient


def relative_error(gradient, other):
    return np.linalg.norm(gradient - other) / max(np.linalg.norm(gradient) + np.linalg.norm(other), 1e-300)
""",
    ),
    Variant(
        "numerical_gradient.in-place-with-care",
        """
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index].copy()
        try:
            x[index] = kept + eps
            up = f(x)
            x[index] = kept - eps
            gradient[index] = (up - f(x)) / (2 * eps)
        finally:
            x[index] = kept
    return gradient
"""
        + RELATIVE_ERROR,
    ),
)
