"""Batches of sentences of unequal lengths: ``reverse_sequences`` and ``sequence_mask``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes
from rnn_utils.checks.model import Criterion, Exercise, Output

TURNED = r"\text{turned}^{(i)\langle t\rangle}"

REVERSE_SEQUENCES = Exercise(
    id="reverse_sequences",
    assignment="05_brnn_deep_rnn",
    title="sentences of unequal lengths",
    outputs=(
        Output("the result", None, "reversed", ("row", "example", "time step"), "reverse_sequences"),
        Output("mask", None, "mask", ("example", "time step"), "sequence_mask"),
    ),
    criteria=(
        Criterion(
            "reversed",
            "sequences turned round",
            4,
            TURNED + r" = x^{(i)\langle T_x^{(i)} + 1 - t\rangle}, \quad t \le T_x^{(i)}",
            "S0",
            "The first step of the result is the last word of each sentence, and that is not the last column. "
            "At which step does that word stand in x? Padding is part of the result, too: it stays where it is.",
        ),
        Criterion(
            "padding",
            "padding left where it is",
            2,
            TURNED + r" = x^{(i)\langle t\rangle}, \quad t > T_x^{(i)}",
            "S0",
            "Behind the end of a sentence the result holds what x holds there.",
            ("reversed",),
        ),
        Criterion(
            "mask",
            "mask of the words",
            3,
            r"\mathrm{mask}_{i,t} = (t \le T_x^{(i)})",
            "S0",
            "Row i of the mask is True at its first lengths[i] steps. Broadcasting compares T_x numbers with m lengths "
            "at once.",
        ),
        other_sizes(1, "reversed", "mask"),
        Criterion(
            "dtype",
            "types of both results",
            1,
            hint="x keeps its dtype, also when it holds integers; the mask holds True and False, not numbers.",
            requires=("reversed", "mask"),
        ),
        no_side_effects(1, "reversed", "mask"),
    ),
    functions=("reverse_sequences", "sequence_mask"),
)
