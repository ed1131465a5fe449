"""Known mistakes in ``simplified_gru_cell_forward`` and ``gru_cell_forward``."""

from __future__ import annotations

from grader.exercises.gated_forward_mistakes import gate_mistakes, prediction_mistakes
from grader.exercises.gru.mistakes.cell_hints import FULL_HINTS, HINTS
from grader.exercises.gru.mistakes.hinted import hinted
from grader.exercises.model import Mistake
from grader.exercises.patterns import Pattern, filled, pattern

NEXT = "ut * cct + (1 - ut) * c_prev"


def _memory(name: str, says: str, wrong: str) -> Pattern:
    return pattern(name, "c_next", says, (NEXT, wrong))


# What either form allows.
BOTH = (
    _memory("gate-turned-round", "Γ_u and 1 − Γ_u have changed places", "(1 - ut) * cct + ut * c_prev"),
    _memory("nothing-kept", "the old memory cell is missing", "ut * cct"),
    _memory("all-kept", "the factor 1 − Γ_u of the old memory cell is missing", "ut * cct + c_prev"),
    _memory("all-taken", "the factor Γ_u of the candidate is missing", "cct + (1 - ut) * c_prev"),
    _memory("kept-by-the-same-gate", "Γ_u multiplies both terms", "ut * cct + ut * c_prev"),
    _memory("no-gate", "the update gate is not used: the candidate is taken whole", "cct + 0 * ut"),
    _memory("tanh-of-the-cell", "a tanh is taken of the new memory cell, as in an LSTM", f"np.tanh({NEXT})"),
    _memory("old-cell-subtracted", "the old memory cell is subtracted", "ut * cct - (1 - ut) * c_prev"),
    pattern(
        "candidate-sigmoid",
        "c_next",
        "a sigmoid in place of the candidate's tanh",
        ("cct = np.tanh(", "cct = sigmoid("),
    ),
    pattern("candidate-no-tanh", "c_next", "the tanh of the candidate is missing", ("cct = np.tanh(", "cct = (")),
    pattern(
        "candidate-no-bias",
        "c_next",
        "the bias bc is missing",
        (' + parameters["bc"]', ""),
        line='cct = np.tanh(parameters["Wc"] @ $seen)',
    ),
    pattern(
        "candidate-bias-copied",
        "c_next",
        "bu stands where bc should: a line was copied",
        ('parameters["bc"]', 'parameters["bu"]'),
    ),
    pattern(
        "candidate-weight-copied",
        "c_next",
        "Wu stands where Wc should: a line was copied",
        ('parameters["Wc"]', 'parameters["Wu"]'),
    ),
    pattern(
        "gate-input-first",
        "c_next",
        "xt stands before c_prev in what the gates see",
        ("stacked = np.concatenate([c_prev, xt])", "stacked = np.concatenate([xt, c_prev])"),
    ),
    pattern(
        "joined-along-examples",
        "c_next",
        "c_prev and xt are joined along the examples, not along the units",
        ("np.concatenate([c_prev, xt])", "np.concatenate([c_prev, xt], axis=1)"),
    ),
    pattern(
        "cache-states-swapped",
        "cache",
        "c_prev stands before c_next in the cache",
        ("(c_next, c_prev, ut,", "(c_prev, c_next, ut,"),
    ),
    pattern(
        "cache-same-state",
        "cache",
        "c_next stands twice in the cache, c_prev is missing",
        ("(c_next, c_prev, ut,", "(c_next, c_next, ut,"),
    ),
    pattern(
        "cache-no-parameters",
        "cache",
        "the parameters are missing in the cache",
        ("cct, xt, parameters)", "cct, xt)"),
    ),
    pattern(
        "cache-input-first",
        "cache",
        "xt stands first in the cache",
        ("cct, xt, parameters)", "cct, parameters)"),
        ("(c_next, c_prev, ut,", "(xt, c_next, c_prev, ut,"),
    ),
    pattern(
        "outputs-swapped",
        "c_next",
        "prediction and memory cell are returned in the wrong order",
        ("return c_next, yt_pred,", "return yt_pred, c_next,"),
    ),
    pattern(
        "state-overwritten",
        "side_effects",
        "c_prev[:] = … overwrites the caller's memory cell",
        ("(c_next, c_prev, ut,", "(c_next, c_prev.copy(), ut,"),
        ("return c_next,", "c_prev[:] = c_next\n    return c_next,"),
        line="c_prev[:] = c_next",
    ),
    pattern(
        "double-precision",
        "dtype",
        "the result is always float64: np.zeros makes float64 unless it is told otherwise",
        (f"c_next = {NEXT}", f"c_next = np.zeros(c_prev.shape) + {NEXT}"),
    ),
)


def _both(exercise: str, seen: str) -> tuple[Mistake, ...]:
    """Return the mistakes that either form allows; ``seen`` is what its candidate sees."""
    mistakes = (
        *filled(BOTH, exercise, seen=seen),
        *prediction_mistakes(exercise, "c_prev", "c_next, yt_pred"),
        *gate_mistakes(exercise, "c_next", "ut", "u", "c"),
    )
    return hinted(mistakes, HINTS)


SIMPLE = "simplified_gru_cell_forward"
SIMPLE_CACHE = "(c_next, c_prev, ut, cct, xt, parameters)"
FULL = "gru_cell_forward"
FULL_CACHE = "(c_next, c_prev, ut, rt, cct, xt, parameters)"
RESET = "np.concatenate([rt * c_prev, xt])"
UPDATE = 'sigmoid(parameters["Wu"] @ stacked + parameters["bu"])'
RELEVANCE = 'sigmoid(parameters["Wr"] @ stacked + parameters["br"])'


def _simple(name: str, criterion: str, says: str, *patches: tuple[str, str]) -> Mistake:
    return Mistake(f"{SIMPLE}.{name}", criterion, says, patches)


def _full(name: str, criterion: str, says: str, *patches: tuple[str, str]) -> Mistake:
    return Mistake(f"{FULL}.{name}", criterion, says, patches)


SIMPLIFIED = (
    *_both(SIMPLE, "stacked"),
    _simple(
        "weights-exchanged",
        "c_next",
        "Wu and Wc are exchanged",
        ('ut = sigmoid(parameters["Wu"]', 'ut = sigmoid(parameters["Wc"]'),
        ('cct = np.tanh(parameters["Wc"]', 'cct = np.tanh(parameters["Wu"]'),
    ),
    _simple(
        "candidate-without-memory",
        "c_next",
        "the candidate does not see the old memory cell",
        ('parameters["Wc"] @ stacked', 'parameters["Wc"][:, len(c_prev) :] @ xt'),
    ),
    _simple(
        "gate-without-input",
        "c_next",
        "the update gate does not see the input",
        ('parameters["Wu"] @ stacked', 'parameters["Wu"][:, : len(c_prev)] @ c_prev'),
    ),
    _simple(
        "cache-gate-and-candidate-swapped",
        "cache",
        "the candidate stands before the update gate in the cache",
        (SIMPLE_CACHE, "(c_next, c_prev, cct, ut, xt, parameters)"),
    ),
)

OF_FULL = (
    *gate_mistakes(FULL, "c_next", "rt", "r", "u"),
    _full(
        "ut-weight-of-relevance",
        "c_next",
        "Wr stands where Wu should: a line was copied",
        ('parameters["Wu"]', 'parameters["Wr"]'),
    ),
    _full(
        "relevance-after-the-product",
        "c_next",
        "the relevance gate acts after the product with Wc, not on c_prev before it",
        (
            f'parameters["Wc"] @ {RESET}',
            'rt * (parameters["Wc"][:, : len(c_prev)] @ c_prev) + parameters["Wc"][:, len(c_prev) :] @ xt',
        ),
    ),
    _full(
        "relevance-of-everything",
        "c_next",
        "the relevance gate multiplies the whole product, the part of the input as well",
        (f'parameters["Wc"] @ {RESET}', 'rt * (parameters["Wc"] @ stacked)'),
    ),
    _full("no-relevance", "c_next", "the candidate sees c_prev without the relevance gate", (RESET, "stacked")),
    _full("relevance-turned-round", "c_next", "1 − Γ_r in place of Γ_r", ("rt * c_prev", "(1 - rt) * c_prev")),
    _full(
        "relevance-on-the-old-cell",
        "c_next",
        "the relevance gate acts on what is kept as well",
        ("(1 - ut) * c_prev", "(1 - ut) * rt * c_prev"),
    ),
    _full(
        "relevance-as-forget-gate",
        "c_next",
        "Γ_r in place of 1 − Γ_u: that would be a forget gate",
        ("(1 - ut) * c_prev", "rt * c_prev + 0 * ut"),
    ),
    _full(
        "update-sees-the-reset-cell",
        "c_next",
        "the update gate sees Γ_r ∗ c_prev, which only the candidate should",
        ("cct = np.tanh(", f"ut = {UPDATE.replace('stacked', RESET)}\n    cct = np.tanh("),
    ),
    _full(
        "gates-exchanged",
        "c_next",
        "update gate and relevance gate are exchanged",
        (f"ut = {UPDATE}", f"rt = {UPDATE}"),
        (f"rt = {RELEVANCE}", f"ut = {RELEVANCE}"),
    ),
    _full(
        "update-in-place-of-relevance",
        "c_next",
        "the candidate sees Γ_u ∗ c_prev in place of Γ_r ∗ c_prev",
        ("rt * c_prev", "ut * c_prev"),
    ),
    _full(
        "candidate-input-first",
        "c_next",
        "xt stands before Γ_r ∗ c_prev in what the candidate sees",
        (RESET, "np.concatenate([xt, rt * c_prev])"),
    ),
    _full(
        "input-first-everywhere",
        "c_next",
        "xt stands before c_prev everywhere",
        ("np.concatenate([c_prev, xt])", "np.concatenate([xt, c_prev])"),
        (RESET, "np.concatenate([xt, rt * c_prev])"),
    ),
    _full(
        "cache-gates-swapped",
        "cache",
        "the relevance gate stands before the update gate in the cache",
        (FULL_CACHE, "(c_next, c_prev, rt, ut, cct, xt, parameters)"),
    ),
    _full(
        "cache-no-relevance",
        "cache",
        "the relevance gate is missing in the cache",
        (FULL_CACHE, "(c_next, c_prev, ut, cct, xt, parameters)"),
    ),
)

CELL = (*_both(FULL, RESET), *hinted(OF_FULL, FULL_HINTS))
