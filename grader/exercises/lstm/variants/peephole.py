"""Odd-but-right cells with peepholes."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = """
def lstm_peephole_cell_forward(xt, a_prev, c_prev, parameters):
    p, n_a = parameters, len(a_prev)
    inside = {gate: p["W" + gate][:, :n_a] @ a_prev + p["W" + gate][:, n_a:] @ xt + p["b" + gate] for gate in "fuco"}
    f, u, o = (1 / (1 + np.exp(-inside[gate] - c_prev * p["P" + gate])) for gate in "fuo")
    h = np.tanh(inside["c"])
    c = f * c_prev + u * h
    a = np.tanh(c) * o
    return a, c, softmax(p["Wy"] @ a + p["by"]), (a, c, a_prev, c_prev, f, u, h, o, xt, p, inside)

"""

PEEPHOLE = (
    Variant(
        "lstm_peephole_cell_forward.built-on-the-cell-without",
        FORWARD
        + """
def lstm_peephole_cell_backward(da_next, dc_next, cache):
    gradients = lstm_cell_backward(da_next, dc_next, cache[:10])
    _, c_next, _, c_prev, f, u, h, o, xt, p = cache[:10]
    dc = dc_next + da_next * o * (1 - np.tanh(c_next) ** 2)
    dz = {"f": dc * c_prev * f * (1 - f), "u": dc * h * u * (1 - u), "o": da_next * np.tanh(c_next) * o * (1 - o)}
    dc_prev = gradients["dc_prev"]
    for gate in "fuo":
        dc_prev = dc_prev + p["P" + gate] * dz[gate]
        gradients["dP" + gate] = (dz[gate] * c_prev).sum(axis=1).reshape(-1, 1)
    return {**gradients, "dc_prev": dc_prev}
""",
    ),
    Variant(
        "lstm_peephole_cell_forward.diagonal-matrices",
        """
def widened(p, n_a):
    return {gate: np.hstack([p["W" + gate], np.diag(p["P" + gate][:, 0])]) for gate in "fuo"}


def lstm_peephole_cell_forward(xt, a_prev, c_prev, parameters):
    p = parameters
    seen = np.vstack([a_prev, xt, c_prev])
    f, u, o = (sigmoid(W @ seen + p["b" + gate]) for gate, W in widened(p, len(a_prev)).items())
    h = np.tanh(p["Wc"] @ np.vstack([a_prev, xt]) + p["bc"])
    c_next = f * c_prev + u * h
    a_next = o * np.tanh(c_next)
    return a_next, c_next, softmax(p["Wy"] @ a_next + p["by"]), (a_next, c_next, a_prev, c_prev, f, u, h, o, xt, p)


def lstm_peephole_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, f, u, h, o, xt, p = cache
    n_a, n = len(a_prev), len(a_prev) + len(xt)
    seen = np.vstack([a_prev, xt, c_prev])
    dc = dc_next + da_next * o * (1 - np.tanh(c_next) ** 2)
    dz = {"f": dc * c_prev * f * (1 - f), "u": dc * h * u * (1 - u), "o": da_next * np.tanh(c_next) * o * (1 - o)}
    dzc = dc * u * (1 - h**2)
    back = sum(W.T @ dz[gate] for gate, W in widened(p, n_a).items())
    back[:n] += p["Wc"].T @ dzc
    result = {"dWc": dzc @ seen[:n].T, "dbc": dzc.sum(1, keepdims=True)}
    for gate in "fuo":
        wide = dz[gate] @ seen.T
        result["dW" + gate], result["db" + gate] = wide[:, :n].copy(), dz[gate].sum(1, keepdims=True)
        result["dP" + gate] = np.diag(wide[:, n:])[:, None].copy()
    return {**result, "da_prev": back[:n_a], "dxt": back[n_a:n], "dc_prev": back[n:] + f * dc}
""",
    ),
    Variant(
        "lstm_peephole_cell_forward.fused-einsum",
        """
def lstm_peephole_cell_forward(xt, a_prev, c_prev, parameters):
    W, b = (np.stack([parameters[kind + gate] for gate in "fuoc"]) for kind in "Wb")
    P = np.stack([parameters["P" + gate] for gate in "fuo"])
    z = np.einsum("gik,km->gim", W, np.concatenate([a_prev, xt])) + b
    z[:3] += P * c_prev
    f, u, o = sigmoid(z[:3])
    h = np.tanh(z[3])
    c_next = np.add(f * c_prev, u * h)
    a_next = np.multiply(o, np.tanh(c_next))
    y = softmax(np.dot(parameters["Wy"], a_next) + parameters["by"])
    return [a_next, c_next, np.asfortranarray(y), [a_next, c_next, a_prev, c_prev, f, u, h, o, xt, parameters]]


def lstm_peephole_cell_backward(da_next, dc_next, cache):
    _, c_next, a_prev, c_prev, f, u, h, o, xt, p = cache
    n_a = a_prev.shape[0]
    dc = dc_next + da_next * o / np.cosh(c_next) ** 2
    dz = np.stack([dc * c_prev, dc * h, da_next * np.tanh(c_next), dc * u])
    gates = np.stack([f, u, o])
    dz[:3] *= gates * (1 - gates)
    dz[3] *= 1 - h * h
    dW = np.einsum("gim,km->gik", dz, np.vstack([a_prev, xt]))
    back = np.einsum("gik,gim->km", np.stack([p["W" + gate] for gate in "fuoc"]), dz)
    dP = np.einsum("gim,im->gi", dz[:3], c_prev)
    P = np.stack([p["P" + gate] for gate in "fuo"])
    named = {"da_prev": back[:n_a].copy(), "dxt": back[n_a:].copy(), "dc_prev": f * dc + (P * dz[:3]).sum(axis=0)}
    for k, gate in enumerate("fuoc"):
        named["dW" + gate], named["db" + gate] = dW[k].copy(), dz[k].sum(axis=1, keepdims=True)
    for k, gate in enumerate("fuo"):
        named["dP" + gate] = dP[k].reshape(n_a, 1).copy()
    return named
""",
    ),
)
