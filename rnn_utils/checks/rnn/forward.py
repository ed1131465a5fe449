"""From a step to a sequence: ``rnn_cell_forward``, ``stack_parameters`` and ``rnn_forward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "01_rnn"

STATE = r"a^{\langle t\rangle} = \tanh(W_{aa}a^{\langle t-1\rangle} + W_{ax}x^{\langle t\rangle} + b_a)"
PREDICTION = r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_{ya}a^{\langle t\rangle} + b_y)"

RNN_CELL_FORWARD = Exercise(
    id="rnn_cell_forward",
    assignment=ASSIGNMENT,
    title="one time step forward",
    outputs=(
        Output("a_next", 0, "a_next", ("unit", "example")),
        Output("yt_pred", 1, "yt_pred", ("class", "example")),
        Output("cache", 2, "cache"),
    ),
    criteria=(
        Criterion(
            "a_next",
            "next hidden state",
            4,
            STATE,
            "S3(2)",
            "Three terms are added before the tanh is taken, once. The bias of shape (n_a, 1) "
            "spreads over the batch "
            "by itself.",
        ),
        Criterion(
            "yt_pred",
            "prediction",
            3,
            PREDICTION,
            "S3(2)",
            "Which of the two states does the prediction look at, and along which axis do the classes lie?",
        ),
        Criterion(
            "cache",
            "cache",
            1,
            r"(a^{\langle t\rangle}, a^{\langle t-1\rangle}, x^{\langle t\rangle}, \mathrm{parameters})",
            "S3 §1.2.2",
            "A tuple of four parts; the docstring gives their order.",
        ),
        other_sizes(2, "a_next", "yt_pred"),
        same_dtype(1, "a_next", "yt_pred"),
        no_side_effects(1, "a_next", "yt_pred"),
    ),
)

STACK_PARAMETERS = Exercise(
    id="stack_parameters",
    assignment=ASSIGNMENT,
    title="stacked weights",
    outputs=(
        Output("Wa", "Wa", "Wa", ("unit", "column")),
        Output("ba", "ba", "others"),
        Output("Wya", "Wya", "others"),
        Output("by", "by", "others"),
    ),
    criteria=(
        Criterion(
            "Wa",
            "stacked weight Wa",
            3,
            r"W_a \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}"
            r" = W_{aa}a^{\langle t-1\rangle} + W_{ax}x^{\langle t\rangle}",
            "S3(3), corrected",
            "The first columns of Wa meet the first rows of the stacked vector. Whose rows come first?",
        ),
        Criterion(
            "others",
            "other parameters unchanged",
            1,
            hint="ba, Wya and by go into the new dictionary under their own names.",
            requires=("Wa",),  # else a function that hands back its argument would earn it
        ),
        Criterion(
            "square",
            "case of as many inputs as units",
            1,
            hint="With n_a = n_x every order and every axis fits together; only one of them is right.",
            requires=("Wa",),
        ),
        Criterion(
            "independent",
            "arrays of its own",
            1,
            hint="A change to the stacked parameters must not change the ones that were given: make copies.",
            requires=("Wa", "others"),
        ),
    ),
)

RNN_FORWARD = Exercise(
    id="rnn_forward",
    assignment=ASSIGNMENT,
    title="a whole sequence forward",
    outputs=(
        Output("a", 0, "a", ("unit", "example", "time step")),
        Output("y_pred", 1, "y_pred", ("class", "example", "time step")),
        Output("caches", 2, "caches"),
    ),
    criteria=(
        Criterion(
            "a",
            "hidden states",
            4,
            STATE,
            "S3(2), t = 1 … T_x",
            "The state that one step returns goes into the next one; the first step starts from a0.",
        ),
        Criterion(
            "y_pred",
            "predictions",
            2,
            PREDICTION,
            "S3(2), t = 1 … T_x",
            "Every step writes its prediction at its own place on the last axis.",
        ),
        Criterion(
            "caches",
            "caches",
            2,
            r"([\mathrm{cache}^{\langle 1\rangle}, \ldots, \mathrm{cache}^{\langle T_x\rangle}], x)",
            "S3 §1.2.2",
            "A list with one cache for each step, first step first, and beside it x.",
        ),
        other_sizes(2, "a", "y_pred"),
        same_dtype(1, "a", "y_pred"),
        no_side_effects(1, "a", "y_pred"),
    ),
)
