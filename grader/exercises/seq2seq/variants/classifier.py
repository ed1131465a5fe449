"""Odd-but-right ``many_to_one_forward`` and ``many_to_one_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = (
    Variant(
        "many_to_one_forward.output-by-hand",
        """
def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    (a, *more), caches = encode(tokens, parameters, cell, mask)
    scores = np.dot(parameters["Wy"], a) + parameters["by"]
    if scores.shape[0] == 1:
        y_pred = 0.5 * (1 + np.tanh(scores / 2))
    else:
        e = np.exp(scores - scores.max(axis=0))
        y_pred = e / e.sum(axis=0)
    return y_pred, {"a": a, "rest": more, "reading": caches}
""",
    ),
    Variant(
        "many_to_one_forward.sentence-by-sentence",
        """
def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    answers, notes = [], []
    for j in range(tokens.shape[0]):
        row = None if mask is None else mask[j : j + 1]
        state, cache = encode(tokens[j : j + 1], parameters, cell, row)
        answers.append(output_forward(state[0], parameters))
        notes.append(lambda kept=cache: kept)
    return np.asfortranarray(np.concatenate(answers, axis=1)), notes
""",
    ),
    Variant(
        "many_to_one_forward.named-arguments",
        """
def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    weights = {name: p for name, p in parameters.items() if name not in ("Wy", "by")}
    state, caches = encode(tokens=tokens, parameters=weights, mask=mask, cell=cell)
    y_pred = output_forward(state[0][:, :, None], parameters)[:, :, 0].copy()
    return [y_pred, (state, caches, parameters, cell)]
""",
    ),
)

BACKWARD = (
    Variant(
        "many_to_one_backward.output-by-hand",
        """
def many_to_one_backward(y_pred, y, caches):
    state, encoder_caches, parameters = caches
    if y.ndim == 1:
        y = y.reshape(1, -1) if y_pred.shape[0] == 1 else one_hot(y, y_pred.shape[0])
    do = y_pred - y.astype(y_pred.dtype)
    dstate = [parameters["Wy"].T @ do] + [np.zeros_like(part) for part in state[1:]]
    result = dict(encode_backward(tuple(dstate), encoder_caches))
    result["dWy"] = np.dot(do, state[0].T)
    result["dby"] = do @ np.ones((do.shape[1], 1), do.dtype)
    return result
""",
    ),
    Variant(
        "many_to_one_backward.reshaped",
        """
def many_to_one_backward(y_pred, y, caches):
    state, encoder_caches, parameters = caches
    n_y, m = y_pred.shape
    answers = y.reshape(n_y, m, 1) if y.size == n_y * m else y.reshape(m, 1)
    output = output_backward(y_pred.reshape(n_y, m, 1), answers, state[0].reshape(-1, m, 1), parameters)
    dstate = tuple(output["da"][..., 0] if k == 0 else 0 * part for k, part in enumerate(state))
    return {**output, **encode_backward(dstate, encoder_caches)}
""",
    ),
    Variant(
        "many_to_one_backward.cache-of-its-own",
        """
class Answer:
    pass


def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    answer = Answer()
    answer.state, answer.reading = encode(tokens, parameters, cell, mask)
    answer.parameters = parameters
    return output_forward(answer.state[0], parameters), answer


def many_to_one_backward(y_pred, y, answer):
    output = output_backward(y_pred[:, :, None], y[..., None], answer.state[0][:, :, None], answer.parameters)
    da = output.pop("da").squeeze(axis=2)
    dstate = (da,) + tuple(np.zeros_like(part) for part in answer.state[1:])
    return {**encode_backward(dstate, answer.reading), **output}
""",
    ),
)
