"""Odd-but-right ``brnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Variant

BACKWARD = (
    Variant(
        "brnn_backward.helper-for-each-way",
        """
def one_way(da, caches, way):
    gradients = layer_backward(da, caches)
    return gradients.pop("dx"), gradients.pop("da0"), {f"{name}_{way}": g for name, g in gradients.items()}


def brnn_backward(da, caches):
    ahead, back, lengths = caches
    kept = da * sequence_mask(lengths, da.shape[2])
    above, below = np.split(kept, 2)
    dx, da0, gradients = one_way(above, ahead, "forward")
    turned, da0_back, more = one_way(reverse_sequences(below, lengths), back, "backward")
    return dict(gradients, dx=dx + reverse_sequences(turned, lengths), da0=np.array([da0, da0_back]), **more)
""",
    ),
    Variant(
        "brnn_backward.own-turning",
        """
def brnn_backward(da, caches):
    lengths, T_x = np.asarray(caches[2]), da.shape[2]
    n_a = len(da) // 2
    da = da.copy(order="F")
    index = np.tile(np.arange(T_x), (len(lengths), 1))
    for j, n in enumerate(lengths):
        da[:, j, n:] = 0
        index[j, :n] = index[j, :n][::-1].copy()
    rows = np.arange(len(lengths))[:, None]
    one, two = layer_backward(da[:n_a], caches[0]), layer_backward(da[n_a:][:, rows, index], caches[1])
    result = {"dx": np.add(one["dx"], two["dx"][:, rows, index]), "da0": np.stack((one["da0"], two["da0"]))}
    for way, part in (("forward", one), ("backward", two)):
        for name in part:
            if name not in ("dx", "da0"):
                result[name + "_" + way] = part[name]
    result["da"] = da
    return result
""",
    ),
    Variant(
        "brnn_backward.cache-of-its-own",
        """
class Sentence:
    def __init__(self, n, ahead, back):
        self.n, self.ahead, self.back = n, ahead, back


def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    m, T_x = x.shape[1], x.shape[2]
    a, sentences = np.zeros((2 * a0.shape[1], m, T_x), x.dtype), []
    for j in range(m):
        n, one = T_x if lengths is None else int(lengths[j]), slice(j, j + 1)
        words = x[:, one, :n]
        ahead, cache = layer_forward(words, a0[0][:, one], part_of(parameters, "forward"), cell)
        back, cache_back = layer_forward(words[:, :, ::-1], a0[1][:, one], part_of(parameters, "backward"), cell)
        a[:, one, :n] = np.concatenate([ahead, back[:, :, ::-1]])
        sentences.append(Sentence(n, cache, cache_back))
    return a, {"shape": x.shape, "sentences": sentences}


def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    a, caches = brnn_layer_forward(x, a0, parameters, cell, lengths)
    return a, output_forward(a, parameters), caches


def brnn_backward(da, caches):
    n_a = len(da) // 2
    dx, da0, total = np.zeros(caches["shape"], da.dtype), np.zeros((2, n_a, da.shape[1]), da.dtype), {}
    for j, sentence in enumerate(caches["sentences"]):
        one = da[:, j : j + 1, : sentence.n]
        ahead = layer_backward(one[:n_a], sentence.ahead)
        back = layer_backward(one[n_a:, :, ::-1], sentence.back)
        dx[:, j : j + 1, : sentence.n] = ahead.pop("dx") + back.pop("dx")[:, :, ::-1]
        da0[0, :, j], da0[1, :, j] = ahead.pop("da0")[:, 0], back.pop("da0")[:, 0]
        for name, gradient in {**as_part(ahead, "forward"), **as_part(back, "backward")}.items():
            total[name] = total.get(name, 0) + gradient
    return {"dx": dx, "da0": da0, **total}
""",
    ),
)
