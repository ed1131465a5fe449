"""Known mistakes that the forward functions of all gated cells share, as patches of their references."""

from __future__ import annotations

from grader.exercises.model import Mistake
from grader.exercises.patterns import filled, pattern

SOFTMAX = "softmax($scores)"
PREDICTION = (
    pattern(
        "prediction-from-before",
        "yt_pred",
        "the prediction is made from $before, not from $state",
        ('parameters["Wy"] @ $state', 'parameters["Wy"] @ $before'),
    ),
    pattern("prediction-no-softmax", "yt_pred", "the softmax is missing: these are scores", (SOFTMAX, "$scores")),
    pattern("prediction-no-bias", "yt_pred", "the bias by is missing", (SOFTMAX, "softmax($product)")),
    pattern(
        "prediction-bias-outside",
        "yt_pred",
        "the bias by is added after the softmax",
        (SOFTMAX, 'softmax($product) + parameters["by"]'),
    ),
    pattern("prediction-sigmoid", "yt_pred", "a sigmoid in place of softmax", (SOFTMAX, "sigmoid($scores)")),
    pattern("prediction-softmax-twice", "yt_pred", "softmax is taken twice", (SOFTMAX, "softmax(softmax($scores))")),
    pattern(
        "prediction-over-examples", "yt_pred", "softmax runs over the examples", (SOFTMAX, "softmax(($scores).T).T")
    ),
    pattern("no-cache", "$state", "the cache is not returned", ("return $returned, cache", "return $returned")),
    pattern(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example",
        ("return $state,", "return $state.squeeze(),"),
    ),
)

START = '$variable = sigmoid(parameters["W$letter"] @ stacked'
GATE = (
    pattern(
        "$variable-tanh",
        "$criterion",
        "a tanh in place of the sigmoid of $variable",
        (START, '$variable = np.tanh(parameters["W$letter"] @ stacked'),
    ),
    pattern(
        "$variable-no-sigmoid",
        "$criterion",
        "the sigmoid of $variable is missing",
        (START, '$variable = (parameters["W$letter"] @ stacked'),
    ),
    pattern(
        "$variable-no-bias",
        "$criterion",
        "the bias b$letter is missing",
        (' + parameters["b$letter"]', ""),
        line=START + ")",
    ),
    pattern(
        "$variable-bias-copied",
        "$criterion",
        "b$other stands where b$letter should: a line was copied",
        ('parameters["b$letter"]', 'parameters["b$other"]'),
    ),
    pattern(
        "$variable-weight-copied",
        "$criterion",
        "W$other stands where W$letter should: a line was copied",
        ('parameters["W$letter"]', 'parameters["W$other"]'),
    ),
)

STEPS, CACHES = "range(x.shape[2])", "(caches, x)"
SEQUENCE = (
    pattern(
        "zero-state",
        "$state",
        "the first state is zero, ${state}0 is not used",
        ("${state}_next = ${state}0\n", "${state}_next = np.zeros_like(${state}0)\n"),
    ),
    pattern(
        "state-not-carried",
        "$state",
        "every step starts from ${state}0: the state is not handed on",
        ("x[:, :, t], ${state}_next", "x[:, :, t], ${state}0"),
    ),
    pattern("first-input-always", "$state", "every step reads the first input", ("x[:, :, t]", "x[:, :, 0]")),
    pattern(
        "input-one-behind", "$state", "each step reads the input of the step before", ("x[:, :, t]", "x[:, :, t - 1]")
    ),
    pattern("stops-early", "$state", "the last time step is missing", (STEPS, "range(x.shape[2] - 1)")),
    pattern("starts-late", "$state", "the first time step is missing", (STEPS, "range(1, x.shape[2])")),
    pattern("backwards", "$state", "time runs backwards", (STEPS, "reversed(range(x.shape[2]))")),
    pattern("over-examples", "$state", "the loop runs over the examples, not over time", (STEPS, "range(x.shape[1])")),
    pattern("time-first", "$state", "time is the first axis of the results, not the last", ("$result", "$time_first")),
    pattern(
        "time-second", "$state", "time and examples have changed places in the results", ("$result", "$time_second")
    ),
    pattern(
        "side-by-side",
        "$state",
        "the steps are joined along the examples: there is no axis of time",
        ("$result", "$side_by_side"),
    ),
    pattern("last-step-only", "$state", "only the results of the last step are returned", ("$result", "$last_only")),
    pattern(
        "last-step-everywhere",
        "$state",
        "every place holds the last state",
        ("np.stack($state, axis=2)", "np.stack([${state}_next] * len($state), axis=2)"),
    ),
    pattern(
        "last-step-unwritten",
        "$state",
        "the last time step is never written: it stays zero",
        ("$result", "$emptied$result"),
        line="for t in range(T_x - 1)",
    ),
    pattern("prediction-reversed", "y", "the predictions are in reverse order", ("y.append(", "y.insert(0, ")),
    pattern(
        "last-prediction-everywhere",
        "y",
        "every place holds the last prediction",
        ("np.stack(y, axis=2)", "np.stack([yt_pred] * len(y), axis=2)"),
    ),
    pattern("no-caches", "$state", "the caches are not returned", (f"return $stacked, {CACHES}", "return $stacked")),
    pattern(
        "caches-reversed",
        "caches",
        "the caches are in reverse order",
        ("caches.append(cache)", "caches.insert(0, cache)"),
    ),
    pattern("caches-same", "caches", "all caches are the one of the last step", (CACHES, "([cache] * len(y), x)")),
    pattern("caches-without-x", "caches", "x is missing beside the list of caches", (CACHES, "caches")),
    pattern(
        "first-state-overwritten",
        "side_effects",
        "${state}0[:] = … overwrites the caller's first state",
        ("${state}_next = ${state}0\n", "${state}_next = ${state}0.copy()\n"),
        ("y.append(yt_pred)", "y.append(yt_pred)\n        ${state}0[:] = ${state}_next"),
        line="${state}0[:] = ${state}_next",
    ),
    pattern(
        "double-precision",
        "dtype",
        "np.zeros makes float64 unless it is told otherwise",
        ("$result", "$double"),
        line="$state = np.zeros((n_a, m, T_x))",
    ),
    pattern(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example or time step",
        ("$result", "$squeezed"),
    ),
)
# What the wrong versions make of each list of results.
JOINED = {
    "result": "np.stack({}, axis=2)",
    "time_first": "np.stack({})",
    "time_second": "np.stack({}, axis=1)",
    "side_by_side": "np.concatenate({}, axis=1)",
    "last_only": "{}[-1]",
    "double": "np.stack({}, axis=2) + np.zeros(x.shape[2])",
    "squeezed": "np.stack({}, axis=2).squeeze()",
}


def prediction_mistakes(exercise: str, before: str, returned: str) -> tuple[Mistake, ...]:
    """Return mistakes in what one step returns beside its states.

    Parameters
    ----------
    exercise
        Its id.
    before
        Name of the state before the step.
    returned
        What the reference returns in front of the cache, as text: first the state that the prediction is made from.
    """
    state = returned.split(",", maxsplit=1)[0]
    product = f'parameters["Wy"] @ {state}'
    scores = f'{product} + parameters["by"]'
    words = {"state": state, "before": before, "returned": returned, "product": product, "scores": scores}
    return filled(PREDICTION, exercise, **words)


def gate_mistakes(exercise: str, criterion: str, variable: str, letter: str, other: str) -> tuple[Mistake, ...]:
    """Return mistakes in one gate: its bias, its sigmoid, its weight.

    Parameters
    ----------
    exercise
        Its id.
    criterion
        What goes wrong first.
    variable, letter
        Name of the gate in the code, and the letter of its weight.
    other
        Letter of a weight that may be taken by mistake.
    """
    return filled(GATE, exercise, criterion=criterion, variable=variable, letter=letter, other=other)


def sequence_mistakes(exercise: str, outputs: str) -> tuple[Mistake, ...]:
    """Return mistakes in running a cell over a sequence.

    Parameters
    ----------
    exercise
        Its id.
    outputs
        Names of the lists that the reference stacks, in the order in which it returns them: first the state.
    """
    names = outputs.split()
    joined = {key: f"return {', '.join(form.format(name) for name in names)}, {CACHES}" for key, form in JOINED.items()}
    stacked = ", ".join(JOINED["result"].format(name) for name in names)
    emptied = "".join(f"{name}[-1] = 0 * {name}[-1]\n    " for name in names)
    return filled(SEQUENCE, exercise, state=names[0], emptied=emptied, stacked=stacked, **joined)
