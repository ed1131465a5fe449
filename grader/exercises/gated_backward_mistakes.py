"""Known mistakes that the backward functions of all gated cells share, as patches of their references."""

from __future__ import annotations

from grader.exercises.model import Mistake

Patch = tuple[str, str]


def derivative_mistakes(exercise: str, criterion: str, variable: str, gate: str) -> tuple[Mistake, ...]:
    """Return mistakes in the derivative of a sigmoid.

    Parameters
    ----------
    exercise
        Its id.
    criterion
        What goes wrong first.
    variable
        Name of the gate in the code; its derivative stands in the reference as ``x * (1 - x)``.
    gate
        Its name in words.
    """
    right = f"{variable} * (1 - {variable})"

    def mistake(name: str, says: str, wrong: str) -> Mistake:
        return Mistake(f"{exercise}.{variable}-{name}", criterion, says, ((right, wrong),))

    twice = f"sigmoid({variable}) * (1 - sigmoid({variable}))"
    return (
        mistake("no-derivative", f"the derivative of the sigmoid is missing at the {gate}", "1"),
        mistake(
            "not-differentiated",
            f"the {gate} itself stands where the derivative of its sigmoid should",
            variable,
        ),
        mistake("sigmoid-twice", f"the sigmoid is taken of the {gate}, which is one already", twice),
        mistake(
            "tanh-derivative",
            f"1 − Γ² is the derivative of tanh, but the {gate} is a sigmoid",
            f"(1 - {variable}**2)",
        ),
    )


def candidate_mistakes(exercise: str, criterion: str, right: str) -> tuple[Mistake, ...]:
    """Return mistakes in the derivative of the candidate, which stands in the reference as ``right``."""

    def mistake(name: str, says: str, wrong: str) -> Mistake:
        return Mistake(f"{exercise}.candidate-{name}", criterion, says, ((right, wrong),))

    return (
        mistake("no-derivative", "the derivative of tanh is missing at the candidate", "1"),
        mistake(
            "tanh-twice",
            "tanh is taken of the candidate, which is a tanh already: as the note prints it",
            "(1 - np.tanh(cct) ** 2)",
        ),
        mistake("one-minus-c", "1 − c̃ in place of 1 − c̃²", "(1 - cct)"),
        mistake("squared-bracket", "(1 − c̃)² in place of 1 − c̃²", "(1 - cct) ** 2"),
        mistake(
            "sigmoid-derivative",
            "c̃ (1 − c̃) is the derivative of a sigmoid, but the candidate is a tanh",
            "cct * (1 - cct)",
        ),
    )


def through_time_mistakes(exercise: str, state: str, result: str) -> tuple[Mistake, ...]:
    """Return mistakes in going back through a sequence.

    Parameters
    ----------
    exercise
        Its id.
    state
        Letter of the state whose gradient comes in: ``"c"`` of a GRU, ``"a"`` of an LSTM.
    result
        What the reference returns, as text.
    """
    into = f"d{state}[:, :, t] + d{state}_later"
    first, later, T_x = f"d{state}0", f"d{state}_later", f"d{state}.shape[2]"
    steps, write, add = f"reversed(range({T_x}))", "dx[:, :, t] =", "weights[name] += gradients[name]"
    keep = f'"{first}": {later}'

    def mistake(name: str, criterion: str, says: str, *patches: Patch, line: str = "") -> Mistake:
        return Mistake(f"{exercise}.{name}", criterion, says, patches, line=line)

    return (
        mistake(
            "own-step-only",
            "dx",
            f"the gradient of the later steps is dropped: only d{state}[:, :, t] goes into each step",
            (into, f"d{state}[:, :, t]"),
        ),
        mistake(
            "later-steps-only",
            "dx",
            "the gradient of the step's own output is dropped: only what the later step hands back goes in",
            (into, later),
        ),
        mistake(
            "last-output-only",
            "dx",
            "only the last step's own output counts",
            (into, f"d{state}[:, :, t] * (t == {T_x} - 1) + {later}"),
        ),
        mistake(
            "carried-twice",
            "dx",
            "what the later step hands back is added twice",
            (into, f"d{state}[:, :, t] + 2 * {later}"),
        ),
        mistake(
            "carried-subtracted",
            "dx",
            "what the later step hands back is subtracted",
            (into, f"d{state}[:, :, t] - {later}"),
        ),
        mistake(
            "gradient-reversed",
            "dx",
            "the gradients of the steps are taken in reverse order",
            (into, f"d{state}[:, :, {T_x} - 1 - t] + {later}"),
        ),
        mistake(
            "forward-order",
            "dx",
            "time runs forwards, while the gradient runs from the last step to the first",
            (steps, f"range({T_x})"),
        ),
        mistake("stops-early", "dx", "the first time step is left out", (steps, f"reversed(range(1, {T_x}))")),
        mistake("starts-early", "dx", "the last time step is left out", (steps, f"reversed(range({T_x} - 1))")),
        mistake("cache-before", "dx", "each step uses the cache of the step before", ("steps[t])", "steps[t - 1])")),
        mistake("cache-first", "dx", "every step uses the cache of the first one", ("steps[t])", "steps[0])")),
        mistake("cache-last", "dx", "every step uses the cache of the last one", ("steps[t])", "steps[-1])")),
        mistake(
            "over-examples",
            "dx",
            "the loop runs over the examples, not over time",
            (steps, "reversed(range(x.shape[1]))"),
        ),
        mistake(
            "dx-reversed",
            "dx",
            "dx is in reverse order of time",
            (write, f"dx[:, :, {T_x} - 1 - t] ="),
        ),
        mistake("dx-first-only", "dx", "only the first step of dx is written", (write, "dx[:, :, 0] =")),
        mistake(
            "first-state-with-output",
            first,
            f"{first} contains the gradient of the first step's own output, which belongs to the state after it",
            (keep, f"{keep} + d{state}[:, :, 0]"),
        ),
        mistake("first-state-zero", first, f"{first} stays zero", (keep, f'"{first}": np.zeros_like({later})')),
        mistake(
            "first-state-missing",
            first,
            f"{first} is not returned",
            (f"{keep}, ", ""),
        ),
        mistake(
            "first-state-one-step-early",
            first,
            f"{first} is one step early: it is what the second step hands back",
            (write, f"second = {later}\n        {write}"),
            (keep, f'"{first}": second'),
        ),
        mistake(
            "weights-overwritten",
            "dWc",
            "= in place of +=: the gradients of the weights are those of the first step alone",
            (add, "weights[name] = gradients[name]"),
        ),
        mistake(
            "weights-subtracted",
            "dWc",
            "the gradients of the weights are subtracted, not added up",
            (add, "weights[name] -= gradients[name]"),
        ),
        mistake(
            "mean-over-time",
            "dWc",
            "the gradients of the weights are averaged over time, not added up",
            (add, f"weights[name] += gradients[name] / {T_x}"),
        ),
        mistake(
            "mean-over-examples",
            "dWc",
            "the gradients of the weights are divided by the number of examples, while the loss is a sum",
            (add, "weights[name] += gradients[name] / x.shape[1]"),
        ),
        mistake(
            "biases-flat",
            "dbc",
            "the gradients of the biases have lost their second axis",
            (result, f"weights.update({{n: v.ravel() for n, v in weights.items() if v.shape[1] == 1}})\n    {result}"),
            line="dbc = np.zeros(n_a)",
        ),
        mistake(
            "in-place",
            "side_effects",
            f"d{state}[:, :, t] += … changes the caller's gradient",
            (into, f"d{state}[:, :, t]"),
            ("gradients = ", f"d{state}[:, :, t] += {later}\n        gradients = "),
            line=f"d{state}[:, :, t] += {later}",
        ),
        mistake(
            "double-precision",
            "dtype",
            "np.zeros makes float64 unless it is told otherwise",
            (f", dtype=d{state}.dtype)", ")"),
        ),
        mistake(
            "squeezed",
            "sizes",
            "squeeze removes the axis of a single example or time step",
            ('"dx": dx', '"dx": dx.squeeze()'),
        ),
    )


def bias_mistakes(exercise: str, criterion: str, total: str) -> tuple[Mistake, ...]:
    """Return mistakes in the gradient of a bias, which stands in the reference as ``total``."""

    def mistake(name: str, says: str, wrong: str) -> Mistake:
        return Mistake(f"{exercise}.bias-{name}", criterion, says, ((total, wrong),))

    return (
        mistake("flat", "keepdims is missing: db has lost its second axis", total.replace(", keepdims=True", "")),
        mistake("over-units", "db is summed over the units, not over the examples", total.replace("axis=1", "axis=0")),
        mistake("mean", "db is an average, not a sum", total.replace("np.sum", "np.mean")),
        mistake("one-number", "everything is added up to one number", total.replace(", axis=1, keepdims=True", "")),
    )
