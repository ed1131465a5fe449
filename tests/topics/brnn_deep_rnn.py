"""What the tests of the exercises know of assignment 05."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_REVERSE = "def reverse_sequences(x, lengths):\n    return x[:, :, ::-1]\n"
WRONG_MASK = "def sequence_mask(lengths, T_x):\n    return np.zeros((len(lengths), T_x))\n"
WRONG_LAYER = """
def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    return np.concatenate([a0[0], a0[1]])[:, :, None] * x[:1], (x, a0)
"""
WRONG_BRNN = """
def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    return x, a0, parameters
"""
WRONG_BRNN_BACKWARD = "def brnn_backward(da, caches):\n    return {'dx': da, 'da0': 0.0}\n"
WRONG_DEEP = """
def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    return x, a0, [parameters]
"""

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "reverse_sequences": WRONG_REVERSE,
    "sequence_mask": WRONG_MASK,
    "brnn_layer_forward": WRONG_LAYER,
    "brnn_forward": WRONG_BRNN,
    "brnn_backward": WRONG_BRNN_BACKWARD,
    "deep_rnn_forward": WRONG_DEEP,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset()

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
