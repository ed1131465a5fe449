"""Odd-but-right ``language_model_forward``, and ``sentence_log_probability`` with ``perplexity``."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = (
    Variant(
        "language_model_forward.joined-inputs",
        """
def language_model_forward(tokens, parameters, a_prev, previous=None, mask=None):
    depth = parameters["by"].shape[0]
    first = np.zeros((depth, len(tokens))) if previous is None else one_hot(previous, depth)
    x = np.concatenate([first[:, :, None], one_hot(tokens, depth)[:, :, :-1]], axis=2).astype(a_prev.dtype)
    a, y_pred, caches = rnn_forward(x, a_prev, parameters)
    right = np.take_along_axis(y_pred, tokens[None], axis=0)[0]
    nats = -np.log(right + 1e-12)
    loss = nats.sum() if mask is None else (nats * mask).sum()
    return loss, y_pred, a, caches
""",
    ),
    Variant(
        "language_model_forward.step-by-step",
        """
def language_model_forward(tokens, parameters, a_prev, previous=None, mask=None):
    (m, T_x), (n_y, n_a) = tokens.shape, parameters["Wya"].shape
    x = np.zeros((n_y, m, T_x), a_prev.dtype, order="F")
    y_pred, a = np.zeros((n_y, m, T_x), a_prev.dtype), np.zeros((n_a, m, T_x), a_prev.dtype)
    loss, steps, state, before = 0.0, [], a_prev, previous
    for t in range(T_x):
        if before is not None:
            for i, k in enumerate(before):
                x[k, i, t] = 1
        state, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a[:, :, t] = state
        steps.append(cache)
        before = tokens[:, t]
        for i, k in enumerate(before):
            if mask is None or mask[i, t]:
                loss -= np.log(y_pred[k, i, t])
    return [loss, y_pred, a, (steps, x)]
""",
    ),
    Variant(
        "language_model_forward.sentence-by-sentence",
        """
def language_model_forward(tokens, parameters, a_prev, previous=None, mask=None):
    eye = np.eye(parameters["Wax"].shape[1], dtype=a_prev.dtype)
    x = np.stack([eye[:, np.r_[0, row[:-1]]] for row in tokens], axis=1)
    x[:, :, 0] = 0 if previous is None else eye[:, previous]
    loss = 0
    for i in range(len(tokens)):
        _, y, _ = rnn_forward(x[:, i : i + 1], a_prev[:, i : i + 1], parameters)
        loss += sequence_loss(y, tokens[i : i + 1], None if mask is None else mask[i : i + 1])
    a, y_pred, caches = rnn_forward(x, a_prev, parameters)
    return np.float64(loss), np.asfortranarray(y_pred), a, (*caches, "further")
""",
    ),
)

PROBABILITY = (
    Variant(
        "sentence_log_probability.loss-of-each-sentence",
        """
def sentence_log_probability(tokens, parameters, mask=None):
    m, dtype = len(tokens), parameters["Waa"].dtype
    found = np.zeros(m, dtype)
    for i in range(m):
        a0 = np.zeros((parameters["ba"].size, 1), dtype)
        kept = None if mask is None else mask[i : i + 1]
        found[i] = -language_model_forward(tokens[i : i + 1], parameters, a0, None, kept)[0]
    return found


def perplexity(tokens, parameters, mask=None):
    a0 = np.zeros((len(parameters["Waa"]), len(tokens)))
    loss = language_model_forward(tokens, parameters, a0, mask=mask)[0]
    return np.exp(loss / (np.ones(tokens.shape) if mask is None else mask).sum())
""",
    ),
    Variant(
        "sentence_log_probability.one-hot-einsum",
        """
def sentence_log_probability(tokens, parameters, mask=None):
    a0 = np.zeros((len(parameters["Waa"]), len(tokens)), parameters["ba"].dtype)
    y_pred = language_model_forward(tokens, parameters, a0)[1]
    kept = np.ones(tokens.shape) if mask is None else np.asarray(mask, dtype=float)
    logs = np.log(np.clip(y_pred, np.finfo(y_pred.dtype).tiny, 1))
    return np.einsum("ymt,ymt,mt->m", one_hot(tokens, len(y_pred)), logs, kept).astype(y_pred.dtype)


def perplexity(tokens, parameters, mask=None):
    logs = sentence_log_probability(tokens, parameters, mask)
    return 2 ** (-logs.sum() / np.log(2) / (tokens.size if mask is None else np.count_nonzero(mask)))
""",
    ),
    Variant(
        "sentence_log_probability.indexed-with-epsilon",
        """
def each(tokens, parameters, mask):
    m, T_x = tokens.shape
    _, y_pred, *_ = language_model_forward(tokens, parameters, np.zeros_like(parameters["ba"]).repeat(m, axis=1))
    p = y_pred[tokens, np.arange(m)[:, None], np.arange(T_x)]
    logs = np.log(p + np.finfo(y_pred.dtype).tiny)
    if mask is not None:
        logs[np.asarray(mask) == 0] = 0
    return logs


def sentence_log_probability(tokens, parameters, mask=None):
    return each(tokens, parameters, mask).sum(axis=-1)


def perplexity(tokens, parameters, mask=None):
    logs = each(tokens, parameters, mask)
    return np.exp(-logs.mean() * logs.size / (logs.size if mask is None else sum(map(sum, mask))))
""",
    ),
)
