"""Networks of several layers: ``deep_rnn_forward`` and ``deep_rnn_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.parts import cost_of, gradients_of

ASSIGNMENT = "05_brnn_deep_rnn"

LAYER = (
    r"a^{[l]\langle t\rangle} = \tanh(W_a^{[l]}[a^{[l]\langle t-1\rangle}; a^{[l-1]\langle t\rangle}] + b_a^{[l]})"
    r"\quad \text{(plain cell)}"
)

DEEP_RNN_FORWARD = Exercise(
    id="deep_rnn_forward",
    assignment=ASSIGNMENT,
    title="several layers",
    outputs=(
        Output("a", 0, "a", ("unit", "example", "time step")),
        Output("y_pred", 1, "y_pred", ("class", "example", "time step")),
        Output("caches", 2, "a", opaque=True),
    ),
    criteria=(
        Criterion(
            "a",
            "states of the highest layer",
            4,
            LAYER,
            "S1, S3 §1.6",
            "What one layer returns is what the next one reads. Each layer has weights and a first state of its own.",
        ),
        Criterion(
            "y_pred",
            "predictions",
            2,
            r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{[L]\langle t\rangle} + b_y)",
            "S1, S3 §1.6",
            "Only the highest layer is asked for outputs.",
        ),
        Criterion(
            "layers",
            "any number of layers",
            2,
            hint="How many layers there are stands in the shape of a0: one layer makes a network too, and so do three.",
            requires=("a",),
        ),
        Criterion(
            "cells",
            "other kinds of cell",
            1,
            hint="Hand the name of the cell on to the function that runs a layer.",
            requires=("a",),
        ),
        other_sizes(1, "a", "y_pred"),
        same_dtype(1, "a", "y_pred"),
        no_side_effects(1, "a", "y_pred"),
    ),
)

GRADIENTS = ("dx", "da0", "highest", "lower")

DEEP_RNN_BACKWARD = Exercise(
    id="deep_rnn_backward",
    assignment=ASSIGNMENT,
    title="backpropagation through layers",
    outputs=(
        Output("dx", "dx", "dx", ("input", "example", "time step")),
        Output("da0", "da0", "da0", ("layer", "unit", "example")),
        *gradients_of("3", "highest"),
        *gradients_of("2", "lower"),
        *gradients_of("1", "lower"),
    ),
    criteria=(
        Criterion(
            "highest",
            "gradients of the highest layer",
            3,
            hint="The highest layer is gone back through first, with da itself; its gradients carry its number, dW…_L.",
        ),
        Criterion(
            "lower",
            "gradients of the layers below",
            4,
            r"da^{[l-1]\langle t\rangle} = dx^{[l]\langle t\rangle}",
            "S3 §1.6, differentiated",
            "What a layer reads are the states of the layer below: so what is its dx to that layer?",
        ),
        Criterion(
            "dx",
            "gradients of the inputs",
            3,
            r"dx^{\langle t\rangle} = dx^{[1]\langle t\rangle}",
            "S3 §1.6, differentiated",
            "The inputs are read by the lowest layer.",
        ),
        Criterion(
            "da0",
            "gradients of the first states",
            2,
            hint="da0 holds a gradient for each layer, the lowest first, as in a0. On the way back you meet the layers "
            "in the other order.",
        ),
        other_sizes(1, *GRADIENTS),
        same_dtype(1, *GRADIENTS),
        no_side_effects(1, *GRADIENTS),
        cost_of(1, *GRADIENTS),
    ),
)
