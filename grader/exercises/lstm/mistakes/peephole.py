"""Known mistakes in ``lstm_peephole_cell_forward`` and ``lstm_peephole_cell_backward``."""

from __future__ import annotations

from grader.exercises.gated_backward_mistakes import candidate_mistakes, derivative_mistakes
from grader.exercises.gated_forward_mistakes import gate_mistakes, prediction_mistakes
from grader.exercises.model import Mistake

NAME = "lstm_peephole_cell_forward"
CACHE = "(a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters)"
MEMORY = "ft * c_prev + ut * cct"
HIDDEN = "ot * np.tanh(c_next)"
CANDIDATE = 'parameters["Wc"] @ stacked + parameters["bc"]'
OUTPUT_GATE = 'sigmoid(parameters["Wo"] @ stacked + parameters["Po"] * c_prev + parameters["bo"])'
SEEN = {gate: f'parameters["P{gate}"] * c_prev' for gate in "fuo"}

DC = "dc_next + da_next * ot * (1 - tanh_c**2)"
DC_PREV = 'dc * ft + sum(parameters["P" + gate] * dz[gate] for gate in "fuo")'
DP = "np.sum(dz[gate] * c_prev, axis=1, keepdims=True)"
DB = "np.sum(dz[gate], axis=1, keepdims=True)"
WEIGHT = "dz[gate] @ stacked.T"

Patch = tuple[str, str]


def _mistake(name: str, criterion: str, says: str, *patches: Patch, line: str = "") -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line)


def _peephole(gate: str, criterion: str, words: str, other: str) -> tuple[Mistake, ...]:
    """Return mistakes in one peephole, forward."""
    right = SEEN[gate]
    return (
        _mistake(
            f"P{gate}-missing",
            criterion,
            f"the peephole of the {words} is missing",
            (f" + {right}", ""),
            line=f'{gate}t = sigmoid(parameters["W{gate}"] @ stacked + parameters["b{gate}"])',
        ),
        _mistake(
            f"P{gate}-copied",
            criterion,
            f"P{other} stands where P{gate} should: a line was copied",
            (right, f'parameters["P{other}"] * c_prev'),
        ),
        _mistake(
            f"P{gate}-on-hidden-state",
            criterion,
            f"the {words} looks through its peephole at a_prev, not at c_prev",
            (right, f'parameters["P{gate}"] * a_prev'),
        ),
        _mistake(
            f"P{gate}-subtracted",
            criterion,
            f"the peephole of the {words} is subtracted",
            (f" + {right}", f" - {right}"),
        ),
    )


def _path(gate: str, words: str) -> Mistake:
    others = "fuo".replace(gate, "")
    return _mistake(
        f"path-{gate}-missing",
        "dc_prev",
        f"the path into c_prev through the peephole of the {words} is missing",
        (DC_PREV, DC_PREV.replace("fuo", others)),
    )


def _gradient(name: str, says: str, wrong: str) -> Mistake:
    return _mistake(name, "dPf", says, (DP, wrong))


FORWARD = (
    *_peephole("f", "c_next", "forget gate", "u"),
    *_peephole("u", "c_next", "update gate", "f"),
    *_peephole("o", "a_next", "output gate", "f"),
    _mistake(
        "no-peepholes",
        "c_next",
        "there are no peepholes: this is the cell without them",
        *((f" + {right}", "") for right in SEEN.values()),
        line='ft = sigmoid(parameters["Wf"] @ stacked + parameters["bf"])',
    ),
    _mistake(
        "output-gate-sees-c-next",
        "a_next",
        "the output gate sees c_next: elsewhere it does, in the notes all three gates see c_prev",
        (f"a_next = {HIDDEN}", f"ot = {OUTPUT_GATE.replace('c_prev', 'c_next')}\n    a_next = {HIDDEN}"),
    ),
    _mistake(
        "candidate-sees-memory",
        "c_next",
        "the candidate has a peephole as well: it is not a gate",
        (CANDIDATE, f"{CANDIDATE} + {SEEN['u']}"),
    ),
    _mistake(
        "outside-the-sigmoid",
        "c_next",
        "the peephole of the forget gate is added outside the sigmoid",
        (f' + {SEEN["f"]} + parameters["bf"])', f' + parameters["bf"]) + {SEEN["f"]}'),
    ),
    _mistake(
        "product-of-matrices",
        "c_next",
        "@ with the peephole adds up all units: each gate sees its own memory cell alone",
        (SEEN["f"], 'parameters["Pf"].T @ c_prev'),
    ),
    _mistake(
        "gates-swapped", "c_next", "forget gate and update gate have changed places", (MEMORY, "ut * c_prev + ft * cct")
    ),
    _mistake("no-tanh", "a_next", "the tanh of the memory cell is missing", (HIDDEN, "ot * c_next")),
    _mistake(
        "cache-before-swapped",
        "cache",
        "c_prev stands before a_prev in the cache",
        (CACHE, CACHE.replace("a_prev, c_prev", "c_prev, a_prev")),
    ),
    _mistake(
        "cache-no-parameters",
        "cache",
        "the parameters are missing in the cache",
        (CACHE, CACHE.replace(", parameters", "")),
    ),
    *gate_mistakes(NAME, "c_next", "ft", "f", "u"),
    *gate_mistakes(NAME, "a_next", "ot", "o", "u"),
    *prediction_mistakes(NAME, "a_prev", "a_next, c_next, yt_pred"),
)

BACKWARD = (
    _mistake(
        "paths-missing",
        "dc_prev",
        "the paths into c_prev through the peepholes are missing",
        (DC_PREV, "dc * ft"),
    ),
    _path("f", "forget gate"),
    _path("u", "update gate"),
    _path("o", "output gate"),
    _mistake(
        "paths-without-weights",
        "dc_prev",
        "the weights P are missing on the paths into c_prev",
        (DC_PREV, 'dc * ft + sum(dz[gate] for gate in "fuo")'),
    ),
    _mistake(
        "peepholes-alone",
        "dc_prev",
        "the path through Γ_f ∗ c_prev is missing in dc_prev",
        (DC_PREV, DC_PREV.removeprefix("dc * ft + ")),
    ),
    _mistake(
        "paths-into-hidden-state",
        "da_prev",
        "the paths of the peepholes lead into da_prev: it is c_prev that they see",
        (DC_PREV, "dc * ft"),
        (
            '"da_prev": dstacked[:n_a]',
            '"da_prev": dstacked[:n_a] + sum(parameters["P" + gate] * dz[gate] for gate in "fuo")',
        ),
    ),
    _gradient("dP-with-c-next", "dP is made with c_next, not with c_prev", DP.replace("c_prev", "c_next")),
    _gradient("dP-with-hidden-state", "dP is made with a_prev, not with c_prev", DP.replace("c_prev", "a_prev")),
    _gradient("dP-without-memory", "the factor c_prev is missing in dP", DB),
    _gradient("dP-flat", "keepdims is missing: dP has lost its second axis", DP.replace(", keepdims=True", "")),
    _gradient("dP-mean", "dP is an average over the examples, not a sum", DP.replace("np.sum", "np.mean")),
    _gradient("dP-not-summed", "dP is not summed over the examples", "dz[gate] * c_prev"),
    _gradient("dP-product", "@ in place of ∗: dP has become a matrix", "dz[gate] @ c_prev.T"),
    _mistake(
        "dPo-with-c-next",
        "dPo",
        "dPo is made with c_next, while the output gate saw c_prev",
        (
            f'gradients["dP" + gate] = {DP}',
            'seen = c_next if gate == "o" else c_prev\n'
            f'        gradients["dP" + gate] = {DP.replace("c_prev", "seen")}',
        ),
    ),
    _mistake(
        "hidden-path-dropped", "dc_prev", "the path through a_next is dropped: dc_next alone goes back", (DC, "dc_next")
    ),
    _mistake(
        "memory-path-dropped",
        "dc_prev",
        "dc_next is dropped: only the path through a_next is there",
        (DC, "da_next * ot * (1 - tanh_c**2)"),
    ),
    *derivative_mistakes(NAME, "dPf", "ft", "forget gate"),
    *derivative_mistakes(NAME, "dPo", "ot", "output gate"),
    *candidate_mistakes(NAME, "weights"),
    _mistake(
        "columns-exchanged",
        "dxt",
        "dxt is made with the first n_x columns of the weights, which belong to a_prev",
        ('"dxt": dstacked[n_a:]', '"dxt": dstacked[: xt.shape[0]].copy()'),
    ),
    _mistake(
        "weights-mean",
        "weights",
        "the gradients of the weights are divided by the number of examples",
        (WEIGHT, f"{WEIGHT} / xt.shape[1]"),
    ),
    _mistake(
        "biases-flat",
        "weights",
        "keepdims is missing: db has lost its second axis",
        (DB, DB.replace(", keepdims=True", "")),
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

PEEPHOLE = (*FORWARD, *BACKWARD)
