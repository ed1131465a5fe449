"""The gated recurrent unit, backward: ``gru_cell_backward`` and ``gru_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.gated import cheap, summed_criteria, weight_criteria, weight_outputs
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "03_gru"

BEFORE = r"\begin{bmatrix} c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"
RESET = r"\begin{bmatrix} \Gamma_r \ast c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"
STACKED = {"r": BEFORE, "u": BEFORE, "c": RESET}
INSIDE = {
    "r": r"(W_{c}^{\top} dz_c)_{1 \ldots n_a} \ast c^{\langle t-1\rangle} \ast \Gamma_r \ast (1 - \Gamma_r)",
    "u": r"dc^{\langle t\rangle} \ast (\tilde c^{\langle t\rangle} - c^{\langle t-1\rangle}) \ast \Gamma_u \ast (1 - "
    r"\Gamma_u)",
    "c": r"dc^{\langle t\rangle} \ast \Gamma_u \ast (1 - {\tilde c^{\langle t\rangle}}^2)",
}
WEIGHTS = ("dWr", "dbr", "dWu", "dbu", "dWc", "dbc")

GRU_CELL_BACKWARD = Exercise(
    id="gru_cell_backward",
    assignment=ASSIGNMENT,
    title="one time step backward",
    outputs=(
        Output("dxt", "dxt", "dxt", ("input", "example")),
        Output("dc_prev", "dc_prev", "dc_prev", ("unit", "example")),
        *weight_outputs("ruc"),
    ),
    criteria=(
        Criterion(
            "dxt",
            "gradient of the input",
            2,
            r"dx^{\langle t\rangle} = (W_r^{\top} dz_r + W_u^{\top} dz_u + W_c^{\top} dz_c)_{n_a + 1 \ldots n_a + n_x}",
            "S3(9), differentiated",
            "The input goes into both gates and into the candidate. Which columns of each weight act on the input?",
        ),
        Criterion(
            "dc_prev",
            "gradient of the memory cell before",
            5,
            r"dc^{\langle t-1\rangle} = (1 - \Gamma_u) \ast dc^{\langle t\rangle} + (W_r^{\top} dz_r + W_u^{\top} "
            r"dz_u)_{1 \ldots n_a} + \Gamma_r \ast (W_c^{\top} dz_c)_{1 \ldots n_a}",
            "S3(9), differentiated",
            "Follow c_prev with a finger through the forward pass: it is used in four places, so four terms add up.",
        ),
        *weight_criteria(INSIDE, STACKED, (2, 1), "S3(9), differentiated"),
        other_sizes(2, "dxt", "dc_prev", *WEIGHTS),
        same_dtype(1, "dxt", "dc_prev", *WEIGHTS),
        no_side_effects(1, "dxt", "dc_prev", *WEIGHTS),
        cheap(3, "dc_prev", "dWc"),
    ),
)

GRU_BACKWARD = Exercise(
    id="gru_backward",
    assignment=ASSIGNMENT,
    title="backpropagation through time",
    outputs=(
        Output("dx", "dx", "dx", ("input", "example", "time step")),
        Output("dc0", "dc0", "dc0", ("unit", "example")),
        *weight_outputs("ruc"),
    ),
    criteria=(
        Criterion(
            "dx",
            "gradients of the inputs",
            2,
            r"dx^{\langle t\rangle} = (W_r^{\top} dz_r + W_u^{\top} dz_u + W_c^{\top} dz_c)_{n_a + 1 \ldots n_a + n_x}",
            "S2(9-13), with S3(9)",
            "Into each step goes the sum of two gradients: that of its own output, and what the later step hands back.",
        ),
        Criterion(
            "dc0",
            "gradient of the first memory cell",
            2,
            r"dc^{\langle 0\rangle} = (1 - \Gamma_u) \ast dc^{\langle 1\rangle} + \ldots",
            "S2(9-13), with S3(9)",
            "dc0 is what the first step hands back, and on the way back the first step comes last.",
        ),
        *summed_criteria("ruc", STACKED, "S2(9-13), with S3(9)"),
        other_sizes(2, "dx", "dc0", *WEIGHTS),
        same_dtype(1, "dx", "dc0", *WEIGHTS),
        no_side_effects(1, "dx", "dc0", *WEIGHTS),
        cheap(2, "dx", "dWc"),
    ),
)
