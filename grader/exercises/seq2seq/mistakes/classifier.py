"""Known mistakes in ``many_to_one_forward`` and ``many_to_one_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

READ = "state, encoder_caches = encode(tokens, parameters, cell, mask)"
OUTPUT = "output_forward(state[0], parameters)"
ONE_STEP = "one_step = (y_pred[..., np.newaxis], y[..., np.newaxis], state[0][..., np.newaxis])"
LOSS = "gradients = output_backward(*one_step, parameters)"
DSTATE = "dstate = (da, *[np.zeros_like(part) for part in state[1:]])"
DA = 'da = gradients.pop("da")[:, :, 0]'
RESULT = "return gradients | encode_backward(dstate, encoder_caches)"


def _forward(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"many_to_one_forward.{name}", criterion, says, patches, line=line)


def _backward(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"many_to_one_backward.{name}", criterion, says, patches, line=line)


FORWARD = (
    _forward(
        "mask-not-handed-on",
        "mask",
        "the mask is not handed on to the encoder",
        (READ, "state, encoder_caches = encode(tokens, parameters, cell)"),
    ),
    _forward(
        "cell-not-handed-on",
        "y_pred",
        "the kind of cell is not handed on to the encoder",
        (READ, "state, encoder_caches = encode(tokens, parameters, mask=mask)"),
    ),
    _forward(
        "output-of-memory-cell",
        "y_pred",
        "the output looks at the last part of the state, the memory cell of an LSTM; it should be the hidden state",
        (OUTPUT, "output_forward(state[-1], parameters)"),
    ),
    _forward(
        "always-softmax",
        "binary",
        "softmax of a single number is always 1: yes or no needs a sigmoid",
        (OUTPUT, "(lambda e: e / e.sum(axis=0))(np.exp(parameters['Wy'] @ state[0] + parameters['by']))"),
        line="y_pred = softmax(Wy @ a + by)",
    ),
    _forward(
        "always-sigmoid",
        "y_pred",
        "a sigmoid for each class: the probabilities of several classes come from softmax",
        (OUTPUT, "1 / (1 + np.exp(-parameters['Wy'] @ state[0] - parameters['by']))"),
        line="y_pred = sigmoid(Wy @ a + by)",
    ),
    _forward(
        "scores",
        "y_pred",
        "scores are returned: softmax is missing",
        (OUTPUT, "parameters['Wy'] @ state[0] + parameters['by']"),
    ),
    _forward(
        "no-bias",
        "y_pred",
        "the bias of the output is missing",
        (OUTPUT, "output_forward(state[0], {**parameters, 'by': 0 * parameters['by']})"),
        line="softmax(Wy @ a)",
    ),
    _forward(
        "examples-first",
        "y_pred",
        "the predictions are the wrong way round: (m, n_y)",
        (OUTPUT, "output_forward(state[0], parameters).T"),
    ),
    _forward(
        "with-time-axis",
        "y_pred",
        "the predictions keep an axis of time, although there is one answer",
        (OUTPUT, "output_forward(state[0][..., np.newaxis], parameters)"),
    ),
    _forward(
        "last-token-alone",
        "y_pred",
        "only the last token is read",
        (READ, "state, encoder_caches = encode(tokens[:, -1:], parameters, cell, mask)"),
    ),
    _forward(
        "first-token-left-out",
        "y_pred",
        "the first token is not read",
        (READ, "state, encoder_caches = encode(tokens[:, 1:], parameters, cell, mask)"),
    ),
    _forward(
        "tokens-turned",
        "y_pred",
        "the tokens are turned round before they are read",
        (READ, "state, encoder_caches = encode(tokens[:, ::-1], parameters, cell, mask)"),
    ),
    _forward(
        "predicted-class",
        "y_pred",
        "the likeliest class is returned, not the probabilities",
        (OUTPUT, "np.argmax(output_forward(state[0], parameters), axis=0)"),
    ),
    _forward(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example",
        (OUTPUT, "output_forward(state[0], parameters).squeeze()"),
    ),
    _forward(
        "double-precision",
        "dtype",
        "the predictions are always float64: np.zeros and np.ones make float64 unless they are told otherwise",
        (OUTPUT, "output_forward(state[0], parameters) * np.ones(state[0].shape[1])"),
    ),
)

BACKWARD = (
    _backward(
        "every-part-gets-da",
        "cell",
        "the memory cell of an LSTM gets da too, although the output does not look at it",
        (DSTATE, "dstate = tuple(da for _ in state)"),
    ),
    _backward(
        "wrong-part-gets-da",
        "cell",
        "da goes to the memory cell of an LSTM, not to its hidden state",
        (DSTATE, "dstate = (*[np.zeros_like(part) for part in state[1:]], da)"),
    ),
    _backward(
        "encoder-left-out",
        "cell",
        "the gradient stops at the output: the cell's weights are missing",
        (RESULT, "return gradients"),
    ),
    _backward(
        "cell-gradient-zero",
        "cell",
        "no gradient reaches the cell: its weights stay as they are",
        (DSTATE, "dstate = tuple(np.zeros_like(part) for part in state)"),
    ),
    _backward(
        "output-left-out",
        "output",
        "dWy and dby are not returned",
        (RESULT, "return encode_backward(dstate, encoder_caches)"),
    ),
    _backward(
        "sign",
        "output",
        "the difference is the wrong way round: it is y_pred − y",
        (LOSS, "gradients = {n: -g for n, g in output_backward(*one_step, parameters).items()}"),
        line="y - y_pred",
    ),
    _backward(
        "squared-error",
        "output",
        "a factor 2 too many: this is the gradient of a squared error",
        (LOSS, "gradients = {n: 2 * g for n, g in output_backward(*one_step, parameters).items()}"),
        line="2 * (y_pred - y)",
    ),
    _backward(
        "mean",
        "output",
        "divided by the number of examples, while the loss is a sum",
        (LOSS, "gradients = {n: g / y_pred.shape[1] for n, g in output_backward(*one_step, parameters).items()}"),
        line="(y_pred - y) / m",
    ),
    _backward(
        "derivative-of-sigmoid",
        "output",
        "the derivative of the output is taken twice: ŷ − y holds it already",
        (
            ONE_STEP,
            "y = y_pred - (y_pred - (y if y.ndim == 2 or len(y_pred) == 1 else np.eye(len(y_pred))[:, y])) * "
            "y_pred * (1 - y_pred)\n    " + ONE_STEP,
        ),
        line="(y_pred - y) * y_pred * (1 - y_pred)",
    ),
    _backward(
        "one-hot-answers-only",
        "answers",
        "y is taken as it is: class indices are not turned into one-hot answers",
        (ONE_STEP, ONE_STEP.replace("y[..., np.newaxis]", "np.broadcast_to(y, y_pred.shape)[..., np.newaxis]")),
        line="do = y_pred - y",
    ),
    _backward(
        "indices-only",
        "output",
        "y is taken for class indices, also where it is one-hot",
        (ONE_STEP, ONE_STEP.replace("y[..., np.newaxis]", "y.astype(int).ravel()[: y_pred.shape[1], np.newaxis]")),
        line="y = one_hot(y, n_y)",
    ),
    _backward(
        "plain-name",
        "output",
        "the gradient of the output weights is named dWya, while the weights are named Wy",
        (RESULT, 'gradients["dWya"] = gradients.pop("dWy")\n    ' + RESULT),
        line='{"dWya": …}',
    ),
    _backward(
        "bias-flat",
        "output",
        "dby has lost its second axis: keepdims is missing",
        (RESULT, 'gradients["dby"] = gradients["dby"].ravel()\n    ' + RESULT),
        line="dby = np.sum(y_pred - y, axis=1)",
    ),
    _backward(
        "in-place",
        "side_effects",
        "y_pred -= y changes the caller's predictions",
        (
            RESULT,
            "if y.ndim == 2:\n        y_pred -= y\n    " + RESULT,
        ),
        line="y_pred -= y",
    ),
    _backward(
        "double-precision",
        "dtype",
        "the gradients are always float64: np.zeros makes float64 unless it is told otherwise",
        (DA, 'da = gradients.pop("da")[:, :, 0] + np.zeros(state[0].shape)'),
    ),
)
