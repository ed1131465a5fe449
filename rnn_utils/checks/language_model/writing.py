"""Let the model write: ``sample``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_utils.checks import sentences
from rnn_utils.checks.model import Criterion, Exercise, MissingOutput, Output, describe

ASSIGNMENT = "02_language_model"
LAST = -1


@dataclass(frozen=True)
class Writing(Exercise):
    """An exercise whose tokens may be looked at as a whole, or the last one alone.

    A published case has fixed values, and what is drawn depends on how it is drawn. But how a sentence ends can be
    certain although nobody knows when. The output is named as a part of the tokens, for it is never right or wrong
    beside them.
    """

    def pick(self, value: object, output: Output) -> object:
        """Take the last token out of an array, or the whole.

        Raises
        ------
        MissingOutput
            If there is no last token.
        """
        if output.where != LAST:
            return super().pick(value, output)
        if not isinstance(value, np.ndarray) or value.ndim != 1 or not value.size:
            kind = sentences.AN_ARRAY(shape="(T,)")
            raise MissingOutput(sentences.WRONG_TYPE(path="tokens", kind=kind, what=describe(value)))
        return value[LAST]


SAMPLE = Writing(
    id="sample",
    assignment=ASSIGNMENT,
    title="sentences that the model invents",
    outputs=(
        Output("tokens", None, "tokens", ("time step",), complete=True),
        Output("tokens[-1]", LAST, "distribution"),
    ),
    criteria=(
        Criterion(
            "tokens",
            "tokens where the next one is certain",
            4,
            r"x^{\langle 1\rangle} = 0, \qquad x^{\langle t+1\rangle} = \mathrm{onehot}(\hat y^{\langle t\rangle}"
            r" \text{ sampled})",
            "S1, S3 §1.3.2, S4 step 4, corrected",
            "Every step needs two things of the step before: its hidden state, and the token that was drawn, one-hot.",
        ),
        Criterion(
            "distribution",
            "tokens drawn with the probabilities of the model",
            3,
            r"P(\text{token} = i) = \hat y_i^{\langle t\rangle}",
            "S3 §1.3.2",
            "Draw: the likeliest token is not always the next one, and unlikely ones come now and then.",
            ("tokens",),
        ),
        Criterion(
            "temperature",
            "temperature",
            3,
            r"\hat y^{\langle t\rangle} = \mathrm{softmax}\left(\frac{W_{ya}a^{\langle t\rangle} + b_y}{\tau}\right)",
            "S2(3), scores divided",
            "The temperature divides the scores, before the softmax.",
            ("tokens",),
        ),
        Criterion(
            "end",
            "end mark",
            2,
            hint="The end mark is the last token of a sentence that has ended, and stands there once. The vocabulary "
            "says which number it has.",
            requires=("tokens",),
        ),
        Criterion(
            "length",
            "largest length",
            2,
            hint="Count: with max_length = 1 there is one token, and an end mark counts too. A sentence that is cut "
            "off has no end mark.",
            requires=("tokens",),
        ),
        Criterion(
            "generator",
            "generator that is passed in",
            1,
            hint="Every random number comes from rng: a new generator, or one that is seeded again, gives the same "
            "sentence every time.",
            requires=("tokens", "distribution"),
        ),
    ),
)
