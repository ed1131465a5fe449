"""Several layers, each in both directions: ``deep_brnn_forward`` and ``deep_brnn_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.parts import cost_of, gradients_of

FORWARD, BACKWARD = "deep_brnn_forward", "deep_brnn_backward"
MOST_LAYERS = 3

GRADIENTS = ("dx", "da0", "weights")

DEEP_BRNN_FORWARD = Exercise(
    id=FORWARD,
    assignment="05_brnn_deep_rnn",
    title="several layers that read both ways",
    outputs=(
        Output("a", 0, "a", ("unit", "example", "time step"), FORWARD),
        Output("y_pred", 1, "y_pred", ("class", "example", "time step"), FORWARD),
        Output("caches", 2, "a", (), FORWARD, opaque=True),
        Output("dx", "dx", "dx", ("input", "example", "time step"), BACKWARD),
        Output("da0", "da0", "da0", ("layer", "direction", "unit", "example"), BACKWARD),
        *[
            output
            for layer in range(MOST_LAYERS, 0, -1)
            for way in ("forward", "backward")
            for output in gradients_of(f"{way}_{layer}", "weights", BACKWARD)
        ],
    ),
    criteria=(
        Criterion(
            "a",
            "states of the highest layer",
            4,
            r"a^{[l]\langle t\rangle} = [\overrightarrow{a}^{[l]\langle t\rangle}; "
            r"\overleftarrow{a}^{[l]\langle t\rangle}]",
            "S1",
            "Every layer joins its two directions before the next one reads them, in both directions again.",
        ),
        Criterion(
            "y_pred",
            "predictions",
            2,
            r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{[L]\langle t\rangle} + b_y)",
            "S1, S3(14)",
            "The predictions are made once, above the highest layer.",
        ),
        Criterion(
            "padding",
            "sentences of unequal lengths",
            2,
            hint="Every layer has to know the lengths, forward and back.",
            requires=("a",),
        ),
        Criterion(
            "cells",
            "other kinds of cell, other numbers of layers",
            1,
            hint="The kind of cell goes to every layer; how many layers there are stands in the shape of a0.",
            requires=("a",),
        ),
        Criterion(
            "dx",
            "gradients of the inputs",
            2,
            r"da^{[l-1]\langle t\rangle} = dx^{[l]\langle t\rangle}",
            "S3(14) and §1.6, differentiated",
            "From the highest layer down: the dx of one layer is the da of the layer below.",
        ),
        Criterion(
            "da0",
            "gradients of the first states",
            2,
            hint="da0 is stacked as a0 is: the lowest layer first, and in each layer the forward part first.",
        ),
        Criterion(
            "weights",
            "gradients of the weights",
            3,
            hint="Each layer's gradients get its number behind the name of the direction: dW…_forward_2.",
        ),
        other_sizes(1, "a", "y_pred", *GRADIENTS),
        same_dtype(1, "a", "y_pred", *GRADIENTS),
        no_side_effects(1, "a", "y_pred", *GRADIENTS),
        cost_of(1, *GRADIENTS),
    ),
    functions=(FORWARD, BACKWARD),
)
