"""What comes next, and how likely a sentence is: ``language_model_forward`` and ``sentence_log_probability``."""

from __future__ import annotations

from rnn_utils.checks.common import no_side_effects, other_sizes, same_dtype
from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "02_language_model"

LANGUAGE_MODEL_FORWARD = Exercise(
    id="language_model_forward",
    assignment=ASSIGNMENT,
    title="a language model forward",
    outputs=(
        Output("loss", 0, "loss"),
        Output("y_pred", 1, "y_pred", ("token", "sentence", "time step")),
        Output("a", 2, "a", ("unit", "sentence", "time step")),
        Output("caches", 3, "caches"),
    ),
    criteria=(
        Criterion(
            "loss",
            "loss of the batch",
            3,
            r"L = -\sum_{t} \sum_{i} y_i^{\langle t\rangle} \log \hat y_i^{\langle t\rangle}",
            "S3(6-7), corrected",
            "The answer at every step is the token of that very step. A sum over steps and sentences, no average.",
        ),
        Criterion(
            "y_pred",
            "predictions",
            4,
            r"x^{\langle 1\rangle} = 0, \qquad x^{\langle t\rangle} = y^{\langle t-1\rangle}",
            "S0, S3 §1.3.1",
            "What does the network know before it predicts the first token? And before the second?",
        ),
        Criterion(
            "a",
            "hidden states",
            1,
            hint="The states of every step, starting from a_prev.",
        ),
        Criterion(
            "caches",
            "caches",
            1,
            hint="What the backward pass needs is what rnn_forward keeps.",
        ),
        Criterion(
            "previous",
            "text that goes on",
            2,
            r"x^{\langle 1\rangle} = y^{\langle 0\rangle}",
            "S4, pieces of a long text",
            "Where a text goes on, the first step does have a token before it: previous, one for each sentence.",
            ("y_pred",),
        ),
        Criterion(
            "mask",
            "padding left out of the loss",
            2,
            r"L = -\sum_{t} \sum_{j} \mathrm{mask}_{j}^{\langle t\rangle}"
            r" \sum_{i} y_{i,j}^{\langle t\rangle} \log \hat y_{i,j}^{\langle t\rangle}",
            "S3(7)",
            "sequence_loss takes a mask.",
            ("loss",),
        ),
        other_sizes(1, "loss", "y_pred", "a"),
        same_dtype(1, "y_pred", "a"),
        no_side_effects(1, "loss", "y_pred", "a"),
    ),
)

SENTENCE_LOG_PROBABILITY = Exercise(
    id="sentence_log_probability",
    assignment=ASSIGNMENT,
    title="probability of a sentence",
    outputs=(
        Output("log_probability", None, "log_probability", ("sentence",), function="sentence_log_probability"),
        Output("perplexity", None, "perplexity", function="perplexity"),
    ),
    criteria=(
        Criterion(
            "log_probability",
            "logarithm of each sentence's probability",
            4,
            r"\log P = \sum_{t=1}^{T_x} \log P(y^{\langle t\rangle} \mid y^{\langle 1\rangle}, \ldots, "
            r"y^{\langle t-1\rangle})",
            "S0, S1, S3 §1.3.1",
            "Each sentence gets one number. Of the probabilities at a step, only that of the token that stands there "
            "counts, and one that is next to 0 counts as a very small number.",
        ),
        Criterion(
            "mask",
            "padding left out",
            2,
            hint="Where the mask is 0 nothing is added to the sum.",
            requires=("log_probability",),
        ),
        Criterion(
            "zero",
            "very small probabilities",
            1,
            hint="The product of many probabilities may be too small for a float, the sum of their logarithms is not. "
            "And log 0 is −∞: in sequence_loss a probability of 0 counted as a very small number.",
            requires=("log_probability",),
        ),
        Criterion(
            "perplexity",
            "perplexity",
            3,
            r"\mathrm{perplexity} = e^{-\frac{1}{N} \sum_i \log P_i}",
            "S3(6-7), as a mean over tokens",
            "A perplexity is one number for all sentences together. N counts tokens: which tokens count where there is "
            "a mask?",
        ),
        other_sizes(1, "log_probability"),
        same_dtype(1, "log_probability"),
    ),
    functions=("sentence_log_probability", "perplexity"),
)
