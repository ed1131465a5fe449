"""Known mistakes in ``lstm_forward``."""

from __future__ import annotations

from grader.exercises.gated_forward_mistakes import sequence_mistakes
from grader.exercises.model import Mistake

NAME = "lstm_forward"
CALL = "lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)"
FIRST = "np.zeros_like(a0) if c0 is None else c0"
UNPACKED = "a_next, c_next, yt_pred, cache = "
A, Y, C = (f"np.stack({name}, axis=2)" for name in "ayc")


def _mistake(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"{NAME}.{name}", criterion, says, patches, line=line)


SEQUENCE = (
    *sequence_mistakes(NAME, "a y c"),
    _mistake(
        "memory-from-a0", "c", "the memory cell starts from a0, not from zeros", (FIRST, "a0 if c0 is None else c0")
    ),
    _mistake(
        "c0-ignored", "c0", "c0 is not used: the memory cell always starts from zeros", (FIRST, "np.zeros_like(a0)")
    ),
    _mistake(
        "c0-overwritten",
        "c0",
        "c0[:] = … overwrites the caller's memory cell",
        (FIRST, "np.zeros_like(a0) if c0 is None else c0.copy()"),
        ("y.append(yt_pred)", "y.append(yt_pred)\n        if c0 is not None:\n            c0[:] = c_next"),
        line="c0[:] = c_next",
    ),
    _mistake(
        "memory-not-carried",
        "c",
        "the memory cell is not handed on: every step starts from zeros",
        (CALL, "lstm_cell_forward(x[:, :, t], a_next, np.zeros_like(a0), parameters)"),
    ),
    _mistake(
        "memory-from-hidden-state",
        "c",
        "the hidden state is handed on in place of the memory cell",
        (CALL, "lstm_cell_forward(x[:, :, t], a_next, a_next, parameters)"),
    ),
    _mistake(
        "states-exchanged",
        "a",
        "hidden state and memory cell are exchanged when a step's results are taken",
        (UNPACKED, "c_next, a_next, yt_pred, cache = "),
    ),
    _mistake(
        "states-handed-on-exchanged",
        "a",
        "hidden state and memory cell are exchanged when a step is called",
        (CALL, "lstm_cell_forward(x[:, :, t], c_next, a_next, parameters)"),
    ),
    _mistake(
        "memory-before-prediction",
        "y",
        "the memory cells are returned before the predictions",
        (f"{A}, {Y}, {C}", f"{A}, {C}, {Y}"),
    ),
    _mistake(
        "outputs-swapped", "a", "predictions and hidden states are exchanged", (f"{A}, {Y}, {C}", f"{Y}, {A}, {C}")
    ),
    _mistake("memory-not-returned", "a", "the memory cells are not returned", (f"{Y}, {C}", Y)),
    _mistake("hidden-state-twice", "c", "the hidden states are returned as memory cells as well", (C, A)),
    _mistake(
        "one-array-for-both",
        "a",
        "a and c are one array: what is written to the one stands in the other",
        (f"{A}, {Y}, {C}", f"{C}, {Y}, {C}"),
        line="a = c = np.zeros((n_a, m, T_x))",
    ),
    _mistake(
        "memory-one-behind",
        "c",
        "the memory cells begin with the first one: they are one step behind",
        ("c.append(c_next)", "c.append(cache[3])"),
    ),
)
