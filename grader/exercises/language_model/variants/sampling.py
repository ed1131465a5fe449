"""Odd-but-right ``sample``: each draws in another way, so that none of them writes the reference's sentences."""

from __future__ import annotations

from grader.exercises.model import Variant

SAMPLING = (
    Variant(
        "sample.sums-of-probabilities",
        """
def sample(parameters, vocabulary, rng, temperature=1.0, max_length=50):
    p = {name: np.asarray(value, dtype=float) for name, value in parameters.items()}
    a, x, tokens = np.zeros(p["ba"].shape), np.zeros((p["Wax"].shape[1], 1)), []
    for _ in range(max_length):
        a = np.tanh(p["Waa"] @ a + p["Wax"] @ x + p["ba"])
        scores = (p["Wya"] @ a + p["by"]).ravel() / temperature
        e = np.exp(scores - scores.max())
        up_to = np.cumsum(e / e.sum())
        token = int(np.searchsorted(up_to, rng.random() * up_to[-1], side="right"))
        tokens.append(token)
        x[:] = 0
        x[token] = 1
        if token == vocabulary["<EOS>"]:
            break
    return np.array(tokens)
""",
    ),
    Variant(
        "sample.noise-on-the-scores",
        """
def sample(parameters, vocabulary, rng, temperature=1.0, max_length=50):
    depth, end = parameters["by"].shape[0], vocabulary["<EOS>"]
    state, tokens = np.zeros_like(parameters["ba"]), np.full(max_length, end)
    noise = rng.gumbel(size=(max_length, depth))
    xt = np.zeros((depth, 1))
    for t in range(max_length):
        state = rnn_cell_forward(xt, state, parameters)[0]
        scores = parameters["Wya"].dot(state) + parameters["by"]
        tokens[t] = np.argmax(scores[:, 0] / temperature + noise[t])
        if tokens[t] == end:
            return tokens[: t + 1]
        xt = np.eye(depth)[:, [tokens[t]]]
    return tokens
""",
    ),
    Variant(
        "sample.powers-of-probabilities",
        """
def sample(parameters, vocabulary, rng, temperature=1.0, max_length=50):
    tokens, state = [], np.zeros((len(parameters["Waa"]), 1))
    while not tokens or (tokens[-1] != vocabulary["<EOS>"] and len(tokens) < max_length):
        xt = one_hot(tokens[-1:], len(parameters["by"])) if tokens else np.zeros_like(parameters["by"])
        state, yt_pred, _ = rnn_cell_forward(xt, state, parameters)
        powers = yt_pred[:, 0].astype(np.float64) ** (1 / temperature)
        tokens.append(int(np.argmax(rng.multinomial(1, powers / powers.sum()))))
    return np.asarray(tokens, dtype=np.int32)
""",
    ),
    Variant(
        "sample.whole-beginning-again",
        """
def sample(parameters, vocabulary, rng, temperature=1.0, max_length=50):
    n_a, n_x = parameters["Wax"].shape
    tokens = []
    for _ in range(max_length):
        so_far = np.array([[*tokens, 0]])
        a = language_model_forward(so_far, parameters, np.zeros((n_a, 1)))[2][:, 0, -1]
        scores = parameters["Wya"] @ a + parameters["by"][:, 0]
        tokens.append(rng.choice(np.arange(n_x), p=softmax(scores / temperature)))
        if tokens[-1] == vocabulary["<EOS>"]:
            break
    return np.array(tokens)
""",
    ),
)
