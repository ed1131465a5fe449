"""Long short-term memory, backward: ``lstm_cell_backward`` and ``lstm_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.gated import cheap, summed_criteria, weight_criteria, weight_outputs
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "04_lstm"

BEFORE = r"\begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"
STACKED = dict.fromkeys("fuco", BEFORE)
# The gradient that reaches the memory cell on both of its ways.
MEMORY = (
    r"dc = dc_{\mathrm{next}} + \Gamma_o \ast (1 - \tanh^2(c^{\langle t\rangle})) \ast da_{\mathrm{next}}"
)
INSIDE = {
    "f": r"dc \ast c^{\langle t-1\rangle} \ast \Gamma_f \ast (1 - \Gamma_f)",
    "u": r"dc \ast \tilde c^{\langle t\rangle} \ast \Gamma_u \ast (1 - \Gamma_u)",
    "c": r"dc \ast \Gamma_u \ast (1 - {\tilde c^{\langle t\rangle}}^2)",
    "o": r"da^{\langle t\rangle} \ast \tanh(c^{\langle t\rangle}) \ast \Gamma_o \ast (1 - \Gamma_o)",
}
WEIGHTS = ("dWf", "dbf", "dWu", "dbu", "dWc", "dbc", "dWo", "dbo")
ALL_PRODUCTS = r"(W_f^{\top} dz_f + W_u^{\top} dz_u + W_c^{\top} dz_c + W_o^{\top} dz_o)"

LSTM_CELL_BACKWARD = Exercise(
    id="lstm_cell_backward",
    assignment=ASSIGNMENT,
    title="one time step backward",
    outputs=(
        Output("dxt", "dxt", "dxt", ("input", "example")),
        Output("da_prev", "da_prev", "da_prev", ("unit", "example")),
        Output("dc_prev", "dc_prev", "dc_prev", ("unit", "example")),
        *weight_outputs("fuco"),
    ),
    criteria=(
        Criterion(
            "dxt",
            "gradient of the input",
            3,
            rf"dx^{{\langle t\rangle}} = {ALL_PRODUCTS}_{{n_a + 1 \ldots n_a + n_x}}",
            "S3(13), corrected",
            "Which columns of each weight act on the input? The others belong to a_prev.",
        ),
        Criterion(
            "da_prev",
            "gradient of the hidden state before",
            3,
            rf"da^{{\langle t-1\rangle}} = {ALL_PRODUCTS}_{{1 \ldots n_a}}",
            "S3(13), corrected",
            "a_prev goes into three gates and the candidate: four products are added, of the columns that act on it.",
        ),
        Criterion(
            "dc_prev",
            "gradient of the memory cell before",
            4,
            rf"dc^{{\langle t-1\rangle}} = dc \ast \Gamma_f,\quad {MEMORY}",
            "S3(13)",
            "The new memory cell reaches the loss on two ways: straight into the next step, and through a_next. "
            "Add up both before going back through the gates.",
        ),
        *weight_criteria(INSIDE, STACKED, (2, 1), "S3(11-12), corrected"),
        other_sizes(1, "dxt", "da_prev", "dc_prev", *WEIGHTS),
        same_dtype(1, "dxt", "da_prev", "dc_prev", *WEIGHTS),
        no_side_effects(1, "dxt", "da_prev", "dc_prev", *WEIGHTS),
        cheap(1, "dc_prev", "dWc"),
    ),
)

LSTM_BACKWARD = Exercise(
    id="lstm_backward",
    assignment=ASSIGNMENT,
    title="backpropagation through time",
    outputs=(
        Output("dx", "dx", "dx", ("input", "example", "time step")),
        Output("da0", "da0", "da0", ("unit", "example")),
        Output("dc0", "dc0", "dc0", ("unit", "example")),
        *weight_outputs("fuco"),
    ),
    criteria=(
        Criterion(
            "dx",
            "gradients of the inputs",
            2,
            rf"dx^{{\langle t\rangle}} = {ALL_PRODUCTS}_{{n_a + 1 \ldots n_a + n_x}}",
            "S2(9-13), with S3(11-13), corrected",
            "Into each step go the gradient of its own output and two that the later step hands back, one for the "
            "hidden state and one for the memory cell.",
        ),
        Criterion(
            "da0",
            "gradient of the first hidden state",
            1,
            rf"da^{{\langle 0\rangle}} = {ALL_PRODUCTS}_{{1 \ldots n_a}},\quad t = 1",
            "S2(9-13), with S3(13), corrected",
            "It is what the first step hands back, which comes last.",
        ),
        Criterion(
            "dc0",
            "gradient of the first memory cell",
            1,
            r"dc^{\langle 0\rangle} = dc \ast \Gamma_f,\quad t = 1",
            "S2(9-13), with S3(13)",
            "It is what the first step hands back, as da0 is.",
        ),
        *summed_criteria("fuco", STACKED, "S2(9-13), with S3(12)"),
        Criterion(
            "dc_last",
            "gradient of the last memory cell that is given",
            2,
            rf"{MEMORY},\quad t = T_x",
            "S3(11), corrected",
            "What carries dc from the later step starts as zeros only where dc_last is None.",
            ("dx", "dc0"),
        ),
        other_sizes(1, "dx", "da0", "dc0", *WEIGHTS),
        same_dtype(1, "dx", "da0", "dc0", *WEIGHTS),
        no_side_effects(1, "dx", "da0", "dc0", *WEIGHTS),
        cheap(1, "dx", "dWc"),
    ),
)
