"""What is in a memory: ``memory_shares``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

MEMORY_SHARES = Exercise(
    id="memory_shares",
    assignment="03_gru",
    title="what the last memory cell is made of",
    outputs=(Output("shares", None, "shares", ("unit", "example", "time step")),),
    criteria=(
        Criterion(
            "shares",
            "shares of the candidates",
            4,
            r"w^{\langle t\rangle} = \Gamma_u^{\langle t\rangle} \ast \prod_{s > t} \left(1 - "
            r"\Gamma_u^{\langle s\rangle}\right)",
            "S3(8), unrolled",
            "The candidate of the last step has met one gate, its own. Which gates has the candidate one step "
            "earlier met, and which of these gates had to be open or shut for it to last?",
        ),
        Criterion(
            "open",
            "gates that are wide open or shut",
            1,
            hint="A gate of 1 writes over all that came before, and one of 0 writes nothing. Is there a division in "
            "your function that may be one by 0?",
            requires=("shares",),
        ),
        other_sizes(1, "shares"),
        same_dtype(1, "shares"),
        no_side_effects(1, "shares"),
    ),
)
