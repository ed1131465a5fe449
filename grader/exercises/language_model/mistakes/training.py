"""Known mistakes in ``train``."""

from __future__ import annotations

from grader.exercises.language_model.mistakes.clipping import NEW_ARRAYS
from grader.exercises.model import Mistake

FORWARD = "language_model_forward(tokens, parameters, a_prev, previous, mask)"
ANSWERS = "y = one_hot(tokens, y_pred.shape[0])"
MASKED = "y = np.where(mask, y, y_pred)"
OUTPUT = "output_backward(y_pred, y, a, parameters)"
THROUGH_TIME = 'gradients |= rnn_backward(gradients["da"], caches)'
CHOSEN = 'gradients = {"d" + name: gradients["d" + name] for name in parameters}'
CLIPPED = "clip_by_norm(gradients, max_norm)"
STEP = f"sgd_step(parameters, {CLIPPED}, learning_rate)"
LAST = "a[:, :, -1]"
RESULT = f"return loss, {STEP}, {LAST}"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"train.{name}", criterion, says, patches, line=line, hint=hint)


def _order(name: str, criterion: str, says: str, returned: str) -> Mistake:
    hint = "Three values come back, in the order in which the docstring lists them."
    return _wrong(name, criterion, says, (RESULT, f"return {returned}"), hint=hint)


TRAINING = (
    _wrong(
        "loss-after-the-step",
        "loss",
        "the loss is that of the new parameters: it should be the one before the step",
        (
            RESULT,
            f"new = {STEP}\n"
            "    loss = language_model_forward(tokens, new, a_prev, previous, mask)[0]\n"
            f"    return loss, new, {LAST}",
        ),
        line="loss = language_model_forward(tokens, new, a_prev, previous, mask)[0]",
    ),
    _wrong(
        "loss-averaged",
        "loss",
        "the loss is averaged over all tokens, not summed",
        (RESULT, f"return loss / tokens.size, {STEP}, {LAST}"),
    ),
    _order("parameters-first", "loss", "the new parameters are returned before the loss", f"{STEP}, loss, {LAST}"),
    _order(
        "parameters-last",
        "parameters",
        "the new parameters and the last state have changed places: the parameters are the second of the three values",
        f"loss, {LAST}, {STEP}",
    ),
    _order("state-first", "loss", "the loss and the last state have changed places", f"{LAST}, {STEP}, loss"),
    _order(
        "loss-last", "loss", "the loss comes last: it should be the first of the three values", f"{STEP}, {LAST}, loss"
    ),
    _order(
        "state-before-the-others",
        "loss",
        "the last state comes first: it should be the last of the three values",
        f"{LAST}, loss, {STEP}",
    ),
    _wrong("state-missing", "loss", "the last hidden state is not returned", (RESULT, f"return loss, {STEP}")),
    _wrong(
        "output-only",
        "parameters",
        "only the output weights learn: the gradient is not carried back through time",
        (
            THROUGH_TIME,
            'gradients |= {name: 0 * rnn_backward(gradients["da"], caches)[name] for name in ("dWax", "dWaa", "dba")}',
        ),
        line="gradients = output_backward(y_pred, y, a, parameters)",
    ),
    _wrong(
        "recurrent-only",
        "parameters",
        "the output weights do not learn: the gradients of output_backward are lost",
        (THROUGH_TIME, THROUGH_TIME + '\n    gradients |= {name: 0 * gradients[name] for name in ("dWya", "dby")}'),
        line='gradients = rnn_backward(gradients["da"], caches)',
    ),
    _wrong(
        "not-through-time",
        "parameters",
        "every step is taken for itself: the gradient of the next step is not handed back",
        (
            THROUGH_TIME,
            "for t, cache in enumerate(caches[0]):\n"
            '        here = rnn_backward(gradients["da"][:, :, t : t + 1], ([cache], caches[1][:, :, t : t + 1]))\n'
            '        gradients |= {name: here[name] + gradients.get(name, 0) for name in ("dWax", "dWaa", "dba")}',
        ),
        line="da_later is missing",
    ),
    _wrong(
        "last-step-only",
        "parameters",
        "only the loss of the last step is carried back",
        (
            THROUGH_TIME,
            THROUGH_TIME.replace(
                'gradients["da"]',
                'gradients["da"] * (np.arange(tokens.shape[1]) == tokens.shape[1] - 1).astype(a.dtype)',
            ),
        ),
        line='gradients["da"][:, :, -1]',
    ),
    _wrong(
        "ascent",
        "parameters",
        "the step goes up: the loss grows",
        (STEP, STEP.replace("learning_rate)", "-learning_rate)")),
    ),
    _wrong(
        "rate-fixed",
        "parameters",
        "the learning rate is always 0.01: the argument is not handed on",
        (STEP, STEP.replace("learning_rate)", "0.01)")),
    ),
    _wrong(
        "mean-over-tokens",
        "parameters",
        "the gradients are divided by the number of tokens",
        (CHOSEN, CHOSEN.replace('gradients["d" + name] for', 'gradients["d" + name] / tokens.size for')),
    ),
    _wrong(
        "mean-over-sentences",
        "parameters",
        "the gradients are divided by the number of sentences",
        (CHOSEN, CHOSEN.replace('gradients["d" + name] for', 'gradients["d" + name] / len(tokens) for')),
    ),
    _wrong("two-steps", "parameters", "the step is taken twice", (RESULT, f"parameters = {STEP}\n    {RESULT}")),
    _wrong(
        "not-updated",
        "parameters",
        "the parameters are returned as they came",
        (RESULT, f"return loss, {{name: value.copy() for name, value in parameters.items()}}, {LAST}"),
    ),
    _wrong(
        "gradients-returned",
        "parameters",
        "the gradients are returned in place of the new parameters",
        (RESULT, f"return loss, {CLIPPED}, {LAST}"),
    ),
    _wrong(
        "answers-behind",
        "parameters",
        "the answers of the gradient are one step behind: those of the loss are right",
        (ANSWERS, "y = np.roll(one_hot(tokens, y_pred.shape[0]), 1, axis=2)"),
    ),
    _wrong(
        "answers-are-inputs",
        "parameters",
        "ŷ is compared with the inputs x, not with the tokens",
        (ANSWERS, "y = caches[1]"),
    ),
    _wrong(
        "wrong-side",
        "parameters",
        "the gradient of the output is y − ŷ: it is ŷ − y",
        (OUTPUT, "output_backward(y, y_pred, a, parameters)"),
    ),
    _wrong("not-clipped", "clipping", "nothing is clipped", (STEP, "sgd_step(parameters, gradients, learning_rate)")),
    _wrong(
        "always-five",
        "clipping",
        "the norm is always clipped at 5: max_norm is not handed on",
        (STEP, STEP.replace("max_norm)", "5.0)")),
    ),
    _wrong(
        "everything-in-the-norm",
        "clipping",
        "the gradients of states and inputs count in the norm: only those of the parameters should",
        (CHOSEN, "pass"),
        line="clip_by_norm(gradients, max_norm)",
    ),
    _wrong(
        "each-alone",
        "clipping",
        "each gradient is clipped alone: they have one norm together",
        (CLIPPED, "{name: clip_by_norm({name: g}, max_norm)[name] for name, g in gradients.items()}"),
    ),
    _wrong(
        "by-value",
        "clipping",
        "numbers are clipped by value, not the gradient by its norm",
        (CLIPPED, "clip_by_value(gradients, max_norm)"),
    ),
    _wrong(
        "parameters-clipped",
        "clipping",
        "the parameters are clipped after the step, not the gradients before it",
        (STEP, "clip_by_norm(sgd_step(parameters, gradients, learning_rate), max_norm)"),
    ),
    _wrong(
        "rate-in-the-norm",
        "clipping",
        "the gradient is multiplied by the learning rate before it is clipped",
        (
            STEP,
            "sgd_step(parameters, clip_by_norm({k: learning_rate * g for k, g in gradients.items()}, max_norm), 1.0)",
        ),
    ),
    _wrong(
        "clipped-before-time",
        "clipping",
        "only the output's gradients are clipped, before they are carried back through time",
        (
            THROUGH_TIME,
            'gradients = clip_by_norm({name: gradients[name] for name in ("dWya", "dby")}, max_norm) | gradients\n'
            '    gradients |= clip_by_norm({name: gradients[name] for name in ("dWya", "dby")}, max_norm)\n'
            "    " + THROUGH_TIME,
        ),
        (STEP, "sgd_step(parameters, gradients, learning_rate)"),
        line=THROUGH_TIME,
    ),
    _wrong(
        "first-state",
        "a_last",
        "the state after the first step is returned, not the one after the last",
        (RESULT, RESULT.replace("-1]", "0]")),
    ),
    _wrong(
        "all-states",
        "a_last",
        "the states of all steps are returned, not the last one",
        (RESULT, f"return loss, {STEP}, a"),
    ),
    _wrong("state-before", "a_last", "a_prev is returned as it came", (RESULT, f"return loss, {STEP}, a_prev.copy()")),
    _wrong(
        "state-of-new-parameters",
        "a_last",
        "the last state is computed anew with the new parameters",
        (
            RESULT,
            f"new = {STEP}\n    a = language_model_forward(tokens, new, a_prev, previous, mask)[2]\n"
            f"    return loss, new, {LAST}",
        ),
    ),
    _wrong(
        "last-prediction",
        "a_last",
        "the last prediction is returned, not the last hidden state",
        (RESULT, f"return loss, {STEP}, y_pred[:, :, -1]"),
    ),
    _wrong(
        "state-reset",
        "loss",
        "the state begins with zeros: it should go on from a_prev",
        (FORWARD, FORWARD.replace("a_prev", "np.zeros_like(a_prev)")),
    ),
    _wrong("previous-ignored", "previous", "previous is not handed on", (FORWARD, FORWARD.replace("previous", "None"))),
    _wrong(
        "mask-ignored",
        "mask",
        "the mask is not used at all",
        (FORWARD, FORWARD.replace(", mask", "")),
        (MASKED, "pass"),
        line="loss, y_pred, a, caches = language_model_forward(tokens, parameters, a_prev, previous)",
    ),
    _wrong(
        "padding-teaches",
        "mask",
        "the loss leaves padding out, but its gradient flows back: ŷ − y is not zero there",
        (MASKED, "pass"),
        line="y = one_hot(tokens, y_pred.shape[0])",
    ),
    _wrong("loss-of-padding", "mask", "padding counts in the loss", (FORWARD, FORWARD.replace(", mask", ""))),
    _wrong(
        "no-answer-at-padding",
        "mask",
        "y is zero at padding: ŷ − y is ŷ there, and a gradient flows back",
        (MASKED, "y = np.where(mask, y, 0)"),
    ),
    _wrong(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single sentence",
        (RESULT, RESULT.replace(LAST, f"{LAST}.squeeze()")),
    ),
    _wrong(
        "double-precision",
        "dtype",
        "the gradients become float64, and the parameters with them",
        (CHOSEN, CHOSEN.replace('gradients["d" + name] for', 'np.asarray(gradients["d" + name], dtype=float) for')),
    ),
    _wrong(
        "in-place",
        "side_effects",
        "the caller's parameters are changed",
        (
            RESULT,
            f"new = {STEP}\n    for name, value in parameters.items():\n        value[...] = new[name]\n"
            f"    return loss, new, {LAST}",
        ),
        line='parameters[name] -= learning_rate * gradients["d" + name]',
        hint=NEW_ARRAYS,
    ),
)
