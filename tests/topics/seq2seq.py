"""What the tests of the exercises know of assignment 06."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_ENCODE = """
def encode(tokens, parameters, cell="gru", mask=None):
    return tokens, parameters
"""
WRONG_ENCODE_BACKWARD = "def encode_backward(dstate, caches):\n    return {'dWc': dstate}\n"
WRONG_CLASSIFIER = """
def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    return parameters["by"] + 0.0 * tokens[:, 0], tokens
"""
WRONG_STEP = """
def decode_step(token, state, parameters, cell="gru"):
    return parameters["by"] + 0 * state[0][:1], state, token
"""
WRONG_TRANSLATOR = """
def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    return 0.0, targets, tokens
"""

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "encode": WRONG_ENCODE,
    "encode_backward": WRONG_ENCODE_BACKWARD,
    "many_to_one_forward": WRONG_CLASSIFIER,
    "decode_step": WRONG_STEP,
    "seq2seq_forward": WRONG_TRANSLATOR,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset()

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
