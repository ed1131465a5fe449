"""Reading in both directions: ``brnn_forward`` with ``brnn_layer_forward``, and ``brnn_backward``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.parts import cost_of, gradients_of

ASSIGNMENT = "05_brnn_deep_rnn"

STATES = ("unit", "example", "time step")
FORWARD = (
    r"\overrightarrow{a}^{\langle t\rangle} = \tanh(\overrightarrow{W}_a[\overrightarrow{a}^{\langle t-1\rangle}; "
    + (r"x^{\langle t\rangle}] + \overrightarrow{b}_a)\quad \text{(plain cell)}")
)
BACKWARD = (
    r"\overleftarrow{a}^{\langle t\rangle} = \tanh(\overleftarrow{W}_a[\overleftarrow{a}^{\langle t+1\rangle}; "
    + (r"x^{\langle t\rangle}] + \overleftarrow{b}_a)\quad \text{(plain cell)}")
)
PREDICTION = r"\hat y^{\langle t\rangle} = \mathrm{softmax}(W_y[\overrightarrow{a}^{\langle t\rangle}; " + (
    r"\overleftarrow{a}^{\langle t\rangle}] + b_y)"
)

BRNN_FORWARD = Exercise(
    id="brnn_forward",
    assignment=ASSIGNMENT,
    title="a network that reads both ways",
    outputs=(
        Output("a", 0, "forward", STATES, "brnn_forward"),
        Output("y_pred", 1, "y_pred", ("class", "example", "time step"), "brnn_forward"),
        Output("caches", 2, "forward", (), "brnn_forward", opaque=True),
        Output("a of the layer", 0, "layer", STATES, "brnn_layer_forward"),
        Output("caches of the layer", 1, "layer", (), "brnn_layer_forward", opaque=True),
    ),
    criteria=(
        Criterion(
            "forward",
            "states of the forward part",
            4,
            FORWARD,
            "S1, S3(14)",
            "The forward states are the first n_a rows of a, made with a0[0] and the weights whose names end in "
            "_forward.",
        ),
        Criterion(
            "backward",
            "states of the backward part",
            5,
            BACKWARD,
            "S1, S3(14)",
            "The backward states are the last n_a rows of a. The backward part reads each sentence from its last word; "
            "what it knew when it read word t belongs to step t. So something is turned round twice.",
        ),
        Criterion(
            "y_pred",
            "predictions",
            3,
            PREDICTION,
            "S3(14)",
            "Wy has 2 n_a columns: the prediction sees both halves of a at once.",
        ),
        Criterion(
            "padding",
            "sentences of unequal lengths",
            4,
            r"a^{(i)\langle t\rangle} = 0, \quad t > T_x^{(i)}",
            "S0",
            "The backward part begins at the last word of each sentence, not at its padding; at padding both halves "
            "are zero.",
            ("forward", "backward"),
        ),
        Criterion(
            "layer",
            "layer without outputs",
            1,
            hint="brnn_layer_forward returns two values, the states and the caches; brnn_forward adds the outputs.",
        ),
        Criterion(
            "cells",
            "other kinds of cell",
            2,
            hint="Hand the name of the cell on to the functions that run a layer; both directions use the same kind.",
            requires=("forward", "backward", "y_pred"),
        ),
        other_sizes(1, "forward", "backward", "y_pred"),
        same_dtype(1, "forward", "backward", "y_pred"),
        no_side_effects(1, "forward", "backward", "y_pred"),
    ),
    functions=("brnn_forward", "brnn_layer_forward"),
)

GRADIENTS = ("dx", "da0", "weights_forward", "weights_backward")

BRNN_BACKWARD = Exercise(
    id="brnn_backward",
    assignment=ASSIGNMENT,
    title="backpropagation in both directions",
    outputs=(
        Output("dx", "dx", "dx", ("input", "example", "time step")),
        Output("da0", "da0", "da0", ("direction", "unit", "example")),
        *gradients_of("forward", "weights_forward"),
        *gradients_of("backward", "weights_backward"),
    ),
    criteria=(
        Criterion(
            "dx",
            "gradients of the inputs",
            4,
            r"dx^{\langle t\rangle} = \overrightarrow{dx}^{\langle t\rangle} + \overleftarrow{dx}^{\langle t\rangle}",
            "S3(14), differentiated",
            "Every word is read twice, so two gradients reach it. At which step does each of them stand?",
        ),
        Criterion(
            "da0",
            "gradients of the first states",
            2,
            hint="da0 holds a gradient for each direction, stacked as a0 is: the forward part first.",
        ),
        Criterion(
            "weights_forward",
            "gradients of the forward weights",
            3,
            r"\overrightarrow{dW} = \sum_t \frac{\partial L^{\langle t\rangle}}{\partial \overrightarrow{W}}",
            "S3(14), differentiated",
            "The first n_a rows of da belong to the forward part; its gradients are named as its weights are, "
            "dW…_forward.",
        ),
        Criterion(
            "weights_backward",
            "gradients of the backward weights",
            4,
            r"\overleftarrow{dW} = \sum_t \frac{\partial L^{\langle t\rangle}}{\partial \overleftarrow{W}}",
            "S3(14), differentiated",
            "The backward part ran over the sentence turned round: in which order does it need its gradients?",
        ),
        Criterion(
            "padding",
            "gradient at padding",
            1,
            hint="At padding a was set to zero, whatever came out of the cells: nothing flows back from there.",
            requires=GRADIENTS,
        ),
        other_sizes(1, *GRADIENTS),
        same_dtype(1, *GRADIENTS),
        no_side_effects(1, *GRADIENTS),
        cost_of(1, *GRADIENTS),
    ),
)
