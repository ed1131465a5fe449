"""Odd-but-right ``lstm_cell_forward`` and ``lstm_forward``."""

from __future__ import annotations

from grader.exercises.model import Variant

CELL = (
    Variant(
        "lstm_cell_forward.concatenated-by-hand",
        """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    Wf, bf = parameters["Wf"], parameters["bf"]
    Wu, bu = parameters["Wu"], parameters["bu"]
    Wc, bc = parameters["Wc"], parameters["bc"]
    Wo, bo = parameters["Wo"], parameters["bo"]
    Wy, by = parameters["Wy"], parameters["by"]
    n_x, m = xt.shape
    n_y, n_a = Wy.shape
    concat = np.zeros((n_a + n_x, m), dtype=xt.dtype)
    concat[:n_a, :] = a_prev
    concat[n_a:, :] = xt
    ft = sigmoid(np.dot(Wf, concat) + bf)
    it = sigmoid(np.dot(Wu, concat) + bu)
    cct = np.tanh(np.dot(Wc, concat) + bc)
    c_next = np.multiply(ft, c_prev) + np.multiply(it, cct)
    ot = sigmoid(np.dot(Wo, concat) + bo)
    a_next = np.multiply(ot, np.tanh(c_next))
    yt_pred = softmax(np.dot(Wy, a_next) + by)
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    ),
    Variant(
        "lstm_cell_forward.fused-gates",
        """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p = parameters
    W = np.vstack([p["W" + gate] for gate in "fuoc"])
    b = np.vstack([p["b" + gate] for gate in "fuoc"])
    z = W @ np.vstack([a_prev, xt])
    z += b
    n_a = len(c_prev)
    gates = 1 / (1 + np.exp(-z[: 3 * n_a]))
    f, u, o = gates.reshape(3, n_a, -1)
    candidate = np.tanh(z[3 * n_a :])
    c = f * c_prev
    c += u * candidate
    a = np.tanh(c)
    a *= o
    scores = p["Wy"] @ a + p["by"]
    e = np.exp(scores - scores.max(axis=0))
    return [a, c, e / e.sum(axis=0), [a, c, a_prev, c_prev, f, u, candidate, o, xt, p, z]]
""",
    ),
    Variant(
        "lstm_cell_forward.example-by-example",
        """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p, m = parameters, xt.shape[1]
    columns = []
    for j in range(m):
        seen = np.r_[a_prev[:, j], xt[:, j]]
        f, u, o = (sigmoid(p["W" + g] @ seen + p["b" + g][:, 0]) for g in "fuo")
        h = np.tanh(np.einsum("ik,k->i", p["Wc"], seen) + p["bc"][:, 0])
        c = f * c_prev[:, j] + u * h
        a = o * np.tanh(c)
        columns.append((a, c, f, u, h, o, softmax(p["Wy"] @ a + p["by"][:, 0])))
    a, c, f, u, h, o, y = (np.stack(rows, axis=-1) for rows in zip(*columns))
    return a, np.asfortranarray(c), y, (a, c, a_prev, c_prev, f, u, h, o, xt, p)
""",
    ),
    Variant(
        "lstm_cell_forward.weights-in-two-halves",
        """
class Step:
    def __init__(self, xt, a_prev, parameters):
        self.xt, self.a_prev, self.p = xt, a_prev, parameters

    def inside(self, gate):
        W, n_a = self.p["W" + gate], self.a_prev.shape[0]
        return W[:, :n_a] @ self.a_prev + W[:, n_a:] @ self.xt + self.p["b" + gate]


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    step = Step(xt, a_prev, parameters)
    ft, ut, ot = [sigmoid(step.inside(gate)) for gate in ("f", "u", "o")]
    cct = np.tanh(step.inside("c"))
    c_next = sum([ft * c_prev, ut * cct])
    a_next = ot * np.tanh(c_next)
    cache = a_next, c_next, a_prev.copy(), c_prev.copy(), ft, ut, cct, ot, xt.copy(), dict(parameters)
    return a_next, c_next, softmax((a_next.T @ parameters["Wy"].T + parameters["by"].T).T), cache
""",
    ),
)

SEQUENCE = (
    Variant(
        "lstm_forward.filled-arrays",
        """
def lstm_forward(x, a0, parameters, c0=None):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wy"].shape
    a = np.zeros((n_a, m, T_x), dtype=x.dtype)
    c = np.zeros((n_a, m, T_x), dtype=x.dtype)
    y = np.zeros((n_y, m, T_x), dtype=x.dtype)
    caches = []
    a_next = a0
    c_next = np.zeros((n_a, m), dtype=x.dtype)
    if c0 is not None:
        c_next = c0
    for t in range(T_x):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a[:, :, t] = a_next
        c[:, :, t] = c_next
        y[:, :, t] = yt
        caches.append(cache)
    return a, y, c, (caches, x)
""",
    ),
    Variant(
        "lstm_forward.views-as-states",
        """
def lstm_forward(x, a0, parameters, c0=None):
    T_x = x.shape[2]
    a, c = np.empty(a0.shape + (T_x,), x.dtype), np.empty(a0.shape + (T_x,), x.dtype)
    y, caches = [None] * T_x, [None] * T_x
    first = a0, (a0 * 0 if c0 is None else c0)
    for t in range(T_x):
        before = (a[..., t - 1], c[..., t - 1]) if t else first
        a[..., t], c[..., t], y[t], caches[t] = lstm_cell_forward(x[..., t], *before, parameters)
    return a, np.stack(y, axis=-1), c, (caches, x)
""",
    ),
    Variant(
        "lstm_forward.recursive",
        """
def run(x, a, c, parameters):
    if x.shape[2] == 0:
        return []
    step = lstm_cell_forward(x[:, :, 0], a, c, parameters)
    return [step, *run(x[:, :, 1:], step[0], step[1], parameters)]


def lstm_forward(x, a0, parameters, c0=None):
    steps = run(x, a0, np.zeros_like(a0) if c0 is None else c0, parameters)
    a, c, y, caches = zip(*steps)
    return np.dstack(a), np.dstack(y), np.dstack(c), (list(caches), x)
""",
    ),
    Variant(
        "lstm_forward.without-the-cell",
        """
def lstm_forward(x, a0, parameters, c0=None):
    p, n_a = parameters, a0.shape[0]
    W, b = (np.concatenate([p[kind + gate] for gate in "fuoc"]) for kind in "Wb")
    driven = np.moveaxis(np.tensordot(W[:, n_a:], x, axes=1), 2, 0) + b
    states, caches = [], []
    a, c = a0, np.zeros_like(a0) if c0 is None else c0
    for t, drive in enumerate(driven):
        z = W[:, :n_a] @ a + drive
        f, u, o = sigmoid(z[: 3 * n_a]).reshape(3, n_a, -1)
        h = np.tanh(z[3 * n_a :])
        a_prev, c_prev = a, c
        c = f * c_prev + u * h
        a = o * np.tanh(c)
        states.append((a, c))
        caches.append((a, c, a_prev, c_prev, f, u, h, o, x[:, :, t], p))
    a, c = (np.stack(one, axis=-1) for one in zip(*states))
    return a, softmax(np.einsum("ya,amt->ymt", p["Wy"], a) + p["by"][:, :, None]), c, (caches, x)
""",
    ),
)
