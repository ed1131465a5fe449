"""Odd-but-right ``gru_cell_backward`` and ``gru_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

CELL = (
    Variant(
        "gru_cell_backward.plain-loops",
        """
def gru_cell_backward(dc_next, cache):
    c_next, c_prev, ut, rt, cct, xt, p = cache
    (n_a, m), n_x, dtype = c_prev.shape, xt.shape[0], dc_next.dtype
    Wr, Wu, Wc = (p[name].tolist() for name in ("Wr", "Wu", "Wc"))
    names = ("dWr", "dWu", "dWc", "dbr", "dbu", "dbc")
    result = {name: np.zeros((n_a, n_a + n_x if name[1] == "W" else 1), dtype) for name in names}
    result["dxt"], result["dc_prev"] = np.zeros((n_x, m), dtype), np.zeros((n_a, m), dtype)
    for j in range(m):
        g, c, u, r, h = (array[:, j].tolist() for array in (dc_next, c_prev, ut, rt, cct))
        seen = c + xt[:, j].tolist()
        reset = [r[i] * c[i] for i in range(n_a)] + xt[:, j].tolist()
        zu = [g[i] * (h[i] - c[i]) * u[i] * (1 - u[i]) for i in range(n_a)]
        zc = [g[i] * u[i] * (1 - h[i] * h[i]) for i in range(n_a)]
        through = [sum(Wc[i][k] * zc[i] for i in range(n_a)) for k in range(n_a + n_x)]
        zr = [through[k] * c[k] * r[k] * (1 - r[k]) for k in range(n_a)]
        gates = [sum(Wu[i][k] * zu[i] + Wr[i][k] * zr[i] for i in range(n_a)) for k in range(n_a + n_x)]
        for k in range(n_a):
            result["dc_prev"][k, j] = g[k] * (1 - u[k]) + through[k] * r[k] + gates[k]
        for k in range(n_x):
            result["dxt"][k, j] = through[n_a + k] + gates[n_a + k]
        for letter, z, inside in (("r", zr, seen), ("u", zu, seen), ("c", zc, reset)):
            for i in range(n_a):
                result["db" + letter][i, 0] += z[i]
                for k in range(n_a + n_x):
                    result["dW" + letter][i, k] += z[i] * inside[k]
    return result
""",
    ),
    Variant(
        "gru_cell_backward.einsum-fused",
        """
def gru_cell_backward(dc_next, cache):
    _, c_prev, ut, rt, cct, xt, p = cache[:7]
    n_a = len(c_prev)
    dz_u = np.multiply(dc_next, cct - c_prev) * (ut - np.square(ut))
    dz_c = np.multiply(dc_next, ut) * (1 + cct) * (1 - cct)
    from_c = np.einsum("ik,im->km", p["Wc"], dz_c)
    dz_r = from_c[:n_a] * c_prev * (rt - rt**2)
    dz = np.vstack([dz_r, dz_u])
    from_gates = np.vstack([p["Wr"], p["Wu"]]).T @ dz
    dW = np.einsum("im,km->ik", dz, np.vstack([c_prev, xt]))
    return {
        "dc_prev": np.asfortranarray((1 - ut) * dc_next + from_gates[:n_a] + rt * from_c[:n_a]),
        "dxt": from_gates[n_a:] + from_c[n_a:],
        "dWr": dW[:n_a].copy(), "dWu": dW[n_a:].copy(), "dWc": dz_c @ np.vstack([rt * c_prev, xt]).T,
        "dbr": dz_r.sum(axis=1).reshape(-1, 1), "dbu": dz_u.sum(1)[:, None],
        "dbc": dz_c @ np.ones((xt.shape[1], 1), xt.dtype),
        "stacked": np.vstack([c_prev, xt]),
    }
""",
    ),
    Variant(
        "gru_cell_backward.recomputed-gates",
        """
def gru_cell_backward(dc_next, cache):
    c_prev, xt, p = cache[1], cache[-2], cache[-1]
    n_a = c_prev.shape[0]
    seen = np.concatenate((c_prev, xt))
    u = 1 / (1 + np.exp(-(p["Wu"] @ seen + p["bu"])))
    r = 1 / (1 + np.exp(-(p["Wr"] @ seen + p["br"])))
    reset = np.concatenate((r * c_prev, xt))
    z = p["Wc"] @ reset + p["bc"]
    du, dc_prev = dc_next * (np.tanh(z) - c_prev), dc_next - dc_next * u
    dz = dc_next * u / np.cosh(z) ** 2
    dreset = p["Wc"].T @ dz
    dc_prev += r * dreset[:n_a]
    dzr, dzu = dreset[:n_a] * c_prev * r * (1 - r), du * u * (1 - u)
    grads = {"dWc": dz @ reset.T, "dbc": np.sum(dz, 1, keepdims=True)}
    dxt = dreset[n_a:].copy()
    for letter, back in (("u", dzu), ("r", dzr)):
        W = p["W" + letter]
        dc_prev += W[:, :n_a].T @ back
        dxt += W[:, n_a:].T @ back
        grads["dW" + letter], grads["db" + letter] = back @ seen.T, np.sum(back, 1, keepdims=True)
    return {**grads, "dxt": dxt, "dc_prev": dc_prev}
""",
    ),
    Variant(
        "gru_cell_backward.cache-of-its-own",
        """
def gru_cell_forward(xt, c_prev, parameters):
    p, seen = parameters, np.vstack([c_prev, xt])
    r, u = sigmoid(p["Wr"] @ seen + p["br"]), sigmoid(p["Wu"] @ seen + p["bu"])
    reset = np.vstack([r * c_prev, xt])
    candidate = np.tanh(p["Wc"] @ reset + p["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    cache = {"seen": seen, "reset": reset, "r": r, "u": u, "candidate": candidate, "p": p}
    return c_next, softmax(p["Wy"] @ c_next + p["by"]), cache


def gru_cell_backward(dc_next, cache):
    r, u, candidate, p = cache["r"], cache["u"], cache["candidate"], cache["p"]
    n_a = len(u)
    c_prev = cache["seen"][:n_a]
    dz = {"u": dc_next * (candidate - c_prev) * u * (1 - u), "c": dc_next * u * (1 - candidate**2)}
    dreset = p["Wc"].T @ dz["c"]
    dz["r"] = dreset[:n_a] * c_prev * r * (1 - r)
    dseen = p["Wu"].T @ dz["u"] + p["Wr"].T @ dz["r"]
    inside = {"u": cache["seen"], "r": cache["seen"], "c": cache["reset"]}
    return {
        "dxt": dseen[n_a:] + dreset[n_a:], "dc_prev": (1 - u) * dc_next + r * dreset[:n_a] + dseen[:n_a],
        **{"dW" + g: dz[g] @ inside[g].T for g in dz}, **{"db" + g: dz[g].sum(1, keepdims=True) for g in dz},
    }
""",
    ),
)

SEQUENCE = (
    Variant(
        "gru_backward.sizes-from-the-first-cache",
        """
def gru_backward(dc, caches):
    caches, x = caches
    c1, c0, u1, r1, cc1, x1, parameters = caches[0]
    n_a, m, T_x = dc.shape
    n_x, m = x1.shape
    dx = np.zeros((n_x, m, T_x), dtype=dc.dtype)
    dWr, dWu, dWc = (np.zeros((n_a, n_a + n_x), dtype=dc.dtype) for _ in range(3))
    dbr, dbu, dbc = (np.zeros((n_a, 1), dtype=dc.dtype) for _ in range(3))
    dc_prevt = np.zeros((n_a, m), dtype=dc.dtype)
    for t in reversed(range(T_x)):
        gradients = gru_cell_backward(dc[:, :, t] + dc_prevt, caches[t])
        dx[:, :, t], dc_prevt = gradients["dxt"], gradients["dc_prev"]
        dWr += gradients["dWr"]
        dWu += gradients["dWu"]
        dWc += gradients["dWc"]
        dbr += gradients["dbr"]
        dbu += gradients["dbu"]
        dbc += gradients["dbc"]
    return {"dx": dx, "dc0": dc_prevt, "dWr": dWr, "dbr": dbr, "dWu": dWu, "dbu": dbu, "dWc": dWc, "dbc": dbc}
""",
    ),
    Variant(
        "gru_backward.sum-of-lists",
        """
def gru_backward(dc, caches):
    steps, carried = [], 0
    for t, cache in reversed(list(enumerate(caches[0]))):
        step = gru_cell_backward(dc[:, :, t] + carried, cache)
        carried = step["dc_prev"]
        steps.insert(0, step)
    names = ("dWr", "dWu", "dWc", "dbr", "dbu", "dbc")
    result = {name: np.sum([step[name] for step in steps], axis=0) for name in names}
    return {**result, "dc0": carried, "dx": np.stack([step["dxt"] for step in steps], axis=2)}
""",
    ),
    Variant(
        "gru_backward.own-copy-in-place",
        """
def gru_backward(dc, caches):
    steps, x = caches
    dc = np.array(dc)
    total, dx = {}, np.empty_like(x)
    for t in range(dc.shape[2] - 1, -1, -1):
        step = gru_cell_backward(dc[:, :, t], steps[t])
        if t > 0:
            dc[:, :, t - 1] += step["dc_prev"]
        dx[:, :, t] = step.pop("dxt")
        dc0 = step.pop("dc_prev")
        total = {name: total.get(name, 0) + value for name, value in step.items()}
    return {**total, "dx": dx, "dc0": dc0}
""",
    ),
    Variant(
        "gru_backward.recursive",
        """
def back(dc, steps):
    if len(steps) == 0:
        return 0.0, [], {}
    later, dx, sums = back(dc[:, :, 1:], steps[1:])
    step = gru_cell_backward(dc[:, :, 0] + later, steps[0])
    weights = {name: step[name] for name in step if name[:2] in ("dW", "db")}
    return step["dc_prev"], [step["dxt"], *dx], {name: sums.get(name, 0) + weights[name] for name in weights}


def gru_backward(dc, caches):
    dc0, dx, sums = back(dc, caches[0])
    return {"dx": np.dstack(dx), "dc0": dc0, **sums}
""",
    ),
)
