"""From gradients to better weights: ``clip_by_value`` with ``clip_by_norm``, ``sgd_step`` and ``train``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "02_language_model"

CLIP_BY_VALUE = Exercise(
    id="clip_by_value",
    assignment=ASSIGNMENT,
    title="gradients that cannot explode",
    outputs=(
        Output("gradients", None, "value", function="clip_by_value", complete=True),
        Output("shortened gradients", None, "norm", function="clip_by_norm", complete=True),
    ),
    criteria=(
        Criterion(
            "value",
            "gradients clipped by value",
            3,
            r"g_i \leftarrow \min(\max(g_i, -c), c)",
            "S1, S3 §1.4.1",
            "A number beyond the bound is put on the bound, on the side where it was.",
        ),
        Criterion(
            "norm",
            "gradients clipped by norm",
            4,
            r"g \leftarrow \frac{c}{\lVert g\rVert}\,g \quad \text{if}\ \lVert g\rVert > c",
            "S3 §1.4.1",
            "All arrays together are one long vector with one norm, and all are multiplied by the same number.",
        ),
        Criterion(
            "short",
            "short gradients left as they are",
            1,
            hint="A gradient that is shorter than max_norm must not be made longer, and a gradient of zeros stays "
            "one of zeros.",
            requires=("norm",),
        ),
        same_dtype(1, "value", "norm"),
        no_side_effects(2, "value", "norm"),
    ),
    functions=("clip_by_value", "clip_by_norm"),
)

SGD_STEP = Exercise(
    id="sgd_step",
    assignment=ASSIGNMENT,
    title="one step of gradient descent",
    outputs=(Output("parameters", None, "parameters", complete=True),),
    criteria=(
        Criterion(
            "parameters",
            "new parameters",
            4,
            r"\theta \leftarrow \theta - \eta\,\frac{\partial L}{\partial \theta}",
            "S2, the end of the derivation",
            "Every parameter moves against its own gradient, which stands under its name with a d in front. Nothing "
            "else belongs into the new dictionary.",
        ),
        same_dtype(1, "parameters"),
        no_side_effects(1, "parameters"),
    ),
)

TRAIN = Exercise(
    id="train",
    assignment=ASSIGNMENT,
    title="one step of training",
    outputs=(
        Output("loss", 0, "loss"),
        Output("parameters", 1, "parameters", complete=True),
        Output("a_last", 2, "a_last", ("unit", "sentence")),
    ),
    criteria=(
        Criterion(
            "loss",
            "loss before the step",
            1,
            hint="The loss comes out of the forward pass, with the parameters as they were given.",
        ),
        Criterion(
            "parameters",
            "new parameters",
            5,
            r"\theta \leftarrow \theta - \eta\,\frac{\partial L}{\partial \theta}",
            "S2(5-13)",
            "Four functions in a row: forward, backward through the output, backward through time, step. What does "
            "each need from the ones before?",
        ),
        Criterion(
            "clipping",
            "gradients clipped before the step",
            3,
            r"g \leftarrow \frac{c}{\lVert g\rVert}\,g \quad \text{if}\ \lVert g\rVert > c",
            "S3 §1.4.1",
            "Clipping comes before the step, and only the gradients of the parameters belong into the norm: those of "
            "states and inputs do not.",
            ("parameters",),
        ),
        Criterion(
            "a_last",
            "last hidden state",
            1,
            hint="The state after the last step, of shape (n_a, m): the next piece of the text starts from it.",
        ),
        Criterion(
            "previous",
            "text that goes on",
            1,
            hint="previous is handed on to the forward pass.",
            requires=("loss", "parameters"),
        ),
        Criterion(
            "mask",
            "padding that teaches nothing",
            2,
            r"\frac{\partial L}{\partial o^{\langle t\rangle}} = 0 \quad \text{where mask is}\ 0",
            "S2(5), S3(7)",
            "Padding must not count in the loss, nor may a gradient flow back from it. For which y is ŷ − y zero?",
            ("loss", "parameters"),
        ),
        other_sizes(1, "parameters", "a_last"),
        same_dtype(1, "parameters", "a_last"),
        no_side_effects(1, "parameters"),
        Criterion(
            "cost",
            "cost of backpropagation",
            1,
            hint="The gradient comes from the backward functions of assignment 01, once for all parameters. Trying out "
            "each of them costs a forward pass for every single weight.",
            requires=("parameters",),
        ),
    ),
)
