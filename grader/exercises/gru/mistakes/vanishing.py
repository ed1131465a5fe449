"""Known mistakes in ``gradient_norms_through_time``."""

from __future__ import annotations

from grader.exercises.model import Mistake

Patch = tuple[str, str]

NORM = "np.linalg.norm(da, axis=0)"

BACK = 'rnn_cell_backward(da, steps[t])["da_prev"]'

SCALED = '"Waa": scale * parameters["Waa"]'


def _norms(name: str, says: str, *patches: Patch, criterion: str = "norms", line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"gradient_norms_through_time.{name}", criterion, says, patches, line=line, hint=hint)


def _scale(name: str, says: str, *patches: Patch, line: str = "", hint: str = "") -> Mistake:
    return _norms(name, says, *patches, criterion="scale", line=line, hint=hint)


NORMS = (
    _norms(
        "one-step-early",
        "the norms are one step early: each is taken after the step back",
        (f"norms[:, t] = {NORM}\n        da = {BACK}", f"da = {BACK}\n        norms[:, t] = {NORM}"),
    ),
    _norms(
        "one-column-more",
        "there is one column too many: the gradient by a0 is not asked for",
        ("return norms", f"return np.column_stack([{NORM}, norms])"),
    ),
    _norms(
        "over-examples", "the norm runs over the examples, not over the units", (NORM, "np.linalg.norm(da, axis=1)")
    ),
    _norms(
        "whole-batch", "one norm is taken of the whole batch, not one for each example", (NORM, "np.linalg.norm(da)")
    ),
    _norms("squared", "the square root is missing: squared norms are returned", (NORM, "np.sum(da**2, axis=0)")),
    _norms("absolute-sum", "absolute values are added up in place of squares", (NORM, "np.sum(np.abs(da), axis=0)")),
    _norms(
        "largest-element", "the largest element is taken in place of the norm", (NORM, "np.max(np.abs(da), axis=0)")
    ),
    _norms("root-mean-square", "a mean is taken under the root, not a sum", (NORM, "np.sqrt(np.mean(da**2, axis=0))")),
    _norms(
        "mean-over-examples",
        "an average is taken over the examples, while each has a norm of its own",
        ("return norms", "return norms.mean(axis=0)"),
    ),
    _norms(
        "relative-to-the-last",
        "the norms are divided by the last one, which is not asked for here",
        ("return norms", "return norms / norms[:, -1:]"),
    ),
    _norms("logarithms", "logarithms are returned, not the norms", ("return norms", "return np.log10(norms)")),
    _norms("reversed", "the columns are in reverse order of time", ("return norms", "return norms[:, ::-1].copy()")),
    _norms("transposed", "time and examples have changed places", ("return norms", "return norms.T.copy()")),
    _norms(
        "forward-order",
        "time runs forwards, while the gradient runs from the last step to the first",
        ("reversed(range(x.shape[2]))", "range(x.shape[2])"),
    ),
    _norms(
        "stops-early",
        "the first time step is left out: its column stays zero",
        ("reversed(range(x.shape[2]))", "reversed(range(1, x.shape[2]))"),
    ),
    _norms(
        "not-carried",
        "every step goes back from da_last: the gradient is not handed on",
        (BACK, 'rnn_cell_backward(da_last, steps[t])["da_prev"]'),
    ),
    _norms(
        "added-at-every-step",
        "da_last is added at every step, while the loss looks at the last state alone",
        (BACK, 'rnn_cell_backward(da, steps[t])["da_prev"] + da_last'),
    ),
    _norms(
        "cache-first",
        "every step uses the cache of the first one",
        (BACK, 'rnn_cell_backward(da, steps[0])["da_prev"]'),
    ),
    _norms(
        "cache-before",
        "each step uses the cache of the step before",
        (BACK, 'rnn_cell_backward(da, steps[t - 1])["da_prev"]'),
    ),
    _norms("no-derivative", "the factor 1 − a² is missing", (BACK, 'scaled["Waa"].T @ da')),
    _norms(
        "derivative-last",
        "the factor 1 − a² stands after the product with Waa, as the note prints it, but the factor comes first",
        (BACK, '(1 - steps[t][0] ** 2) * (scaled["Waa"].T @ da)'),
    ),
    _norms(
        "untransposed",
        "Waa is not transposed on the way back",
        (BACK, 'scaled["Waa"] @ ((1 - steps[t][0] ** 2) * da)'),
    ),
    _scale("scale-ignored", "the scale is not used", (SCALED, '"Waa": parameters["Waa"].copy()')),
    _scale(
        "scaled-twice",
        "Waa is multiplied by the scale twice",
        (SCALED, '"Waa": scale**2 * parameters["Waa"]'),
        hint="Follow Waa from the argument to rnn_forward: how often does the scale meet it?",
    ),
    _scale(
        "scaled-forward-only",
        "the way back uses the Waa that is not scaled",
        (BACK, 'rnn_cell_backward(da, (*steps[t][:3], parameters))["da_prev"]'),
    ),
    _scale(
        "scaled-backward-only",
        "the states are those of the Waa that is not scaled",
        ("rnn_forward(x, a0, scaled)", "rnn_forward(x, a0, parameters)"),
        (BACK, 'rnn_cell_backward(da, (*steps[t][:3], scaled))["da_prev"]'),
    ),
    _scale(
        "gradient-scaled",
        "the gradient is multiplied by the scale once more at every step",
        (BACK, f"scale * {BACK}"),
    ),
    _scale(
        "input-scaled",
        "Wax is scaled as well",
        (SCALED, f'{SCALED}, "Wax": scale * parameters["Wax"]'),
    ),
    _scale(
        "all-scaled",
        "all parameters are scaled, not Waa alone",
        ("{**parameters, " + SCALED + "}", "{name: scale * value for name, value in parameters.items()}"),
    ),
    _norms(
        "parameters-scaled",
        "*= changes the caller's Waa",
        ("scaled = {**parameters, " + SCALED + "}", 'parameters["Waa"] *= scale\n    scaled = parameters'),
        criterion="side_effects",
        line='parameters["Waa"] *= scale',
    ),
    _norms(
        "double-precision",
        "np.zeros makes float64 unless it is told otherwise",
        ("np.zeros(x.shape[1:], dtype=da_last.dtype)", "np.zeros(x.shape[1:])"),
        criterion="dtype",
    ),
    _norms(
        "squeezed",
        "squeeze removes the axis of a single example or time step",
        ("return norms", "return norms.squeeze()"),
        criterion="sizes",
    ),
)
