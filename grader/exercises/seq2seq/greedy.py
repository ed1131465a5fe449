"""Hidden checks of greedy decoding.

Answers are compared as they are: every decision is won by a distance that rounding cannot bridge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import MOST_WALKED, against, call, relation
from grader.exercises.seq2seq.mistakes import greedy as mistakes
from grader.exercises.seq2seq.separation import GAP, Problem, batches, found, greedy_answers, greedy_gap
from grader.exercises.seq2seq.variants import greedy as variants
from rnn_utils.checks.compare import Tolerance, difference
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.seq2seq import GREEDY_DECODE
from rnn_utils.reference import seq2seq as reference

NAME = "greedy_decode"
PARTS = ("encode", "decode_step")
RIGHT_ONCE_PARTS_ARE = sentences.ONCE_PARTS_ARE(
    functions=sentences.ONE_OF(first="encode", last="decode_step")
)

SIZES = Sizes(n_x=5, n_a=4, n_y=6, m=3, T_x=4)
STRICT = Tolerance(further=False)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    tokens, end = cut_off(inputs, 7), ended(inputs, 9)
    some, mask = partly_cut(inputs, 4), masked(inputs, 6)
    plain, lstm = ended(inputs, 9, "rnn"), ended(inputs, 9, "lstm")
    limit = writes(inputs, 4, 4)
    return [
        _beginnings(tokens, 7),
        _beginnings(end, 9),
        _answers("answers of different lengths", "end", end, 9),
        _answers("answers that do not end", "max_length", tokens, 7),
        _answers("answers of which some end in time", "max_length", some, 4),
        _answers("answers of one token", "max_length", some, 1),
        _answers("a limit that is also the number of a token", "max_length", limit, 4),
        _answers("questions of unequal lengths", "mask", mask, 6),
        _answers("plain network", "cells", plain, 9),
        _answers("LSTM", "cells", lstm, 9),
    ]


def greedy_arguments(problem: Problem, max_length: int) -> tuple[Any, ...]:
    """Return the arguments of greedy_decode."""
    arguments = problem.tokens, problem.parameters, problem.eos, max_length
    if problem.mask is not None:
        return (*arguments, problem.cell, problem.mask)
    return arguments if problem.cell == "gru" else (*arguments, problem.cell)


def _answers(label: str, criterion: str, problem: Problem, max_length: int) -> Probe:
    arguments = greedy_arguments(problem, max_length)
    return against(GREEDY_DECODE, reference.greedy_decode, label, *arguments, criterion=criterion)


def _beginnings(problem: Problem, max_length: int) -> Probe:
    """Compare the answers without their last token, so that how they end is a question of its own."""
    arguments = greedy_arguments(problem, max_length)
    expected = [answer[:-1] for answer in reference.greedy_decode(*arguments)]

    def differs(values: list[Any]) -> Message | None:
        (answers,) = values
        counted = min(len(answers), MOST_WALKED)
        wrong = difference([[0]] * len(expected), [[0]] * counted, "answers", STRICT)
        if wrong:
            return wrong.message
        for j, (right, answer) in enumerate(zip(expected, answers, strict=True)):
            if [int(token) for token in answer[: len(right)]] != right:
                return sentences.WRONG_TOKEN(number=str(j))
        return None

    return relation("tokens before the end", "tokens", (call(NAME, *arguments),), differs)


def ended(inputs: Inputs, max_length: int, cell: str = "gru") -> Problem:
    """Draw a batch whose answers all end, at two different lengths or more, none at once."""

    def fits(problem: Problem) -> bool:
        lengths = [len(answer) for answer in greedy_answers(problem, max_length)]
        good = min(lengths) > 1 and max(lengths) < max_length and max(lengths) - min(lengths) > 1
        return good and greedy_gap(problem, max_length) > GAP

    return found(batches(inputs, SIZES, cell), fits)


def cut_off(inputs: Inputs, max_length: int) -> Problem:
    """Draw a batch none of whose answers ends in time, and that has different tokens in each."""

    def fits(problem: Problem) -> bool:
        answers = greedy_answers(problem, max_length)
        good = all(problem.eos not in answer and len(set(answer[:-1])) > 1 for answer in answers)
        return good and len({tuple(answer) for answer in answers}) > 1 and greedy_gap(problem, max_length) > GAP

    return found(batches(inputs, SIZES, "gru"), fits)


def partly_cut(inputs: Inputs, max_length: int) -> Problem:
    """Draw a batch of whose answers some end before the last step and some are cut off."""

    def fits(problem: Problem) -> bool:
        answers = greedy_answers(problem, max_length)
        lengths = [len(answer) for answer in answers]
        cut = any(problem.eos not in answer for answer in answers)
        return cut and 1 < min(lengths) < max_length and greedy_gap(problem, max_length) > GAP

    return found(batches(inputs, SIZES, "gru"), fits)


def writes(inputs: Inputs, token: int, max_length: int) -> Problem:
    """Draw one question that is answered with a certain token before the last step, and not at the end."""

    def fits(problem: Problem) -> bool:
        (answer,) = reference.greedy_decode(*greedy_arguments(problem, max_length))
        good = problem.eos != token and token in answer[:-1] and len(answer) == max_length
        return good and greedy_gap(problem, max_length) > GAP

    return found(batches(inputs, replace(SIZES, m=1), "gru"), fits)


def masked(inputs: Inputs, max_length: int) -> Problem:
    """Draw a batch of unequal lengths that is answered otherwise where the mask is not used."""

    def fits(problem: Problem) -> bool:
        arguments = greedy_arguments(problem, max_length)
        other = reference.greedy_decode(*arguments[:-1])
        return reference.greedy_decode(*arguments) != other and greedy_gap(problem, max_length) > GAP

    return found(batches(inputs, SIZES, "gru", padded=True), fits)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    end, some, mask = ended(inputs, 7, "rnn"), partly_cut(inputs, 4), masked(inputs, 5)
    return [
        PublicCase("plain network, answers of different lengths", NAME, greedy_arguments(end, 7)),
        PublicCase("at most four tokens", NAME, greedy_arguments(some, 4)),
        PublicCase("questions of unequal lengths", NAME, greedy_arguments(mask, 5)),
    ]


GREEDY = HiddenExercise(
    public=GREEDY_DECODE,
    reference={NAME: reference.greedy_decode},
    depends_on=PARTS,
    tries=(Try("own", _probes), Try("stand-in", _probes, PARTS, RIGHT_ONCE_PARTS_ARE)),
    published=_published,
    mistakes=mistakes.GREEDY,
    variants=variants.GREEDY,
)
