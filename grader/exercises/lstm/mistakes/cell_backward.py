"""Known mistakes in ``lstm_cell_backward``."""

from __future__ import annotations

from grader.exercises.gated_backward_mistakes import bias_mistakes, candidate_mistakes, derivative_mistakes
from grader.exercises.model import Mistake

NAME = "lstm_cell_backward"
DC = "dc_next + da_next * ot * (1 - tanh_c**2)"
FORGET = "dc * c_prev * ft * (1 - ft)"
UPDATE = "dc * cct * ut * (1 - ut)"
CANDIDATE = "dc * ut * (1 - cct**2)"
OUTPUT = "da_next * tanh_c * ot * (1 - ot)"
STACKED = "np.concatenate([a_prev, xt])"
WEIGHT = "dz[gate] @ stacked.T"
DX, DA, DC_PREV = '"dxt": dstacked[n_a:]', '"da_prev": dstacked[:n_a]', '"dc_prev": dc * ft'

# What the note prints: the derivative multiplies the second term alone.
THROUGH_A = "ot * (1 - tanh_c**2) * {} * da_next"
PRINTED_FORGET = f"dc_next * c_prev + {THROUGH_A.format('c_prev')} * ft * (1 - ft)"
PRINTED_UPDATE = f"dc_next * cct + {THROUGH_A.format('cct')} * ut * (1 - ut)"
PRINTED_CANDIDATE = f"dc_next * ut + {THROUGH_A.format('ut')} * cct * (1 - np.tanh(cct) ** 2)"

Patch = tuple[str, str]


def _mistake(name: str, criterion: str, says: str, *patches: Patch, line: str = "") -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line)


def _through_a(name: str, says: str, wrong: str) -> Mistake:
    return _mistake(name, "dc_prev", says, (DC, wrong))


def _copied(one: str, other: str) -> Mistake:
    says = f"{other} is returned as {one}: a line was copied"
    copy = f'gradients["{one}"] = gradients["{other}"].copy()'
    return _mistake(f"{one}-copied", one, says, ("return gradients", f"{copy}\n    return gradients"), line=copy)


CELL = (
    _mistake(
        "brackets-forget",
        "dWf",
        "brackets are missing at the forget gate, as the note prints it: Γ (1 − Γ) multiplies one term only",
        (FORGET, PRINTED_FORGET),
    ),
    _mistake(
        "brackets-update",
        "dWu",
        "brackets are missing at the update gate, as the note prints it: Γ (1 − Γ) multiplies one term only",
        (UPDATE, PRINTED_UPDATE),
    ),
    _mistake(
        "brackets-candidate",
        "dWc",
        "brackets are missing at the candidate: 1 − c̃² multiplies one term only",
        (CANDIDATE, f"dc_next * ut + {THROUGH_A.format('ut')} * (1 - cct**2)"),
    ),
    _mistake(
        "printed-candidate",
        "dWc",
        "the candidate's gradient is the printed one: a factor c̃ too many, and tanh is taken of a tanh",
        (CANDIDATE, PRINTED_CANDIDATE),
    ),
    _mistake(
        "printed",
        "dWf",
        "all gates and the candidate are as the note prints them: brackets are missing",
        (FORGET, PRINTED_FORGET),
        (UPDATE, PRINTED_UPDATE),
        (CANDIDATE, PRINTED_CANDIDATE),
    ),
    _through_a(
        "memory-path-dropped",
        "dc_next is dropped: only the path through a_next is there",
        "da_next * ot * (1 - tanh_c**2)",
    ),
    _through_a("hidden-path-dropped", "the path through a_next is dropped: dc_next alone goes back", "dc_next.copy()"),
    _through_a(
        "no-output-gate", "the factor Γ_o is missing on the path through a_next", "dc_next + da_next * (1 - tanh_c**2)"
    ),
    _through_a("no-tanh-derivative", "the factor 1 − tanh²(c_next) is missing", "dc_next + da_next * ot"),
    _through_a("one-minus-c", "1 − c² in place of 1 − tanh²(c)", "dc_next + da_next * ot * (1 - c_next**2)"),
    _through_a("tanh-twice", "tanh is taken twice of c_next", "dc_next + da_next * ot * (1 - np.tanh(tanh_c) ** 2)"),
    _through_a(
        "squared-bracket", "(1 − tanh c)² in place of 1 − tanh² c", "dc_next + da_next * ot * (1 - tanh_c) ** 2"
    ),
    _through_a(
        "hidden-path-subtracted", "the path through a_next is subtracted", "dc_next - da_next * ot * (1 - tanh_c**2)"
    ),
    _mistake(
        "derivative-at-c-prev",
        "dc_prev",
        "the tanh is taken of c_prev, not of c_next",
        ("np.tanh(c_next)", "np.tanh(c_prev)"),
    ),
    _mistake(
        "dc-prev-without-hidden-path",
        "dc_prev",
        "dc_prev lacks the path through a_next",
        (DC_PREV, '"dc_prev": dc_next * ft'),
    ),
    _mistake("dc-prev-without-gate", "dc_prev", "the factor Γ_f is missing in dc_prev", (DC_PREV, '"dc_prev": dc')),
    _mistake("dc-prev-with-update-gate", "dc_prev", "Γ_u in place of Γ_f in dc_prev", (DC_PREV, '"dc_prev": dc * ut')),
    _mistake(
        "forget-with-candidate",
        "dWf",
        "c̃ stands where c_prev should at the forget gate",
        (FORGET, "dc * cct * ft * (1 - ft)"),
    ),
    _mistake(
        "forget-with-c-next",
        "dWf",
        "c_next stands where c_prev should at the forget gate",
        (FORGET, "dc * c_next * ft * (1 - ft)"),
    ),
    _mistake(
        "update-with-memory",
        "dWu",
        "c_prev stands where c̃ should at the update gate",
        (UPDATE, "dc * c_prev * ut * (1 - ut)"),
    ),
    _mistake(
        "output-no-tanh",
        "dWo",
        "the tanh of c_next is missing at the output gate",
        (OUTPUT, "da_next * c_next * ot * (1 - ot)"),
    ),
    _mistake(
        "output-from-memory",
        "dWo",
        "the output gate gets dc: only da_next reaches it",
        (OUTPUT, "dc * tanh_c * ot * (1 - ot)"),
    ),
    _mistake(
        "candidate-no-gate", "dWc", "the factor Γ_u is missing at the candidate", (CANDIDATE, "dc * (1 - cct**2)")
    ),
    *derivative_mistakes(NAME, "dWf", "ft", "forget gate"),
    *derivative_mistakes(NAME, "dWu", "ut", "update gate"),
    *derivative_mistakes(NAME, "dWo", "ot", "output gate"),
    *candidate_mistakes(NAME, "dWc"),
    _mistake(
        "not-sliced",
        "dxt",
        "the columns of x and a are not cut out, as the note prints it: dxt and da_prev have n_a + n_x rows",
        (DX, '"dxt": dstacked'),
        (DA, '"da_prev": dstacked.copy()'),
    ),
    _mistake(
        "dx-not-sliced",
        "dxt",
        "the columns of x are not cut out: dxt has n_a + n_x rows",
        (DX, '"dxt": dstacked.copy()'),
    ),
    _mistake(
        "columns-exchanged",
        "dxt",
        "da_prev and dxt are cut out of each other's columns: those of a_prev come first, those of xt behind them",
        (DX, '"dxt": dstacked[: xt.shape[0]]'),
        (DA, '"da_prev": dstacked[xt.shape[0] :]'),
    ),
    _mistake(
        "da-without-candidate",
        "da_prev",
        "the candidate's part of da_prev and dxt is missing",
        ("for gate in dz)", 'for gate in "fuo")'),
    ),
    _mistake(
        "da-without-output-gate",
        "da_prev",
        "the output gate's part of da_prev and dxt is missing",
        ("for gate in dz)", 'for gate in "fuc")'),
    ),
    _mistake(
        "da-without-forget-gate",
        "da_prev",
        "the forget gate's part of da_prev and dxt is missing",
        ("for gate in dz)", 'for gate in "uco")'),
    ),
    _mistake(
        "untransposed", "dxt", "the weights are not transposed", ('parameters["W" + gate].T', 'parameters["W" + gate]')
    ),
    _mistake(
        "input-first",
        "dWf",
        "xt stands before a_prev in what dW is made with",
        (STACKED, "np.concatenate([xt, a_prev])"),
    ),
    _mistake(
        "weights-with-memory",
        "dWf",
        "dW is made with c_prev, while the weights acted on a_prev",
        (STACKED, "np.concatenate([c_prev, xt])"),
    ),
    _mistake(
        "weights-mean",
        "dWf",
        "the gradients of the weights are divided by the number of examples",
        (WEIGHT, f"{WEIGHT} / xt.shape[1]"),
    ),
    _mistake(
        "weights-transposed", "dWf", "the gradients of the weights are transposed", (WEIGHT, "stacked @ dz[gate].T")
    ),
    *bias_mistakes(NAME, "dbf", "dz[gate]"),
    _copied("dbo", "dbu"),
    _copied("dbf", "dbu"),
    _copied("dWu", "dWf"),
    _mistake(
        "cache-gates-swapped",
        "dWf",
        "the cache is taken apart in another order: Γ_u for Γ_f",
        ("ft, ut, cct, ot", "ut, ft, cct, ot"),
    ),
    _mistake(
        "cache-states-swapped",
        "dWf",
        "the cache is taken apart in another order: c_prev for a_prev",
        ("a_prev, c_prev,", "c_prev, a_prev,"),
    ),
    _mistake(
        "cache-next-swapped",
        "dc_prev",
        "the cache is taken apart in another order: a_next for c_next",
        ("_, c_next,", "c_next, _,"),
    ),
    _mistake(
        "in-place",
        "side_effects",
        "dc_next += … changes the caller's gradient",
        (f"dc = {DC}", "dc_next += da_next * ot * (1 - tanh_c**2)\n    dc = dc_next.copy()"),
        line="dc_next += da_next * ot * (1 - tanh_c**2)",
    ),
    _mistake(
        "double-precision",
        "dtype",
        "the result is always float64: np.zeros and np.ones make float64 unless they are told otherwise",
        (DC, f"np.zeros(ot.shape) + {DC}"),
    ),
)
