"""Known mistakes in ``rnn_forward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

CALL = "rnn_cell_forward(x[:, :, t], a_next, parameters)"

RESULT = "return np.stack(a, axis=2), np.stack(y_pred, axis=2), (caches, x)"


def _sequence(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"rnn_forward.{name}", criterion, says, patches, line=line)


SEQUENCE = (
    _sequence(
        "zero-state",
        "a",
        "the first state is zero, a0 is not used",
        ("a_next = a0", "a_next = np.zeros_like(a0)"),
    ),
    _sequence(
        "state-not-carried",
        "a",
        "every step starts from a0: the state is not handed on",
        (CALL, "rnn_cell_forward(x[:, :, t], a0, parameters)"),
    ),
    _sequence(
        "first-input-always",
        "a",
        "every step reads the first input",
        (CALL, "rnn_cell_forward(x[:, :, 0], a_next, parameters)"),
    ),
    _sequence(
        "last-input-always",
        "a",
        "every step reads the last input",
        (CALL, "rnn_cell_forward(x[:, :, -1], a_next, parameters)"),
    ),
    _sequence(
        "input-one-behind",
        "a",
        "each step reads the input of the step before",
        (CALL, "rnn_cell_forward(x[:, :, t - 1], a_next, parameters)"),
    ),
    _sequence("stops-early", "a", "the last time step is missing", ("range(x.shape[2])", "range(x.shape[2] - 1)")),
    _sequence("starts-late", "a", "the first time step is missing", ("range(x.shape[2])", "range(1, x.shape[2])")),
    _sequence("backwards", "a", "time runs backwards", ("range(x.shape[2])", "reversed(range(x.shape[2]))")),
    _sequence(
        "over-examples",
        "a",
        "the loop runs over the examples, not over time",
        ("range(x.shape[2])", "range(x.shape[1])"),
    ),
    _sequence(
        "over-inputs",
        "a",
        "the loop runs over the features of the input, not over time",
        ("range(x.shape[2])", "range(x.shape[0])"),
    ),
    _sequence(
        "time-first",
        "a",
        "time is the first axis of the results, not the last",
        (RESULT, "return np.stack(a), np.stack(y_pred), (caches, x)"),
    ),
    _sequence(
        "time-second",
        "a",
        "time and examples have changed places in the results",
        (RESULT, "return np.stack(a, axis=1), np.stack(y_pred, axis=1), (caches, x)"),
    ),
    _sequence(
        "side-by-side",
        "a",
        "the steps are joined along the examples: there is no axis of time",
        (RESULT, "return np.concatenate(a, axis=1), np.concatenate(y_pred, axis=1), (caches, x)"),
    ),
    _sequence(
        "states-one-behind",
        "a",
        "the states begin with a0: they are one step behind",
        ("a.append(a_next)", "a.append(cache[1])"),
    ),
    _sequence(
        "last-state-only",
        "a",
        "only the last state is returned",
        (RESULT, "return a_next, np.stack(y_pred, axis=2), (caches, x)"),
    ),
    _sequence(
        "state-everywhere",
        "a",
        "every place holds the last state",
        (RESULT, "return np.stack([a_next] * len(a), axis=2), np.stack(y_pred, axis=2), (caches, x)"),
    ),
    _sequence(
        "first-step-unwritten",
        "a",
        "the first time step is never written: it stays zero",
        (RESULT, "a[0], y_pred[0] = 0 * a[0], 0 * y_pred[0]\n    " + RESULT),
        line="for t in range(1, T_x)",
    ),
    _sequence(
        "last-step-unwritten",
        "a",
        "the last time step is never written: it stays zero",
        (RESULT, "a[-1], y_pred[-1] = 0 * a[-1], 0 * y_pred[-1]\n    " + RESULT),
        line="for t in range(T_x - 1)",
    ),
    _sequence(
        "first-example-only",
        "a",
        "only the first example is computed, the others stay zero",
        (
            RESULT,
            "a, y_pred = np.stack(a, axis=2), np.stack(y_pred, axis=2)\n"
            "    a[:, 1:], y_pred[:, 1:] = 0, 0\n    return a, y_pred, (caches, x)",
        ),
        line="a[:, 0, t] = …",
    ),
    _sequence(
        "prediction-reversed",
        "y_pred",
        "the predictions are in reverse order",
        ("y_pred.append(yt_pred)", "y_pred.insert(0, yt_pred)"),
    ),
    _sequence(
        "last-prediction-only",
        "y_pred",
        "only the last prediction is returned",
        ("np.stack(y_pred, axis=2)", "yt_pred"),
    ),
    _sequence(
        "prediction-everywhere",
        "y_pred",
        "every place holds the last prediction",
        ("np.stack(y_pred, axis=2)", "np.stack([yt_pred] * len(a), axis=2)"),
    ),
    _sequence(
        "first-prediction-everywhere",
        "y_pred",
        "every place holds the first prediction",
        ("np.stack(y_pred, axis=2)", "np.stack([y_pred[0]] * len(a), axis=2)"),
    ),
    _sequence(
        "outputs-swapped",
        "a",
        "states and predictions are returned in the wrong order",
        (RESULT, "return np.stack(y_pred, axis=2), np.stack(a, axis=2), (caches, x)"),
    ),
    _sequence(
        "no-caches",
        "a",
        "the caches are not returned",
        (RESULT, "return np.stack(a, axis=2), np.stack(y_pred, axis=2)"),
    ),
    _sequence(
        "caches-reversed",
        "caches",
        "the caches are in reverse order",
        ("caches.append(cache)", "caches.insert(0, cache)"),
    ),
    _sequence(
        "caches-same",
        "caches",
        "all caches are the one of the last step",
        ("(caches, x)", "([cache] * len(a), x)"),
    ),
    _sequence(
        "caches-last-only",
        "caches",
        "only the cache of the last step is kept",
        ("(caches, x)", "([cache], x)"),
    ),
    _sequence("caches-without-x", "caches", "x is missing beside the list of caches", ("(caches, x)", "caches")),
    _sequence("caches-x-first", "caches", "x stands before the list of caches", ("(caches, x)", "(x, caches)")),
    _sequence(
        "a0-overwritten",
        "side_effects",
        "a0[:] = … overwrites the caller's first state",
        (
            "caches.append(cache)",
            "caches.append((*cache[:1], cache[1].copy(), *cache[2:]))\n        a0[:] = a_next",
        ),
        line="a0[:] = a_next",
    ),
    _sequence(
        "double-precision",
        "dtype",
        "np.zeros makes float64 unless it is told otherwise",
        (
            RESULT,
            "return np.stack(a, axis=2) + np.zeros(x.shape[2]), np.stack(y_pred, axis=2) + "
            "np.zeros(x.shape[2]), (caches, x)",
        ),
        line="a = np.zeros((n_a, m, T_x))",
    ),
    Mistake(
        "rnn_forward.batch-size-fixed",
        "sizes",
        "the number of examples is fixed to 3",
        source="""
def rnn_forward(x, a0, parameters):
    n_a, n_y, T_x = a0.shape[0], parameters["by"].shape[0], x.shape[2]
    a, y_pred, caches = np.zeros((n_a, 3, T_x), x.dtype), np.zeros((n_y, 3, T_x), x.dtype), []
    a_next = a0
    for t in range(T_x):
        a_next, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
        line="a = np.zeros((n_a, 3, T_x))",
    ),
    _sequence(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example or time step",
        (RESULT, "return np.stack(a, axis=2).squeeze(), np.stack(y_pred, axis=2).squeeze(), (caches, x)"),
    ),
)
