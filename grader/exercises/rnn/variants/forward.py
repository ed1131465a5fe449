"""Odd-but-right ``rnn_cell_forward``, ``stack_parameters`` and ``rnn_forward``."""

from __future__ import annotations

from grader.exercises.model import Variant

CELL = (
    Variant(
        "rnn_cell_forward.example-by-example",
        """
def rnn_cell_forward(xt, a_prev, parameters):
    n_a, m = a_prev.shape
    a_next = np.zeros((n_a, m), dtype=a_prev.dtype)
    yt_pred = np.zeros((parameters["Wya"].shape[0], m), dtype=a_prev.dtype)
    for j in range(m):
        z = parameters["Waa"].dot(a_prev[:, j]) + parameters["Wax"].dot(xt[:, j]) + parameters["ba"][:, 0]
        a_next[:, j] = np.tanh(z)
        yt_pred[:, j] = softmax(parameters["Wya"].dot(a_next[:, j]) + parameters["by"][:, 0])
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
""",
    ),
    Variant(
        "rnn_cell_forward.einsum-in-place",
        """
def rnn_cell_forward(xt, a_prev, parameters):
    z = np.einsum("ij,jm->im", parameters["Waa"], a_prev)
    z += np.einsum("ij,jm->im", parameters["Wax"], xt)
    z += parameters["ba"]
    np.tanh(z, out=z)
    scores = np.matmul(parameters["Wya"], z)
    scores += parameters["by"]
    return z, softmax(scores), (z, a_prev, xt, parameters)
""",
    ),
    Variant(
        "rnn_cell_forward.stacked-weights",
        """
def rnn_cell_forward(xt, a_prev, parameters):
    Wa = np.hstack([parameters["Wax"], parameters["Waa"]])
    a_next = np.tanh(Wa @ np.vstack([xt, a_prev]) + parameters["ba"])
    e = np.exp(parameters["Wya"] @ a_next + parameters["by"])
    yt_pred = e / e.sum(axis=0)
    cache = (a_next, a_prev.copy(), xt.copy(), dict(parameters), "further", yt_pred, Wa)
    return a_next, yt_pred, cache
""",
    ),
    Variant(
        "rnn_cell_forward.transposed-batch",
        """
def rnn_cell_forward(xt, a_prev, parameters):
    p = parameters
    rows = np.tanh(a_prev.T @ p["Waa"].T + xt.T @ p["Wax"].T + p["ba"].T)
    a_next = rows.T
    y = softmax((rows @ p["Wya"].T + p["by"].T).T)
    return [a_next, np.asfortranarray(y), [a_next, a_prev, xt, p]]
""",
    ),
    Variant(
        "rnn_cell_forward.object",
        """
class Cell:
    def __init__(self, parameters):
        self.parameters = parameters

    def __call__(self, xt, a_prev):
        p = self.parameters
        a_next = np.tanh(sum((p["Waa"] @ a_prev, p["Wax"] @ xt, p["ba"])))
        return a_next, softmax(np.add(np.dot(p["Wya"], a_next), p["by"])), (a_next, a_prev, xt, p)


def rnn_cell_forward(xt, a_prev, parameters):
    return Cell(parameters)(xt, a_prev)
""",
    ),
)

STACK = (
    Variant(
        "stack_parameters.hstack",
        """
def stack_parameters(parameters):
    stacked = {name: np.array(value) for name, value in parameters.items() if name not in ("Waa", "Wax")}
    stacked["Wa"] = np.hstack((parameters["Waa"], parameters["Wax"]))
    return stacked
""",
    ),
    Variant(
        "stack_parameters.filled-in",
        """
def stack_parameters(parameters):
    n_a, n_x = parameters["Wax"].shape
    Wa = np.empty((n_a, n_a + n_x))
    Wa[:, :n_a] = parameters["Waa"]
    Wa[:, n_a:] = parameters["Wax"]
    return dict(Wa=Wa, ba=+parameters["ba"], Wya=+parameters["Wya"], by=+parameters["by"])
""",
    ),
    Variant(
        "stack_parameters.deep-copy",
        """
from copy import deepcopy


def stack_parameters(parameters):
    copied = deepcopy(dict(parameters))
    copied["Wa"] = np.vstack([copied["Waa"].T, copied["Wax"].T]).T
    return copied
""",
    ),
    Variant(
        "stack_parameters.block-matrix",
        """
def stack_parameters(parameters):
    Waa, Wax, ba, Wya, by = (np.copy(parameters[k]) for k in ("Waa", "Wax", "ba", "Wya", "by"))
    return {"Wa": np.asarray(np.block([[Waa, Wax]])), "ba": ba, "Wya": Wya, "by": by}
""",
    ),
)

SEQUENCE = (
    Variant(
        "rnn_forward.filled-arrays",
        """
def rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a = np.zeros((n_a, m, T_x), dtype=x.dtype)
    y_pred = np.zeros((n_y, m, T_x), dtype=x.dtype)
    caches = []
    a_next = a0
    for t in range(T_x):
        a_next, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
    ),
    Variant(
        "rnn_forward.views-as-state",
        """
def rnn_forward(x, a0, parameters):
    a = np.empty(a0.shape + x.shape[2:], x.dtype)
    y_pred = np.empty(parameters["by"].shape[:1] + x.shape[1:], x.dtype)
    caches = [None] * x.shape[2]
    for t in range(x.shape[2]):
        before = a[..., t - 1] if t else a0
        a[..., t], y_pred[..., t], caches[t] = rnn_cell_forward(x[..., t], before, parameters)
    return a, y_pred, (caches, x)
""",
    ),
    Variant(
        "rnn_forward.time-first-inside",
        """
def rnn_forward(x, a0, parameters):
    states, predictions, caches = [], [], []
    state = a0.copy()
    for xt in np.moveaxis(x, 2, 0):
        state, prediction, cache = rnn_cell_forward(xt, state, parameters)
        states.append(state)
        predictions.append(prediction)
        caches.append(cache)
    return np.moveaxis(np.array(states), 0, 2), np.moveaxis(np.array(predictions), 0, 2), (caches, x.copy())
""",
    ),
    Variant(
        "rnn_forward.recursive",
        """
def run(x, state, parameters):
    if x.shape[2] == 0:
        return []
    step = rnn_cell_forward(x[:, :, 0], state, parameters)
    return [step, *run(x[:, :, 1:], step[0], parameters)]


def rnn_forward(x, a0, parameters):
    steps = run(x, a0, parameters)
    a, y_pred, caches = zip(*steps)
    return np.dstack(a), np.dstack(y_pred), (list(caches), x)
""",
    ),
    Variant(
        "rnn_forward.without-the-cell",
        """
def rnn_forward(x, a0, parameters):
    p, state = parameters, a0
    a, caches = [], []
    driven = np.einsum("ax,xmt->tam", p["Wax"], x) + p["ba"]
    for t, drive in enumerate(driven):
        before, state = state, np.tanh(p["Waa"] @ state + drive)
        a.append(state)
        caches.append((state, before, x[:, :, t], p))
    a = np.stack(a, axis=-1)
    y_pred = softmax(np.einsum("ya,amt->ymt", p["Wya"], a) + p["by"][:, :, None])
    return a, y_pred, (caches, x)
""",
    ),
)
