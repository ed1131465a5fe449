"""Known mistakes in ``rnn_cell_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

DZ = "(1 - a_next**2) * da_next"

DX, DA, DWAX = 'parameters["Wax"].T @ dz', 'parameters["Waa"].T @ dz', "dz @ xt.T"

DWAA, DBA = "dz @ a_prev.T", "np.sum(dz, axis=1, keepdims=True)"


def _cell(name: str, criterion: str, says: str, right: str, wrong: str) -> Mistake:
    return Mistake(f"rnn_cell_backward.{name}", criterion, says, ((right, wrong),))


CELL = (
    _cell("no-derivative", "dxt", "the derivative of tanh is missing: dz is da_next itself", DZ, "da_next"),
    _cell("one-minus-a", "dxt", "1 − a in place of 1 − a²", DZ, "(1 - a_next) * da_next"),
    _cell(
        "squared-bracket",
        "dxt",
        "(1 − a)² in place of 1 − a²: as the note prints it",
        DZ,
        "(1 - a_next) ** 2 * da_next",
    ),
    _cell(
        "tanh-twice",
        "dxt",
        "tanh is taken of a_next, which is a tanh already",
        DZ,
        "(1 - np.tanh(a_next) ** 2) * da_next",
    ),
    _cell(
        "tanh-twice-squared",
        "dxt",
        "(1 − tanh a)² in place of 1 − a²",
        DZ,
        "(1 - np.tanh(a_next)) ** 2 * da_next",
    ),
    _cell(
        "sigmoid-derivative",
        "dxt",
        "a (1 − a) is the derivative of the sigmoid, not that of tanh",
        DZ,
        "a_next * (1 - a_next) * da_next",
    ),
    _cell("square-only", "dxt", "a² in place of 1 − a²", DZ, "a_next**2 * da_next"),
    _cell("sign", "dxt", "a² − 1 in place of 1 − a²", DZ, "(a_next**2 - 1) * da_next"),
    _cell(
        "derivative-at-a-prev",
        "dxt",
        "the derivative is taken at a_prev, not at a_next",
        DZ,
        "(1 - a_prev**2) * da_next",
    ),
    _cell(
        "gradient-times-state",
        "dxt",
        "1 − (a da)² in place of (1 − a²) da",
        DZ,
        "1 - (a_next * da_next) ** 2",
    ),
    _cell("precedence", "dxt", "brackets are missing: 1 − a² da", DZ, "1 - a_next**2 * da_next"),
    _cell("mean", "dxt", "divided by the number of examples", DZ, "(1 - a_next**2) * da_next / a_next.shape[1]"),
    _cell("dx-untransposed", "dxt", "Wax is not transposed in dxt", DX, 'parameters["Wax"] @ dz'),
    _cell(
        "dx-from-gradient",
        "dxt",
        "dxt is computed from da_next, not from dz",
        DX,
        'parameters["Wax"].T @ da_next',
    ),
    _cell("dx-transposed", "dxt", "dxt is transposed", DX, 'dz.T @ parameters["Wax"]'),
    _cell("dx-negated", "dxt", "the sign of dxt is turned", DX, '-parameters["Wax"].T @ dz'),
    _cell("da-untransposed", "da_prev", "Waa is not transposed in da_prev", DA, 'parameters["Waa"] @ dz'),
    _cell(
        "da-from-gradient",
        "da_prev",
        "da_prev is computed from da_next, not from dz",
        DA,
        'parameters["Waa"].T @ da_next',
    ),
    _cell("da-handed-on", "da_prev", "da_next is handed on unchanged", DA, "da_next.copy()"),
    _cell("da-without-weights", "da_prev", "the weights are missing: dz itself is handed on", DA, "dz.copy()"),
    _cell("da-added", "da_prev", "da_next is added to da_prev", DA, 'parameters["Waa"].T @ dz + da_next'),
    _cell("da-transposed", "da_prev", "da_prev is transposed", DA, 'dz.T @ parameters["Waa"]'),
    _cell("dWax-from-gradient", "dWax", "dWax is computed from da_next, not from dz", DWAX, "da_next @ xt.T"),
    _cell("dWax-transposed", "dWax", "dWax is transposed", DWAX, "xt @ dz.T"),
    _cell("dWax-mean", "dWax", "dWax is divided by the number of examples", DWAX, "dz @ xt.T / xt.shape[1]"),
    _cell("dWax-with-state", "dWax", "dWax is made with a_prev, not with xt", DWAX, "dz @ a_prev.T"),
    _cell("dWax-untransposed", "dWax", "xt is not transposed in dWax", DWAX, "dz @ xt"),
    _cell(
        "dWax-first-example",
        "dWax",
        "only the first example counts for dWax",
        DWAX,
        "dz[:, :1] @ xt[:, :1].T",
    ),
    _cell("dWaa-with-a-next", "dWaa", "dWaa is made with a_next, not with a_prev", DWAA, "dz @ a_next.T"),
    _cell("dWaa-from-gradient", "dWaa", "dWaa is computed from da_next, not from dz", DWAA, "da_next @ a_prev.T"),
    _cell("dWaa-transposed", "dWaa", "dWaa is transposed", DWAA, "a_prev @ dz.T"),
    _cell("dWaa-mean", "dWaa", "dWaa is divided by the number of examples", DWAA, "dz @ a_prev.T / xt.shape[1]"),
    _cell("dWaa-untransposed", "dWaa", "a_prev is not transposed in dWaa", DWAA, "dz @ a_prev"),
    _cell("dba-flat", "dba", "dba has lost its second axis: keepdims is missing", DBA, "np.sum(dz, axis=1)"),
    _cell(
        "dba-over-units",
        "dba",
        "dba is summed over the units, not over the examples",
        DBA,
        "np.sum(dz, axis=0, keepdims=True)",
    ),
    _cell("dba-mean", "dba", "dba is an average, not a sum", DBA, "np.mean(dz, axis=1, keepdims=True)"),
    _cell("dba-not-summed", "dba", "dba is not summed over the examples", DBA, "dz.copy()"),
    _cell("dba-one-number", "dba", "everything is added up to one number", DBA, "np.sum(dz)"),
    _cell(
        "dba-from-gradient",
        "dba",
        "dba is computed from da_next, not from dz",
        DBA,
        "np.sum(da_next, axis=1, keepdims=True)",
    ),
    _cell("dba-row", "dba", "dba is a row, not a column", DBA, "np.sum(dz, axis=1, keepdims=True).T"),
    Mistake(
        "rnn_cell_backward.cache-order",
        "dxt",
        "the cache is taken apart in another order: a_prev for a_next",
        (("a_next, a_prev, xt, parameters = cache", "a_prev, a_next, xt, parameters = cache"),),
    ),
    Mistake(
        "rnn_cell_backward.in-place",
        "side_effects",
        "da_next *= … changes the caller's gradient",
        (("dz = " + DZ, "da_next *= 1 - a_next**2\n    dz = da_next"),),
        line="da_next *= 1 - a_next**2",
    ),
    Mistake(
        "rnn_cell_backward.double-precision",
        "dtype",
        "the result is always float64: np.zeros and np.ones make float64 unless they are told otherwise",
        (("dz = " + DZ, "dz = (np.ones(a_next.shape) - a_next**2) * da_next"),),
    ),
)
