"""Known mistakes in ``decode_step``."""

from __future__ import annotations

from grader.exercises.model import Mistake

PART = 'decoder = part_of(parameters, "decoder")'
NOTHING = "xt = np.zeros((n_x, state[0].shape[1]), dtype=state[0].dtype)"
TOKEN = "xt = one_hot(token, n_x).astype(state[0].dtype)"
CALL = "cell_forward(xt, state, decoder, cell)"
RESULT = "return output_forward(state_next[0], parameters), state_next, cache"


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"decode_step.{name}", criterion, says, patches, line=line)


STEP = (
    _patched(
        "output-of-state-before",
        "yt_pred",
        "the output looks at the state before the step, not at the new one",
        (RESULT, "return output_forward(state[0], parameters), state_next, cache"),
    ),
    _patched(
        "output-of-memory-cell",
        "yt_pred",
        "the output looks at the last part of the state, the memory cell of an LSTM; it should be the hidden state",
        (RESULT, "return output_forward(state_next[-1], parameters), state_next, cache"),
    ),
    _patched(
        "scores",
        "yt_pred",
        "scores are returned: softmax is missing",
        (RESULT, "return parameters['Wy'] @ state_next[0] + parameters['by'], state_next, cache"),
    ),
    _patched(
        "likeliest-token",
        "yt_pred",
        "the likeliest token is returned, not the probabilities of all",
        (RESULT, "return np.argmax(output_forward(state_next[0], parameters), axis=0), state_next, cache"),
    ),
    _patched(
        "state-not-changed",
        "state",
        "the state before the step is returned, not the new one",
        (RESULT, "return output_forward(state_next[0], parameters), state, cache"),
    ),
    _patched(
        "hidden-state-alone",
        "state",
        "the hidden state alone is returned; the state is a tuple of all its parts",
        (RESULT, "return output_forward(state_next[0], parameters), state_next[0], cache"),
    ),
    _patched(
        "parts-exchanged",
        "state",
        "the two parts of an LSTM's state are returned in the other order",
        (RESULT, "return output_forward(state_next[0], parameters), state_next[::-1], cache"),
    ),
    _patched(
        "zero-state",
        "yt_pred",
        "the step starts from zero: the state that is given is not used",
        (CALL, "cell_forward(xt, tuple(0 * part for part in state), decoder, cell)"),
    ),
    _patched(
        "encoder-weights",
        "yt_pred",
        "the decoder works with the weights of the encoder",
        (PART, 'decoder = part_of(parameters, "encoder")'),
    ),
    _patched(
        "weights-of-all",
        "yt_pred",
        "the cell gets all parameters, whose names end in _decoder",
        (PART, "decoder = dict(parameters)"),
    ),
    _patched(
        "cell-not-handed-on",
        "yt_pred",
        "the kind of cell is not handed on: it is always a GRU",
        (CALL, 'cell_forward(xt, state, decoder, "gru")'),
    ),
    _patched(
        "token-not-used",
        "yt_pred",
        "the token is not read: the input is always zero",
        (TOKEN, NOTHING),
    ),
    _patched(
        "token-as-number",
        "yt_pred",
        "the number of the token goes in, not its one-hot vector",
        (TOKEN, "xt = np.repeat(token[np.newaxis], n_x, axis=0).astype(state[0].dtype)"),
    ),
    _patched(
        "one-token-for-all",
        "yt_pred",
        "every example reads the token of the first one",
        (TOKEN, "xt = one_hot(np.full_like(token, token[0]), n_x).astype(state[0].dtype)"),
    ),
    _patched(
        "first-input-token-0",
        "first",
        "token 0 is read at the first step, where nothing has been written yet",
        (NOTHING, "xt = np.zeros((n_x, state[0].shape[1]), dtype=state[0].dtype)\n        xt[0] = 1"),
        line="xt = one_hot(np.zeros(m, dtype=int), n_x)",
    ),
    _patched(
        "first-input-one",
        "first",
        "the input of the first step is one, not zero",
        (NOTHING, "xt = np.ones((n_x, state[0].shape[1]), dtype=state[0].dtype)"),
    ),
    _patched(
        "first-input-last-token",
        "first",
        "the last token of the vocabulary is read at the first step, where nothing has been written yet",
        (NOTHING, "xt = np.zeros((n_x, state[0].shape[1]), dtype=state[0].dtype)\n        xt[-1] = 1"),
        line="xt = one_hot(np.full(m, n_x - 1), n_x)",
    ),
    _patched(
        "none-not-handled",
        "first",
        "token=None is not handled: the first step has no token",
        ("if token is None:", "if token is False:"),
        line="xt = one_hot(token, n_x)",
    ),
    _patched(
        "first-state-zero",
        "first",
        "the first step starts from zero; it should start from the state of the encoder",
        (NOTHING, NOTHING + "\n        state = tuple(np.zeros_like(part) for part in state)"),
        line="state = zero_state(decoder, cell, m)",
    ),
    _patched(
        "double-precision",
        "dtype",
        "one-hot tokens are float64, and so is all that comes after them",
        (TOKEN, "xt = one_hot(token, n_x)"),
    ),
    _patched(
        "state-overwritten",
        "side_effects",
        "the caller's state is overwritten: state[0][…] = … writes into it",
        (RESULT, "state[0][...] = state_next[0]\n    " + RESULT),
        line="state[0][...] = state_next[0]",
    ),
)
