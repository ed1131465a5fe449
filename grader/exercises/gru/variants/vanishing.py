"""Odd-but-right ``gradient_norms_through_time``."""

from __future__ import annotations

from grader.exercises.model import Variant

NORMS = (
    Variant(
        "gradient_norms_through_time.copied-parameters",
        """
def gradient_norms_through_time(x, a0, parameters, da_last, scale=1.0):
    parameters = {name: value.copy() for name, value in parameters.items()}
    parameters["Waa"] *= scale
    a, y_pred, caches = rnn_forward(x, a0, parameters)
    m, T_x = x.shape[1], x.shape[2]
    columns = []
    da = da_last.copy()
    for t in range(T_x - 1, -1, -1):
        columns.insert(0, np.sqrt((da * da).sum(axis=0)))
        da = rnn_cell_backward(da, caches[0][t])["da_prev"]
    return np.stack(columns, axis=1)
""",
    ),
    Variant(
        "gradient_norms_through_time.without-the-cell",
        """
def gradient_norms_through_time(x, a0, parameters, da_last, scale=1.0):
    Waa = parameters["Waa"] * scale
    a, state = [], a0
    for t in range(x.shape[2]):
        state = np.tanh(np.dot(Waa, state) + np.dot(parameters["Wax"], x[:, :, t]) + parameters["ba"])
        a.append(state)
    das = [da_last]
    for state in a[:0:-1]:
        das.append(np.dot(Waa.T, (1 - state * state) * das[-1]))
    return np.array([np.linalg.norm(da, axis=0) for da in das[::-1]]).T
""",
    ),
    Variant(
        "gradient_norms_through_time.jacobians",
        """
def gradient_norms_through_time(x, a0, parameters, da_last, scale=1.0):
    Waa = parameters["Waa"] * scale
    a, _, _ = rnn_forward(x, a0, dict(parameters, Waa=Waa))
    n_a, m, T_x = a.shape
    norms = np.empty((m, T_x), dtype=a.dtype, order="F")
    for j in range(m):
        row = da_last[:, j]
        norms[j, T_x - 1] = np.sqrt(row @ row)
        for t in range(T_x - 1, 0, -1):
            row = row @ (np.diag(1 - a[:, j, t] ** 2) @ Waa)
            norms[j, t - 1] = np.sqrt(row @ row)
    return norms
""",
    ),
    Variant(
        "gradient_norms_through_time.recursive",
        """
def norms_before(da, steps):
    if not steps:
        return []
    before = rnn_cell_backward(da, steps[-1])["da_prev"]
    return [*norms_before(before, steps[:-1]), np.linalg.norm(da, axis=0)]


def gradient_norms_through_time(x, a0, parameters, da_last, scale=1.0):
    changed = {name: scale * value if name == "Waa" else value for name, value in parameters.items()}
    steps = rnn_forward(x, a0, changed)[2][0]
    return np.column_stack(norms_before(da_last, steps))
""",
    ),
)
