"""Known mistakes in ``language_model_forward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

BEGUN = "x = np.zeros((n_x, *tokens.shape), dtype=a_prev.dtype)"
SHIFTED = "x[:, :, 1:] = one_hot(tokens[:, :-1], n_x)"
FIRST = "x[:, :, 0] = one_hot(previous, n_x)"
IF_PREVIOUS = "    if previous is not None:\n"
ALL_INPUTS = f"    {BEGUN}\n    {SHIFTED}\n{IF_PREVIOUS}        {FIRST}\n"
ROLLED = "one_hot(np.roll(tokens, 1, axis=1), n_x)"
RUN = "rnn_forward(x, a_prev, parameters)"
LOSS = "sequence_loss(y_pred, tokens, mask)"
RESULT = f"return {LOSS}, y_pred, a, caches"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"language_model_forward.{name}", criterion, says, patches, line=line)


def _loss(name: str, says: str, wrong: str) -> Mistake:
    return _wrong(name, "loss", says, (LOSS, wrong))


def _inputs(name: str, says: str, wrong: str) -> Mistake:
    """Make all inputs in one line, which leaves `previous` out."""
    return _wrong(name, "y_pred", says, (ALL_INPUTS, f"    x = {wrong}\n"))


FORWARD = (
    _inputs(
        "inputs-are-tokens",
        "x holds the tokens that are to be predicted, not those before them; previous is not used",
        "one_hot(tokens, n_x).astype(a_prev.dtype)",
    ),
    _inputs(
        "inputs-are-tokens-in-double",
        "x holds the tokens that are to be predicted, not those before them, in float64; previous is not used",
        "one_hot(tokens, n_x)",
    ),
    _inputs(
        "inputs-are-rolled",
        "np.roll brings the last token round to the first step, where previous belongs, or zeros",
        f"{ROLLED}.astype(a_prev.dtype)",
    ),
    _inputs(
        "inputs-are-rolled-in-double",
        "np.roll brings the last token round to the first step, where previous belongs, or zeros; and x is float64",
        ROLLED,
    ),
    _wrong(
        "not-shifted-in-double",
        "y_pred",
        "x is float64 and not shifted against the answers: the network sees the token that it should predict",
        (BEGUN, "x = one_hot(tokens, n_x)"),
        (SHIFTED, "pass"),
        line="x = one_hot(tokens, n_x)",
    ),
    _wrong(
        "rolled-in-double",
        "y_pred",
        "np.roll brings the last token round to the first step; and x is float64",
        (BEGUN, f"x = {ROLLED}"),
        (SHIFTED, "pass"),
        line=f"x = {ROLLED}",
    ),
    _wrong(
        "not-shifted",
        "y_pred",
        "inputs and answers are not shifted against each other: the network sees the token that it should predict",
        (SHIFTED, "x[:, :, :] = one_hot(tokens, n_x)"),
    ),
    _wrong(
        "shifted-back",
        "y_pred",
        "the shift goes the wrong way: a step sees the token after its own",
        (SHIFTED, "x[:, :, :-1] = one_hot(tokens[:, 1:], n_x)"),
    ),
    _wrong(
        "shifted-twice",
        "y_pred",
        "a step sees the token of two steps before, not of the step before",
        (SHIFTED, "x[:, :, 2:] = one_hot(tokens[:, :-2], n_x)"),
    ),
    _wrong(
        "first-repeated",
        "y_pred",
        "the first step sees the first token: x⟨1⟩ should be zero",
        (IF_PREVIOUS, "    x[:, :, 0] = one_hot(tokens[:, 0], n_x)\n" + IF_PREVIOUS),
        line="x[:, :, 0] = one_hot(tokens[:, 0], n_x)",
    ),
    _wrong(
        "first-is-class-zero",
        "y_pred",
        "the first step sees the one-hot vector of token 0: x⟨1⟩ should be a vector of zeros",
        (IF_PREVIOUS, "    x[0, :, 0] = 1 if previous is None else 0\n" + IF_PREVIOUS),
        line="x[0, :, 0] = 1",
    ),
    _wrong(
        "first-is-end-mark",
        "y_pred",
        "the first step sees an end mark: x⟨1⟩ should be a vector of zeros",
        (IF_PREVIOUS, "    x[1, :, 0] = 1 if previous is None else 0\n" + IF_PREVIOUS),
        line="x[1, :, 0] = 1",
    ),
    _wrong(
        "rolled",
        "y_pred",
        "np.roll brings the last token round to the first step",
        (SHIFTED, "x[:, :, :] = one_hot(np.roll(tokens, 1, axis=1), n_x)"),
    ),
    _wrong(
        "rolled-sentences",
        "y_pred",
        "np.roll without axis=1 brings the end of each sentence into the next one",
        (SHIFTED, "x[:, :, :] = one_hot(np.roll(tokens, 1), n_x)"),
    ),
    _wrong("no-inputs", "y_pred", "every input is zero: the tokens before are never shown", (SHIFTED, "pass")),
    _wrong(
        "whole-past",
        "y_pred",
        "the input holds every token so far, not the last one alone",
        (SHIFTED, "x[:, :, 1:] = np.cumsum(one_hot(tokens[:, :-1], n_x), axis=2)"),
    ),
    _wrong(
        "zero-state",
        "a",
        "the first state is zero, a_prev is not used",
        (RUN, "rnn_forward(x, np.zeros_like(a_prev), parameters)"),
    ),
    _wrong(
        "last-state-only",
        "a",
        "only the last state is returned",
        (RESULT, f"return {LOSS}, y_pred, a[:, :, -1], caches"),
    ),
    _wrong(
        "states-one-behind",
        "a",
        "the states begin with a_prev: they are one step behind",
        (RESULT, f"return {LOSS}, y_pred, np.concatenate([a_prev[:, :, np.newaxis], a[:, :, :-1]], axis=2), caches"),
    ),
    _wrong(
        "scores-and-states",
        "y_pred",
        "predictions and states have changed places",
        (RESULT, f"return {LOSS}, a, y_pred, caches"),
    ),
    _wrong(
        "loss-last",
        "loss",
        "the loss comes last: it should be the first of the four values",
        (RESULT, f"return y_pred, a, caches, {LOSS}"),
    ),
    _wrong("no-caches", "loss", "the caches are not returned", (RESULT, f"return {LOSS}, y_pred, a")),
    _wrong(
        "caches-without-x",
        "caches",
        "only the list of caches is returned, without x beside it",
        (RESULT, f"return {LOSS}, y_pred, a, caches[0]"),
    ),
    _wrong(
        "caches-last",
        "caches",
        "only the cache of the last step is returned",
        (RESULT, f"return {LOSS}, y_pred, a, caches[0][-1]"),
    ),
    _loss("mean-over-tokens", "the loss is averaged over all tokens, not summed", f"{LOSS} / tokens.size"),
    _loss("mean-over-sentences", "the loss is divided by the number of sentences", f"{LOSS} / tokens.shape[0]"),
    _loss("mean-over-time", "the loss is divided by the number of time steps", f"{LOSS} / tokens.shape[1]"),
    _loss("sign", "the loss is negative", f"-{LOSS}"),
    _loss(
        "shifted-again",
        "the answers are shifted once more: ŷ⟨t⟩ is compared with y⟨t+1⟩, although x is shifted already",
        "sequence_loss(y_pred[:, :, :-1], tokens[:, 1:], None if mask is None else mask[:, 1:])",
    ),
    _loss(
        "first-step-left-out",
        "the first step does not count in the loss: the first token has to be predicted too",
        "sequence_loss(y_pred[:, :, 1:], tokens[:, 1:], None if mask is None else mask[:, 1:])",
    ),
    _loss(
        "last-step-only",
        "only the last step counts in the loss",
        "sequence_loss(y_pred[:, :, -1:], tokens[:, -1:], None if mask is None else mask[:, -1:])",
    ),
    _loss(
        "all-classes",
        "the logarithms of all probabilities are added up, as the note prints it: only log ŷ_i of the right i counts",
        "-float(np.sum((1 if mask is None else mask) * np.sum(np.log(y_pred), axis=0)))",
    ),
    _loss(
        "base-two",
        "the logarithm is taken to the base 2: the loss is in nats",
        f"{LOSS} / np.log(2)",
    ),
    _loss(
        "against-inputs",
        "the predictions are compared with the inputs x, not with the tokens",
        "sequence_loss(y_pred, x, mask)",
    ),
    _wrong("mask-ignored", "mask", "the mask is not used", (LOSS, "sequence_loss(y_pred, tokens)")),
    _wrong(
        "mask-turned-round",
        "mask",
        "the mask is turned round: padding counts and nothing else does",
        (LOSS, "sequence_loss(y_pred, tokens, None if mask is None else 1 - np.asarray(mask, dtype=int))"),
    ),
    _wrong(
        "mask-averaged",
        "mask",
        "with a mask the loss is divided by the number of tokens that count",
        (LOSS, f"{LOSS} / (1 if mask is None else np.sum(mask))"),
    ),
    _wrong(
        "mask-on-tokens",
        "mask",
        "padding is set to token 0 and counts as such: the mask belongs into the loss",
        (LOSS, "sequence_loss(y_pred, tokens if mask is None else tokens * mask)"),
    ),
    _wrong("previous-ignored", "previous", "previous is not used: the first step always sees zeros", (FIRST, "pass")),
    _wrong(
        "previous-of-first-sentence",
        "previous",
        "all sentences get the previous token of the first one",
        (FIRST, "x[:, :, 0] = one_hot(previous[:1], n_x)"),
    ),
    _wrong(
        "previous-last",
        "previous",
        "the previous token is shown at the last step, not at the first",
        (FIRST, "x[:, :, -1] = one_hot(previous, n_x)"),
    ),
    _wrong(
        "previous-for-all",
        "previous",
        "the previous token is shown at every step",
        (FIRST, "x[:, :, :] = one_hot(previous, n_x)[:, :, np.newaxis]"),
    ),
    _wrong(
        "previous-and-zero-state",
        "previous",
        "where there is a previous token the state begins with zeros: it should go on from a_prev",
        (FIRST, FIRST + "\n        a_prev = np.zeros_like(a_prev)"),
        line="a_prev = np.zeros_like(a_prev)",
    ),
    _wrong(
        "depth-from-tokens",
        "sizes",
        "the size of the vocabulary is taken from the tokens at hand: the parameters know it",
        ('n_x = parameters["Wax"].shape[1]', "n_x = int(np.max(tokens)) + 1"),
    ),
    _wrong(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single sentence or time step",
        (RESULT, f"return {LOSS}, y_pred.squeeze(), a.squeeze(), caches"),
    ),
    _wrong(
        "double-precision",
        "dtype",
        "x is float64, whatever the precision of a_prev: so are np.zeros and one_hot unless told otherwise",
        (", dtype=a_prev.dtype", ""),
        line="x = np.zeros((n_x, *tokens.shape))",
    ),
    _wrong(
        "a-prev-overwritten",
        "side_effects",
        "a_prev[:] = … overwrites the caller's first state",
        (RUN, "rnn_forward(x, a_prev.copy(), parameters)"),
        (RESULT, "a_prev[:] = a[:, :, -1]\n    " + RESULT),
        line="a_prev[:] = a[:, :, -1]",
    ),
)
