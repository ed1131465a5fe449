"""What the tests of the exercises know of assignment 02."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_FORWARD = """
def language_model_forward(tokens, parameters, a_prev, previous=None, mask=None):
    y_pred = np.ones((len(parameters["by"]), *tokens.shape))
    a = np.repeat(a_prev[:, :, np.newaxis], tokens.shape[1], axis=2)
    return 1.0, y_pred, a, (tokens, parameters)
"""
WRONG_CLIPPING = """
def clip_by_norm(gradients, max_norm):
    return {name: 0 * gradient for name, gradient in gradients.items()}
"""
WRONG_STEP = "def sgd_step(parameters, gradients, learning_rate):\n    return gradients\n"

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "language_model_forward": WRONG_FORWARD,
    "clip_by_norm": WRONG_CLIPPING,
    "sgd_step": WRONG_STEP,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset({"sample.own-generator"})

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
