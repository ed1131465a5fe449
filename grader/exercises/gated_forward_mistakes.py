"""Known mistakes that the forward functions of all gated cells share, as patches of their references."""

from __future__ import annotations

from grader.exercises.model import Mistake

Patch = tuple[str, str]


def prediction_mistakes(exercise: str, state: str, before: str, returned: str) -> tuple[Mistake, ...]:
    """Return mistakes in the prediction of one step.

    Parameters
    ----------
    exercise
        Its id.
    state, before
        Names of the state that the prediction is made from, and of the one before the step.
    returned
        What the reference returns, as text.
    """
    scores = f'parameters["Wy"] @ {state} + parameters["by"]'
    right = f"softmax({scores})"

    def prediction(name: str, says: str, wrong: str) -> Mistake:
        return Mistake(f"{exercise}.{name}", "yt_pred", says, ((right, wrong),))

    squeezed = ", ".join(name if name == "cache" else f"{name}.squeeze()" for name in returned.split(", "))
    return (
        prediction(
            "prediction-from-before",
            f"the prediction is made from {before}, not from {state}",
            f'softmax(parameters["Wy"] @ {before} + parameters["by"])',
        ),
        prediction("prediction-no-softmax", "the softmax is missing: these are scores", scores),
        prediction("prediction-no-bias", "the bias by is missing", f'softmax(parameters["Wy"] @ {state})'),
        prediction(
            "prediction-bias-outside",
            "the bias by is added after the softmax",
            f'softmax(parameters["Wy"] @ {state}) + parameters["by"]',
        ),
        prediction("prediction-sigmoid", "a sigmoid in place of softmax", f"sigmoid({scores})"),
        prediction("prediction-softmax-twice", "softmax is taken twice", f"softmax({right})"),
        prediction("prediction-over-examples", "softmax runs over the examples", f"softmax(({scores}).T).T"),
        Mistake(
            f"{exercise}.no-cache",
            returned.split(",", maxsplit=1)[0],
            "the cache is not returned",
            ((f"return {returned}", f"return {returned.removesuffix(', cache')}"),),
        ),
        Mistake(
            f"{exercise}.squeezed",
            "sizes",
            "squeeze removes the axis of a single example",
            ((f"return {returned}", f"return {squeezed}"),),
        ),
    )


def gate_mistakes(exercise: str, criterion: str, variable: str, letter: str, other: str) -> tuple[Mistake, ...]:
    """Return mistakes in one gate: its bias, its sigmoid, what it sees.

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
    weight, bias = f'parameters["W{letter}"]', f'parameters["b{letter}"]'
    start = f"{variable} = sigmoid({weight} @ stacked"

    def gate(name: str, says: str, *patches: Patch, line: str = "") -> Mistake:
        return Mistake(f"{exercise}.{variable}-{name}", criterion, says, patches, line=line)

    return (
        gate("tanh", f"a tanh in place of the sigmoid of {variable}", (start, start.replace("sigmoid", "np.tanh"))),
        gate("no-sigmoid", f"the sigmoid of {variable} is missing", (start, start.replace("sigmoid", ""))),
        gate("no-bias", f"the bias b{letter} is missing", (f" + {bias}", ""), line=f"{start})"),
        gate(
            "bias-copied",
            f"b{other} stands where b{letter} should: a line was copied",
            (bias, f'parameters["b{other}"]'),
        ),
        gate(
            "weight-copied",
            f"W{other} stands where W{letter} should: a line was copied",
            (weight, f'parameters["W{other}"]'),
        ),
    )


def sequence_mistakes(exercise: str, call: str, state: str, outputs: str) -> tuple[Mistake, ...]:
    """Return mistakes in running a cell over a sequence.

    Parameters
    ----------
    exercise
        Its id.
    call
        The call of one step in the reference.
    state
        Name of the array of states, which is the first output and its criterion.
    outputs
        Names of the lists that the reference stacks, in the order in which it returns them.
    """
    names = outputs.split()
    stacked = [f"np.stack({name}, axis=2)" for name in names]
    result = f"return {', '.join(stacked)}, (caches, x)"
    steps, start = "range(x.shape[2])", f"{state}_next = {state}0\n"

    def mistake(name: str, criterion: str, says: str, *patches: Patch, line: str = "") -> Mistake:
        return Mistake(f"{exercise}.{name}", criterion, says, patches, line=line)

    def returned(*values: str, caches: str = "(caches, x)") -> Patch:
        return result, f"return {', '.join([*values, caches])}"

    def joined(text: str) -> Patch:
        return returned(*(text.format(name) for name in names))

    return (
        mistake(
            "zero-state",
            state,
            f"the first state is zero, {state}0 is not used",
            (start, f"{state}_next = np.zeros_like({state}0)\n"),
        ),
        mistake(
            "state-not-carried",
            state,
            f"every step starts from {state}0: the state is not handed on",
            (call, call.replace(f"{state}_next", f"{state}0")),
        ),
        mistake(
            "first-input-always", state, "every step reads the first input", (call, call.replace(":, t]", ":, 0]"))
        ),
        mistake(
            "input-one-behind",
            state,
            "each step reads the input of the step before",
            (call, call.replace(":, t]", ":, t - 1]")),
        ),
        mistake("stops-early", state, "the last time step is missing", (steps, "range(x.shape[2] - 1)")),
        mistake("starts-late", state, "the first time step is missing", (steps, "range(1, x.shape[2])")),
        mistake("backwards", state, "time runs backwards", (steps, "reversed(range(x.shape[2]))")),
        mistake("over-examples", state, "the loop runs over the examples, not over time", (steps, "range(x.shape[1])")),
        mistake("time-first", state, "time is the first axis of the results, not the last", joined("np.stack({})")),
        mistake(
            "time-second",
            state,
            "time and examples have changed places in the results",
            joined("np.stack({}, axis=1)"),
        ),
        mistake(
            "side-by-side",
            state,
            "the steps are joined along the examples: there is no axis of time",
            joined("np.concatenate({}, axis=1)"),
        ),
        mistake(
            "last-step-only",
            state,
            "only the results of the last step are returned",
            joined("{}[-1]"),
        ),
        mistake(
            "last-step-everywhere",
            state,
            "every place holds the last state",
            returned(f"np.stack([{state}_next] * len({state}), axis=2)", *stacked[1:]),
        ),
        mistake(
            "last-step-unwritten",
            state,
            "the last time step is never written: it stays zero",
            (result, "".join(f"{name}[-1] = 0 * {name}[-1]\n    " for name in names) + result),
            line="for t in range(T_x - 1)",
        ),
        mistake(
            "prediction-reversed", "y", "the predictions are in reverse order", ("y.append(", "y.insert(0, ")
        ),
        mistake(
            "last-prediction-everywhere",
            "y",
            "every place holds the last prediction",
            ("np.stack(y, axis=2)", "np.stack([yt_pred] * len(y), axis=2)"),
        ),
        mistake(
            "no-caches", state, "the caches are not returned", (result, f"return {', '.join(stacked)}")
        ),
        mistake(
            "caches-reversed",
            "caches",
            "the caches are in reverse order",
            ("caches.append(cache)", "caches.insert(0, cache)"),
        ),
        mistake("caches-same", "caches", "all caches are the one of the last step", ("(caches, x)", "([cache] * len(y), x)")),
        mistake("caches-without-x", "caches", "x is missing beside the list of caches", ("(caches, x)", "caches")),
        mistake(
            "first-state-overwritten",
            "side_effects",
            f"{state}0[:] = … overwrites the caller's first state",
            (start, f"{state}_next = {state}0.copy()\n"),
            ("y.append(yt_pred)", f"y.append(yt_pred)\n        {state}0[:] = {state}_next"),
            line=f"{state}0[:] = {state}_next",
        ),
        mistake(
            "double-precision",
            "dtype",
            "np.zeros makes float64 unless it is told otherwise",
            returned(*(f"{value} + np.zeros(x.shape[2])" for value in stacked)),
            line=f"{state} = np.zeros((n_a, m, T_x))",
        ),
        mistake(
            "squeezed",
            "sizes",
            "squeeze removes the axis of a single example or time step",
            joined("np.stack({}, axis=2).squeeze()"),
        ),
    )
