"""Greedy decoding and beam search against a search through every answer."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems import CELLS, make_output_weights, make_weights
from rnn_utils.reference import seq2seq
from rnn_utils.reference.cells import as_part
from rnn_utils.types import Array
from strategies import repeatable

N_WORDS, N_A, N_OUT, EOS = 3, 4, 3, 1
Answer = tuple[int, ...]


def network(seed: int, cell: str = "gru") -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    encoder, decoder = make_weights(rng, cell, N_WORDS, N_A), make_weights(rng, cell, N_OUT, N_A)
    sharper = {name: 2 * array for name, array in make_output_weights(rng, N_OUT, N_A).items()}
    return as_part(encoder, "encoder") | as_part(decoder, "decoder") | sharper


QUESTIONS = np.array([[0, 2, 1, 1], [2, 0, 0, 1], [1, 1, 2, 2]])


def every_answer(max_length: int) -> list[Answer]:
    """List the answers that end with the mark, and those that are cut off."""
    others = [token for token in range(N_OUT) if token != EOS]
    ended = [(*w, EOS) for n in range(max_length) for w in itertools.product(others, repeat=n)]
    return ended + list(itertools.product(others, repeat=max_length))


def log_p(question: Array, answer: Answer, parameters: dict[str, Array], cell: str = "gru") -> float:
    loss, _, _ = seq2seq.seq2seq_forward(question[np.newaxis], np.array([answer]), parameters, cell)
    return -loss


# greedy


@pytest.mark.parametrize("cell", CELLS)
def test_greedy_takes_the_likeliest_token_after_what_it_wrote(cell: str) -> None:
    for seed in range(10):
        parameters = network(seed, cell)
        for question, answer in zip(QUESTIONS, seq2seq.greedy_decode(QUESTIONS, parameters, EOS, 6, cell), strict=True):
            forced = np.array([answer])
            _, y_pred, _ = seq2seq.seq2seq_forward(question[np.newaxis], forced, parameters, cell)
            np.testing.assert_array_equal(y_pred.argmax(axis=0), forced)


@repeatable
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_answers_end_with_the_mark_or_at_the_cap(seed: int, cap: int) -> None:
    parameters = network(seed)
    beams = [answer for answer, _ in seq2seq.beam_search(QUESTIONS[0], parameters, EOS, 3, cap)]
    for answer in [*seq2seq.greedy_decode(QUESTIONS, parameters, EOS, cap), *beams]:
        assert EOS not in answer[:-1]
        assert 1 <= len(answer) <= cap
        assert len(answer) == cap or answer[-1] == EOS


def test_questions_of_a_batch_do_not_see_each_other_or_their_padding() -> None:
    parameters = network(3)
    lengths = (4, 2, 3)
    alone = [seq2seq.greedy_decode(QUESTIONS[[i], :n], parameters, EOS, 6)[0] for i, n in enumerate(lengths)]
    mask = np.arange(4) < np.array(lengths)[:, np.newaxis]
    for padding in range(N_WORDS):
        padded = np.where(mask, QUESTIONS, padding)
        assert seq2seq.greedy_decode(padded, parameters, EOS, 6, mask=mask) == alone


def test_answers_are_plain_integers() -> None:
    answer = seq2seq.greedy_decode(QUESTIONS, network(4), EOS, 5)[0]
    (best, score), *_ = seq2seq.beam_search(QUESTIONS[0], network(4), EOS, 2, 5)
    assert {type(token) for token in [*answer, *best]} == {int}
    assert type(score) is float


# beam


@pytest.mark.parametrize("cell", CELLS)
def test_a_beam_of_one_is_greedy(cell: str) -> None:
    for seed in range(10):
        parameters = network(seed, cell)
        greedy = seq2seq.greedy_decode(QUESTIONS[[1]], parameters, EOS, 6, cell)[0]
        ((answer, score),) = seq2seq.beam_search(QUESTIONS[1], parameters, EOS, 1, 6, cell)
        assert answer == greedy
        assert score == pytest.approx(log_p(QUESTIONS[1], tuple(answer), parameters, cell), rel=1e-12)


@pytest.mark.parametrize("length_power", [0.0, 0.7, 1.0])
def test_a_beam_wide_enough_finds_every_answer_in_order(length_power: float) -> None:
    answers = every_answer(3)
    for seed in range(5):
        parameters = network(seed)
        found = seq2seq.beam_search(QUESTIONS[0], parameters, EOS, 50, 3, length_power=length_power)
        scores = {answer: log_p(QUESTIONS[0], answer, parameters) for answer in answers}
        expected = sorted(answers, key=lambda a, s=scores: -s[a] / len(a) ** length_power)  # type: ignore[misc]
        assert [tuple(answer) for answer, _ in found] == expected
        np.testing.assert_allclose([score for _, score in found], [scores[a] for a in expected], rtol=1e-12)


def searched_by_hand(question: Array, parameters: dict[str, Array], width: int, cap: int) -> set[Answer]:
    """Search with a beam, computing the probability of every beginning from nothing each time."""
    live: list[Answer] = [()]
    ended: list[Answer] = []
    while live and len(live[0]) < cap:
        longer = [(*beginning, token) for beginning in live for token in range(N_OUT)]
        longer.sort(key=lambda answer: -log_p(question, answer, parameters))
        kept = longer[: width - len(ended)]
        ended += [answer for answer in kept if answer[-1] == EOS]
        live = [answer for answer in kept if answer[-1] != EOS]
    return {*ended, *live}


@pytest.mark.parametrize("width", [2, 3, 4])
def test_a_narrow_beam_keeps_what_a_search_from_nothing_keeps(width: int) -> None:
    for seed in range(8):
        parameters = network(seed)
        found = seq2seq.beam_search(QUESTIONS[2], parameters, EOS, width, 5)
        assert {tuple(answer) for answer, _ in found} == searched_by_hand(QUESTIONS[2], parameters, width, 5)
        per_token = [score / len(answer) for answer, score in found]
        assert per_token == sorted(per_token, reverse=True)


def test_a_beam_can_find_what_greedy_misses() -> None:
    better = 0
    for seed in range(40):
        parameters = network(seed)
        greedy = tuple(seq2seq.greedy_decode(QUESTIONS[[0]], parameters, EOS, 4)[0])
        found = seq2seq.beam_search(QUESTIONS[0], parameters, EOS, 4, 4, length_power=0)
        difference = found[0][1] - log_p(QUESTIONS[0], greedy, parameters)
        better += difference > 1e-9
    assert better >= 3


def test_length_normalisation_takes_the_advantage_from_short_answers() -> None:
    lengths = {}
    for power in (0.0, 1.0):
        found = [seq2seq.beam_search(QUESTIONS[0], network(s), EOS, 4, 6, length_power=power)[0] for s in range(30)]
        lengths[power] = sum(len(answer) for answer, _ in found)
    assert lengths[1.0] > lengths[0.0]


def test_impossible_tokens_have_finite_scores() -> None:
    parameters = network(5)
    certain = parameters | {"Wy": np.zeros((N_OUT, N_A)), "by": np.array([[0.0], [2000.0], [0.0]])}
    found = seq2seq.beam_search(QUESTIONS[0], certain, EOS, 3, 2)
    assert found[0] == ([EOS], 0.0)
    assert all(math.isfinite(score) for _, score in found)
