"""What the tests of the exercises know of assignment 01."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_CELL = """
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = 1 / (1 + np.exp(-(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt)))
    return a_next, a_next, (xt, a_next)
"""
WRONG_SEQUENCE = "def rnn_forward(x, a0, parameters):\n    return x, a0, ([parameters], x)\n"
WRONG_SOFTMAX = "def softmax(x):\n    return x\n"
WRONG_ONE_HOT = "def one_hot(indices, depth):\n    return np.zeros((depth, *np.shape(indices)))\n"
WRONG_CELL_BACKWARD = """
def rnn_cell_backward(da_next, cache):
    return {"dxt": da_next, "da_prev": da_next, "dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
"""

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {
    "one_hot": WRONG_ONE_HOT,
    "softmax": WRONG_SOFTMAX,
    "rnn_cell_forward": WRONG_CELL,
    "rnn_forward": WRONG_SEQUENCE,
    "rnn_cell_backward": WRONG_CELL_BACKWARD,
}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = (
    frozenset({"rnn_backward.own-step-only", "rnn_backward.not-carried"}),
    frozenset({"numerical_gradient.one-sided-halved", "numerical_gradient.moved-by-eps-only"}),
)

# What three small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset(
    {
        "one_hot.depth-from-data",
        "one_hot.depth-allowed",
        "softmax.shifted-by-mean",
        "softmax.shifted-by-minimum",
        "softmax.epsilon",
        "sequence_loss.infinite",
        "sequence_loss.zero-left-out",
    }
)

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {"stack_parameters": frozenset({"others"})}
