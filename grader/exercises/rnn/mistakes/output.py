"""Known mistakes in ``output_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

# A right gradient of the output layer in a few lines, with places for what goes wrong.
OUTPUT_SOURCE = """
def output_backward(y_pred, y, a, parameters):
    n_y, m, T_x = y_pred.shape
    name = {name}
    if n_y > 1 and y.ndim == 2:
        y = {indices}
    do = {do}
    return {{"d" + name: {dWya}, "dby": {dby}, "da": {da}}}
"""

OUTPUT_RIGHT = {
    "name": '"Wya" if "Wya" in parameters else "Wy"',
    "indices": "one_hot(y, n_y)",
    "do": "y_pred - y.reshape(y_pred.shape)",
    "dWya": 'np.einsum("ymt,amt->ya", do, a)',
    "dby": "do.sum(axis=(1, 2)).reshape(n_y, 1)",
    "da": 'np.einsum("ya,ymt->amt", parameters[name], do)',
}


def _output(short: str, criterion: str, says: str, **wrong: str) -> Mistake:
    source = OUTPUT_SOURCE.format(**{**OUTPUT_RIGHT, **wrong})
    return Mistake(f"output_backward.{short}", criterion, says, source=source, line=next(iter(wrong.values())))


OUTPUT = (
    _output("sign", "dWya", "the difference is the wrong way round: it is y_pred − y", do="y - y_pred"),
    _output(
        "squared-error",
        "dWya",
        "a factor 2 too many: this is the gradient of a squared error",
        do="2 * (y_pred - y)",
    ),
    _output(
        "mean-over-examples",
        "dWya",
        "divided by the number of examples, while the loss is a sum",
        do="(y_pred - y) / m",
    ),
    _output(
        "mean-over-time",
        "dWya",
        "divided by the number of time steps, while the loss is a sum",
        do="(y_pred - y) / T_x",
    ),
    _output(
        "mean-over-all",
        "dWya",
        "divided by examples and time steps, while the loss is a sum",
        do="(y_pred - y) / (m * T_x)",
    ),
    _output(
        "softmax-derivative",
        "dWya",
        "the derivative of softmax is taken twice: it is in y_pred − y already",
        do="(y_pred - y) * y_pred * (1 - y_pred)",
    ),
    _output(
        "quotient",
        "dWya",
        "−y / y_pred is the gradient of the probabilities, not that of the scores",
        do="-y / y_pred",
    ),
    _output("answers-missing", "dWya", "the answers are not subtracted", do="y_pred"),
    _output(
        "tanh-derivative",
        "da",
        "1 − a² belongs to the step behind, not to the output layer",
        da='np.einsum("ya,ymt->amt", parameters[name], do) * (1 - a**2)',
    ),
    _output(
        "weights-transposed",
        "dWya",
        "the gradient of the weights is transposed",
        dWya='np.einsum("ymt,amt->ay", do, a)',
    ),
    _output(
        "weights-last-step",
        "dWya",
        "only the last time step counts for the weights",
        dWya="do[:, :, -1] @ a[:, :, -1].T",
    ),
    _output(
        "weights-first-step",
        "dWya",
        "only the first time step counts for the weights",
        dWya="do[:, :, 0] @ a[:, :, 0].T",
    ),
    _output(
        "weights-steps-apart",
        "dWya",
        "the gradients of the time steps are not added up",
        dWya='np.einsum("ymt,amt->yat", do, a)',
    ),
    _output(
        "weights-states-one-behind",
        "dWya",
        "each step is multiplied with the state of the step before",
        dWya='np.einsum("ymt,amt->ya", do, np.roll(a, 1, axis=2))',
    ),
    _output(
        "weights-mean-over-examples",
        "dWya",
        "the gradient of the weights is divided by the number of examples",
        dWya='np.einsum("ymt,amt->ya", do, a) / m',
    ),
    _output("bias-flat", "dby", "the gradient of the bias has lost its second axis", dby="do.sum(axis=(1, 2))"),
    _output(
        "bias-steps-apart",
        "dby",
        "the gradients of the bias are not added up over time",
        dby="do.sum(axis=1)",
    ),
    _output(
        "bias-examples-apart",
        "dby",
        "the gradients of the bias are not added up over the examples",
        dby="do.sum(axis=2)",
    ),
    _output(
        "bias-mean",
        "dby",
        "the gradient of the bias is an average, not a sum",
        dby="do.mean(axis=(1, 2)).reshape(n_y, 1)",
    ),
    _output(
        "bias-mean-over-examples",
        "dby",
        "the gradient of the bias is divided by the number of examples",
        dby="do.sum(axis=(1, 2)).reshape(n_y, 1) / m",
    ),
    _output(
        "bias-last-step",
        "dby",
        "only the last time step counts for the bias",
        dby="do[:, :, -1].sum(axis=1, keepdims=True)",
    ),
    _output(
        "bias-over-classes",
        "dby",
        "the bias is summed over the classes, not over time and examples",
        dby="do.sum(axis=0)",
    ),
    _output("bias-one-number", "dby", "everything is added up to one number", dby="np.full((n_y, 1), do.sum())"),
    _output(
        "states-summed",
        "da",
        "the gradients of the states are added up over time, while each step has its own",
        da='np.einsum("ya,ymt->am", parameters[name], do)',
    ),
    _output(
        "states-time-first",
        "da",
        "time is the first axis of da, not the last",
        da='np.einsum("ya,ymt->tam", parameters[name], do)',
    ),
    _output(
        "states-accumulated",
        "da",
        "the gradients of later steps are added: that is the business of rnn_backward",
        da='np.cumsum(np.einsum("ya,ymt->amt", parameters[name], do)[:, :, ::-1], axis=2)[:, :, ::-1]',
    ),
    _output(
        "states-last-step",
        "da",
        "only the last time step has a gradient",
        da='np.einsum("ya,ymt->amt", parameters[name], do) * (np.arange(T_x) == T_x - 1)',
    ),
    _output(
        "states-reversed",
        "da",
        "da is in reverse order of time",
        da='np.einsum("ya,ymt->amt", parameters[name], do)[:, :, ::-1]',
    ),
    _output(
        "states-negated",
        "da",
        "the sign of da is turned",
        da='-np.einsum("ya,ymt->amt", parameters[name], do)',
    ),
    _output(
        "indices-as-answers",
        "indices",
        "class indices are used as if they were one-hot vectors",
        indices="np.repeat(y[np.newaxis], n_y, axis=0)",
    ),
    _output("name-fixed", "gated", "the weights are only looked for under the name Wya", name='"Wya"'),
    Mistake(
        "output_backward.gradient-name-fixed",
        "gated",
        "the gradient is always named dWya, also for weights named Wy",
        source=OUTPUT_SOURCE.format(**OUTPUT_RIGHT).replace('"d" + name', '"dWya"'),
        line='"dWya": …',
    ),
    Mistake(
        "output_backward.in-place",
        "side_effects",
        "y_pred −= y changes the caller's predictions",
        source=OUTPUT_SOURCE.format(**{**OUTPUT_RIGHT, "do": "y_pred"}).replace(
            "    do =", "    y_pred -= y\n    do ="
        ),
        line="y_pred -= y",
    ),
)
