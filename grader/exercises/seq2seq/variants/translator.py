"""Odd-but-right ``seq2seq_forward`` and ``seq2seq_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = (
    Variant(
        "seq2seq_forward.shifted-targets",
        """
def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    m, T_y = targets.shape
    state, reading = encode(tokens, part_of(parameters, "encoder"), cell=cell, mask=mask)
    y_pred = np.zeros((parameters["Wy"].shape[0], m, T_y), dtype=parameters["Wy"].dtype)
    states, steps = [], []
    for t, before in enumerate([None, *targets.T[:-1]]):
        y_pred[:, :, t], state, cache = decode_step(before, state, parameters, cell)
        states.append(state)
        steps.append(cache)
    return sequence_loss(y_pred, targets, target_mask), y_pred, {"reading": reading, "steps": steps, "states": states}
""",
    ),
    Variant(
        "seq2seq_forward.own-loss",
        """
def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    keep = np.ones(targets.shape) if target_mask is None else np.asarray(target_mask, dtype=float)
    state, reading = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    loss, outputs, token = 0.0, [], None
    rows = np.arange(len(targets))
    for t in range(targets.shape[1]):
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        token = targets[:, t].copy()
        loss += np.sum(-np.log(yt_pred[token, rows] + 1e-12) * keep[:, t])
        outputs.append(yt_pred * (keep[:, t] > 0).astype(yt_pred.dtype))
    return [np.float64(loss), np.asfortranarray(np.dstack(outputs)), lambda: reading]
""",
    ),
    Variant(
        "seq2seq_forward.recursive",
        """
def write(token, state, targets, parameters, cell):
    if targets.shape[1] == 0:
        return []
    yt_pred, state, _ = decode_step(token, state, parameters, cell)
    return [yt_pred] + write(targets[:, 0], state, targets[:, 1:], parameters, cell)


def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    weights = {name[: -len("_encoder")]: p for name, p in parameters.items() if name.endswith("_encoder")}
    state, _ = encode(tokens, weights, cell, mask)
    y_pred = np.moveaxis(np.array(write(None, state, targets, parameters, cell)), 0, 2)
    return float(sequence_loss(y_pred, targets, target_mask)), y_pred, None
""",
    ),
)

BACKWARD = (
    Variant(
        "seq2seq_backward.output-by-hand",
        """
def seq2seq_backward(y_pred, targets, caches):
    reading, steps, a, parameters, target_mask, cell = caches
    do = y_pred.copy()
    m, T_y = targets.shape
    do[targets, np.arange(m)[:, None], np.arange(T_y)] -= 1
    if target_mask is not None:
        do *= np.asarray(target_mask, dtype=do.dtype)
    dWy, dby = np.einsum("ymt,amt->ya", do, a), do.sum(axis=2).sum(axis=1, keepdims=True)
    result = {"dWy": dWy, "dby": dby}
    carried = [np.zeros_like(a[:, :, 0]) for _ in range(1 + (cell == "lstm"))]
    for t in range(T_y - 1, -1, -1):
        carried[0] = carried[0] + parameters["Wy"].T @ do[:, :, t]
        before, _, step = cell_backward(tuple(carried), steps[t], cell)
        carried = list(before)
        for name, g in step.items():
            result[name + "_decoder"] = result.get(name + "_decoder", 0) + g
    for name, g in encode_backward(tuple(carried), reading).items():
        result[name + "_encoder"] = g
    return result
""",
    ),
    Variant(
        "seq2seq_backward.masked-predictions",
        """
def seq2seq_backward(y_pred, targets, caches):
    reading, steps, a, parameters, target_mask, cell = caches
    y = one_hot(targets, len(y_pred)).astype(y_pred.dtype)
    if target_mask is not None:
        keep = np.asarray(target_mask, dtype=bool)
        y_pred, y = y_pred * keep, y * keep
    output = output_backward(y_pred, y, a, parameters)
    da = np.moveaxis(output.pop("da"), 2, 0)
    dstate, total = None, {}
    for own, cache in zip(da[::-1], steps[::-1]):
        if dstate is None:
            dstate = (own,) + (np.zeros_like(own),) * (cell == "lstm")
        else:
            dstate = (dstate[0] + own,) + tuple(dstate[1:])
        dstate, dxt, step = cell_backward(dstate, cache, cell)
        total = {name: step[name] + total[name] if total else step[name].copy() for name in step}
    encoder = encode_backward(dstate, reading)
    return dict(**as_part(total, "decoder"), **as_part(encoder, "encoder"), **output, dxt=dxt)
""",
    ),
    Variant(
        "seq2seq_backward.cache-of-its-own",
        """
class Translation:
    def __init__(self, parameters, cell, target_mask):
        self.parameters, self.cell, self.mask = parameters, cell, target_mask
        self.states, self.steps = [], []


def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    kept = Translation(parameters, cell, target_mask)
    state, kept.reading = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    token, outputs = None, []
    for right in targets.T:
        yt_pred, state, cache = decode_step(token, state, parameters, cell)
        token = right
        outputs.append(yt_pred)
        kept.states.append(state[0])
        kept.steps.append(cache)
    y_pred = np.dstack(outputs)
    return sequence_loss(y_pred, targets, target_mask), y_pred, kept


def seq2seq_backward(y_pred, targets, kept):
    y = one_hot(targets, len(y_pred))
    if kept.mask is not None:
        y = np.where(kept.mask, y, y_pred)
    output = output_backward(y_pred, y, np.dstack(kept.states), kept.parameters)
    da, total = output.pop("da"), {}
    dstate = tuple(np.zeros_like(da[:, :, 0]) for _ in range(2 if kept.cell == "lstm" else 1))
    for t, cache in reversed(list(enumerate(kept.steps))):
        dstate, _, step = cell_backward((dstate[0] + da[:, :, t], *dstate[1:]), cache, kept.cell)
        total = {name: total.get(name, 0) + g for name, g in step.items()}
    encoder = encode_backward(dstate, kept.reading)
    return output | as_part(total, "decoder") | as_part(encoder, "encoder")
""",
    ),
)
