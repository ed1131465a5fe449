"""Backpropagation through time: ``output_backward``, ``rnn_cell_backward`` and ``rnn_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "01_rnn"

COST = Criterion(
    "cost",
    "time of backpropagation",
    1,
    hint="Backpropagation costs about as much as the forward pass. Trying out each weight costs a "
    "forward pass for each "
    "of them: it is how gradients are checked, not how they are computed.",
)

OUTPUT_BACKWARD = Exercise(
    id="output_backward",
    assignment=ASSIGNMENT,
    title="gradient of the output layer",
    outputs=(
        Output("dWya", "dWya", "dWya", ("class", "unit")),
        Output("dby", "dby", "dby", ("class", "column")),
        Output("da", "da", "da", ("unit", "example", "time step")),
        Output("dWy", "dWy", "gated", ("class", "unit")),
    ),
    criteria=(
        Criterion(
            "dWya",
            "gradient of the output weights",
            2,
            r"dW_{ya} = \sum_t (\hat y^{\langle t\rangle} - y^{\langle t\rangle})\,{a^{\langle "
            r"t\rangle}}^{\top}",
            "S2(5-7)",
            "The weights are the same at every step, so their gradients are added up over time and examples.",
        ),
        Criterion(
            "dby",
            "gradient of the output bias",
            2,
            r"db_y = \sum_t \sum_j (\hat y_j^{\langle t\rangle} - y_j^{\langle t\rangle})",
            "S2(5-7)",
            "It has the shape of by itself, (n_y, 1).",
        ),
        Criterion(
            "da",
            "gradient of the hidden states",
            2,
            r"da^{\langle t\rangle} = W_{ya}^{\top}(\hat y^{\langle t\rangle} - y^{\langle t\rangle})",
            "S2(10)",
            "Each step has its own: nothing is added up here.",
        ),
        Criterion(
            "indices",
            "answers given as class indices",
            1,
            hint="Turn indices into one-hot vectors first.",
            requires=("dWya", "dby", "da"),
        ),
        Criterion(
            "gated",
            "output weights named Wy",
            1,
            hint="Look which of the two names is in the parameters; the gradient is named after it.",
            requires=("dWya",),
        ),
        other_sizes(1, "dWya", "dby", "da"),
        no_side_effects(1, "dWya", "dby", "da"),
    ),
)

RNN_CELL_BACKWARD = Exercise(
    id="rnn_cell_backward",
    assignment=ASSIGNMENT,
    title="one time step backward",
    outputs=(
        Output("dxt", "dxt", "dxt", ("input", "example")),
        Output("da_prev", "da_prev", "da_prev", ("unit", "example")),
        Output("dWax", "dWax", "dWax", ("unit", "input")),
        Output("dWaa", "dWaa", "dWaa", ("unit", "unit before")),
        Output("dba", "dba", "dba", ("unit", "column")),
    ),
    criteria=(
        Criterion(
            "dxt",
            "gradient of the input",
            2,
            r"dx^{\langle t\rangle} = W_{ax}^{\top} dz,\quad "
            r"dz = (1 - {a^{\langle t\rangle}}^2) \ast da^{\langle t\rangle}",
            "S3 §1.2.2, corrected",
            "It has the shape of xt. With dz = (1 − a²) ∗ da_next, which product gives that shape?",
        ),
        Criterion(
            "da_prev",
            "gradient of the state before",
            3,
            r"da^{\langle t-1\rangle} = W_{aa}^{\top} dz",
            "S3 §1.2.2",
            "The derivative of tanh(z), written with a = tanh(z), is 1 − a²; going back turns the matrix round.",
        ),
        Criterion(
            "dWax",
            "gradient of Wax",
            2,
            r"dW_{ax} = dz\,{x^{\langle t\rangle}}^{\top},\quad dz = (1 - {a^{\langle t\rangle}}^2) "
            r"\ast da^{\langle t\rangle}",
            "S3 §1.2.2, corrected",
            "The product with xᵀ already sums over the examples; there is no average.",
        ),
        Criterion(
            "dWaa",
            "gradient of Waa",
            2,
            r"dW_{aa} = dz\,{a^{\langle t-1\rangle}}^{\top}",
            "S3 §1.2.2",
            "Which of the two states did Waa act on?",
        ),
        Criterion(
            "dba",
            "gradient of the bias",
            2,
            r"db_a = \sum_{j=1}^{m} dz_j",
            "S3 §1.2.2",
            "One bias serves all examples; the sum keeps the shape (n_a, 1).",
        ),
        other_sizes(1, "dxt", "da_prev", "dWax", "dWaa", "dba"),
        same_dtype(1, "dxt", "da_prev", "dWax", "dWaa", "dba"),
        no_side_effects(1, "dxt", "da_prev", "dWax", "dWaa", "dba"),
        Criterion(COST.id, COST.title, COST.points, hint=COST.hint, requires=("da_prev", "dWaa")),
    ),
)

RNN_BACKWARD = Exercise(
    id="rnn_backward",
    assignment=ASSIGNMENT,
    title="backpropagation through time",
    outputs=(
        Output("dx", "dx", "dx", ("input", "example", "time step")),
        Output("da0", "da0", "da0", ("unit", "example")),
        Output("dWax", "dWax", "dWax", ("unit", "input")),
        Output("dWaa", "dWaa", "dWaa", ("unit", "unit before")),
        Output("dba", "dba", "dba", ("unit", "column")),
    ),
    criteria=(
        Criterion(
            "dx",
            "gradients of the inputs",
            2,
            r"dx^{\langle t\rangle} = W_{ax}^{\top} dz^{\langle t\rangle}",
            "S2(9-13)",
            "Into each step goes the sum of two gradients: that of its own output, and what the later step hands back.",
        ),
        Criterion(
            "da0",
            "gradient of the first state",
            1,
            r"da^{\langle 0\rangle} = W_{aa}^{\top} dz^{\langle 1\rangle}",
            "S2(9-13)",
            "It is what the first step hands back, which comes last.",
        ),
        Criterion(
            "dWax",
            "gradient of Wax",
            2,
            r"dW_{ax} = \sum_{t} dz^{\langle t\rangle}\,{x^{\langle t\rangle}}^{\top}",
            "S2(12)",
            "The same weights work at every step: their gradients are added up over all steps.",
        ),
        Criterion(
            "dWaa",
            "gradient of Waa",
            2,
            r"dW_{aa} = \sum_{t} dz^{\langle t\rangle}\,{a^{\langle t-1\rangle}}^{\top}",
            "S2(13)",
            "The same weights work at every step: their gradients are added up over all steps.",
        ),
        Criterion(
            "dba",
            "gradient of the bias",
            1,
            r"db_a = \sum_{t} \sum_{j} dz_j^{\langle t\rangle}",
            "S2(11)",
            "The gradient of a bias is added up over all steps, in the shape (n_a, 1).",
        ),
        other_sizes(1, "dx", "da0", "dWax", "dWaa", "dba"),
        same_dtype(1, "dx", "da0", "dWax", "dWaa", "dba"),
        no_side_effects(1, "dx", "da0", "dWax", "dWaa", "dba"),
        Criterion(COST.id, COST.title, COST.points, hint=COST.hint, requires=("dx", "dWaa")),
    ),
)
