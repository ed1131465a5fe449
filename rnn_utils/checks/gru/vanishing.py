"""How a gradient fades on its way back: ``gradient_norms_through_time``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "03_gru"

GRADIENT_NORMS = Exercise(
    id="gradient_norms_through_time",
    assignment=ASSIGNMENT,
    title="size of the gradient at every step",
    outputs=(Output("norms", None, "norms", ("example", "time step")),),
    criteria=(
        Criterion(
            "norms",
            "norms of the gradients",
            6,
            r"\frac{\partial L}{\partial a^{\langle t-1\rangle}} = W_{aa}^{\top}\, \mathrm{diag}(1 - "
            r"{a^{\langle t\rangle}}^2)\, \frac{\partial L}{\partial a^{\langle t\rangle}}",
            "S2(14), corrected",
            "The last column is the norm of da_last itself. Going one step back is what rnn_cell_backward does "
            "with the cache of that step; each example has a norm of its own.",
        ),
        Criterion(
            "scale",
            "scale of Waa",
            2,
            r"W_{aa} \leftarrow s\, W_{aa}",
            "S2(14), corrected",
            "Another Waa changes the states as well as the way back; and which of the weights is not scaled?",
            ("norms",),
        ),
        other_sizes(2, "norms"),
        same_dtype(1, "norms"),
        no_side_effects(1, "norms"),
    ),
)
