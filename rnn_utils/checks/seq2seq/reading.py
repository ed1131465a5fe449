"""Reading a whole sentence: ``encode`` with ``encode_backward``, and the classifier on top of it."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.parts import cost_of, gradients_of

ASSIGNMENT = "06_seq2seq"

STANDING_STILL = (
    r"a_j^{\langle t\rangle} = \begin{cases} \mathrm{cell}(x_j^{\langle t\rangle}, a_j^{\langle t-1\rangle}) & "
    r"\text{if } \mathrm{mask}_{j,t} = 1 \\ a_j^{\langle t-1\rangle} & \text{otherwise} \end{cases}"
)

ENCODE = Exercise(
    id="encode",
    assignment=ASSIGNMENT,
    title="the encoder",
    outputs=(
        Output("state", 0, "state", (), "encode", complete=True),
        Output("caches", 1, "state", (), "encode", opaque=True),
        *gradients_of("", "gradients", "encode_backward"),
    ),
    criteria=(
        Criterion(
            "state",
            "state after the last token",
            4,
            r"a^{\langle t\rangle} = \mathrm{cell}(x^{\langle t\rangle}, a^{\langle t-1\rangle}), \quad "
            r"a^{\langle 0\rangle} = 0",
            "S4, many to one",
            "Tokens go in one-hot; the state that one step returns goes into the next one; only the last is handed on.",
        ),
        Criterion(
            "mask",
            "padding of shorter sentences",
            3,
            STANDING_STILL,
            "S4, many to one",
            "Where the mask is 0 a sentence is over: its state stands still while others of the batch go on.",
            ("state",),
        ),
        Criterion(
            "cells",
            "every part of the state, for every kind of cell",
            1,
            hint="An LSTM has two arrays in its state. Each begins with zero, and each stands still at padding.",
            requires=("state",),
        ),
        Criterion(
            "gradients",
            "gradients of the weights",
            4,
            r"dW = \sum_t dW^{\langle t\rangle}",
            "S2(9-13)",
            "From the last step to the first: what a step hands back goes into the step before it, and the gradients "
            "of the weights are added up.",
        ),
        Criterion(
            "backward_mask",
            "gradients past padding",
            2,
            hint="Where the state stood still, its gradient is handed on as it is, and the cell has no part in it.",
            requires=("gradients",),
        ),
        other_sizes(1, "state", "gradients"),
        same_dtype(1, "state", "gradients"),
        no_side_effects(1, "state", "gradients"),
        cost_of(1, "gradients"),
    ),
    functions=("encode", "encode_backward"),
)

MANY_TO_ONE_FORWARD = Exercise(
    id="many_to_one_forward",
    assignment=ASSIGNMENT,
    title="one answer to a sentence",
    outputs=(
        Output("y_pred", 0, "y_pred", ("class", "example")),
        Output("caches", 1, "y_pred", opaque=True),
    ),
    criteria=(
        Criterion(
            "y_pred",
            "probabilities of the classes",
            3,
            r"\hat y = g(W_y a^{\langle T_x\rangle} + b_y)",
            "S0, S2",
            "Read the sentence with the encoder; the output looks at the first part of the state that is left.",
        ),
        Criterion(
            "mask",
            "padding of shorter sentences",
            2,
            hint="The encoder knows what to do with a mask, if it gets it.",
            requires=("y_pred",),
        ),
        Criterion(
            "binary",
            "yes or no",
            1,
            hint="With n_y = 1 the output is that of a sigmoid: the given function decides by the shape of Wy.",
            requires=("y_pred",),
        ),
        other_sizes(1, "y_pred"),
        same_dtype(1, "y_pred"),
    ),
)

MANY_TO_ONE_BACKWARD = Exercise(
    id="many_to_one_backward",
    assignment=ASSIGNMENT,
    title="gradients of a classifier of sentences",
    outputs=(
        Output("dWy", "dWy", "output", ("class", "unit")),
        Output("dby", "dby", "output", ("class", "column")),
        *gradients_of("", "cell"),
    ),
    criteria=(
        Criterion(
            "output",
            "gradients of the output",
            3,
            r"dW_y = (\hat y - y)\,{a^{\langle T_x\rangle}}^{\top}",
            "S2(5-7)",
            "output_backward takes sequences: one answer is a sequence of one step.",
        ),
        Criterion(
            "cell",
            "gradients of the cell",
            4,
            r"da^{\langle T_x\rangle} = W_y^{\top}(\hat y - y)",
            "S2(8-13)",
            "The loss reaches the last state alone, and of it the part that the output looked at.",
        ),
        Criterion(
            "answers",
            "one-hot answers, class indices, yes or no",
            1,
            hint="Add the axis of time to y whatever its shape is: output_backward knows the rest.",
            requires=("output", "cell"),
        ),
        other_sizes(1, "output", "cell"),
        same_dtype(1, "output", "cell"),
        no_side_effects(1, "output", "cell"),
        cost_of(1, "output", "cell"),
    ),
)
