"""How wrong, and in which direction: ``sequence_loss`` and ``numerical_gradient``."""

from __future__ import annotations

from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "01_rnn"

SEQUENCE_LOSS = Exercise(
    id="sequence_loss",
    assignment=ASSIGNMENT,
    title="loss of a sequence",
    outputs=(Output("loss", None, "one_hot"),),
    criteria=(
        Criterion(
            "one_hot",
            "cross-entropy with one-hot answers",
            4,
            r"L = -\sum_{t=1}^{T_x} \sum_{i} y_i^{\langle t\rangle} \log \hat y_i^{\langle t\rangle}",
            "S3(6-7)",
            "A sum over classes, examples and time steps: no average, and a minus in front.",
        ),
        Criterion(
            "indices",
            "cross-entropy with class indices",
            2,
            hint="An index says which of the n_y probabilities counts. You have a function that "
            "turns indices into "
            "one-hot vectors.",
            requires=("one_hot",),
        ),
        Criterion(
            "mask",
            "padding left out",
            3,
            r"L = -\sum_{t} \sum_{j} \mathrm{mask}_{j}^{\langle t\rangle}"
            r" \sum_{i} y_{i,j}^{\langle t\rangle} \log \hat y_{i,j}^{\langle t\rangle}",
            "S3(7)",
            "Where the mask is 0 the step must not count, whatever was predicted there; the others count in full.",
            ("one_hot",),
        ),
        Criterion(
            "binary",
            "binary form",
            2,
            r"L^{\langle t\rangle} = -y\log\hat y - (1-y)\log(1-\hat y)",
            "S3(4-5)",
            "With n_y = 1 the one number is the probability of yes; a right answer no has probability 1 − ŷ.",
        ),
        Criterion(
            "zero",
            "probability 0",
            1,
            hint="log 0 is −∞, and 0 · ∞ is not a number: keep probabilities from being exactly 0 before the log.",
            requires=("one_hot",),
        ),
    ),
)

NUMERICAL_GRADIENT = Exercise(
    id="numerical_gradient",
    assignment=ASSIGNMENT,
    title="gradient checking",
    outputs=(
        Output("gradient", None, "gradient", function="numerical_gradient"),
        Output("relative error", None, "relative_error", function="relative_error"),
    ),
    criteria=(
        Criterion(
            "gradient",
            "central differences",
            3,
            r"g_i = \frac{f(x + \varepsilon e_i) - f(x - \varepsilon e_i)}{2\varepsilon}",
            "S2, gradient check",
            "One number at a time moves up by eps and down by eps; the two values of f are 2 eps apart.",
        ),
        Criterion(
            "shapes",
            "arrays of any shape",
            1,
            hint="np.ndindex(x.shape) visits every place of an array of any shape, also of one without axes.",
            requires=("gradient",),
        ),
        Criterion(
            "eps",
            "eps that is asked for",
            1,
            r"\frac{(x+\varepsilon)^3 - (x-\varepsilon)^3}{2\varepsilon} = 3x^2 + \varepsilon^2",
            "S2, gradient check",
            "Is the argument eps used in every place where a step is taken or divided by?",
            ("gradient",),
        ),
        Criterion(
            "side_effects",
            "argument x left unchanged",
            1,
            hint="Move numbers in a copy of x.",
            requires=("gradient",),
        ),
        Criterion(
            "relative_error",
            "relative error",
            2,
            r"\frac{\lVert g - h\rVert}{\lVert g\rVert + \lVert h\rVert}",
            "S2, gradient check",
            "Norms are square roots of sums of squares over all elements. What should two zero gradients give?",
        ),
    ),
    functions=("numerical_gradient", "relative_error"),
)
