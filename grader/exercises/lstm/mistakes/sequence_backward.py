"""Known mistakes in ``lstm_backward``."""

from __future__ import annotations

from grader.exercises.gated_backward_mistakes import through_time_mistakes
from grader.exercises.model import Mistake

NAME = "lstm_backward"
CARRY = 'da_later, dc_later = gradients["da_prev"], gradients["dc_prev"]'
STEP = "lstm_cell_backward(da[:, :, t] + da_later, dc_later, steps[t])"
FIRST = "np.zeros_like(da_later) if dc_last is None else dc_last"
KEEP = '"dc0": dc_later'


def _mistake(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line)


SEQUENCE = (
    *through_time_mistakes(NAME, "a"),
    _mistake(
        "memory-not-carried",
        "dx",
        "the gradient of the memory cell is never carried back",
        (CARRY, 'da_later, dc_first = gradients["da_prev"], gradients["dc_prev"]'),
        (KEEP, '"dc0": dc_first'),
    ),
    _mistake(
        "not-carried",
        "dx",
        "what a step hands back is not kept: da_later and dc_later stay as they were",
        (CARRY, CARRY.replace("_later", "_before")),
    ),
    _mistake(
        "nothing-carried",
        "dx",
        "no gradient is carried back: each step is taken by itself",
        (STEP, "lstm_cell_backward(da[:, :, t], np.zeros_like(dc_later), steps[t])"),
    ),
    _mistake(
        "carried-exchanged",
        "dx",
        "the gradients of hidden state and memory cell are exchanged on the way back",
        (CARRY, 'da_later, dc_later = gradients["dc_prev"], gradients["da_prev"]'),
    ),
    _mistake(
        "memory-from-hidden-state",
        "dx",
        "the gradient of the hidden state is carried back as that of the memory cell",
        (CARRY, 'da_later, dc_later = gradients["da_prev"], gradients["da_prev"].copy()'),
    ),
    _mistake(
        "memory-sum",
        "dx",
        "the gradient of the memory cell is added up over all later steps: a step hands back all of it",
        (CARRY, f"before = dc_later\n        {CARRY}\n        dc_later = dc_later + before"),
    ),
    _mistake("dc0-zero", "dc0", "dc0 stays zero", (KEEP, '"dc0": np.zeros_like(dc_later)')),
    _mistake(
        "dc0-missing",
        "dc0",
        "dc0 is not returned",
        (f"{KEEP}, ", ""),
        line='return {"dx": dx, "da0": da_later, **weights}',
    ),
    _mistake("dc0-is-da0", "dc0", "da0 is returned as dc0", (KEEP, '"dc0": da_later.copy()')),
    _mistake(
        "no-output-gate",
        "dWo",
        "the gradients of the output gate are never added up: they stay zero",
        (("for name in weights:"), "for name in list(weights)[:6]:"),
    ),
    _mistake("dc-last-ignored", "dc_last", "dc_last is not used", (FIRST, "np.zeros_like(da_later)")),
    _mistake(
        "dc-last-everywhere",
        "dc_last",
        "dc_last goes into every step, while it reaches the last memory cell alone",
        (STEP, STEP.replace("dc_later", "dc_later + (0 if dc_last is None or t == da.shape[2] - 1 else dc_last)")),
    ),
    _mistake(
        "dc-last-as-hidden",
        "dc_last",
        "dc_last is added to the gradient of the last hidden state, not to that of the memory cell",
        (FIRST, "np.zeros_like(da_later)"),
        (STEP, STEP.replace("da_later,", "da_later + (0 if dc_last is None or t < da.shape[2] - 1 else dc_last),")),
    ),
    _mistake(
        "dc-last-overwritten",
        "dc_last",
        "dc_later[:] = … writes into the caller's dc_last",
        (CARRY, 'da_later = gradients["da_prev"]\n        dc_later[:] = gradients["dc_prev"]'),
    ),
)
