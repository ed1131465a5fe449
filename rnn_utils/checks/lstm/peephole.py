"""Gates that see the memory cell: ``lstm_peephole_cell_forward`` and ``lstm_peephole_cell_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.gated import GATES, cheap, weight_outputs
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "04_lstm"
BACKWARD = "lstm_peephole_cell_backward"
SOURCE = "S3 §1.4.3"

GATE = (
    r"\Gamma = \sigma\left(W \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} "
    r"+ P \ast c^{\langle t-1\rangle} + b\right)"
)
STATES = ("a_next", "c_next")
GRADIENTS = ("dxt", "da_prev", "dc_prev", "weights", "dPf", "dPu", "dPo")


def _peephole(gate: str) -> Criterion:
    return Criterion(
        "dP" + gate,
        f"gradient of P{gate}",
        1,
        rf"dP_{gate} = \sum_{{j=1}}^{{m}} dz_{{{gate},j}} \ast c_j^{{\langle t-1\rangle}}",
        f"{SOURCE}, differentiated",
        f"P{gate} multiplied c_prev element by element inside the {GATES[gate]}; one column serves all examples.",
    )


LSTM_PEEPHOLE = Exercise(
    id="lstm_peephole_cell_forward",
    assignment=ASSIGNMENT,
    title="one time step with peepholes, forward and backward",
    outputs=(
        Output("a_next", 0, "a_next", ("unit", "example")),
        Output("c_next", 1, "c_next", ("unit", "example")),
        Output("yt_pred", 2, "yt_pred", ("class", "example")),
        Output("cache", 3, "cache"),
        Output("dxt", "dxt", "dxt", ("input", "example"), BACKWARD),
        Output("da_prev", "da_prev", "da_prev", ("unit", "example"), BACKWARD),
        Output("dc_prev", "dc_prev", "dc_prev", ("unit", "example"), BACKWARD),
        *weight_outputs("fuco", BACKWARD, "weights"),
        *(Output("dP" + gate, "dP" + gate, "dP" + gate, ("unit", "column"), BACKWARD) for gate in "fuo"),
    ),
    criteria=(
        Criterion(
            "a_next",
            "next hidden state",
            3,
            rf"a^{{\langle t\rangle}} = \Gamma_o \ast \tanh(c^{{\langle t\rangle}}),\quad {GATE}",
            SOURCE,
            "In the note the output gate, too, sees the memory cell from before the step.",
        ),
        Criterion(
            "c_next",
            "next memory cell",
            3,
            r"c^{\langle t\rangle} = \Gamma_f \ast c^{\langle t-1\rangle} + \Gamma_u \ast \tilde c^{\langle t\rangle},"
            rf"\quad {GATE}",
            SOURCE,
            "Each gate gets one more term inside its sigmoid, multiplied element by element. Is the candidate a gate?",
        ),
        Criterion(
            "yt_pred",
            "prediction",
            1,
            r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{\langle t\rangle} + b_y)",
            SOURCE,
            "Peepholes change nothing here.",
        ),
        Criterion(
            "cache",
            "cache",
            1,
            hint="The ten parts of the cell without peepholes; the docstring gives their order.",
            requires=STATES,
        ),
        Criterion(
            "dxt",
            "gradient of the input",
            1,
            r"dx^{\langle t\rangle} = (W_f^{\top} dz_f + W_u^{\top} dz_u + W_c^{\top} dz_c + W_o^{\top} dz_o)_{n_a + 1 "
            r"\ldots n_a + n_x}",
            "S3(13), corrected",
            "As without peepholes: they lead to c_prev, not to the input.",
        ),
        Criterion(
            "da_prev",
            "gradient of the hidden state before",
            1,
            r"da^{\langle t-1\rangle} = (W_f^{\top} dz_f + W_u^{\top} dz_u + W_c^{\top} dz_c + W_o^{\top} dz_o)_{1 "
            r"\ldots n_a}",
            "S3(13), corrected",
            "As without peepholes: they lead to c_prev, not to a_prev.",
        ),
        Criterion(
            "dc_prev",
            "gradient of the memory cell before",
            2,
            r"dc^{\langle t-1\rangle} = dc \ast \Gamma_f + P_f \ast dz_f + P_u \ast dz_u + P_o \ast dz_o",
            f"{SOURCE}, differentiated",
            "c_prev is used in four places now: one without and three with a peephole.",
        ),
        Criterion(
            "weights",
            "gradients of W and b",
            2,
            r"dW = dz \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}^{\top},\quad "
            r"db = \sum_{j=1}^{m} dz_j",
            "S3(12)",
            "As without peepholes: the derivative of a sum by one term does not see the other terms.",
        ),
        *(_peephole(gate) for gate in "fuo"),
        other_sizes(1, *STATES, "yt_pred", *GRADIENTS),
        same_dtype(1, *STATES, "yt_pred", *GRADIENTS),
        no_side_effects(1, *STATES, "yt_pred", *GRADIENTS),
        cheap(1, "dc_prev", "weights"),
    ),
    functions=("lstm_peephole_cell_forward", BACKWARD),
)
