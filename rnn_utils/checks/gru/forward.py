"""The gated recurrent unit, forward: with its update gate alone, in full, and over a sequence."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "03_gru"

MEMORY = (
    r"c^{\langle t\rangle} = \Gamma_u \ast \tilde c^{\langle t\rangle} + (1 - \Gamma_u) \ast c^{\langle t-1\rangle}"
)
SEEN = r"\begin{bmatrix} c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"
RESET = r"\begin{bmatrix} \Gamma_r \ast c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"


def _product(letter: str, column: str) -> str:
    return rf"\left(W_{letter} {column} + b_{letter}\right)"


GATES = {letter: rf"\Gamma_{letter} = \sigma{_product(letter, SEEN)}" for letter in "ur"}
SIMPLIFIED_STEP = rf"{MEMORY},\quad \tilde c^{{\langle t\rangle}} = \tanh{_product('c', SEEN)},\quad {GATES['u']}"
STEP = (
    rf"{MEMORY},\quad \tilde c^{{\langle t\rangle}} = \tanh{_product('c', RESET)},\quad "
    rf"{GATES['u']},\quad {GATES['r']}"
)
PREDICTION = r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y c^{\langle t\rangle} + b_y)"
STEP_OUTPUTS = (
    Output("c_next", 0, "c_next", ("unit", "example")),
    Output("yt_pred", 1, "yt_pred", ("class", "example")),
    Output("cache", 2, "cache"),
)

SIMPLIFIED_GRU_CELL_FORWARD = Exercise(
    id="simplified_gru_cell_forward",
    assignment=ASSIGNMENT,
    title="one time step with an update gate",
    outputs=STEP_OUTPUTS,
    criteria=(
        Criterion(
            "c_next",
            "next memory cell",
            5,
            SIMPLIFIED_STEP,
            "S3(8)",
            "Both the gate and the candidate look at [c_prev; xt], in that order. A gate of 1 takes the candidate, "
            "a gate of 0 keeps the old cell.",
        ),
        Criterion(
            "yt_pred",
            "prediction",
            2,
            PREDICTION,
            "S3(8)",
            "In this unit the memory cell is the hidden state as well. Does the prediction look at the memory cell "
            "before the step, or at the one after it?",
        ),
        Criterion(
            "cache",
            "cache",
            1,
            r"(c^{\langle t\rangle}, c^{\langle t-1\rangle}, \Gamma_u, \tilde c^{\langle t\rangle}, "
            r"x^{\langle t\rangle}, \mathrm{parameters})",
            "S3(8)",
            "The cache is a tuple of six parts; the docstring gives their order.",
        ),
        other_sizes(2, "c_next", "yt_pred"),
        same_dtype(1, "c_next", "yt_pred"),
        no_side_effects(1, "c_next", "yt_pred"),
    ),
)

GRU_CELL_FORWARD = Exercise(
    id="gru_cell_forward",
    assignment=ASSIGNMENT,
    title="one time step of the full unit",
    outputs=STEP_OUTPUTS,
    criteria=(
        Criterion(
            "c_next",
            "next memory cell",
            7,
            STEP,
            "S3(9)",
            "Both gates look at [c_prev; xt] as it is; the candidate sees another column. Where does the relevance "
            "gate act: before the product with Wc, or after it?",
        ),
        Criterion(
            "yt_pred",
            "prediction",
            3,
            PREDICTION,
            "S3(9)",
            "In this unit the memory cell is the hidden state as well. Does the prediction look at the memory cell "
            "before the step, or at the one after it?",
        ),
        Criterion(
            "cache",
            "cache",
            2,
            r"(c^{\langle t\rangle}, c^{\langle t-1\rangle}, \Gamma_u, \Gamma_r, \tilde c^{\langle t\rangle}, "
            r"x^{\langle t\rangle}, \mathrm{parameters})",
            "S3(9)",
            "The cache is a tuple of seven parts; the docstring gives their order.",
        ),
        other_sizes(2, "c_next", "yt_pred"),
        same_dtype(1, "c_next", "yt_pred"),
        no_side_effects(1, "c_next", "yt_pred"),
    ),
)

GRU_FORWARD = Exercise(
    id="gru_forward",
    assignment=ASSIGNMENT,
    title="a whole sequence forward",
    outputs=(
        Output("c", 0, "c", ("unit", "example", "time step")),
        Output("y", 1, "y", ("class", "example", "time step")),
        Output("caches", 2, "caches"),
    ),
    criteria=(
        Criterion(
            "c",
            "memory cells",
            4,
            MEMORY,
            "S3(9), t = 1 … T_x",
            "The cell that one step returns goes into the next one; the first step starts from c0.",
        ),
        Criterion(
            "y",
            "predictions",
            3,
            PREDICTION,
            "S3(9), t = 1 … T_x",
            "Every step writes its prediction at its own place on the last axis.",
        ),
        Criterion(
            "caches",
            "caches",
            2,
            r"([\mathrm{cache}^{\langle 1\rangle}, \ldots, \mathrm{cache}^{\langle T_x\rangle}], x)",
            "S3(9)",
            "caches is a tuple: a list with one cache for each step, the first step first, and beside that list x.",
        ),
        other_sizes(2, "c", "y"),
        same_dtype(1, "c", "y"),
        no_side_effects(1, "c", "y"),
    ),
)
