"""Odd-but-right ``train``."""

from __future__ import annotations

from grader.exercises.model import Variant

TRAINING = (
    Variant(
        "train.everything-by-hand",
        """
def train(tokens, parameters, a_prev, learning_rate=0.01, max_norm=5.0, previous=None, mask=None):
    (m, T), p = tokens.shape, parameters
    kept = np.ones((m, T)) if mask is None else np.asarray(mask, dtype=float)
    eye = np.eye(len(p["by"]), dtype=a_prev.dtype)
    x = eye[:, np.concatenate([tokens[:, :1] if previous is None else previous[:, None], tokens[:, :-1]], axis=1)]
    x[:, :, 0] *= previous is not None
    states, y_pred, loss = [a_prev], [], 0.0
    for t in range(T):
        states.append(np.tanh(p["Waa"] @ states[-1] + p["Wax"] @ x[:, :, t] + p["ba"]))
        y_pred.append(softmax(p["Wya"] @ states[-1] + p["by"]))
        loss -= kept[:, t] @ np.log(y_pred[-1][tokens[:, t], range(m)])
    g = {name: np.zeros_like(value) for name, value in p.items()}
    later = np.zeros_like(a_prev)
    for t in reversed(range(T)):
        do = ((y_pred[t] - eye[:, tokens[:, t]]) * kept[:, t]).astype(a_prev.dtype)
        g["Wya"] += do @ states[t + 1].T
        g["by"] += do.sum(axis=1)[:, None]
        dz = (p["Wya"].T @ do + later) * (1 - states[t + 1] ** 2)
        g["Wax"] += dz @ x[:, :, t].T
        g["Waa"] += dz @ states[t].T
        g["ba"] += dz.sum(axis=1)[:, None]
        later = p["Waa"].T @ dz
    norm = float(np.sqrt(sum((value**2).sum() for value in g.values())))
    rate = learning_rate * min(1.0, max_norm / (norm + 1e-12))
    return loss, {name: p[name] - rate * g[name] for name in p}, states[-1]
""",
    ),
    Variant(
        "train.mask-on-the-gradient-of-the-output",
        """
def train(tokens, parameters, a_prev, learning_rate=0.01, max_norm=5.0, previous=None, mask=None):
    loss, y_pred, a, caches = language_model_forward(tokens, parameters, a_prev, previous, mask)
    do = y_pred - one_hot(tokens, len(y_pred)).astype(y_pred.dtype)
    if mask is not None:
        do = do * mask.astype(do.dtype)
    gradients = {"dWya": np.tensordot(do, a, axes=((1, 2), (1, 2))), "dby": do.sum(axis=(1, 2)).reshape(-1, 1)}
    back = rnn_backward(np.tensordot(parameters["Wya"].T, do, axes=1), caches)
    gradients.update((name, back[name]) for name in ("dWax", "dWaa", "dba"))
    new_parameters = sgd_step(parameters, clip_by_norm(gradients, max_norm), learning_rate)
    return [loss, new_parameters, a[..., -1].copy()]
""",
    ),
    Variant(
        "train.in-place-on-copies",
        """
def train(tokens, parameters, a_prev, learning_rate=0.01, max_norm=5.0, previous=None, mask=None):
    new = {name: value.copy() for name, value in parameters.items()}
    if mask is None:
        mask = np.ones_like(tokens)
    loss, y_pred, a, caches = language_model_forward(tokens, new, a_prev, mask=mask, previous=previous)
    y = y_pred.copy()
    for i, t in np.argwhere(mask):
        y[:, i, t] = 0
        y[tokens[i, t], i, t] = 1
    out = output_backward(y_pred, y, a, new)
    back = rnn_backward(out.pop("da"), caches)
    gradients = clip_by_norm({**out, **{k: back[k] for k in back if k[1:] in new}}, max_norm)
    for name in new:
        new[name] -= learning_rate * gradients["d" + name]
    return loss, new, a[:, :, -1]
""",
    ),
)
