"""One network reads, another one writes, graded in 06: encoder and decoder, forward and back.

The parameters of the two parts are named after them, ``Wc_encoder`` and ``Wc_decoder``; Wy and by belong to
the decoder.
"""

# A body goes into a notebook, where annotations of variables would be out of place.
# mypy: disable-error-code="var-annotated"

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int, Real

from rnn_utils.reference.cells import as_part, cell_backward, cell_forward, cell_sizes, output_forward, part_of
from rnn_utils.reference.many_to_one import encode, encode_backward
from rnn_utils.reference.outputs import one_hot, output_backward, sequence_loss
from rnn_utils.types import Array, Gradients, Parameters, State


def decode_step(
    token: Int[Array, " m"] | None, state: State, parameters: Parameters, cell: str = "gru"
) -> tuple[Float[Array, "n_y m"], State, Any]:
    """Let the decoder write one token.

    Parameters
    ----------
    token : (m,) integer array or None
        The token written before; None at the first step, where the input is the zero vector.
    state : tuple of (n_a, m) arrays
        State of the decoder; before the first step it is the last one of the encoder.
    parameters : dict of arrays
        Those of the whole network.
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    yt_pred : (n_y, m) array
        Probabilities of the next token.
    state_next : tuple of (n_a, m) arrays
        New state.
    cache : tuple
        That of the cell.

    Notes
    -----
    S4 (one to many), S0. The token goes in one-hot; S4 step 4, corrected.
    """
    decoder = part_of(parameters, "decoder")
    n_x, _ = cell_sizes(decoder, cell)
    if token is None:
        xt = np.zeros((n_x, state[0].shape[1]), dtype=state[0].dtype)
    else:
        xt = one_hot(token, n_x).astype(state[0].dtype)
    state_next, cache = cell_forward(xt, state, decoder, cell)
    return output_forward(state_next[0], parameters), state_next, cache


def seq2seq_forward(
    tokens: Int[Array, "m T_x"],
    targets: Int[Array, "m T_y"],
    parameters: Parameters,
    cell: str = "gru",
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
    target_mask: Real[Array, "m T_y"] | Bool[Array, "m T_y"] | None = None,
) -> tuple[float, Float[Array, "n_y m T_y"], Any]:
    """Predict every token of the right answers, given the question and the right tokens before it.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        What the encoder reads, padded at the end.
    targets : (m, T_y) integer array
        What the decoder should write, end mark included, padded at the end.
    parameters : dict of arrays
        Those of two cells, with _encoder and _decoder behind their names, and Wy (n_y, n_a), by (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm", for both parts.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding of `tokens`.
    target_mask : (m, T_y) array of 0 and 1, optional
        0 marks padding of `targets`.

    Returns
    -------
    loss : float
        Cross-entropy in nats, summed over time steps and examples.
    y_pred : (n_y, m, T_y) array
        Probabilities at every step.
    caches : tuple
        For `seq2seq_backward`.

    Notes
    -----
    S4, S0; Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", 2014. Teacher
    forcing: the decoder reads y⟨t−1⟩, the right token, not the one that it would have written.
    """
    state, encoder_caches = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    token, outputs, states, steps = None, [], [], []
    for t in range(targets.shape[1]):
        yt_pred, state, cache = decode_step(token, state, parameters, cell)
        token = targets[:, t]
        outputs.append(yt_pred)
        states.append(state[0])
        steps.append(cache)
    y_pred, a = np.stack(outputs, axis=2), np.stack(states, axis=2)
    loss = sequence_loss(y_pred, targets, target_mask)
    return loss, y_pred, (encoder_caches, steps, a, parameters, target_mask, cell)


def seq2seq_backward(y_pred: Float[Array, "n_y m T_y"], targets: Int[Array, "m T_y"], caches: Any) -> Gradients:
    """Carry the gradient of the loss back through decoder and encoder.

    Parameters
    ----------
    y_pred : (n_y, m, T_y) array
        From `seq2seq_forward`.
    targets : (m, T_y) integer array
        As for `seq2seq_forward`.
    caches : tuple
        From `seq2seq_forward`.

    Returns
    -------
    dict of arrays
        dWy, dby, and the gradients with respect to the weights and biases of the two cells, with _encoder and _decoder
        behind their names, all summed over time and examples.

    Notes
    -----
    S2(5-13) twice: the gradient with respect to the first state of the decoder is that with respect to
    the last state of the encoder.
    """
    encoder_caches, steps, a, parameters, target_mask, cell = caches
    y = one_hot(targets, y_pred.shape[0])
    if target_mask is not None:
        y = np.where(target_mask, y, y_pred)  # ŷ − y = 0 at padding: nothing flows back from there
    output = output_backward(y_pred, y, a, parameters)
    da = output.pop("da")
    dstate = tuple(np.zeros_like(da[:, :, 0]) for _ in range(2 if cell == "lstm" else 1))
    decoder = {}
    for t in reversed(range(len(steps))):
        dstate = (dstate[0] + da[:, :, t], *dstate[1:])
        dstate, _, step = cell_backward(dstate, steps[t], cell)
        decoder = {name: decoder.get(name, 0) + step[name] for name in step}
    encoder = encode_backward(dstate, encoder_caches)
    return {**output, **as_part(encoder, "encoder"), **as_part(decoder, "decoder")}
