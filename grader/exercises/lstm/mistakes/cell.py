"""Known mistakes in ``lstm_cell_forward``."""

from __future__ import annotations

from grader.exercises.gated_forward_mistakes import gate_mistakes, prediction_mistakes
from grader.exercises.model import Mistake

NAME = "lstm_cell_forward"
OUTPUTS = "a_next, c_next, yt_pred, cache"
MEMORY = "ft * c_prev + ut * cct"
HIDDEN = "ot * np.tanh(c_next)"
CANDIDATE = 'np.tanh(parameters["Wc"] @ stacked + parameters["bc"])'
STACKED = "np.concatenate([a_prev, xt])"
CACHE = "(a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters)"


def _mistake(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line)


def _memory(name: str, says: str, wrong: str) -> Mistake:
    return _mistake(name, "c_next", says, (MEMORY, wrong))


def _hidden(name: str, says: str, wrong: str) -> Mistake:
    return _mistake(name, "a_next", says, (HIDDEN, wrong))


def _cache(name: str, says: str, right: str, wrong: str) -> Mistake:
    return _mistake(name, "cache", says, (CACHE, CACHE.replace(right, wrong)))


CELL = (
    _memory("gates-swapped", "forget gate and update gate have changed places", "ut * c_prev + ft * cct"),
    _memory("update-times-memory", "the update gate multiplies the old memory cell as well", "ut * c_prev + ut * cct"),
    _memory("one-minus-forget", "1 − Γ_f in place of the update gate", "ft * c_prev + (1 - ft) * cct + 0 * ut"),
    _memory(
        "one-minus-update", "1 − Γ_u in place of the forget gate, as in a GRU", "(1 - ut) * c_prev + ut * cct + 0 * ft"
    ),
    _memory("nothing-forgotten", "the forget gate is missing", "c_prev + ut * cct + 0 * ft"),
    _memory("all-added", "the update gate is missing", "ft * c_prev + cct + 0 * ut"),
    _memory("nothing-kept", "the old memory cell is missing", "ut * cct + 0 * ft"),
    _memory("hidden-state-kept", "a_prev stands where c_prev should", "ft * a_prev + ut * cct"),
    _memory("tanh-of-the-cell", "a tanh is taken of the memory cell itself, not only in a_next", f"np.tanh({MEMORY})"),
    _mistake(
        "gates-see-memory",
        "c_next",
        "the gates see [c_prev; xt] in place of [a_prev; xt]",
        (STACKED, "np.concatenate([c_prev, xt])"),
    ),
    _mistake(
        "input-first",
        "c_next",
        "xt stands before a_prev in what the gates see",
        (STACKED, "np.concatenate([xt, a_prev])"),
    ),
    _mistake(
        "joined-along-examples",
        "c_next",
        "a_prev and xt are joined along the examples, not along the units",
        (STACKED, "np.concatenate([a_prev, xt], axis=1)"),
    ),
    _mistake(
        "candidate-sigmoid",
        "c_next",
        "a sigmoid in place of the candidate's tanh",
        (CANDIDATE, CANDIDATE.replace("np.tanh", "sigmoid")),
    ),
    _mistake(
        "candidate-no-tanh",
        "c_next",
        "the tanh of the candidate is missing",
        (CANDIDATE, CANDIDATE.replace("np.tanh", "")),
    ),
    _mistake(
        "candidate-no-bias",
        "c_next",
        "the bias bc is missing",
        (' + parameters["bc"]', ""),
        line=f"cct = {CANDIDATE}".replace(' + parameters["bc"]', ""),
    ),
    _mistake(
        "candidate-bias-copied",
        "c_next",
        "bu stands where bc should: a line was copied",
        ('parameters["bc"]', 'parameters["bu"]'),
    ),
    _mistake(
        "candidate-weight-copied",
        "c_next",
        "Wu stands where Wc should: a line was copied",
        ('parameters["Wc"]', 'parameters["Wu"]'),
    ),
    _mistake(
        "forget-and-output-exchanged",
        "c_next",
        "forget gate and output gate are exchanged",
        (MEMORY, "ot * c_prev + ut * cct"),
        (HIDDEN, "ft * np.tanh(c_next)"),
    ),
    *gate_mistakes(NAME, "c_next", "ft", "f", "u"),
    *gate_mistakes(NAME, "c_next", "ut", "u", "f"),
    *gate_mistakes(NAME, "a_next", "ot", "o", "u"),
    _hidden("no-tanh", "the tanh of the memory cell is missing", "ot * c_next"),
    _hidden("tanh-outside", "the tanh is taken after the output gate, not before", "np.tanh(ot * c_next)"),
    _hidden("from-candidate", "a_next is made from the candidate, not from the memory cell", "ot * np.tanh(cct)"),
    _hidden("from-gated-candidate", "a_next is made from Γ_u ∗ c̃, without what was kept", "ot * np.tanh(ut * cct)"),
    _hidden("from-old-memory", "a_next is made from c_prev, not from c_next", "ot * np.tanh(c_prev)"),
    _hidden("no-output-gate", "the output gate is missing", "np.tanh(c_next) + 0 * ot"),
    _hidden("sigmoid-of-the-cell", "a sigmoid in place of the tanh of the memory cell", "ot * sigmoid(c_next)"),
    _hidden("forget-as-output-gate", "the forget gate stands where the output gate should", "ft * np.tanh(c_next)"),
    _hidden("update-as-output-gate", "the update gate stands where the output gate should", "ut * np.tanh(c_next)"),
    _mistake(
        "prediction-from-memory",
        "yt_pred",
        "the prediction is made from c_next, not from a_next",
        ('parameters["Wy"] @ a_next', 'parameters["Wy"] @ c_next'),
    ),
    *prediction_mistakes(NAME, "a_prev", "a_next, c_next, yt_pred"),
    _mistake(
        "states-swapped",
        "a_next",
        "c_next is returned before a_next",
        (f"return {OUTPUTS}", "return c_next, a_next, yt_pred, cache"),
    ),
    _mistake(
        "prediction-second",
        "c_next",
        "the prediction is returned before c_next",
        (f"return {OUTPUTS}", "return a_next, yt_pred, c_next, cache"),
    ),
    _cache("cache-before-swapped", "c_prev stands before a_prev in the cache", "a_prev, c_prev", "c_prev, a_prev"),
    _cache("cache-next-swapped", "c_next stands before a_next in the cache", "a_next, c_next", "c_next, a_next"),
    _cache("cache-gates-swapped", "the update gate stands before the forget gate in the cache", "ft, ut", "ut, ft"),
    _cache("cache-candidate-last", "the output gate stands before the candidate in the cache", "cct, ot", "ot, cct"),
    _cache("cache-no-memory", "c_prev is missing in the cache", "c_prev, ", ""),
    _cache("cache-no-parameters", "the parameters are missing in the cache", ", parameters", ""),
    _mistake(
        "memory-overwritten",
        "side_effects",
        "c_prev *= … changes the caller's memory cell",
        (CACHE, CACHE.replace("c_prev", "before")),
        (f"c_next = {MEMORY}", "before = c_prev.copy()\n    c_prev *= ft\n    c_next = c_prev + ut * cct"),
        line="c_prev *= ft",
    ),
    _mistake(
        "double-precision",
        "dtype",
        "the result is always float64: np.zeros makes float64 unless it is told otherwise",
        (f"c_next = {MEMORY}", f"c_next = np.zeros(c_prev.shape) + {MEMORY}"),
    ),
)
