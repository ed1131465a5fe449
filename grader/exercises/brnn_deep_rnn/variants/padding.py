"""Odd-but-right ``reverse_sequences`` and ``sequence_mask``."""

from __future__ import annotations

from grader.exercises.model import Variant

PADDING = (
    Variant(
        "reverse_sequences.loop-over-examples",
        """
def reverse_sequences(x, lengths):
    result = x.copy()
    for j, length in enumerate(lengths):
        result[:, j, :length] = x[:, j, :length][:, ::-1]
    return result


def sequence_mask(lengths, T_x):
    mask = np.zeros((len(lengths), T_x), dtype=bool)
    for j, length in enumerate(lengths):
        mask[j, :length] = True
    return mask
""",
    ),
    Variant(
        "reverse_sequences.fancy-index",
        """
def reverse_sequences(x, lengths):
    m, T = x.shape[1], x.shape[2]
    index = np.tile(np.arange(T), (m, 1))
    for j in range(m):
        index[j, : lengths[j]] = np.arange(lengths[j])[::-1]
    return x[:, np.arange(m)[:, None], index]


def sequence_mask(lengths, T_x):
    return np.array([[t < length for t in range(T_x)] for length in lengths])
""",
    ),
    Variant(
        "reverse_sequences.remainder",
        """
def reverse_sequences(x, lengths):
    steps = np.arange(x.shape[2])
    flipped = np.stack([np.take(x[:, j], (n - 1 - steps) % n, axis=1) for j, n in enumerate(lengths)], axis=1)
    return np.asfortranarray(np.where(sequence_mask(lengths, x.shape[2]), flipped, x))


def sequence_mask(lengths, T_x):
    return np.less.outer(np.arange(T_x), lengths).T
""",
    ),
    Variant(
        "reverse_sequences.sorted",
        """
def reverse_sequences(x, lengths):
    t, n = np.meshgrid(np.arange(x.shape[2]), lengths)
    order = np.argsort(np.where(t < n, -t, t), axis=1, kind="stable")
    return np.stack([row[np.arange(len(order))[:, None], order] for row in x])


def sequence_mask(lengths, T_x):
    return np.cumsum(np.ones((len(lengths), T_x)), axis=1) <= lengths.reshape(-1, 1)
""",
    ),
)
