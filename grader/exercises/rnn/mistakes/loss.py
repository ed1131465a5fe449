"""Known mistakes in ``sequence_loss``."""

from __future__ import annotations

from grader.exercises.model import Mistake

# A right loss in a few lines, with places for what goes wrong.
LOSS_SOURCE = """
def sequence_loss(y_pred, y, mask=None):
    n_y = y_pred.shape[0]
    tiny = np.finfo(y_pred.dtype).tiny
    if n_y == 1:
        y = y.reshape(y_pred.shape)
        losses = {binary}
    else:
        if y.ndim == 2:
            y = {indices}
        losses = {losses}
    if mask is not None:
        losses = {masked}
    return {total}
"""

RIGHT = {
    "binary": "-(y * np.log(np.maximum(y_pred, tiny)) + (1 - y) * np.log(np.maximum(1 - y_pred, tiny))).sum(axis=0)",
    "indices": "one_hot(y, n_y)",
    "losses": "-np.sum(y * np.log(np.maximum(y_pred, tiny)), axis=0)",
    "masked": "np.where(mask, losses, 0)",
    "total": "float(np.sum(losses))",
}


def _loss(name: str, criterion: str, says: str, **wrong: str) -> Mistake:
    line = next(iter(wrong.values()))
    source = LOSS_SOURCE.format(**{**RIGHT, **wrong})
    return Mistake(f"sequence_loss.{name}", criterion, says, source=source, line=line)


LOSS = (
    _loss(
        "sign",
        "one_hot",
        "the minus is missing: the loss is negative",
        losses="np.sum(y * np.log(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss(
        "mean-over-all",
        "one_hot",
        "an average is taken over time and examples, not the sum",
        total="float(np.mean(losses))",
    ),
    _loss(
        "mean-over-examples",
        "one_hot",
        "the sum is divided by the number of examples",
        total="float(np.sum(losses) / y_pred.shape[1])",
    ),
    _loss(
        "mean-over-time",
        "one_hot",
        "the sum is divided by the number of time steps",
        total="float(np.sum(losses) / y_pred.shape[2])",
    ),
    _loss(
        "mean-over-classes",
        "one_hot",
        "an average is taken over the classes, not the sum",
        losses="-np.mean(y * np.log(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss("last-step", "one_hot", "only the last time step counts", total="float(np.sum(losses[:, -1]))"),
    _loss("first-step", "one_hot", "only the first time step counts", total="float(np.sum(losses[:, 0]))"),
    _loss("first-example", "one_hot", "only the first example counts", total="float(np.sum(losses[0]))"),
    _loss(
        "per-step",
        "one_hot",
        "the losses of the steps are returned, not their sum",
        total="np.sum(losses, axis=0)",
    ),
    _loss("per-answer", "one_hot", "the losses of all answers are returned, not their sum", total="losses"),
    _loss(
        "base-two",
        "one_hot",
        "the logarithm to base 2 in place of the natural one",
        losses="-np.sum(y * np.log2(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss(
        "base-ten",
        "one_hot",
        "the logarithm to base 10 in place of the natural one",
        losses="-np.sum(y * np.log10(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss(
        "squared-error",
        "one_hot",
        "this is the squared error, not the cross-entropy",
        losses="np.sum((y_pred - y) ** 2, axis=0)",
    ),
    _loss(
        "half-squared-error",
        "one_hot",
        "this is half the squared error, not the cross-entropy",
        losses="np.sum((y_pred - y) ** 2, axis=0) / 2",
    ),
    _loss(
        "arguments-swapped",
        "one_hot",
        "the logarithm is taken of the answers, not of the probabilities",
        losses="-np.sum(y_pred * np.log(np.maximum(y, tiny)), axis=0)",
    ),
    _loss(
        "all-classes",
        "one_hot",
        "the answers are not used: all classes count",
        losses="-np.sum(np.log(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss("probability-itself", "one_hot", "the logarithm is missing", losses="-np.sum(y * y_pred, axis=0)"),
    _loss(
        "binary-terms-for-all",
        "one_hot",
        "each class is treated as a yes-or-no question of its own",
        losses="-np.sum(y * np.log(np.maximum(y_pred, tiny)) + (1 - y) * np.log(np.maximum(1 - y_pred, tiny)), axis=0)",
    ),
    _loss(
        "entropy",
        "one_hot",
        "this is the entropy of the predictions: the answers are not used",
        losses="-np.sum(y_pred * np.log(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss(
        "softmax-again",
        "one_hot",
        "softmax is applied to probabilities",
        losses="-np.sum(y * np.log(softmax(y_pred)), axis=0)",
    ),
    _loss(
        "large-epsilon",
        "one_hot",
        "the number added inside the logarithm is so large that it changes the loss",
        losses="-np.sum(y * np.log(y_pred + 1e-3), axis=0)",
    ),
    _loss(
        "indices-as-answers",
        "indices",
        "class indices are used as if they were one-hot vectors",
        indices="y[np.newaxis]",
    ),
    _loss(
        "indices-flattened",
        "indices",
        "the one-hot vectors of the indices have lost their order",
        indices="one_hot(y.T.ravel(), n_y).reshape(y_pred.shape)",
    ),
    _loss("mask-ignored", "mask", "the mask is not used", masked="losses"),
    _loss(
        "mask-inverted",
        "mask",
        "the mask is turned round: padding counts, the rest does not",
        masked="np.where(mask, 0, losses)",
    ),
    _loss(
        "mask-mean",
        "mask",
        "with a mask an average is taken",
        masked="np.where(mask, losses, 0) / np.sum(mask)",
    ),
    _loss("mask-transposed", "mask", "the mask is transposed", masked="losses * mask.T"),
    _loss(
        "mask-on-steps",
        "mask",
        "a step counts for all examples or for none",
        masked="losses * np.any(mask, axis=0)",
    ),
    _loss(
        "mask-first-example",
        "mask",
        "the mask of the first example is used for all",
        masked="losses * mask[0]",
    ),
    _loss(
        "binary-yes-only",
        "binary",
        "the term of the right answer no is missing",
        binary="-np.sum(y * np.log(np.maximum(y_pred, tiny)), axis=0)",
    ),
    _loss(
        "binary-sign",
        "binary",
        "the two terms are subtracted from each other",
        binary="-(y * np.log(np.maximum(y_pred, tiny)) - (1 - y) * np.log(np.maximum(1 - y_pred, tiny))).sum(axis=0)",
    ),
    _loss(
        "binary-answers-swapped",
        "binary",
        "yes and no are exchanged",
        binary="-((1 - y) * np.log(np.maximum(y_pred, tiny)) + y * np.log(np.maximum(1 - y_pred, tiny))).sum(axis=0)",
    ),
    _loss(
        "binary-mean",
        "binary",
        "an average is taken in the binary form",
        binary="-(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred)).sum(axis=0) / y.size",
    ),
    _loss(
        "log-of-zero",
        "zero",
        "log 0 is −∞, and 0 · ∞ is not a number",
        losses="-np.sum(y * np.log(y_pred), axis=0)",
        masked="losses * mask",
    ),
    _loss(
        "infinite",
        "zero",
        "a right class of probability 0 makes the loss infinite",
        losses="-np.sum(np.where(y > 0, np.log(y_pred), 0), axis=0)",
    ),
    _loss(
        "zero-left-out",
        "zero",
        "a right class of probability 0 does not count at all",
        losses="-np.sum(y * np.log(np.where(y_pred > 0, y_pred, 1)), axis=0)",
    ),
)
