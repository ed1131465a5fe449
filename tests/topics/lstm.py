"""What the tests of the exercises know of assignment 04."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_CELL = """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    a_next = sigmoid(parameters["Wo"] @ np.concatenate([xt, a_prev]))
    return a_next, c_prev + a_next, a_next, (xt, a_next)
"""
WRONG_SEQUENCE = "def lstm_forward(x, a0, parameters, c0=None):\n    return x, a0, a0, ([parameters], x)\n"
WRONG_CELL_BACKWARD = """
def lstm_cell_backward(da_next, dc_next, cache):
    weights = dict.fromkeys(("dWf", "dbf", "dWu", "dbu", "dWc", "dbc", "dWo", "dbo"), 0.0)
    return {**weights, "dxt": da_next, "da_prev": dc_next, "dc_prev": da_next}
"""

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "lstm_cell_forward": WRONG_CELL,
    "lstm_forward": WRONG_SEQUENCE,
    "lstm_cell_backward": WRONG_CELL_BACKWARD,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset()

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
