"""What the tests of the exercises know of assignment 03."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_CELL = """
def gru_cell_forward(xt, c_prev, parameters):
    c_next = np.tanh(parameters["Wc"] @ np.concatenate([xt, c_prev]))
    return c_next, c_next, (xt, c_next)
"""
WRONG_SEQUENCE = "def gru_forward(x, c0, parameters):\n    return x, c0, ([parameters], x)\n"
WRONG_CELL_BACKWARD = """
def gru_cell_backward(dc_next, cache):
    return {**dict.fromkeys(("dWr", "dbr", "dWu", "dbu", "dWc", "dbc"), 0.0), "dxt": dc_next, "dc_prev": dc_next}
"""

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "gru_cell_forward": WRONG_CELL,
    "gru_forward": WRONG_SEQUENCE,
    "gru_cell_backward": WRONG_CELL_BACKWARD,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset()

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
