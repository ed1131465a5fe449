"""Long short-term memory, forward: ``lstm_cell_forward`` and ``lstm_forward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "04_lstm"

HIDDEN = r"a^{\langle t\rangle} = \Gamma_o \ast \tanh(c^{\langle t\rangle})"
MEMORY = r"c^{\langle t\rangle} = \Gamma_f \ast c^{\langle t-1\rangle} + \Gamma_u \ast \tilde c^{\langle t\rangle}"
PREDICTION = r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{\langle t\rangle} + b_y)"
SOURCE = "S3(10 and after)"

LSTM_CELL_FORWARD = Exercise(
    id="lstm_cell_forward",
    assignment=ASSIGNMENT,
    title="one time step forward",
    outputs=(
        Output("a_next", 0, "a_next", ("unit", "example")),
        Output("c_next", 1, "c_next", ("unit", "example")),
        Output("yt_pred", 2, "yt_pred", ("class", "example")),
        Output("cache", 3, "cache"),
    ),
    criteria=(
        Criterion(
            "a_next",
            "next hidden state",
            5,
            HIDDEN,
            SOURCE,
            "What leaves the cell is the new memory, squeezed by a tanh and let through by a gate.",
        ),
        Criterion(
            "c_next",
            "next memory cell",
            6,
            MEMORY,
            SOURCE,
            "One gate decides what is kept of the old cell, another what is added of the candidate; the two need not "
            "sum to 1. All four products look at [a_prev; xt], in that order, each with its own weight and bias.",
        ),
        Criterion(
            "yt_pred",
            "prediction",
            3,
            PREDICTION,
            SOURCE,
            "Which of the two new states does the outside see?",
        ),
        Criterion(
            "cache",
            "cache",
            2,
            r"(a^{\langle t\rangle}, c^{\langle t\rangle}, a^{\langle t-1\rangle}, c^{\langle t-1\rangle}, \Gamma_f, "
            r"\Gamma_u, \tilde c^{\langle t\rangle}, \Gamma_o, x^{\langle t\rangle}, \mathrm{parameters})",
            SOURCE,
            "A tuple of ten parts; the docstring gives their order.",
        ),
        other_sizes(2, "a_next", "c_next", "yt_pred"),
        same_dtype(1, "a_next", "c_next", "yt_pred"),
        no_side_effects(1, "a_next", "c_next", "yt_pred"),
    ),
)

LSTM_FORWARD = Exercise(
    id="lstm_forward",
    assignment=ASSIGNMENT,
    title="a whole sequence forward",
    outputs=(
        Output("a", 0, "a", ("unit", "example", "time step")),
        Output("y", 1, "y", ("class", "example", "time step")),
        Output("c", 2, "c", ("unit", "example", "time step")),
        Output("caches", 3, "caches"),
    ),
    criteria=(
        Criterion(
            "a",
            "hidden states",
            3,
            HIDDEN,
            "S3(10 and after), t = 1 … T_x",
            "Two states go from step to step: the hidden state starts from a0, the memory cell from zeros.",
        ),
        Criterion(
            "y",
            "predictions",
            2,
            PREDICTION,
            "S3(10 and after), t = 1 … T_x",
            "Every step writes its prediction at its own place on the last axis; the docstring gives the order of the "
            "four results.",
        ),
        Criterion(
            "c",
            "memory cells",
            2,
            MEMORY,
            "S3(10 and after), t = 1 … T_x",
            "The memory cell of every step is kept as well, in an array of its own.",
        ),
        Criterion(
            "caches",
            "caches",
            2,
            r"([\mathrm{cache}^{\langle 1\rangle}, \ldots, \mathrm{cache}^{\langle T_x\rangle}], x)",
            "S3(11)",
            "A list with one cache for each step, first step first, and beside it x.",
        ),
        Criterion(
            "c0",
            "first memory cell that is given",
            2,
            r"c^{\langle 1\rangle} = \Gamma_f \ast c^{\langle 0\rangle} + \Gamma_u \ast \tilde c^{\langle 1\rangle}",
            "S3 §1.4.3",
            "Zeros take its place only where c0 is None.",
            ("a", "c"),
        ),
        other_sizes(2, "a", "y", "c"),
        same_dtype(1, "a", "y", "c"),
        no_side_effects(1, "a", "y", "c"),
    ),
)
