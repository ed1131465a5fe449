"""one_hot, softmax, loss and output layer: values by hand, forms of input, errors and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import RNNProblem, make_rnn_problem

N_X, N_A, N_Y, M, T_X = 3, 5, 4, 2, 6


@pytest.fixture
def problem() -> RNNProblem:
    return make_rnn_problem(np.random.default_rng(20), N_X, N_A, N_Y, M, T_X)


# one_hot


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.uint8, np.uint64])
def test_one_hot_puts_classes_first(dtype: type[np.integer]) -> None:
    encoded = rnn.one_hot(np.array([[0, 2, 1], [1, 1, 0]], dtype=dtype), 3)
    assert encoded.shape == (3, 2, 3)
    assert encoded.dtype == np.float64
    np.testing.assert_array_equal(encoded[:, 0, 1], [0, 0, 1])
    np.testing.assert_array_equal(encoded[:, 1, 2], [1, 0, 0])
    np.testing.assert_array_equal(encoded.sum(axis=0), 1)


@pytest.mark.parametrize("index", [2, np.int64(2), np.array(2)])
def test_one_hot_of_a_scalar_is_a_vector(index: Array) -> None:
    np.testing.assert_array_equal(rnn.one_hot(index, 4), [0, 0, 1, 0])


def test_one_hot_of_no_index_is_empty() -> None:
    assert rnn.one_hot(np.zeros((0, 2), dtype=int), 4).shape == (4, 0, 2)


def test_one_hot_counts_beyond_the_range_of_a_small_dtype() -> None:
    assert rnn.one_hot(np.array([127], dtype=np.int8), 300).argmax() == 127


def test_different_one_hot_words_are_orthogonal() -> None:
    hotel, motel, cat = rnn.one_hot(np.arange(3), 3).T
    assert hotel @ motel == hotel @ cat == 0
    assert hotel @ hotel == 1


@pytest.mark.parametrize("outside", [-1, 4, 2**40])
def test_one_hot_refuses_an_index_outside(outside: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 3"):
        rnn.one_hot(np.array([0, outside]), 4)


@pytest.mark.parametrize("indices", [np.array([1.0]), np.array([True]), np.array(["1"]), np.array([None])])
def test_one_hot_refuses_what_is_not_an_integer(indices: Array) -> None:
    with pytest.raises(ValueError, match="must be integers"):
        rnn.one_hot(indices, 4)


# softmax


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 3, 2), (4, 1, 3, 2)])
def test_softmax_normalises_axis_0(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(1).standard_normal(shape)
    expected = np.exp(x) / np.exp(x).sum(axis=0)
    np.testing.assert_allclose(rnn.softmax(x), expected, rtol=1e-14)


def test_softmax_shifts_each_column_by_its_own_maximum() -> None:
    x = np.array([[0.0, 1000.0, -1000.0], [math.log(3), 1000.0 + math.log(3), -1000.0 + math.log(3)]])
    np.testing.assert_allclose(rnn.softmax(x), [[0.25] * 3, [0.75] * 3], rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_stands_the_largest_numbers_of_a_dtype(dtype: type[np.floating]) -> None:
    largest = np.finfo(dtype).max
    probabilities = rnn.softmax(np.array([[largest, -largest], [-largest, -largest]], dtype=dtype))
    np.testing.assert_array_equal(probabilities, [[1, 0.5], [0, 0.5]])
    assert probabilities.dtype == dtype


# loss


def test_sequence_loss_sums_minus_log_probability() -> None:
    y_pred = np.array([[[0.5, 0.2]], [[0.25, 0.7]], [[0.25, 0.1]]])
    loss = rnn.sequence_loss(y_pred, np.array([[1, 2]]))
    assert isinstance(loss, float)
    assert loss == pytest.approx(-math.log(0.25) - math.log(0.1), rel=1e-15)


def test_sequence_loss_takes_indices_or_one_hot(problem: RNNProblem) -> None:
    _, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    loss = rnn.sequence_loss(y_pred, problem.y)
    assert rnn.sequence_loss(y_pred, problem.targets) == loss
    assert rnn.sequence_loss(y_pred, problem.targets.astype(int)) == loss


@pytest.mark.parametrize("dtype", [bool, int, float])
def test_sequence_loss_leaves_padding_out(problem: RNNProblem, dtype: type) -> None:
    _, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    mask: Array = np.ones((M, T_X), dtype=dtype)
    mask[1, 4:] = 0
    first = rnn.sequence_loss(y_pred[:, :1], problem.y[:1])
    expected = first + rnn.sequence_loss(y_pred[:, 1:, :4], problem.y[1:, :4])
    assert rnn.sequence_loss(y_pred, problem.y, mask) == pytest.approx(expected, rel=1e-14)
    y_pred[:, 1, 4:] = np.nan
    assert rnn.sequence_loss(y_pred, problem.y, mask) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("y", [np.array([[1, 0, 1]]), np.array([[[1.0, 0.0, 1.0]]]), np.array([[True, False, True]])])
def test_binary_loss_by_hand(y: Array) -> None:
    y_pred = np.array([[[0.9, 0.2, 0.3]]])
    expected = -math.log(0.9) - math.log(0.8) - math.log(0.3)
    assert rnn.sequence_loss(y_pred, y) == pytest.approx(expected, rel=1e-14)
    without_last = rnn.sequence_loss(y_pred, y, np.array([[1, 1, 0]]))
    assert without_last == pytest.approx(-math.log(0.9) - math.log(0.8), rel=1e-14)


def test_binary_loss_is_the_two_class_loss() -> None:
    rng = np.random.default_rng(3)
    yes, y = rng.uniform(0.01, 0.99, (1, 3, 4)), rng.integers(2, size=(3, 4))
    two_classes = np.concatenate([1 - yes, yes])
    assert rnn.sequence_loss(yes, y) == pytest.approx(rnn.sequence_loss(two_classes, y), rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_loss_of_an_impossible_answer_is_finite(dtype: type[np.floating]) -> None:
    expected = -math.log(np.finfo(dtype).tiny)
    certain = np.array([[[1.0]], [[0.0]]], dtype=dtype)
    assert rnn.sequence_loss(certain, np.array([[1]])) == pytest.approx(expected, rel=1e-6)
    assert rnn.sequence_loss(certain[:1], np.array([[0]])) == pytest.approx(expected, rel=1e-6)
    assert rnn.sequence_loss(certain[1:], np.array([[1]])) == pytest.approx(expected, rel=1e-6)
    assert rnn.sequence_loss(certain, np.array([[0]])) == 0


# output layer, backward


def test_output_backward_finds_the_weights_of_gated_networks(problem: RNNProblem) -> None:
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    plain = rnn.output_backward(y_pred, problem.y, a, problem.parameters)
    gated = rnn.output_backward(y_pred, problem.y, a, {"Wy": problem.parameters["Wya"]})
    assert list(gated) == ["dWy", "dby", "da"]
    for name, gradient in zip(plain, gated.values(), strict=True):
        np.testing.assert_array_equal(gradient, plain[name])


def test_output_backward_takes_indices_or_one_hot(problem: RNNProblem) -> None:
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    from_indices = rnn.output_backward(y_pred, problem.y, a, problem.parameters)
    for targets in (problem.targets, problem.targets.astype(int)):
        for name, gradient in rnn.output_backward(y_pred, targets, a, problem.parameters).items():
            np.testing.assert_array_equal(gradient, from_indices[name])


def test_output_backward_takes_binary_answers_of_either_shape(problem: RNNProblem) -> None:
    rng = np.random.default_rng(4)
    a, y_pred, y = problem.da, rng.uniform(size=(1, M, T_X)), rng.integers(2, size=(M, T_X))
    parameters = {"Wya": rng.standard_normal((1, N_A))}
    flat = rnn.output_backward(y_pred, y, a, parameters)
    np.testing.assert_allclose(flat["dby"], np.sum(y_pred[0] - y), rtol=1e-13)
    for name, gradient in rnn.output_backward(y_pred, y[np.newaxis].astype(bool), a, parameters).items():
        np.testing.assert_array_equal(gradient, flat[name])
