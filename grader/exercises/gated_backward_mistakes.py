"""Known mistakes that the backward functions of all gated cells share, as patches of their references."""

from __future__ import annotations

from grader.exercises.model import Mistake
from grader.exercises.patterns import filled, pattern

SIGMOID = "$variable * (1 - $variable)"
DERIVATIVE = (
    pattern(
        "$variable-no-derivative",
        "$criterion",
        "the derivative of the sigmoid is missing at the $gate",
        (SIGMOID, "1"),
    ),
    pattern(
        "$variable-not-differentiated",
        "$criterion",
        "the $gate itself stands where the derivative of its sigmoid should",
        (SIGMOID, "$variable"),
    ),
    pattern(
        "$variable-sigmoid-twice",
        "$criterion",
        "the sigmoid is taken of the $gate, which is one already",
        (SIGMOID, "sigmoid($variable) * (1 - sigmoid($variable))"),
    ),
    pattern(
        "$variable-tanh-derivative",
        "$criterion",
        "1 − Γ² is the derivative of tanh, but the $gate is a sigmoid",
        (SIGMOID, "(1 - $variable**2)"),
    ),
)

TANH = "(1 - cct**2)"
CANDIDATE = (
    pattern(
        "candidate-no-derivative",
        "$criterion",
        "the derivative of tanh is missing at the candidate",
        (TANH, "1"),
    ),
    pattern(
        "candidate-tanh-twice",
        "$criterion",
        "tanh is taken of the candidate, which is a tanh already",
        (TANH, "(1 - np.tanh(cct) ** 2)"),
    ),
    pattern("candidate-one-minus-c", "$criterion", "1 − c̃ in place of 1 − c̃²", (TANH, "(1 - cct)")),
    pattern("candidate-squared-bracket", "$criterion", "(1 − c̃)² in place of 1 − c̃²", (TANH, "(1 - cct) ** 2")),
    pattern(
        "candidate-sigmoid-derivative",
        "$criterion",
        "c̃ (1 − c̃) is the derivative of a sigmoid, but the candidate is a tanh",
        (TANH, "cct * (1 - cct)"),
    ),
)

BIAS = (
    pattern(
        "bias-flat",
        "$criterion",
        "keepdims is missing: db has lost its second axis",
        ("np.sum($dz, axis=1, keepdims=True)", "np.sum($dz, axis=1)"),
    ),
    pattern(
        "bias-over-units",
        "$criterion",
        "db is summed over the units, not over the examples",
        ("np.sum($dz, axis=1, keepdims=True)", "np.sum($dz, axis=0, keepdims=True)"),
    ),
    pattern(
        "bias-mean",
        "$criterion",
        "db is an average, not a sum",
        ("np.sum($dz, axis=1, keepdims=True)", "np.mean($dz, axis=1, keepdims=True)"),
    ),
    pattern(
        "bias-one-number",
        "$criterion",
        "everything is added up to one number",
        ("np.sum($dz, axis=1, keepdims=True)", "np.sum($dz)"),
    ),
)

OWN = "d$state[:, :, t]"
INTO = f"{OWN} + $later"
T_X = "d$state.shape[2]"
STEPS = f"reversed(range({T_X}))"
WRITE = "dx[:, :, t] ="
ADD = "weights[name] += gradients[name]"
KEEP = '"$first": $later'
STATES = (
    pattern(
        "own-step-only",
        "dx",
        f"the gradient of the later steps is dropped: only {OWN} goes into each step",
        (INTO, OWN),
    ),
    pattern(
        "later-steps-only",
        "dx",
        "the gradient of the step's own output is dropped: only what the later step hands back goes in",
        (INTO, "$later"),
    ),
    pattern(
        "last-output-only", "dx", "only the last step's own output counts", (INTO, f"{OWN} * (t == {T_X} - 1) + $later")
    ),
    pattern("carried-twice", "dx", "what the later step hands back is added twice", (INTO, f"{OWN} + 2 * $later")),
    pattern("carried-subtracted", "dx", "what the later step hands back is subtracted", (INTO, f"{OWN} - $later")),
    pattern(
        "gradient-reversed",
        "dx",
        "the gradients of the steps are taken in reverse order",
        (INTO, f"d$state[:, :, {T_X} - 1 - t] + $later"),
    ),
    pattern(
        "forward-order",
        "dx",
        "time runs forwards, while the gradient runs from the last step to the first",
        (STEPS, f"range({T_X})"),
    ),
    pattern("stops-early", "dx", "the first time step is left out", (STEPS, f"reversed(range(1, {T_X}))")),
    pattern("starts-early", "dx", "the last time step is left out", (STEPS, f"reversed(range({T_X} - 1))")),
    pattern("cache-before", "dx", "each step uses the cache of the step before", ("steps[t])", "steps[t - 1])")),
    pattern("cache-first", "dx", "every step uses the cache of the first one", ("steps[t])", "steps[0])")),
    pattern("cache-last", "dx", "every step uses the cache of the last one", ("steps[t])", "steps[-1])")),
    pattern(
        "over-examples",
        "dx",
        "the loop runs over the examples, not over time",
        (STEPS, "reversed(range(x.shape[1]))"),
    ),
    pattern("dx-reversed", "dx", "dx is in reverse order of time", (WRITE, f"dx[:, :, {T_X} - 1 - t] =")),
    pattern("dx-first-only", "dx", "only the first step of dx is written", (WRITE, "dx[:, :, 0] =")),
    pattern(
        "first-state-with-output",
        "$first",
        "$first contains the gradient of the first step's own output, which belongs to the state after it",
        (KEEP, KEEP + " + d$state[:, :, 0]"),
    ),
    pattern("first-state-zero", "$first", "$first stays zero", (KEEP, '"$first": np.zeros_like($later)')),
    pattern(
        "first-state-missing",
        "$first",
        "$first is not returned",
        (KEEP + ", ", ""),
        line='return {"dx": dx, **weights}',
    ),
    pattern(
        "first-state-one-step-early",
        "$first",
        "$first is one step early: it is what the second step hands back",
        (WRITE, f"second = $later\n        {WRITE}"),
        (KEEP, '"$first": second'),
    ),
)
SUMS = (
    pattern(
        "weights-overwritten",
        "dWc",
        "= in place of +=: the gradients of the weights are those of the first step alone",
        (ADD, "weights[name] = gradients[name]"),
    ),
    pattern(
        "weights-subtracted",
        "dWc",
        "the gradients of the weights are subtracted, not added up",
        (ADD, "weights[name] -= gradients[name]"),
    ),
    pattern(
        "mean-over-time",
        "dWc",
        "the gradients of the weights are averaged over time, not added up",
        (ADD, f"{ADD} / {T_X}"),
    ),
    pattern(
        "mean-over-examples",
        "dWc",
        "the gradients of the weights are divided by the number of examples, while the loss is a sum",
        (ADD, f"{ADD} / x.shape[1]"),
    ),
    pattern(
        "biases-flat",
        "dbc",
        "the gradients of the biases have lost their second axis",
        (
            'return {"dx"',
            'weights.update({n: v.ravel() for n, v in weights.items() if v.shape[1] == 1})\n    return {"dx"',
        ),
        line="dbc = np.zeros(n_a)",
    ),
    pattern(
        "in-place",
        "side_effects",
        f"{OWN} += … changes the caller's gradient",
        (INTO, OWN),
        ("gradients = ", f"{OWN} += $later\n        gradients = "),
        line=f"{OWN} += $later",
    ),
    pattern(
        "double-precision",
        "dtype",
        "np.zeros makes float64 unless it is told otherwise",
        (", dtype=d$state.dtype)", ")"),
    ),
    pattern(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example or time step",
        ('"dx": dx', '"dx": dx.squeeze()'),
    ),
)


def derivative_mistakes(exercise: str, criterion: str, variable: str, gate: str) -> tuple[Mistake, ...]:
    """Return mistakes in the derivative of a gate's sigmoid.

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
    return filled(DERIVATIVE, exercise, criterion=criterion, variable=variable, gate=gate)


def candidate_mistakes(exercise: str, criterion: str) -> tuple[Mistake, ...]:
    """Return mistakes in the derivative of the candidate's tanh, which break a criterion first."""
    return filled(CANDIDATE, exercise, criterion=criterion)


def bias_mistakes(exercise: str, criterion: str, dz: str) -> tuple[Mistake, ...]:
    """Return mistakes in the gradient of a bias, the sum of ``dz`` over the examples."""
    return filled(BIAS, exercise, criterion=criterion, dz=dz)


def through_time_mistakes(exercise: str, state: str) -> tuple[Mistake, ...]:
    """Return mistakes in going back through a sequence.

    Parameters
    ----------
    exercise
        Its id.
    state
        Letter of the state whose gradient comes in: ``"c"`` of a GRU, ``"a"`` of an LSTM.
    """
    return filled((*STATES, *SUMS), exercise, state=state, first=f"d{state}0", later=f"d{state}_later")
