"""Known mistakes in ``seq2seq_forward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

READ = 'encode(tokens, part_of(parameters, "encoder"), cell, mask)'
STEP = "yt_pred, state, cache = decode_step(token, state, parameters, cell)"
NEXT = "token = targets[:, t]"
STACKED = "y_pred, a = np.stack(outputs, axis=2), np.stack(states, axis=2)"
LOSS = "loss = sequence_loss(y_pred, targets, target_mask)"


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"seq2seq_forward.{name}", criterion, says, patches, line=line)


FORWARD = (
    _patched(
        "no-teacher-forcing",
        "y_pred",
        "the decoder reads what it would have written itself; in training it reads the right token",
        (NEXT, "token = np.argmax(yt_pred, axis=0)"),
    ),
    _patched(
        "not-shifted",
        "y_pred",
        "at step t the decoder reads the token that it should predict, not the one before",
        (STEP, "yt_pred, state, cache = decode_step(targets[:, t], state, parameters, cell)"),
    ),
    _patched(
        "shifted-twice",
        "y_pred",
        "the decoder reads the token of two steps before, not that of the step before",
        (NEXT, "token = targets[:, t - 1] if t else None"),
    ),
    _patched(
        "never-reads",
        "y_pred",
        "the decoder never reads a token: its input is zero at every step",
        (NEXT, "token = None"),
    ),
    _patched(
        "reads-first-token",
        "y_pred",
        "the decoder reads the first right token at every later step",
        (NEXT, "token = targets[:, 0]"),
    ),
    _patched(
        "starts-with-token-0",
        "y_pred",
        "the decoder starts with token 0; before the first step nothing is written",
        (
            "token, outputs, states, steps = None, [], [], []",
            "token, outputs, states, steps = 0 * targets[:, 0], [], [], []",
        ),
    ),
    _patched(
        "starts-with-last-answer",
        "y_pred",
        "targets[:, t - 1] at the first step is the last token: nothing comes before the first one",
        (
            "token, outputs, states, steps = None, [], [], []",
            "token, outputs, states, steps = targets[:, -1], [], [], []",
        ),
    ),
    _patched(
        "decoder-from-zero",
        "y_pred",
        "the decoder starts from zero, not from the last state of the encoder",
        (READ + "\n", READ + "\n    state = tuple(np.zeros_like(part) for part in state)\n"),
        line="state = zero_state(decoder, cell, m)",
    ),
    _patched(
        "hidden-state-handed-over",
        "y_pred",
        "only the hidden state is handed over: the memory cell of an LSTM starts from zero",
        (READ + "\n", READ + "\n    state = (state[0], *[np.zeros_like(part) for part in state[1:]])\n"),
        line="state = (a, np.zeros_like(a))",
    ),
    _patched(
        "state-not-carried",
        "y_pred",
        "every step of the decoder starts from the state of the encoder",
        (STEP, "yt_pred, (a_next, *_), cache = decode_step(token, state, parameters, cell)"),
        ("states.append(state[0])", "states.append(a_next)"),
    ),
    _patched(
        "decoder-weights-read",
        "y_pred",
        "the encoder works with the weights of the decoder",
        (READ, READ.replace('"encoder"', '"decoder"')),
    ),
    _patched(
        "cell-not-handed-on",
        "y_pred",
        "the kind of cell is not handed on to the decoder",
        (STEP, STEP.replace(", cell)", ")")),
    ),
    _patched(
        "mask-not-handed-on", "mask", "the mask is not handed on to the encoder", (READ, READ.replace(", mask)", ")"))
    ),
    _patched(
        "target-mask-not-used",
        "target_mask",
        "padding of the answers counts in the loss",
        (LOSS, "loss = sequence_loss(y_pred, targets)"),
    ),
    _patched(
        "target-mask-turned",
        "target_mask",
        "the target mask is read the wrong way round: only padding counts",
        (LOSS, "loss = sequence_loss(y_pred, targets, None if target_mask is None else 1 - np.asarray(target_mask))"),
        line="loss = sequence_loss(y_pred, targets, 1 - target_mask)",
    ),
    _patched(
        "loss-mean-of-examples",
        "loss",
        "the loss is divided by the number of examples; it is a sum",
        (LOSS, LOSS + " / len(targets)"),
    ),
    _patched(
        "loss-mean-of-steps",
        "loss",
        "the loss is divided by the number of time steps; it is a sum",
        (LOSS, LOSS + " / targets.shape[1]"),
    ),
    _patched(
        "loss-of-last-step",
        "loss",
        "only the last step counts in the loss",
        (
            LOSS,
            "last = None if target_mask is None else target_mask[:, -1:]\n"
            "    loss = sequence_loss(y_pred[:, :, -1:], targets[:, -1:], last)",
        ),
        line="loss = sequence_loss(yt_pred, targets[:, t])",
    ),
    _patched("loss-negative", "loss", "the sign of the loss is turned", (LOSS, LOSS.replace("= ", "= -"))),
    _patched(
        "time-before-examples",
        "y_pred",
        "the predictions are stacked along the examples: time is the last axis",
        (STACKED, "y_pred, a = np.stack(outputs, axis=1), np.stack(states, axis=2)"),
        (LOSS, "loss = sequence_loss(np.stack(outputs, axis=2), targets, target_mask)"),
    ),
    _patched(
        "targets-overwritten",
        "side_effects",
        "the caller's mask is changed",
        (LOSS, LOSS + "\n    if mask is not None:\n        mask *= 0"),
        line="mask *= …",
    ),
    _patched(
        "double-precision",
        "dtype",
        "the predictions are always float64: np.zeros makes float64 unless it is told otherwise",
        (STACKED, "y_pred, a = np.stack(outputs, axis=2).astype(float), np.stack(states, axis=2)"),
        line="y_pred = np.zeros((n_y, m, T_y))",
    ),
)
