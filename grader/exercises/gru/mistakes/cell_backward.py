"""Known mistakes in ``gru_cell_backward``."""

from __future__ import annotations

from grader.exercises.gated_backward_mistakes import bias_mistakes, candidate_mistakes, derivative_mistakes
from grader.exercises.model import Mistake

NAME = "gru_cell_backward"
UPDATE = "dc_next * (cct - c_prev) * ut * (1 - ut)"
RELEVANCE = "dreset * c_prev * rt * (1 - rt)"
DX = "dstacked[n_a:] + dcandidate[n_a:]"
DC = "dc_next * (1 - ut) + dreset * rt + dstacked[:n_a]"
RESET = "np.concatenate([rt * c_prev, xt]).T"


def _mistake(
    name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = ""
) -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line, hint=hint)


def _averaged(name: str) -> tuple[str, str]:
    return f"np.sum({name}, axis=1, keepdims=True)", f"np.mean({name}, axis=1, keepdims=True)"


SHARED = (
    "One weight and one bias serve all examples, and the loss is a sum over the examples: so what becomes of the "
    "gradients of single examples?"
)


CELL = (
    _mistake(
        "no-direct-path",
        "dc_prev",
        "the direct path into c_prev is missing, through 1 − Γ_u",
        (DC, "dreset * rt + dstacked[:n_a]"),
    ),
    _mistake(
        "no-update-path",
        "dc_prev",
        "the path into c_prev through the update gate is missing",
        (DC, 'dc_next * (1 - ut) + dreset * rt + (parameters["Wr"].T @ dzr)[:n_a]'),
    ),
    _mistake(
        "no-relevance-path",
        "dc_prev",
        "the path into c_prev through the relevance gate is missing",
        (DC, 'dc_next * (1 - ut) + dreset * rt + (parameters["Wu"].T @ dzu)[:n_a]'),
    ),
    _mistake(
        "no-candidate-path",
        "dc_prev",
        "the path into c_prev through the candidate is missing",
        (DC, "dc_next * (1 - ut) + dstacked[:n_a]"),
    ),
    _mistake(
        "direct-path-only",
        "dc_prev",
        "only the direct path into c_prev is there, through 1 − Γ_u",
        (DC, "dc_next * (1 - ut)"),
    ),
    _mistake(
        "candidate-path-unreset",
        "dc_prev",
        "the factor Γ_r is missing on the candidate's path into c_prev",
        (DC, "dc_next * (1 - ut) + dreset + dstacked[:n_a]"),
    ),
    _mistake(
        "direct-path-turned-round",
        "dc_prev",
        "Γ_u in place of 1 − Γ_u on the direct path into c_prev",
        (DC, "dc_next * ut + dreset * rt + dstacked[:n_a]"),
    ),
    _mistake(
        "direct-path-whole",
        "dc_prev",
        "the factor 1 − Γ_u is missing on the direct path into c_prev",
        (DC, "dc_next + dreset * rt + dstacked[:n_a]"),
    ),
    _mistake(
        "dx-without-candidate",
        "dxt",
        "the candidate's part of dxt is missing",
        (DX, "dstacked[n_a:]"),
    ),
    _mistake("dx-without-gates", "dxt", "the gates' part of dxt is missing", (DX, "dcandidate[n_a:].copy()")),
    _mistake(
        "not-sliced",
        "dxt",
        "the columns of x are not cut out: dxt has n_a + n_x rows",
        (DX, "dstacked + dcandidate"),
    ),
    _mistake(
        "columns-exchanged",
        "dxt",
        "dxt is made with the first n_x columns of the weights, which belong to c_prev",
        (DX, "(dstacked + dcandidate)[: xt.shape[0]]"),
    ),
    _mistake(
        "relevance-constant",
        "dWr",
        "the relevance gate is taken for a constant: nothing goes back through it",
        (RELEVANCE, "0 * rt"),
    ),
    _mistake(
        "relevance-straight",
        "dWr",
        "the gradient of the relevance gate is made from dc_next: it has to come through the candidate",
        (RELEVANCE, "dc_next * c_prev * rt * (1 - rt)"),
    ),
    _mistake(
        "relevance-no-memory",
        "dWr",
        "the factor c_prev is missing at the relevance gate",
        (RELEVANCE, "dreset * rt * (1 - rt)"),
    ),
    _mistake(
        "relevance-from-c-next",
        "dWr",
        "c_next stands where c_prev should at the relevance gate",
        ("_, c_prev, ut, rt, cct, xt, parameters = cache", "c_next, c_prev, ut, rt, cct, xt, parameters = cache"),
        (RELEVANCE, "dreset * c_next * rt * (1 - rt)"),
    ),
    _mistake(
        "update-no-memory",
        "dWu",
        "− c_prev is missing at the update gate, which also decides what is kept",
        ("(cct - c_prev)", "cct"),
    ),
    _mistake("update-sign", "dWu", "c_prev − c̃ in place of c̃ − c_prev", ("(cct - c_prev)", "(c_prev - cct)")),
    _mistake("update-plus", "dWu", "c̃ + c_prev in place of c̃ − c_prev", ("(cct - c_prev)", "(cct + c_prev)")),
    _mistake(
        "update-brackets",
        "dWu",
        "brackets are missing: the derivative of the gate multiplies the second term only",
        (UPDATE, "dc_next * cct - dc_next * c_prev * ut * (1 - ut)"),
    ),
    _mistake(
        "candidate-no-gate",
        "dWc",
        "the factor Γ_u is missing at the candidate",
        ("dc_next * ut * (1 - cct**2)", "dc_next * (1 - cct**2)"),
    ),
    _mistake(
        "candidate-gate-turned-round",
        "dWc",
        "1 − Γ_u in place of Γ_u at the candidate",
        ("dc_next * ut * (1 - cct**2)", "dc_next * (1 - ut) * (1 - cct**2)"),
    ),
    _mistake("dWc-unreset", "dWc", "dWc is made with c_prev, while Wc acted on Γ_r ∗ c_prev", (RESET, "stacked.T")),
    _mistake(
        "dWr-with-reset",
        "dWr",
        "dWr is made with Γ_r ∗ c_prev, while Wr acted on c_prev itself",
        ("dzr @ stacked.T", f"dzr @ {RESET}"),
    ),
    _mistake(
        "dWu-with-reset",
        "dWu",
        "dWu is made with Γ_r ∗ c_prev, while Wu acted on c_prev itself",
        ("dzu @ stacked.T", f"dzu @ {RESET}"),
    ),
    _mistake(
        "input-first",
        "dWr",
        "xt stands before c_prev in what the gates' weights are made with",
        ("stacked = np.concatenate([c_prev, xt])", "stacked = np.concatenate([xt, c_prev])"),
    ),
    _mistake("dWr-copied", "dWr", "dWu is returned as dWr: a line was copied", ("dzr @ stacked.T", "dzu @ stacked.T")),
    _mistake("dbr-copied", "dbr", "dbu is returned as dbr: a line was copied", ("np.sum(dzr,", "np.sum(dzu,")),
    _mistake(
        "dWc-mean",
        "dWc",
        "dWc is divided by the number of examples",
        (f"dzc @ {RESET}", f"dzc @ {RESET} / xt.shape[1]"),
    ),
    _mistake(
        "dWc-transposed", "dWc", "dWc is transposed", (f"dzc @ {RESET}", "np.concatenate([rt * c_prev, xt]) @ dzc.T")
    ),
    _mistake("untransposed", "dxt", "Wc is not transposed", ('parameters["Wc"].T @ dzc', 'parameters["Wc"] @ dzc')),
    _mistake(
        "cache-order",
        "dWr",
        "the cache is taken apart in another order: Γ_r for Γ_u",
        ("c_prev, ut, rt, cct", "c_prev, rt, ut, cct"),
    ),
    _mistake(
        "in-place",
        "side_effects",
        "dc_next *= … changes the caller's gradient",
        (DC, "direct + dreset * rt + dstacked[:n_a]"),
        ("    stacked = ", "    dc_next *= 1 - ut\n    direct = dc_next.copy()\n    stacked = "),
        line="dc_next *= 1 - ut",
    ),
    _mistake(
        "double-precision",
        "dtype",
        "the result is always float64: np.zeros and np.ones make float64 unless they are told otherwise",
        (UPDATE, f"np.ones(ut.shape) * {UPDATE}"),
    ),
    _mistake(
        "all-biases-mean",
        "dbr",
        "all gradients of biases are averages over the examples, not sums",
        *map(_averaged, ("dzr", "dzu", "dzc")),
        line="db = np.mean(dz, axis=1, keepdims=True)",
        hint=SHARED,
    ),
    _mistake(
        "everything-mean",
        "dWr",
        "the gradients of weights and biases are averages over the examples, not sums",
        *map(_averaged, ("dzr", "dzu", "dzc")),
        *((f"{dz} @ stacked.T", f"{dz} @ stacked.T / xt.shape[1]") for dz in ("dzr", "dzu")),
        (f"dzc @ {RESET}", f"dzc @ {RESET} / xt.shape[1]"),
        line="dW = dz @ stacked.T / m",
        hint=SHARED,
    ),
    *derivative_mistakes(NAME, "dWu", "ut", "update gate"),
    *derivative_mistakes(NAME, "dWr", "rt", "relevance gate"),
    *candidate_mistakes(NAME, "dWc"),
    *bias_mistakes(NAME, "dbc", "dzc"),
)
