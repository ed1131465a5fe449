"""Words to vectors and scores to probabilities: ``one_hot`` and ``softmax``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "01_rnn"

ONE_HOT = Exercise(
    id="one_hot",
    assignment=ASSIGNMENT,
    title="one-hot vectors",
    outputs=(Output("the result", None, "values"),),
    criteria=(
        Criterion(
            "values",
            "one-hot columns of a list of indices",
            2,
            r"o_{k,i} = \begin{cases} 1 & \text{if } k = \mathrm{index}_i \\ 0 & \text{otherwise} "
            r"\end{cases}",
            "S0",
            "Classes run along axis 0: each column belongs to one index and holds a single 1.",
        ),
        Criterion(
            "shapes",
            "indices of any shape",
            1,
            hint="The axis of the classes comes first, before all axes of the indices: (m, T_x) gives (depth, m, T_x).",
            requires=("values",),
        ),
        Criterion(
            "errors",
            "ValueError for an index that is no class",
            1,
            hint="Try −1, depth and 0.5: which of them does NumPy take without a word?",
            requires=("values",),
        ),
        Criterion(
            "dtype",
            "float64 in the result",
            1,
            hint="An array of booleans has .astype(…).",
            requires=("values",),
        ),
    ),
)

SOFTMAX = Exercise(
    id="softmax",
    assignment=ASSIGNMENT,
    title="softmax",
    outputs=(Output("the result", None, "values"),),
    criteria=(
        Criterion(
            "values",
            "probabilities of each column",
            3,
            r"\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}",
            "S2(3)",
            "Each column is a distribution of its own: what should the sum over axis 0 be?",
        ),
        Criterion(
            "stable",
            "very large and very small scores",
            2,
            r"\frac{e^{x_i}}{\sum_j e^{x_j}} = \frac{e^{x_i - c}}{\sum_j e^{x_j - c}}",
            "S2(3)",
            "e¹⁰⁰⁰ is too large for a float, and a column of very low scores sums to 0. "
            "Which number can be subtracted from all scores of one column, and which choice keeps "
            "every column safe?",
            ("values",),
        ),
        Criterion(
            "shapes",
            "arrays with one or three axes",
            1,
            hint="Axis 0 holds the classes whatever follows; keepdims=True lets the division spread by itself.",
            requires=("values",),
        ),
        same_dtype(1, "values"),
        no_side_effects(1, "values"),
    ),
)
