"""Odd-but-right ``lstm_cell_backward`` and ``lstm_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

CELL = (
    Variant(
        "lstm_cell_backward.one-line-each",
        """
def lstm_cell_backward(da_next, dc_next, cache):
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters) = cache
    n_a, m = a_next.shape
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)
    dcct = (dc_next + ot * (1 - np.square(np.tanh(c_next))) * da_next) * it * (1 - np.square(cct))
    dit = (dc_next + ot * (1 - np.square(np.tanh(c_next))) * da_next) * cct * it * (1 - it)
    dft = (dc_next + ot * (1 - np.square(np.tanh(c_next))) * da_next) * c_prev * ft * (1 - ft)
    concat = np.concatenate((a_prev, xt), axis=0).T
    dWf, dWu, dWc, dWo = np.dot(dft, concat), np.dot(dit, concat), np.dot(dcct, concat), np.dot(dot, concat)
    dbf = np.sum(dft, axis=1, keepdims=True)
    dbu = np.sum(dit, axis=1, keepdims=True)
    dbc = np.sum(dcct, axis=1, keepdims=True)
    dbo = np.sum(dot, axis=1, keepdims=True)
    Wf, Wu, Wc, Wo = parameters["Wf"], parameters["Wu"], parameters["Wc"], parameters["Wo"]
    da_prev = (np.dot(Wf[:, :n_a].T, dft) + np.dot(Wu[:, :n_a].T, dit)
               + np.dot(Wc[:, :n_a].T, dcct) + np.dot(Wo[:, :n_a].T, dot))
    dc_prev = dc_next * ft + ot * (1 - np.square(np.tanh(c_next))) * ft * da_next
    dxt = (np.dot(Wf[:, n_a:].T, dft) + np.dot(Wu[:, n_a:].T, dit)
           + np.dot(Wc[:, n_a:].T, dcct) + np.dot(Wo[:, n_a:].T, dot))
    return {"dxt": dxt, "da_prev": da_prev, "dc_prev": dc_prev, "dWf": dWf, "dbf": dbf, "dWu": dWu, "dbu": dbu,
            "dWc": dWc, "dbc": dbc, "dWo": dWo, "dbo": dbo, "concat": concat}
""",
    ),
    Variant(
        "lstm_cell_backward.fused-einsum",
        """
def lstm_cell_backward(da_next, dc_next, cache):
    _, c_next, a_prev, c_prev, f, u, h, o, xt, p = cache[:10]
    n_a = len(c_prev)
    dc = da_next * o / np.cosh(c_next) ** 2
    dc += dc_next
    dz = np.stack([dc * c_prev * (f - f**2), dc * h * (u - u**2), dc * u * (1 - h) * (1 + h),
                   da_next * np.tanh(c_next) * (o - o**2)])
    W = np.stack([p["Wf"], p["Wu"], p["Wc"], p["Wo"]])
    dW = np.einsum("gim,km->gik", dz, np.vstack([a_prev, xt]))
    back = np.einsum("gik,gim->km", W, dz)
    result = {"dxt": back[n_a:].copy(), "da_prev": np.asfortranarray(back[:n_a]), "dc_prev": np.multiply(f, dc)}
    for position, gate in enumerate("fuco"):
        result["dW" + gate] = dW[position].copy(order="F")
        result["db" + gate] = dz[position].sum(axis=-1)[:, None]
    return result
""",
    ),
    Variant(
        "lstm_cell_backward.plain-loops",
        """
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, p = cache
    (n_a, m), n_x, dtype = a_prev.shape, xt.shape[0], da_next.dtype
    W = {gate: p["W" + gate].tolist() for gate in "fuco"}
    result = {"dW" + gate: np.zeros((n_a, n_a + n_x), dtype) for gate in "fuco"}
    result.update({"db" + gate: np.zeros((n_a, 1), dtype) for gate in "fuco"})
    result["dxt"], result["da_prev"] = np.zeros((n_x, m), dtype), np.zeros((n_a, m), dtype)
    result["dc_prev"] = np.zeros((n_a, m), dtype)
    for j in range(m):
        seen = a_prev[:, j].tolist() + xt[:, j].tolist()
        z = {gate: [0.0] * n_a for gate in "fuco"}
        for i in range(n_a):
            f, u, h, o = float(ft[i, j]), float(ut[i, j]), float(cct[i, j]), float(ot[i, j])
            out = float(np.tanh(c_next[i, j]))
            dc = dc_next[i, j] + da_next[i, j] * o * (1 - out * out)
            result["dc_prev"][i, j] = dc * f
            z["f"][i] = dc * c_prev[i, j] * f * (1 - f)
            z["u"][i] = dc * h * u * (1 - u)
            z["c"][i] = dc * u * (1 - h * h)
            z["o"][i] = da_next[i, j] * out * o * (1 - o)
        for gate in "fuco":
            for i in range(n_a):
                result["db" + gate][i, 0] += z[gate][i]
                for k in range(n_a + n_x):
                    result["dW" + gate][i, k] += z[gate][i] * seen[k]
        for k in range(n_a + n_x):
            total = sum(W[gate][i][k] * z[gate][i] for gate in "fuco" for i in range(n_a))
            if k < n_a:
                result["da_prev"][k, j] = total
            else:
                result["dxt"][k - n_a, j] = total
    return result
""",
    ),
    Variant(
        "lstm_cell_backward.cache-of-its-own",
        """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p, seen = parameters, np.vstack([a_prev, xt])
    gates = {gate: sigmoid(p["W" + gate] @ seen + p["b" + gate]) for gate in "fuo"}
    candidate = np.tanh(p["Wc"] @ seen + p["bc"])
    c_next = gates["f"] * c_prev + gates["u"] * candidate
    squeezed = np.tanh(c_next)
    a_next = gates["o"] * squeezed
    cache = {"gates": gates, "candidate": candidate, "squeezed": squeezed, "c_prev": c_prev, "seen": seen, "p": p}
    return a_next, c_next, softmax(p["Wy"] @ a_next + p["by"]), cache


def lstm_cell_backward(da_next, dc_next, cache):
    f, u, o = (cache["gates"][gate] for gate in "fuo")
    h, out, p, seen = cache["candidate"], cache["squeezed"], cache["p"], cache["seen"]
    dc = dc_next + da_next * o * (1 - out**2)
    dz = {
        "f": dc * cache["c_prev"] * f * (1 - f), "u": dc * h * u * (1 - u),
        "o": da_next * out * o * (1 - o), "c": dc * u * (1 - h**2),
    }
    dseen = sum(p["W" + gate].T @ dz[gate] for gate in dz)
    n_a = len(f)
    return {
        "dxt": dseen[n_a:], "da_prev": dseen[:n_a], "dc_prev": dc * f,
        **{"dW" + g: dz[g] @ seen.T for g in dz}, **{"db" + g: dz[g].sum(1, keepdims=True) for g in dz},
    }
""",
    ),
)

SEQUENCE = (
    Variant(
        "lstm_backward.sizes-from-the-first-cache",
        """
def lstm_backward(da, caches, dc_last=None):
    caches, x = caches
    a1, c1, a0, c0, f1, i1, cc1, o1, x1, parameters = caches[0]
    n_a, m, T_x = da.shape
    n_x, m = x1.shape
    dx = np.zeros((n_x, m, T_x), dtype=da.dtype)
    da_prevt = np.zeros((n_a, m), dtype=da.dtype)
    dc_prevt = np.zeros((n_a, m), dtype=da.dtype)
    if dc_last is not None:
        dc_prevt = dc_last
    dWf, dWu, dWc, dWo = (np.zeros((n_a, n_a + n_x), dtype=da.dtype) for _ in range(4))
    dbf, dbu, dbc, dbo = (np.zeros((n_a, 1), dtype=da.dtype) for _ in range(4))
    for t in reversed(range(T_x)):
        gradients = lstm_cell_backward(da[:, :, t] + da_prevt, dc_prevt, caches[t])
        da_prevt, dc_prevt = gradients["da_prev"], gradients["dc_prev"]
        dx[:, :, t] = gradients["dxt"]
        dWf, dWu = dWf + gradients["dWf"], dWu + gradients["dWu"]
        dWc, dWo = dWc + gradients["dWc"], dWo + gradients["dWo"]
        dbf, dbu = dbf + gradients["dbf"], dbu + gradients["dbu"]
        dbc, dbo = dbc + gradients["dbc"], dbo + gradients["dbo"]
    return {"dx": dx, "da0": da_prevt, "dc0": dc_prevt, "dWf": dWf, "dbf": dbf, "dWu": dWu, "dbu": dbu,
            "dWc": dWc, "dbc": dbc, "dWo": dWo, "dbo": dbo}
""",
    ),
    Variant(
        "lstm_backward.sum-of-lists",
        """
def lstm_backward(da, caches, dc_last=None):
    steps, da_later = [], 0
    dc_later = 0 * da[:, :, -1] if dc_last is None else dc_last
    for t, cache in reversed(list(enumerate(caches[0]))):
        step = lstm_cell_backward(da[:, :, t] + da_later, dc_later, cache)
        da_later, dc_later = step["da_prev"], step["dc_prev"]
        steps.insert(0, step)
    names = [kind + gate for gate in "fuco" for kind in ("dW", "db")]
    result = {name: np.sum([step[name] for step in steps], axis=0) for name in names}
    return {**result, "da0": da_later, "dc0": dc_later, "dx": np.stack([step["dxt"] for step in steps], axis=2)}
""",
    ),
    Variant(
        "lstm_backward.own-copies-in-place",
        """
def lstm_backward(da, caches, dc_last=None):
    steps, x = caches
    da, dc = da.copy(), np.zeros_like(da)
    if dc_last is not None:
        dc[..., -1] += dc_last
    dx, total = np.empty_like(x), {}
    for t in range(da.shape[2])[::-1]:
        step = lstm_cell_backward(da[..., t], dc[..., t], steps[t])
        dx[..., t], before, memory = step.pop("dxt"), step.pop("da_prev"), step.pop("dc_prev")
        if t:
            da[..., t - 1] += before
            dc[..., t - 1] += memory
        total = {name: total.get(name, 0) + value for name, value in step.items()}
    return dict(total, dx=dx, da0=before, dc0=memory)
""",
    ),
    Variant(
        "lstm_backward.recursive",
        """
def back(da, steps, dc_last):
    if len(steps) == 0:
        return 0.0, dc_last, [], {}
    da_later, dc_later, dx, sums = back(da[:, :, 1:], steps[1:], dc_last)
    step = lstm_cell_backward(da[:, :, 0] + da_later, dc_later, steps[0])
    weights = {name: step[name] for name in step if name[:2] in ("dW", "db")}
    sums = {name: sums.get(name, 0) + weights[name] for name in weights}
    return step["da_prev"], step["dc_prev"], [step["dxt"], *dx], sums


def lstm_backward(da, caches, dc_last=None):
    da0, dc0, dx, sums = back(da, caches[0], np.zeros_like(da[:, :, 0]) if dc_last is None else dc_last)
    return {"dx": np.dstack(dx), "da0": da0, "dc0": dc0, **sums}
""",
    ),
)
