"""Read a whole sentence and answer once, graded in 06: the encoder, and the classifier on top of it."""

# A body goes into a notebook, where annotations of variables would be out of place.
# mypy: disable-error-code="var-annotated"

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, Real

from rnn_utils.reference.cells import cell_backward, cell_forward, cell_sizes, output_forward, zero_state
from rnn_utils.reference.outputs import one_hot, output_backward
from rnn_utils.types import Array, Gradients, Parameters, State


def encode(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    cell: str = "gru",
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> tuple[State, Any]:
    """Read a batch of sequences and return what is left of them: the state after the last token.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Sequences of tokens, padded at the end.
    parameters : dict of arrays
        Those of the cell.
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding: there the state stands still.

    Returns
    -------
    state : tuple of (n_a, m) arrays
        (a,), (c,) or (a, c) after the last token of each sequence; before the first one it is zero.
    caches : tuple
        (list of caches, mask, cell), for `encode_backward`.

    Notes
    -----
    S4 (many to one), S0.
    """
    m, T_x = tokens.shape
    mask = np.ones((m, T_x)) if mask is None else mask
    n_x, _ = cell_sizes(parameters, cell)
    state = zero_state(parameters, cell, m)
    x = one_hot(tokens, n_x).astype(state[0].dtype)
    steps = []
    for t in range(T_x):
        state_next, cache = cell_forward(x[:, :, t], state, parameters, cell)
        state = tuple(np.where(mask[:, t], new, old) for new, old in zip(state_next, state, strict=True))
        steps.append(cache)
    return state, (steps, mask, cell)


def encode_backward(dstate: State, caches: Any) -> Gradients:
    """Carry the gradient from the last state back through the encoder.

    Parameters
    ----------
    dstate : tuple of (n_a, m) arrays
        Gradients with respect to the last state, in the order of the state.
    caches : tuple
        From `encode`.

    Returns
    -------
    dict of arrays
        Gradients with respect to the weights and biases of the cell, summed over time and examples.

    Notes
    -----
    As S2(9-13), with a loss after the last token alone. At padding the gradient passes by the cell.
    """
    steps, mask, cell = caches
    gradients = {}
    for t in reversed(range(len(steps))):
        into_cell = tuple(np.where(mask[:, t], part, 0) for part in dstate)
        dstate_prev, _, step = cell_backward(into_cell, steps[t], cell)
        dstate = tuple(np.where(mask[:, t], prev, part) for prev, part in zip(dstate_prev, dstate, strict=True))
        gradients = {name: gradients.get(name, 0) + step[name] for name in step}
    return gradients


def many_to_one_forward(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    cell: str = "gru",
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> tuple[Float[Array, "n_y m"], Any]:
    """Classify whole sequences.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Sequences of tokens, padded at the end.
    parameters : dict of arrays
        Those of the cell, and Wy (n_y, n_a), by (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding.

    Returns
    -------
    y_pred : (n_y, m) array
        Probabilities of the classes, or with n_y = 1 that of "yes".
    caches : tuple
        For `many_to_one_backward`.

    Notes
    -----
    S0, S2 (many to one: sentiment): ŷ = g(Wy a⟨T_x⟩ + by), one answer after the last token.
    """
    state, encoder_caches = encode(tokens, parameters, cell, mask)
    return output_forward(state[0], parameters), (state, encoder_caches, parameters)


def many_to_one_backward(
    y_pred: Float[Array, "n_y m"], y: Real[Array, "n_y m"] | Real[Array, " m"], caches: Any
) -> Gradients:
    """Carry the gradient of the loss back through a classifier of sequences.

    Parameters
    ----------
    y_pred : (n_y, m) array
        From `many_to_one_forward`.
    y : (n_y, m) array, or (m,) array of integers
        Right answers: one-hot or class indices; with n_y = 1, zeros and ones of either shape.
    caches : tuple
        From `many_to_one_forward`.

    Returns
    -------
    dict of arrays
        dWy (n_y, n_a) (or dWya), dby (n_y, 1), and the gradients with respect to the weights and biases of the cell,
        all summed over time and examples.

    Notes
    -----
    S2(5-13), for one output. The loss is that of `sequence_loss`, of sequences of one step.
    """
    state, encoder_caches, parameters = caches
    one_step = (y_pred[..., np.newaxis], y[..., np.newaxis], state[0][..., np.newaxis])
    gradients = output_backward(*one_step, parameters)
    da = gradients.pop("da")[:, :, 0]
    dstate = (da, *[np.zeros_like(part) for part in state[1:]])
    return gradients | encode_backward(dstate, encoder_caches)
