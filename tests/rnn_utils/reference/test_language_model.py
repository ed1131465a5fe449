"""The language model: shifted inputs, probabilities of sentences, one step of training, and sampling."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from beartype import beartype
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import jaxtyped

from oracles import assert_close, central_differences
from rnn_utils.reference import language_model as lm
from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import generators, make_rnn_problem, read_only, repeatable

SIZE, N_A, M, T_X = 4, 5, 3, 6
EOS = 1


def model(seed: int = 60, size: int = SIZE, dtype: type = np.float64) -> dict[str, Array]:
    return make_rnn_problem(np.random.default_rng(seed), size, N_A, size, dtype=dtype).parameters


def drawn_tokens(seed: int = 61, m: int = M, T_x: int = T_X) -> Array:
    return read_only(np.random.default_rng(seed).integers(SIZE, size=(m, T_x)))


def zeros(m: int = M) -> Array:
    return np.zeros((N_A, m))


# forward


def test_each_input_is_the_token_before_and_the_first_is_zero() -> None:
    tokens, a_prev = drawn_tokens(), np.random.default_rng(62).standard_normal((N_A, M))
    loss, y_pred, a, (_, x) = lm.language_model_forward(tokens, model(), a_prev)
    np.testing.assert_array_equal(x[:, :, 0], 0)
    np.testing.assert_array_equal(x[:, :, 1:].argmax(axis=0), tokens[:, :-1])
    expected_a, expected_y, _ = rnn.rnn_forward(x, a_prev, model())
    np.testing.assert_array_equal(a, expected_a)
    np.testing.assert_array_equal(y_pred, expected_y)
    assert loss == rnn.sequence_loss(y_pred, tokens)


def test_a_text_that_goes_on_reads_the_token_before_it() -> None:
    tokens, parameters = drawn_tokens(T_x=7), model()
    whole_loss, whole_y, whole_a, _ = lm.language_model_forward(tokens, parameters, zeros())
    first_loss, _, first_a, _ = lm.language_model_forward(tokens[:, :4], parameters, zeros())
    a_prev, previous = first_a[:, :, -1], tokens[:, 3]
    second_loss, second_y, second_a, _ = lm.language_model_forward(tokens[:, 4:], parameters, a_prev, previous)
    assert first_loss + second_loss == pytest.approx(whole_loss, rel=1e-13)
    assert_close(second_y, whole_y[:, :, 4:], 1e-13)
    assert_close(second_a, whole_a[:, :, 4:], 1e-13)


def test_float32_stays_float32() -> None:
    parameters = model(dtype=np.float32)
    state = zeros().astype(np.float32)
    _, y_pred, a, (_, x) = lm.language_model_forward(drawn_tokens(), parameters, state, np.zeros(M, dtype=int))
    _, stepped, a_last = lm.train(drawn_tokens(), parameters, state)
    arrays = [y_pred, a, x, a_last, *stepped.values(), lm.sentence_log_probability(drawn_tokens(), parameters)]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


# probabilities


def test_log_probability_is_the_sum_over_the_steps() -> None:
    tokens, parameters = drawn_tokens(), model()
    _, y_pred, _, _ = lm.language_model_forward(tokens, parameters, zeros())
    by_hand = [sum(math.log(y_pred[tokens[i, t], i, t]) for t in range(T_X)) for i in range(M)]
    np.testing.assert_allclose(lm.sentence_log_probability(tokens, parameters), by_hand, rtol=1e-13)


def test_probabilities_of_all_sentences_of_one_length_sum_to_one() -> None:
    every = np.array(list(itertools.product(range(SIZE), repeat=4)))
    assert np.exp(lm.sentence_log_probability(every, model())).sum() == pytest.approx(1, rel=1e-12)


def test_probabilities_of_all_finished_and_unfinished_sentences_sum_to_one() -> None:
    others = [token for token in range(SIZE) if token != EOS]
    total = 0.0
    for length in range(4):
        for words in itertools.product(others, repeat=length):
            ends = [[*words, EOS]] if length < 3 else [list(words)]
            total += float(np.exp(lm.sentence_log_probability(np.array(ends), model())).sum())
    assert total == pytest.approx(1, rel=1e-12)


def test_padding_changes_neither_probability_nor_perplexity() -> None:
    tokens, parameters = drawn_tokens(), model()
    lengths = [6, 2, 4]
    mask = np.arange(T_X) < np.array(lengths)[:, np.newaxis]
    alone = [lm.sentence_log_probability(tokens[[i], :n], parameters)[0] for i, n in enumerate(lengths)]
    for padding in (0, 3):
        padded = np.where(mask, tokens, padding)
        np.testing.assert_allclose(lm.sentence_log_probability(padded, parameters, mask), alone, rtol=1e-13)
        expected = math.exp(-sum(alone) / sum(lengths))
        assert lm.perplexity(padded, parameters, mask) == pytest.approx(expected, rel=1e-13)


def test_a_model_that_knows_nothing_hesitates_among_all_tokens() -> None:
    flat = {name: np.zeros_like(array) for name, array in model().items()}
    assert lm.perplexity(drawn_tokens(), flat) == pytest.approx(SIZE, rel=1e-13)
    np.testing.assert_allclose(lm.sentence_log_probability(drawn_tokens(), flat), -T_X * math.log(SIZE), rtol=1e-13)


def test_an_impossible_sentence_has_a_finite_log_probability() -> None:
    certain = {name: np.zeros_like(array) for name, array in model().items()}
    certain["by"] = np.array([[2000.0], [0.0], [0.0], [0.0]])
    log_p = lm.sentence_log_probability(np.array([[0, 2]]), certain)
    np.testing.assert_allclose(log_p, math.log(np.finfo(float).tiny), rtol=1e-12)


def test_the_likelier_of_two_sentences_is_the_one_that_was_learnt() -> None:
    vocabulary = lm.build_vocabulary(["the apple and pear salad"], None)
    learnt, heard = (lm.encode(s, vocabulary)[np.newaxis] for s in ("apple and pear salad", "apple pear and salad"))
    parameters = model(size=len(vocabulary))
    for _ in range(60):
        _, parameters, _ = lm.train(learnt, parameters, zeros(1), learning_rate=0.1)
    assert lm.sentence_log_probability(learnt, parameters) > lm.sentence_log_probability(heard, parameters) + 1


# training


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("goes_on", [False, True])
def test_one_step_goes_against_the_measured_gradient(masked: bool, goes_on: bool) -> None:
    tokens, parameters = drawn_tokens(), model()
    a_prev = np.random.default_rng(63).standard_normal((N_A, M))
    mask = np.arange(T_X) < np.array([[6], [2], [4]]) if masked else None
    previous = np.array([2, 0, 3]) if goes_on else None
    loss, stepped, _ = lm.train(tokens, parameters, a_prev, 0.01, 1e9, previous, mask)

    def loss_with(name: str, value: Array) -> float:
        return lm.language_model_forward(tokens, parameters | {name: value}, a_prev, previous, mask)[0]

    assert loss == loss_with("ba", parameters["ba"])
    for name, value in parameters.items():
        gradient = central_differences(partial(loss_with, name), value)
        assert_close((value - stepped[name]) / 0.01, gradient, 1e-8)


def test_step_is_clipped_by_the_norm_of_the_parameters_gradients_alone() -> None:
    tokens, parameters = drawn_tokens(), model()
    _, free, _ = lm.train(tokens, parameters, zeros(), 0.1, 1e9)
    length = distance(free, parameters)
    assert length > 0.1
    for max_norm in (0.5, 0.999 * length / 0.1):
        _, clipped, _ = lm.train(tokens, parameters, zeros(), 0.1, max_norm)
        assert distance(clipped, parameters) == pytest.approx(0.1 * max_norm, rel=1e-9)
    _, unclipped, _ = lm.train(tokens, parameters, zeros(), 0.1, 1.001 * length / 0.1)
    np.testing.assert_equal(unclipped, free)


def distance(one: dict[str, Array], other: dict[str, Array]) -> float:
    return math.sqrt(sum(float(np.sum((one[name] - other[name]) ** 2)) for name in one))


def test_state_is_carried_across_chunks_as_it_came_out() -> None:
    tokens, parameters = drawn_tokens(), model()
    _, _, a, _ = lm.language_model_forward(tokens, parameters, zeros())
    _, _, a_last = lm.train(tokens, parameters, zeros())
    np.testing.assert_array_equal(a_last, a[:, :, -1])


def test_hello_is_learnt() -> None:
    tokens = np.array([[0, 1, 2, 2, 3]])  # h e l l o, S4
    parameters = model(seed=64)
    for _ in range(200):
        loss, parameters, _ = lm.train(tokens, parameters, zeros(1), learning_rate=0.1)
    _, y_pred, _, _ = lm.language_model_forward(tokens, parameters, zeros(1))
    np.testing.assert_array_equal(y_pred.argmax(axis=0), tokens)
    assert loss < 0.5


def test_no_argument_is_changed() -> None:
    tokens, parameters, a_prev = drawn_tokens(), model(), read_only(zeros())
    before = copy.deepcopy(parameters)
    _, stepped, a_last = lm.train(tokens, parameters, a_prev, mask=read_only(np.ones((M, T_X))))
    np.testing.assert_equal(parameters, before)
    assert not any(np.shares_memory(stepped[name], parameters[name]) for name in parameters)
    assert not np.shares_memory(a_last, a_prev)


# sampling

VOCABULARY = {"<UNK>": 0, "<EOS>": EOS, "a": 2, "b": 3}


def test_samples_have_the_probabilities_of_their_sentences() -> None:
    parameters, rng, n = model(), np.random.default_rng(65), 4000
    counts: dict[tuple[int, ...], int] = {}
    for _ in range(n):
        drawn = tuple(lm.sample(parameters, VOCABULARY, rng, max_length=3).tolist())
        counts[drawn] = counts.get(drawn, 0) + 1
    for drawn, count in counts.items():
        p = math.exp(lm.sentence_log_probability(np.array([drawn]), parameters)[0])
        assert abs(count - n * p) < 6.5 * math.sqrt(n * p * (1 - p)) + 6  # false alarms below 1e-9 each
    assert len(counts) > 15


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_temperature_divides_the_scores(temperature: float) -> None:
    parameters, rng, n = model(), np.random.default_rng(66), 4000
    first = [int(lm.sample(parameters, VOCABULARY, rng, temperature, 1)[0]) for _ in range(n)]
    a = np.tanh(parameters["ba"])
    scores = (parameters["Wya"] @ a + parameters["by"])[:, 0]
    p = np.exp(scores / temperature) / np.exp(scores / temperature).sum()
    found = np.bincount(first, minlength=SIZE)
    assert np.all(np.abs(found - n * p) < 6.5 * np.sqrt(n * p * (1 - p)) + 6)


def test_cold_samples_take_the_likeliest_token() -> None:
    parameters = model()
    drawn = lm.sample(parameters, VOCABULARY, np.random.default_rng(67), temperature=1e-3, max_length=8)
    _, y_pred, _, _ = lm.language_model_forward(drawn[np.newaxis], parameters, zeros(1))
    np.testing.assert_array_equal(y_pred[:, 0].argmax(axis=0), drawn)


@repeatable
@given(generators(), st.integers(1, 12), st.floats(0.2, 3))
def test_samples_end_with_the_mark_or_at_the_cap(rng: np.random.Generator, cap: int, temperature: float) -> None:
    drawn = lm.sample(model(), VOCABULARY, rng, temperature, cap)
    assert drawn.dtype == np.int64
    assert np.all((drawn >= 0) & (drawn < SIZE))
    assert EOS not in drawn[:-1]
    assert 1 <= len(drawn) <= cap
    assert len(drawn) == cap or drawn[-1] == EOS


def test_sampling_depends_on_the_generator_alone() -> None:
    def draw(seed: int) -> list[int]:
        drawn: list[int] = lm.sample(model(), VOCABULARY, np.random.default_rng(seed), max_length=12).tolist()
        return drawn

    np.random.seed(0)  # the global state, which must not matter
    first = draw(68)
    np.random.seed(1)
    assert draw(68) == first
    assert any(draw(seed) != first for seed in range(5))


# shapes in the signatures


def checked(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = jaxtyped(typechecker=beartype)(getattr(lm, name))
    return function


def test_annotated_shapes_hold_at_run_time() -> None:
    tokens, parameters, mask = drawn_tokens(), model(), np.ones((M, T_X))
    previous = tokens[:, 0]
    for kind in (mask, mask > 0, None):
        checked("language_model_forward")(tokens, parameters, zeros(), previous, kind)
        checked("sentence_log_probability")(tokens, parameters, kind)
        checked("perplexity")(tokens, parameters, kind)
        checked("train")(tokens, parameters, zeros(), 0.01, 5.0, None, kind)
    checked("sample")(parameters, VOCABULARY, np.random.default_rng(69))
    checked("decode")(checked("encode")("a b", VOCABULARY), VOCABULARY)
    checked("build_vocabulary")(["a b"], None)
    checked("truncated_bptt_batches")(np.arange(9), 2, 2)
    gradients = checked("clip_by_norm")(checked("clip_by_value")({"dba": parameters["ba"]}, 1.0), 1.0)
    checked("sgd_step")({"ba": parameters["ba"]}, gradients, 0.1)
