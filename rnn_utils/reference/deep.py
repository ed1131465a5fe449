"""Networks of several layers, graded in 05: each layer reads the hidden states of the layer below.

The parameters of layer l are named after it, counted from 1: ``Wc_2``, and ``Wc_forward_2`` where it reads in
both directions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.reference.bidirectional import brnn_backward, brnn_layer_forward
from rnn_utils.reference.cells import as_part, layer_backward, layer_forward, output_forward, part_of
from rnn_utils.types import Array, Gradients, Parameters


def deep_rnn_forward(
    x: Float[Array, "n_x m T_x"], a0: Float[Array, "L n_a m"], parameters: Parameters, cell: str = "rnn"
) -> tuple[Float[Array, "n_a m T_x"], Float[Array, "n_y m T_x"], list[Any]]:
    """Run a network of several layers over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last. Padding at the end does no harm: no layer looks ahead.
    a0 : (L, n_a, m) array
        Hidden state of every layer before the first step, the lowest layer first.
    parameters : dict of arrays
        Those of L cells, with _1 … _L behind their names, and Wy (n_y, n_a), by (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    a : (n_a, m, T_x) array
        Hidden states of the highest layer.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step.
    caches : list
        Those of every layer, the lowest first.

    Notes
    -----
    S1, S3 §1.6: a[l]⟨t⟩ = g(Wa[l] [a[l]⟨t−1⟩; a[l−1]⟨t⟩] + ba[l]), with a[0]⟨t⟩ = x⟨t⟩.
    """
    a, caches = x, []
    for layer, a0_layer in enumerate(a0, start=1):
        a, cache = layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell)
        caches.append(cache)
    return a, output_forward(a, parameters), caches


def deep_rnn_backward(da: Float[Array, "n_a m T_x"], caches: list[Any]) -> Gradients:
    """Carry the gradient back through all layers, the highest first.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches the hidden states of the highest layer from the outputs.
    caches : list
        From `deep_rnn_forward`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0 (L, n_a, m), and the gradients with respect to the weights and biases of the cells, with
        _1 … _L behind their names.

    Notes
    -----
    S3 §1.6, differentiated: the gradient with respect to the inputs of a layer is that with respect to the states of
    the layer below.
    """
    gradients, da0 = {}, []
    for layer in reversed(range(len(caches))):
        below = layer_backward(da, caches[layer])
        da = below.pop("dx")
        da0.append(below.pop("da0"))
        gradients.update(as_part(below, str(layer + 1)))
    return {"dx": da, "da0": np.stack(da0[::-1]), **gradients}


def deep_brnn_forward(
    x: Float[Array, "n_x m T_x"],
    a0: Float[Array, "L 2 n_a m"],
    parameters: Parameters,
    cell: str = "rnn",
    lengths: Int[Array, " m"] | None = None,
) -> tuple[Float[Array, "2*n_a m T_x"], Float[Array, "n_y m T_x"], list[Any]]:
    """Run a network of several layers, each in both directions, over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (L, 2, n_a, m) array
        For every layer, the lowest first, what `brnn_layer_forward` takes.
    parameters : dict of arrays
        Those of 2 L cells, with _forward_1, _backward_1 … _backward_L behind their names, and
        Wy (n_y, 2 n_a), by (n_y, 1). From the second layer on, inputs have the size 2 n_a.
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence; by default all have T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        [a→⟨t⟩; a←⟨t⟩] of the highest layer, zero at padding.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step; those at padding mean nothing.
    caches : list
        Those of every layer, the lowest first.

    Notes
    -----
    S1: every layer joins its two directions before the next one reads them.
    """
    a, caches = x, []
    for layer, a0_layer in enumerate(a0, start=1):
        a, cache = brnn_layer_forward(a, a0_layer, part_of(parameters, str(layer)), cell, lengths)
        caches.append(cache)
    return a, output_forward(a, parameters), caches


def deep_brnn_backward(da: Float[Array, "two_n_a m T_x"], caches: list[Any]) -> Gradients:
    """Carry the gradient back through all layers and both directions of each.

    Parameters
    ----------
    da : (2 n_a, m, T_x) array
        Gradient that reaches the states of the highest layer from the outputs; padding sends nothing back.
    caches : list
        From `deep_brnn_forward`.

    Returns
    -------
    dict of arrays
        dx (n_x, m, T_x), da0 (L, 2, n_a, m), and the gradients with respect to the weights and biases of the cells,
        with _forward_1 … _backward_L behind their names.

    Notes
    -----
    S1; S3(14) and S3 §1.6, differentiated.
    """
    gradients, da0 = {}, []
    for layer in reversed(range(len(caches))):
        below = brnn_backward(da, caches[layer])
        da = below.pop("dx")
        da0.append(below.pop("da0"))
        gradients.update(as_part(below, str(layer + 1)))
    return {"dx": da, "da0": np.stack(da0[::-1]), **gradients}
