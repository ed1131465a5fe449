"""Known mistakes in ``gru_forward``."""

from __future__ import annotations

from grader.exercises.gated_forward_mistakes import sequence_mistakes
from grader.exercises.model import Mistake

SEQUENCE = (
    *sequence_mistakes("gru_forward", "c y"),
    Mistake(
        "gru_forward.outputs-swapped",
        "c",
        "memory cells and predictions are returned in the wrong order",
        (("return np.stack(c, axis=2), np.stack(y, axis=2)", "return np.stack(y, axis=2), np.stack(c, axis=2)"),),
    ),
    Mistake(
        "gru_forward.cells-one-behind",
        "c",
        "the memory cells begin with c0: they are one step behind",
        (("c.append(c_next)", "c.append(cache[1])"),),
    ),
    Mistake(
        "gru_forward.candidates",
        "c",
        "the candidates are returned, not the memory cells",
        (("c.append(c_next)", "c.append(cache[4])"),),
    ),
    Mistake(
        "gru_forward.returns-in-the-loop",
        "c",
        "the return stands inside the loop, which ends after the first time step",
        (("    return np.stack(c, axis=2)", "        return np.stack(c, axis=2)"),),
        hint="What is indented under the for belongs to every step. At which step does your function end?",
    ),
)
