"""Odd-but-right ``encode`` and ``encode_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

ENCODER = (
    Variant(
        "encode.products-with-the-mask",
        """
def encode(tokens, parameters, cell="gru", mask=None):
    m, T_x = tokens.shape
    n_x, n_a = cell_sizes(parameters, cell)
    state = zero_state(parameters, cell, m)
    dtype = state[0].dtype
    keep = np.ones((m, T_x), dtype) if mask is None else np.asarray(mask).astype(dtype)
    steps = []
    for t in range(T_x):
        xt = np.eye(n_x, dtype=dtype)[:, tokens[:, t]]
        new, cache = cell_forward(xt, state, parameters, cell)
        state = tuple(keep[:, t] * n + (1 - keep[:, t]) * o for n, o in zip(new, state))
        steps.append(cache)
    return state, (steps, keep, cell)


def encode_backward(dstate, caches):
    steps, keep, cell = caches
    total = None
    for t in range(len(steps) - 1, -1, -1):
        inside = tuple(part * keep[:, t] for part in dstate)
        back, _, step = cell_backward(inside, steps[t], cell)
        dstate = tuple(b + part * (1 - keep[:, t]) for b, part in zip(back, dstate))
        if total is None:
            total = {name: np.zeros_like(g) for name, g in step.items()}
        for name in step:
            total[name] += step[name]
    return total
""",
    ),
    Variant(
        "encode.in-place-on-its-own",
        """
def encode(tokens, parameters, cell="gru", mask=None):
    n_x = cell_sizes(parameters, cell)[0]
    state = [part.copy(order="F") for part in zero_state(parameters, cell, len(tokens))]
    mask = np.ones(tokens.shape, dtype=bool) if mask is None else np.array(mask, dtype=bool)
    steps = []
    for t, column in enumerate(tokens.T):
        going = mask[:, t]
        new, cache = cell_forward(one_hot(column, n_x).astype(state[0].dtype), tuple(state), parameters, cell)
        steps.append(cache)
        state = [part.copy() for part in state]
        for part, after in zip(state, new):
            part[:, going] = after[:, going]
    return state, [steps, mask, cell]


def encode_backward(dstate, caches):
    steps, mask, cell = caches
    dstate, gradients = [part.copy() for part in dstate], {}
    for cache, going in zip(reversed(steps), np.asarray(mask, dtype=bool).T[::-1]):
        inside = [np.where(going, part, np.zeros_like(part)) for part in dstate]
        before, dxt, step = cell_backward(tuple(inside), cache, cell)
        for part, other in zip(dstate, before):
            part[:, going] = other[:, going]
        for name, g in step.items():
            gradients[name] = g if name not in gradients else np.add(gradients[name], g)
    gradients["dxt"] = dxt
    return gradients
""",
    ),
    Variant(
        "encode.cache-of-its-own",
        """
class Reading:
    pass


def encode(tokens, parameters, cell="gru", mask=None):
    n_x, _ = cell_sizes(parameters, cell)
    lengths = [tokens.shape[1]] * len(tokens) if mask is None else [int(np.sum(row != 0)) for row in np.asarray(mask)]
    readings, last = [], []
    for row, length in zip(tokens, lengths):
        state, reading = zero_state(parameters, cell, 1), Reading()
        reading.steps = []
        for token in row[:length]:
            xt = one_hot(np.array([token]), n_x).astype(state[0].dtype)
            state, cache = cell_forward(xt, state, parameters, cell)
            reading.steps.append(cache)
        readings.append(reading)
        last.append(state)
    return tuple(np.concatenate(parts, axis=1) for parts in zip(*last)), {"readings": readings, "cell": cell}


def encode_backward(dstate, caches):
    gradients = {}
    for j, reading in enumerate(caches["readings"]):
        carried = tuple(part[:, j : j + 1] for part in dstate)
        for cache in reversed(reading.steps):
            carried, _, step = cell_backward(carried, cache, caches["cell"])
            gradients = {name: step[name] + gradients.get(name, 0) for name in step}
    return gradients
""",
    ),
)
