"""Odd-but-right ``decode_step``."""

from __future__ import annotations

from grader.exercises.model import Variant

STEP = (
    Variant(
        "decode_step.identity-matrix",
        """
def decode_step(token, state, parameters, cell="gru"):
    weights = {name[:-8]: p for name, p in parameters.items() if name.endswith("_decoder")}
    n_y, m = parameters["Wy"].shape[0], state[0].shape[1]
    xt = np.zeros((n_y, m), state[0].dtype) if token is None else np.eye(n_y, dtype=state[0].dtype)[:, token]
    state, cache = cell_forward(xt, state, weights, cell)
    scores = parameters["Wy"] @ state[0] + parameters["by"]
    e = np.exp(scores - scores.max(axis=0))
    return np.asfortranarray(e / e.sum(axis=0)), list(state), {"cell": cache}
""",
    ),
    Variant(
        "decode_step.filled-in",
        """
def decode_step(token, state, parameters, cell="gru"):
    decoder = part_of(parameters, "decoder")
    n_x, n_a = cell_sizes(decoder, cell)
    xt = np.zeros((n_x, state[0].shape[-1]), dtype=parameters["by"].dtype)
    if token is not None:
        for j, k in enumerate(token):
            xt[k, j] = 1
    after, cache = cell_forward(xt, tuple(part.copy() for part in state), decoder, cell)
    return output_forward(after[0], parameters), after, (cache, xt)
""",
    ),
    Variant(
        "decode_step.example-by-example",
        """
def decode_step(token, state, parameters, cell="gru"):
    decoder = part_of(parameters, "decoder")
    n_x, _ = cell_sizes(decoder, cell)
    columns, states, caches = [], [], []
    for j in range(state[0].shape[1]):
        xt = np.zeros((n_x, 1), state[0].dtype)
        if token is not None:
            xt[token[j], 0] += 1
        one, cache = cell_forward(xt, tuple(part[:, [j]] for part in state), decoder, cell)
        columns.append(output_forward(one[0], parameters))
        states.append(one)
        caches.append(lambda kept=cache: kept)
    return np.hstack(columns), tuple(np.hstack(parts) for parts in zip(*states)), caches
""",
    ),
)
