"""Odd-but-right ``output_backward``, ``rnn_cell_backward`` and ``rnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

OUTPUT = (
    Variant(
        "output_backward.loop-over-time",
        """
def output_backward(y_pred, y, a, parameters):
    name = [key for key in ("Wya", "Wy") if key in parameters][0]
    W = parameters[name]
    if y.ndim == 2 and y_pred.shape[0] > 1:
        y = one_hot(y, y_pred.shape[0])
    dW, dby, da = np.zeros_like(W), np.zeros((W.shape[0], 1)), np.zeros_like(a)
    for t in range(a.shape[2]):
        do = y_pred[:, :, t] - y[:, :, t]
        dW += do @ a[:, :, t].T
        dby += do.sum(axis=1, keepdims=True)
        da[:, :, t] = W.T @ do
    return {"d" + name: dW, "dby": dby, "da": da}
""",
    ),
    Variant(
        "output_backward.flattened-batch",
        """
def output_backward(y_pred, y, a, parameters):
    n_y, m, T_x = y_pred.shape
    do = y_pred.copy()
    if y.ndim == 2:
        do[y, np.arange(m)[:, None], np.arange(T_x)] -= 1
    else:
        do -= y
    flat = do.reshape(n_y, -1)
    W = parameters["Wya"] if "Wya" in parameters else parameters["Wy"]
    result = {"dby": flat.sum(1)[:, None], "da": (W.T @ flat).reshape(-1, m, T_x)}
    result["dWya" if "Wya" in parameters else "dWy"] = flat @ a.reshape(len(a), -1).T
    return result
""",
    ),
    Variant(
        "output_backward.tensordot",
        """
def output_backward(y_pred, y, a, parameters):
    key = "Wya" if "Wya" in parameters else "Wy"
    y = y if y.ndim == y_pred.ndim else np.moveaxis(np.eye(len(y_pred))[y], 2, 0)
    do = np.subtract(y_pred, y)
    dW = np.tensordot(do, a, axes=([1, 2], [1, 2]))
    da = np.tensordot(parameters[key], do, axes=(0, 0))
    return {f"d{key}": dW, "dby": np.sum(do, axis=(1, 2), keepdims=True)[:, :, 0], "da": da, "do": do}
""",
    ),
    Variant(
        "output_backward.example-by-example",
        """
def output_backward(y_pred, y, a, parameters):
    key = "Wya" if "Wya" in parameters else "Wy"
    W = parameters[key]
    n_y, m, T_x = y_pred.shape
    if y.ndim == 2:
        y = one_hot(y, n_y)
    dW, dby = np.zeros(W.shape), np.zeros((n_y, 1))
    da = np.zeros(a.shape, order="F")
    for j in range(m):
        for t in range(T_x):
            do = (y_pred[:, j, t] - y[:, j, t]).reshape(-1, 1)
            dW += np.outer(do, a[:, j, t])
            dby += do
            da[:, j, t] = (W.T @ do)[:, 0]
    return {"d" + key: dW, "dby": dby, "da": da}
""",
    ),
)

CELL = (
    Variant(
        "rnn_cell_backward.plain-loops",
        """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    Wax, Waa = parameters["Wax"].tolist(), parameters["Waa"].tolist()
    (n_a, m), n_x, dtype = a_next.shape, len(xt), a_next.dtype
    dz = [[(1 - a_next[i, j] ** 2) * da_next[i, j] for j in range(m)] for i in range(n_a)]
    dxt = [[sum(Wax[i][k] * dz[i][j] for i in range(n_a)) for j in range(m)] for k in range(n_x)]
    da_prev = [[sum(Waa[i][k] * dz[i][j] for i in range(n_a)) for j in range(m)] for k in range(n_a)]
    dWax = [[sum(dz[i][j] * xt[k, j] for j in range(m)) for k in range(n_x)] for i in range(n_a)]
    dWaa = [[sum(dz[i][j] * a_prev[k, j] for j in range(m)) for k in range(n_a)] for i in range(n_a)]
    dba = [[sum(dz[i])] for i in range(n_a)]
    grown = {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
    return {name: np.array(value, dtype=dtype) for name, value in grown.items()}
""",
    ),
    Variant(
        "rnn_cell_backward.recomputed-derivative",
        """
def rnn_cell_backward(da_next, cache):
    _, a_prev, xt, parameters = cache
    Wax, Waa, ba = parameters["Wax"], parameters["Waa"], parameters["ba"]
    z = Wax @ xt + Waa @ a_prev + ba
    dz = da_next / np.cosh(z) ** 2
    return {
        "da_prev": np.dot(Waa.T, dz),
        "dxt": np.dot(Wax.T, dz),
        "dba": np.sum(dz, axis=1).reshape(-1, 1),
        "dWaa": np.dot(dz, a_prev.T),
        "dWax": np.dot(dz, xt.T),
    }
""",
    ),
    Variant(
        "rnn_cell_backward.einsum-strided",
        """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache[0], cache[1], cache[2], cache[3]
    dz = np.multiply(da_next, 1 - np.square(a_next))
    wide = np.repeat(np.einsum("im,jm->ij", dz, a_prev), 2, axis=1)
    return {
        "dxt": np.einsum("ik,im->km", parameters["Wax"], dz),
        "da_prev": np.asfortranarray(np.einsum("ik,im->km", parameters["Waa"], dz)),
        "dWax": np.einsum("im,km->ik", dz, xt),
        "dWaa": wide[:, ::2],
        "dba": np.einsum("im->i", dz)[:, np.newaxis],
        "dz": dz,
    }
""",
    ),
    Variant(
        "rnn_cell_backward.stacked-weights",
        """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    n_a = len(a_prev)
    dz = da_next.copy()
    dz *= (1 + a_next) * (1 - a_next)
    back = np.hstack([parameters["Waa"], parameters["Wax"]]).T @ dz
    dWa = dz @ np.vstack([a_prev, xt]).T
    return dict(
        da_prev=back[:n_a].copy(), dxt=back[n_a:].copy(),
        dWaa=dWa[:, :n_a].copy(), dWax=dWa[:, n_a:].copy(), dba=dz @ np.ones((dz.shape[1], 1), dz.dtype),
    )
""",
    ),
    Variant(
        "rnn_cell_backward.cache-of-its-own",
        """
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, {"slope": 1 - a_next**2, "from": (a_prev, xt), "weights": parameters}


def rnn_cell_backward(da_next, cache):
    dz = cache["slope"] * da_next
    a_prev, xt = cache["from"]
    Wax, Waa = cache["weights"]["Wax"], cache["weights"]["Waa"]
    return {
        "dxt": Wax.T @ dz, "da_prev": Waa.T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }
""",
    ),
)

SEQUENCE = (
    Variant(
        "rnn_backward.sizes-from-the-first-cache",
        """
def rnn_backward(da, caches):
    caches, x = caches
    a1, a0, x1, parameters = caches[0]
    n_a, m, T_x = da.shape
    n_x, m = x1.shape
    dx = np.zeros((n_x, m, T_x), dtype=da.dtype)
    dWax = np.zeros((n_a, n_x), dtype=da.dtype)
    dWaa = np.zeros((n_a, n_a), dtype=da.dtype)
    dba = np.zeros((n_a, 1), dtype=da.dtype)
    da_prevt = np.zeros((n_a, m), dtype=da.dtype)
    for t in reversed(range(T_x)):
        gradients = rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])
        dxt, da_prevt = gradients["dxt"], gradients["da_prev"]
        dx[:, :, t] = dxt
        dWax += gradients["dWax"]
        dWaa += gradients["dWaa"]
        dba += gradients["dba"]
    return {"dx": dx, "da0": da_prevt, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
    ),
    Variant(
        "rnn_backward.sum-of-lists",
        """
def rnn_backward(da, caches):
    steps, carried = [], 0
    for t, cache in reversed(list(enumerate(caches[0]))):
        step = rnn_cell_backward(da[:, :, t] + carried, cache)
        carried = step["da_prev"]
        steps.insert(0, step)
    result = {"d" + name: sum(step["d" + name] for step in steps) for name in ("Wax", "Waa", "ba")}
    return {**result, "da0": carried, "dx": np.stack([step["dxt"] for step in steps], axis=2)}
""",
    ),
    Variant(
        "rnn_backward.own-copy-in-place",
        """
def rnn_backward(da, caches):
    steps, x = caches
    da = np.array(da)
    total, dx = {}, np.empty_like(x)
    for t in range(da.shape[2] - 1, -1, -1):
        step = rnn_cell_backward(da[:, :, t], steps[t])
        if t > 0:
            da[:, :, t - 1] += step["da_prev"]
        dx[:, :, t] = step["dxt"]
        for name in ("dWax", "dWaa", "dba"):
            total[name] = total.get(name, 0) + step[name]
    total.update(dx=dx, da0=step["da_prev"])
    return total
""",
    ),
    Variant(
        "rnn_backward.without-the-cell",
        """
def rnn_backward(da, caches):
    steps, x = caches
    parameters = steps[-1][3]
    T_x = x.shape[2]
    dz, carried = [None] * T_x, np.zeros_like(da[..., 0])
    for t in range(T_x)[::-1]:
        a_next = steps[t][0]
        dz[t] = (da[..., t] + carried) * (1 - a_next * a_next)
        carried = parameters["Waa"].T @ dz[t]
    dz = np.stack(dz, axis=-1)
    before = np.stack([step[1] for step in steps], axis=-1)
    return {
        "dx": np.einsum("ax,amt->xmt", parameters["Wax"], dz),
        "da0": carried,
        "dWax": np.einsum("amt,xmt->ax", dz, x),
        "dWaa": np.einsum("amt,bmt->ab", dz, before),
        "dba": dz.sum(axis=(1, 2))[:, None],
    }
""",
    ),
    Variant(
        "rnn_backward.recursive",
        """
def back(da, steps):
    if len(steps) == 0:
        return 0.0, [], {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    later, dx, sums = back(da[:, :, 1:], steps[1:])
    step = rnn_cell_backward(da[:, :, 0] + later, steps[0])
    return step["da_prev"], [step["dxt"], *dx], {name: sums[name] + step[name] for name in sums}


def rnn_backward(da, caches):
    da0, dx, sums = back(da, caches[0])
    return {"dx": np.dstack(dx), "da0": da0, **sums}
""",
    ),
)
