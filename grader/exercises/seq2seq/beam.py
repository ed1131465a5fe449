"""Hidden checks of beam search.

Answers are compared as they are: every decision is won by a distance that rounding cannot bridge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import MOST_WALKED, call, relation
from grader.exercises.seq2seq.mistakes import beam as mistakes
from grader.exercises.seq2seq.separation import GAP, NEVER, Answer, Problem, beam, beam_gap, found, questions, scores
from grader.exercises.seq2seq.variants import beam as variants
from rnn_utils.checks.compare import Tolerance, difference
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.seq2seq import BEAM_SEARCH
from rnn_utils.reference import seq2seq as reference

NAME = "beam_search"
PARTS = ("encode", "decode_step")
RIGHT_ONCE_PARTS_ARE = sentences.ONCE_PARTS_ARE(
    functions=sentences.ONE_OF(first="encode", last="decode_step")
)

SIZES = Sizes(n_x=5, n_a=4, n_y=6, m=1, T_x=4)
POWERS = (1.0, 0.5, 0.0)
WIDTH = 3
STRICT = Tolerance(further=False)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    whole, lstm = beam_cut_off(inputs, 5), beam_ended(inputs, 8, "lstm", orders=False)
    gru, some = beam_ended(inputs, 8, "gru"), beam_partly_cut(inputs, 4)
    return [
        _beam("answers that do not end", "answers", _tokens, whole, WIDTH, 5),
        _beam("answers that end", "ended", _set_of_tokens, gru, WIDTH, 8),
        _beam("LSTM, answers that end", "ended", _set_of_tokens, lstm, WIDTH, 8, "lstm"),
        _beam("best answer per token first", "normalised", _tokens, gru, WIDTH, 8),
        _beam("length_power 0.5", "normalised", _tokens, lstm, WIDTH, 8, "lstm", 0.5),
        _beam("length_power 0", "normalised", _tokens, gru, WIDTH, 8, "gru", 0.0),
        _beam("log P", "log_p", _log_p, whole, WIDTH, 5),
        _beam("log P of answers that end", "log_p", _log_p, gru, WIDTH, 8),
        _beam("answers of which some end in time", "max_length", _tokens, some, WIDTH, 4),
        _beam("answers of one token", "max_length", _tokens, whole, 2, 1),
        _beam("beam of one", "one", _tokens, gru, 1, 8),
    ]


def _beam(
    label: str, criterion: str, looked_at: Callable[[list[Answer]], object], problem: Problem, *further: Any
) -> Probe:
    """Compare what is looked at in the answers; decisions are far enough apart for it to be one value."""
    arguments = problem.tokens, problem.parameters, problem.eos, *further
    expected = looked_at(reference.beam_search(*arguments))

    def differs(values: list[Any]) -> Message | None:
        answers = [([int(token) for token in tokens], float(log_p)) for tokens, log_p in values[0][:MOST_WALKED]]
        wrong = difference(expected, looked_at(answers), "answers", STRICT)
        return wrong.message if wrong else None

    return relation(label, criterion, (call(NAME, *arguments),), differs)


def _tokens(answers: list[Answer]) -> object:
    return [tokens for tokens, _ in answers]


def _set_of_tokens(answers: list[Answer]) -> object:
    return sorted(tokens for tokens, _ in answers)


def _log_p(answers: list[Answer]) -> object:
    return [[*map(float, tokens), log_p] for tokens, log_p in sorted(answers)]


def beam_cut_off(inputs: Inputs, max_length: int) -> Problem:
    """Draw a question none of whose answers ends in time, and that tells a right search from wrong ones.

    The best answer is not the greedy one, two answers begin alike, and they are others where states are mixed up,
    probabilities are added, or only the last token counts.
    """

    def tells(problem: Problem) -> bool:
        greedy = beam(problem, 1, max_length)[0][0][0]
        answers = _best_first(beam(problem, WIDTH, max_length)[0])
        if answers[0] == greedy or not 1 < len({tokens[0] for tokens in answers}) < WIDTH:
            return False
        mixed_up = beam(problem, WIDTH, max_length, carried=lambda parents: [parents[0]] * len(parents))
        added = beam(problem, WIDTH, max_length, worth=np.asarray)
        last = beam(problem, WIDTH, max_length, before=0.0)
        good = answers not in [_best_first(wrong) for wrong, _ in (mixed_up, added, last)]
        return good and min(_gaps(problem, max_length)) > GAP and beam_gap(problem, 2, 1, POWERS) > GAP

    def never_ends(problem: Problem) -> bool:
        answers = [*beam(problem, 1, max_length)[0], *beam(problem, WIDTH, max_length)[0]]
        return not any(problem.eos in tokens for tokens, _ in answers)

    endless = filter(tells, questions(inputs, SIZES, "gru", ends=(NEVER,)))
    return found((replace(problem, eos=eos) for problem in endless for eos in range(SIZES.n_y)), never_ends)


def _best_first(answers: list[Answer]) -> list[list[int]]:
    return [tokens for tokens, _ in sorted(answers, key=lambda answer: -answer[1])]


def beam_ended(inputs: Inputs, max_length: int, cell: str, orders: bool = True) -> Problem:
    """Draw a question whose answers end at different lengths.

    With `orders` they stand in another order per token than by their sums, and by their sums in another one than that
    in which they ended.
    """

    def fits(problem: Problem) -> bool:
        if any(tokens == [problem.eos] for tokens, _ in beam(problem, WIDTH, 1)[0]):
            return False
        answers, _ = beam(problem, WIDTH, max_length)
        lengths = [len(tokens) for tokens, _ in answers]
        if max(lengths) - min(lengths) < 2 or any(t[-1] != problem.eos for t, _ in answers):
            return False
        per_token, by_sums = (tuple(np.argsort(-scores(answers, power))) for power in (1.0, 0.0))
        good = per_token != by_sums != tuple(range(len(answers)))
        return (good or not orders) and min(_gaps(problem, max_length)) > GAP

    return found(questions(inputs, SIZES, cell), fits)


def beam_partly_cut(inputs: Inputs, max_length: int) -> Problem:
    """Draw a question of whose answers some end before the last step and some are cut off."""

    def fits(problem: Problem) -> bool:
        answers = [tokens for tokens, _ in beam(problem, WIDTH, max_length)[0]]
        cut = any(problem.eos not in tokens for tokens in answers)
        return cut and 1 < min(map(len, answers)) < max_length and min(_gaps(problem, max_length)) > GAP

    return found(questions(inputs, SIZES, "gru"), fits)


def _gaps(problem: Problem, max_length: int) -> list[float]:
    return [beam_gap(problem, width, max_length, POWERS) for width in (1, WIDTH)]


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    end, some = beam_ended(inputs, 7, "rnn"), beam_partly_cut(inputs, 4)
    return [
        PublicCase("answers of different lengths", NAME, (end.tokens, end.parameters, end.eos, WIDTH, 7, "rnn")),
        PublicCase("length_power 0", NAME, (end.tokens, end.parameters, end.eos, WIDTH, 7, "rnn", 0.0)),
        PublicCase("at most four tokens", NAME, (some.tokens, some.parameters, some.eos, WIDTH, 4)),
    ]


SEARCH = HiddenExercise(
    public=BEAM_SEARCH,
    reference={NAME: reference.beam_search},
    depends_on=PARTS,
    tries=(Try("own", _probes), Try("stand-in", _probes, PARTS, RIGHT_ONCE_PARTS_ARE)),
    published=_published,
    mistakes=mistakes.BEAM,
    variants=variants.BEAM,
)
