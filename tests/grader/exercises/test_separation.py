"""Problems for the two searches: their decisions are far apart, so that rounding never decides."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest
from judged import seeds

from grader.authoring.verify import SEED
from grader.exercises.inputs import Inputs
from grader.exercises.seeds import Seed
from grader.exercises.seq2seq import beam, greedy
from grader.exercises.seq2seq.separation import GAP, Problem, batches, beam_gap, found, greedy_gap, questions
from grader.exercises.seq2seq.separation import beam as searched
from rnn_utils.reference import seq2seq as reference

SEEDS = seeds(3)
NOISE = 1e-9  # a hundred thousand times what rounding does

GREEDY: list[tuple[Callable[[Inputs], Problem], int]] = [
    (lambda inputs: greedy.ended(inputs, 9), 9),
    (lambda inputs: greedy.cut_off(inputs, 7), 7),
    (lambda inputs: greedy.partly_cut(inputs, 4), 4),
    (lambda inputs: greedy.masked(inputs, 6), 6),
]
BEAM: list[tuple[Callable[[Inputs], Problem], int]] = [
    (lambda inputs: beam.beam_ended(inputs, 8, "lstm"), 8),
    (lambda inputs: beam.beam_cut_off(inputs, 5), 5),
    (lambda inputs: beam.beam_partly_cut(inputs, 4), 4),
]


def disturbed(problem: Problem, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the parameters with noise that is much larger than rounding."""
    return {name: array + NOISE * rng.standard_normal(array.shape) for name, array in problem.parameters.items()}


@pytest.mark.parametrize(("draw", "max_length"), GREEDY)
def test_greedy_answers_stay_the_same_when_everything_is_disturbed(
    draw: Callable[[Inputs], Problem], max_length: int
) -> None:
    """Whatever the secret."""
    for seed in SEEDS:
        problem, rng = draw(Inputs(seed.generator("a test"))), np.random.default_rng(0)
        assert greedy_gap(problem, max_length) > GAP
        tokens, parameters, *further = greedy.greedy_arguments(problem, max_length)
        expected = reference.greedy_decode(tokens, parameters, *further)
        assert reference.greedy_decode(tokens, disturbed(problem, rng), *further) == expected


@pytest.mark.parametrize(("draw", "max_length"), BEAM)
def test_beams_stay_the_same_when_everything_is_disturbed(draw: Callable[[Inputs], Problem], max_length: int) -> None:
    """Their order as well."""
    for seed in SEEDS:
        problem, rng = draw(Inputs(seed.generator("a test"))), np.random.default_rng(0)
        for power in beam.POWERS:
            further = (problem.eos, beam.WIDTH, max_length, problem.cell, power)
            expected = reference.beam_search(problem.tokens, problem.parameters, *further)
            got = reference.beam_search(problem.tokens, disturbed(problem, rng), *further)
            assert [tokens for tokens, _ in got] == [tokens for tokens, _ in expected]


def test_a_tie_has_no_gap() -> None:
    """Two tokens of one probability, and two answers of one score."""
    inputs = Inputs(np.random.default_rng(1))
    batch, question = next(batches(inputs, greedy.SIZES, "rnn")), next(questions(inputs, beam.SIZES, "rnn"))
    for problem in (batch, question):
        for name in ("Wy", "by"):
            problem.parameters[name][1] = problem.parameters[name][0] + (name == "by") * 0
            problem.parameters[name][2:] *= 0
        problem.parameters["by"][:2] += 50
    assert greedy_gap(batch, 2) < 1e-9
    assert beam_gap(question, 1, 2, (1.0,)) < 1e-9


def test_the_gap_of_a_beam_of_one_is_that_of_greedy_decoding() -> None:
    """For one question, up to its end."""
    inputs = Inputs(np.random.default_rng(2))
    for problem in islice(questions(inputs, beam.SIZES, "gru"), 5):
        alone = Problem(problem.tokens[np.newaxis], problem.parameters, -1, problem.cell)
        never_ends = Problem(problem.tokens, problem.parameters, -1, problem.cell)
        np.testing.assert_allclose(beam_gap(never_ends, 1, 5, (1.0,)), greedy_gap(alone, 5), rtol=1e-9)


def test_a_problem_that_cannot_be_found_is_said_to_be_so() -> None:
    """It would be a mistake in the course."""
    problems = islice(batches(Inputs(np.random.default_rng(3)), greedy.SIZES, "rnn"), 10)
    with pytest.raises(ValueError, match="none of"):
        found(problems, lambda problem: False)


@pytest.mark.parametrize(("seed", "name"), [(SEED, "own"), (seeds(6)[5], "stand-in")])
def test_a_beam_that_looks_at_the_last_token_alone_answers_otherwise(seed: Seed, name: str) -> None:
    """On these secrets it once gave the right answers where `answers` is judged."""
    problem = beam.beam_cut_off(Inputs(seed.generator("beam_search", name)), 5)
    right, wrong = (searched(problem, beam.WIDTH, 5, before=before)[0] for before in (1.0, 0.0))
    by_worth = [[tokens for tokens, _ in sorted(answers, key=lambda one: -one[1])] for answers in (right, wrong)]
    assert by_worth[0] != by_worth[1]
