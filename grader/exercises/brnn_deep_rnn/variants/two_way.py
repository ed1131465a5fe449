"""Odd-but-right ``brnn_forward`` and ``brnn_layer_forward``."""

from __future__ import annotations

from grader.exercises.model import Variant

FORWARD = (
    Variant(
        "brnn_forward.sentence-by-sentence",
        """
def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    m, T_x = x.shape[1], x.shape[2]
    a = np.zeros((2 * a0.shape[1], m, T_x), dtype=x.dtype)
    caches = []
    for j in range(m):
        n = T_x if lengths is None else int(lengths[j])
        words = x[:, j : j + 1, :n]
        one, cache = layer_forward(words, a0[0][:, j : j + 1], part_of(parameters, "forward"), cell)
        other, cache_back = layer_forward(words[:, :, ::-1], a0[1][:, j : j + 1], part_of(parameters, "backward"), cell)
        a[:, j : j + 1, :n] = np.vstack([one, other[:, :, ::-1]])
        caches.append((cache, cache_back, n))
    return a, caches


def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    a, caches = brnn_layer_forward(x, a0, parameters, cell, lengths)
    return a, output_forward(a, parameters), caches
""",
    ),
    Variant(
        "brnn_forward.filled-in-place",
        """
def both_ways(x, a0, parameters, cell, lengths):
    n_a = a0.shape[1]
    a = np.empty((2 * n_a,) + x.shape[1:], x.dtype, order="F")
    a[:n_a], one = layer_forward(x, a0[0], part_of(parameters, "forward"), cell)
    turned, other = layer_forward(reverse_sequences(x, lengths), a0[1], part_of(parameters, "backward"), cell)
    a[n_a:] = reverse_sequences(turned, lengths)
    a *= sequence_mask(lengths, x.shape[2])
    return a, {"one": one, "other": other, "lengths": lengths}


def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    return both_ways(x, a0, parameters, cell, [x.shape[2]] * x.shape[1] if lengths is None else lengths)


def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    a, caches = both_ways(x, a0, parameters, cell, [x.shape[2]] * x.shape[1] if lengths is None else lengths)
    scores = np.einsum("ya,amt->ymt", parameters["Wy"], a) + parameters["by"][:, :, None]
    e = np.exp(scores - scores.max(axis=0))
    return [a, e / e.sum(axis=0), caches]
""",
    ),
    Variant(
        "brnn_forward.object-as-cache",
        """
class Layer:
    def __init__(self, x, lengths):
        self.x = x
        self.lengths = np.full(x.shape[1], x.shape[2]) if lengths is None else np.asarray(lengths)

    def turned(self, sequences):
        return np.stack([self.flipped(sequences[:, j], n) for j, n in enumerate(self.lengths)], axis=1)

    @staticmethod
    def flipped(sequence, n):
        return np.hstack([np.flip(sequence[:, :n], axis=1), sequence[:, n:]])


def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    layer = Layer(x, lengths)
    ahead, layer.ahead = layer_forward(x, a0[0], part_of(parameters, "forward"), cell)
    back, layer.back = layer_forward(layer.turned(x), a0[1], part_of(parameters, "backward"), cell)
    a = np.r_[ahead, layer.turned(back)]
    for j, n in enumerate(layer.lengths):
        a[:, j, n:] = 0
    return a, layer


def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    a, layer = brnn_layer_forward(x, a0, parameters, cell=cell, lengths=lengths)
    y_pred = output_forward(a, parameters)
    return a, y_pred * (a != 0).any(axis=0), layer
""",
    ),
)
