"""A network that reads in both directions, graded in 05, of any cell.

The parameters of the two parts are named after them: ``Wc_forward``, ``Wc_backward``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.reference.cells import as_part, layer_backward, layer_forward, output_forward, part_of
from rnn_utils.reference.padding import reverse_sequences, sequence_mask
from rnn_utils.types import Array, Gradients, Parameters


def brnn_layer_forward(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "2 n_a m"],
    parameters: Parameters,
    cell: str = "rnn",
    lengths: Int[Array, " m"] | None = None,
) -> tuple[Float[Array, "2*n_a m T_x"], Any]:
    """Read a batch of sequences in both directions.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (2, n_a, m) array
        Hidden state before the first step of the forward part, and before that of the backward part.
    parameters : dict of arrays
        Those of two cells, with _forward and _backward behind their names.
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence; by default all have T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        [a→⟨t⟩; a←⟨t⟩], zero at padding.
    caches : tuple
        For `brnn_backward`.

    Notes
    -----
    S1, S3(14). a←⟨t⟩ has read the steps T_x⁽ⁱ⁾ … t; it stands at step t, where its last word was read.
    """
    m, T_x = x.shape[1:]
    lengths = np.full(m, T_x) if lengths is None else lengths
    a_forward, caches_forward = layer_forward(x, a0[0], part_of(parameters, "forward"), cell)
    turned = reverse_sequences(x, lengths)
    a_turned, caches_backward = layer_forward(turned, a0[1], part_of(parameters, "backward"), cell)
    a = np.concatenate([a_forward, reverse_sequences(a_turned, lengths)])
    a = np.where(sequence_mask(lengths, T_x), a, 0)
    return a, (caches_forward, caches_backward, lengths)


def brnn_forward(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "2 n_a m"],
    parameters: Parameters,
    cell: str = "rnn",
    lengths: Int[Array, " m"] | None = None,
) -> tuple[Float[Array, "2*n_a m T_x"], Float[Array, "n_y m T_x"], Any]:
    """Run a bidirectional network over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (2, n_a, m) array
        Hidden state before the first step of the forward part, and before that of the backward part.
    parameters : dict of arrays
        As for `brnn_layer_forward`, and Wy (n_y, 2 n_a), by (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence; by default all have T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        [a→⟨t⟩; a←⟨t⟩], zero at padding.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step; those at padding mean nothing.
    caches : tuple
        For `brnn_backward`.

    Notes
    -----
    S1, S3(14): ŷ⟨t⟩ = g(Wy [a→⟨t⟩; a←⟨t⟩] + by).
    """
    a, caches = brnn_layer_forward(x, a0, parameters, cell, lengths)
    return a, output_forward(a, parameters), caches


def brnn_backward(da: Float[Array, "two_n_a m T_x"], caches: Any) -> Gradients:
    """Carry the gradient back through both directions.

    Parameters
    ----------
    da : (2 n_a, m, T_x) array
        Gradient that reaches [a→⟨t⟩; a←⟨t⟩] from the output of its own step; padding sends nothing back.
    caches : tuple
        From `brnn_forward` or `brnn_layer_forward`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0 (2, n_a, m), and the gradients with respect to the weights and biases of the two cells,
        with _forward and _backward behind their names.

    Notes
    -----
    S3(14), differentiated: every x⟨t⟩ is read twice, so its two gradients add up.
    """
    caches_forward, caches_backward, lengths = caches
    n_a, T_x = da.shape[0] // 2, da.shape[2]
    da = np.where(sequence_mask(lengths, T_x), da, 0)
    forward = layer_backward(da[:n_a], caches_forward)
    backward = layer_backward(reverse_sequences(da[n_a:], lengths), caches_backward)
    dx = forward.pop("dx") + reverse_sequences(backward.pop("dx"), lengths)
    da0 = np.stack([forward.pop("da0"), backward.pop("da0")])
    return {"dx": dx, "da0": da0, **as_part(forward, "forward"), **as_part(backward, "backward")}
