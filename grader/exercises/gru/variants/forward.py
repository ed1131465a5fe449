"""Odd-but-right ``simplified_gru_cell_forward``, ``gru_cell_forward`` and ``gru_forward``."""

from __future__ import annotations

from grader.exercises.model import Variant

SIMPLIFIED = (
    Variant(
        "simplified_gru_cell_forward.weights-in-two-halves",
        """
def simplified_gru_cell_forward(xt, c_prev, parameters):
    n_a = c_prev.shape[0]

    def product(name):
        W = parameters["W" + name]
        return np.dot(W[:, :n_a], c_prev) + np.dot(W[:, n_a:], xt) + parameters["b" + name]

    ut, cct = sigmoid(product("u")), np.tanh(product("c"))
    c_next = c_prev + ut * (cct - c_prev)
    yt_pred = softmax(np.dot(parameters["Wy"], c_next) + parameters["by"])
    return c_next, yt_pred, (c_next, c_prev, ut, cct, xt, parameters)
""",
    ),
    Variant(
        "simplified_gru_cell_forward.example-by-example",
        """
def simplified_gru_cell_forward(xt, c_prev, parameters):
    p = parameters
    c_next, ut, cct = np.empty_like(c_prev), np.empty_like(c_prev), np.empty_like(c_prev)
    yt_pred = np.empty((p["Wy"].shape[0], xt.shape[1]), dtype=xt.dtype)
    for j in range(xt.shape[1]):
        column = np.append(c_prev[:, j], xt[:, j])
        ut[:, j] = 1 / (1 + np.exp(-(p["Wu"] @ column + p["bu"][:, 0])))
        cct[:, j] = np.tanh(p["Wc"] @ column + p["bc"].ravel())
        c_next[:, j] = np.where(np.isnan(ut[:, j]), 0, ut[:, j] * cct[:, j] + (1 - ut[:, j]) * c_prev[:, j])
        yt_pred[:, j] = softmax(p["Wy"] @ c_next[:, j] + p["by"].ravel())
    return [c_next, yt_pred, [c_next, c_prev, ut, cct, xt, p]]
""",
    ),
    Variant(
        "simplified_gru_cell_forward.fused-in-place",
        """
def simplified_gru_cell_forward(xt, c_prev, parameters):
    n_a = len(c_prev)
    both = np.vstack((parameters["Wu"], parameters["Wc"])) @ np.vstack((c_prev, xt))
    both += np.vstack((parameters["bu"], parameters["bc"]))
    u, candidate = both[:n_a], both[n_a:]
    u[:] = sigmoid(u)
    np.tanh(candidate, out=candidate)
    c = np.asfortranarray(candidate * u)
    c += c_prev
    c -= u * c_prev
    cache = (c, c_prev, u, candidate, xt, parameters, "more", both)
    return c, softmax(parameters["Wy"] @ c + parameters["by"]), cache
""",
    ),
)

CELL = (
    Variant(
        "gru_cell_forward.weights-in-two-halves",
        """
def gru_cell_forward(xt, c_prev, parameters):
    n_a = c_prev.shape[0]

    def product(gate, state):
        W = parameters["W" + gate]
        return W[:, :n_a].dot(state) + W[:, n_a:].dot(xt) + parameters["b" + gate]

    rt = sigmoid(product("r", c_prev))
    ut = sigmoid(product("u", c_prev))
    cct = np.tanh(product("c", rt * c_prev))
    c_next = c_prev - ut * (c_prev - cct)
    return c_next, softmax(parameters["Wy"].dot(c_next) + parameters["by"]), (
        c_next, c_prev, ut, rt, cct, xt, parameters)
""",
    ),
    Variant(
        "gru_cell_forward.reset-of-the-weights",
        """
def gru_cell_forward(xt, c_prev, parameters):
    p, n_a = parameters, len(c_prev)
    stacked = np.concatenate((c_prev, xt), axis=0)
    ut, rt = (1 / (1 + np.exp(-(p[W] @ stacked + p[b]))) for W, b in (("Wu", "bu"), ("Wr", "br")))
    z = np.einsum("ik,km,km->im", p["Wc"][:, :n_a], rt, c_prev)
    z += np.einsum("ik,km->im", p["Wc"][:, n_a:], xt)
    cct = np.tanh(z + p["bc"])
    c_next = np.add(np.multiply(1 - ut, c_prev), np.multiply(ut, cct))
    scores = p["Wy"] @ c_next + p["by"]
    e = np.exp(scores - scores.max(axis=0))
    return c_next, e / e.sum(axis=0), (c_next, c_prev.copy(), ut, rt, cct, xt.copy(), dict(p))
""",
    ),
    Variant(
        "gru_cell_forward.transposed-batch",
        """
def gru_cell_forward(xt, c_prev, parameters):
    p = parameters
    rows = np.hstack([c_prev.T, xt.T])
    u = sigmoid(rows @ p["Wu"].T + p["bu"].T)
    r = sigmoid(rows @ p["Wr"].T + p["br"].T)
    rows = np.hstack([r * c_prev.T, xt.T])
    candidate = np.tanh(rows @ p["Wc"].T + p["bc"].T)
    c_next = (u * candidate + (1 - u) * c_prev.T).T
    y = softmax((c_next.T @ p["Wy"].T + p["by"].T).T)
    return [c_next, np.asfortranarray(y), [c_next, c_prev, u.T, r.T, candidate.T, xt, p]]
""",
    ),
    Variant(
        "gru_cell_forward.fused-gates",
        """
def gru_cell_forward(xt, c_prev, parameters):
    p, n_a = parameters, c_prev.shape[0]
    gates = sigmoid(np.vstack([p["Wr"], p["Wu"]]) @ np.vstack([c_prev, xt]) + np.vstack([p["br"], p["bu"]]))
    rt, ut = np.split(gates, 2)
    inside = np.vstack([c_prev, xt])
    inside[:n_a] *= rt
    cct = np.tanh(p["Wc"] @ inside + p["bc"])
    c_next = ut * cct
    c_next += (1 - ut) * c_prev
    return c_next, softmax(p["Wy"] @ c_next + p["by"]), (c_next, c_prev, ut, rt, cct, xt, p, inside, gates)
""",
    ),
)

SEQUENCE = (
    Variant(
        "gru_forward.filled-arrays",
        """
def gru_forward(x, c0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wy"].shape
    c = np.zeros((n_a, m, T_x), dtype=x.dtype)
    y = np.zeros((n_y, m, T_x), dtype=x.dtype)
    caches = []
    c_next = c0
    for t in range(T_x):
        c_next, y[:, :, t], cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c[:, :, t] = c_next
        caches.append(cache)
    return c, y, (caches, x)
""",
    ),
    Variant(
        "gru_forward.time-first-inside",
        """
def gru_forward(x, c0, parameters):
    states, predictions, caches = [c0.copy()], [], []
    for xt in np.moveaxis(x, 2, 0):
        state, prediction, cache = gru_cell_forward(np.ascontiguousarray(xt), states[-1], parameters)
        states.append(state)
        predictions.append(prediction)
        caches.append(cache)
    return np.array(states[1:]).transpose(1, 2, 0), np.array(predictions).transpose(1, 2, 0), (caches, x.copy())
""",
    ),
    Variant(
        "gru_forward.recursive",
        """
def run(x, state, parameters):
    if x.shape[2] == 0:
        return []
    step = gru_cell_forward(x[:, :, 0], state, parameters)
    return [step, *run(x[:, :, 1:], step[0], parameters)]


def gru_forward(x, c0, parameters):
    c, y, caches = zip(*run(x, c0, parameters))
    return np.dstack(c), np.dstack(y), (list(caches), x)
""",
    ),
    Variant(
        "gru_forward.without-the-cell",
        """
def gru_forward(x, c0, parameters):
    p, n_a, T_x = parameters, c0.shape[0], x.shape[2]
    driven = {g: np.einsum("ax,xmt->tam", p["W" + g][:, n_a:], x) + p["b" + g] for g in "ruc"}
    c, caches, before = [], [], c0
    for t in range(T_x):
        r, u = (sigmoid(p["W" + g][:, :n_a] @ before + driven[g][t]) for g in "ru")
        candidate = np.tanh(p["Wc"][:, :n_a] @ (r * before) + driven["c"][t])
        after = u * candidate + (1 - u) * before
        caches.append((after, before, u, r, candidate, x[:, :, t], p))
        c.append(after)
        before = after
    c = np.stack(c, axis=-1)
    return c, softmax(np.einsum("ya,amt->ymt", p["Wy"], c) + p["by"][:, :, None]), (caches, x)
""",
    ),
)
