"""Finding an answer: ``greedy_decode`` and ``beam_search``."""

from __future__ import annotations

from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "06_seq2seq"

GREEDY_DECODE = Exercise(
    id="greedy_decode",
    assignment=ASSIGNMENT,
    title="the likeliest token at every step",
    outputs=(Output("answers", None, "tokens", complete=True),),
    criteria=(
        Criterion(
            "tokens",
            "tokens of the answers",
            4,
            r"\bar y^{\langle t\rangle} = \mathrm{argmax}_k\,P(k \mid x, \bar y^{\langle 1\rangle}, \ldots, "
            r"\bar y^{\langle t-1\rangle})",
            "S0, S3",
            "Nobody knows the right answer here: what the decoder wrote is what it reads next.",
        ),
        Criterion(
            "end",
            "end of every answer",
            2,
            hint="The examples of a batch end at different steps: each answer stops behind its own eos, "
            "which stands in it once.",
            requires=("tokens",),
        ),
        Criterion(
            "max_length",
            "answers that are cut off",
            2,
            hint="An answer that has not ended has exactly max_length tokens.",
            requires=("tokens",),
        ),
        Criterion(
            "mask",
            "padding of the questions",
            1,
            hint="The encoder has to know where each question ends.",
            requires=("tokens",),
        ),
        Criterion(
            "cells",
            "other kinds of cell",
            1,
            hint="Encoder and decoder both take the name of the cell.",
            requires=("tokens",),
        ),
    ),
)

BEAM_SEARCH = Exercise(
    id="beam_search",
    assignment=ASSIGNMENT,
    title="several answers at once",
    outputs=(Output("answers", None, "answers", complete=True),),
    criteria=(
        Criterion(
            "answers",
            "answers of a beam",
            4,
            r"\log P(y \mid x) = \sum_t \log P(y^{\langle t\rangle} \mid x, y^{\langle 1\rangle}, \ldots, "
            r"y^{\langle t-1\rangle})",
            "S0, S3 §1.3.1",
            "Of all continuations of all beginnings keep the most likely ones; each carries the state of the beginning "
            "that it continues.",
        ),
        Criterion(
            "ended",
            "answers that end",
            2,
            hint="An answer that ends leaves the beam, and the beam is one narrower from then on.",
            requires=("answers",),
        ),
        Criterion(
            "normalised",
            "order of answers of different lengths",
            2,
            r"\frac{\log P(y \mid x)}{T_y^{\,p}}",
            "S3 §1.3.1",
            "Every further token makes log P smaller: divide by the length to the power length_power before comparing.",
            ("answers",),
        ),
        Criterion(
            "log_p",
            "log P of each answer",
            2,
            hint="With each answer goes the sum of the logarithms of its tokens' probabilities, not yet divided.",
            requires=("answers",),
        ),
        Criterion(
            "max_length",
            "answers that are cut off",
            1,
            hint="Beginnings that are still in the beam after max_length tokens are answers too.",
            requires=("answers",),
        ),
        Criterion(
            "one",
            "beam of one",
            1,
            hint="With a beam of one there is one answer, the greedy one.",
            requires=("answers",),
        ),
    ),
)
