"""Where the lecture notes are wrong about the plain network: the printed form fails, the corrected one holds.

Each section is a row of the curriculum's errata that concerns assignment 01.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import RNNProblem, make_rnn_problem


@pytest.fixture
def problem() -> RNNProblem:
    return make_rnn_problem(np.random.default_rng(11), n_x=3, n_a=4, n_y=5, m=2, T_x=6)


def agrees(value: Array, truth: Array) -> bool:
    """Say whether two arrays agree as far as central differences can tell."""
    assert value.shape == truth.shape
    return rnn.relative_error(value, truth) < 1e-7


def differs(value: Array, truth: Array) -> bool:
    """Say whether two arrays of one shape differ by more than any rounding."""
    assert value.shape == truth.shape
    return rnn.relative_error(value, truth) > 0.02


def step_loss(problem: RNNProblem, **weights: Array) -> float:
    """Weigh the hidden state of the first step by da: a scalar whose gradients are the step's."""
    a_next, _, _ = rnn.rnn_cell_forward(problem.x[:, :, 0], problem.a0, problem.parameters | weights)
    return float(np.sum(problem.da[:, :, 0] * a_next))


def pre_activation(problem: RNNProblem) -> Array:
    weights = problem.parameters
    z: Array = weights["Wax"] @ problem.x[:, :, 0] + weights["Waa"] @ problem.a0 + weights["ba"]
    return z


# S3 §1.2.2: ∂a/∂Wax and ∂a/∂Waa with (1 − tanh(z))² in the place of 1 − tanh²(z)


@pytest.mark.parametrize("name", ["Wax", "Waa"])
def test_s3_122_the_square_belongs_to_tanh_alone(problem: RNNProblem, name: str) -> None:
    truth = rnn.numerical_gradient(lambda W: step_loss(problem, **{name: W}), problem.parameters[name])
    factor = problem.x[:, :, 0] if name == "Wax" else problem.a0
    z, da_next = pre_activation(problem), problem.da[:, :, 0]
    assert differs((da_next * (1 - np.tanh(z)) ** 2) @ factor.T, truth)
    assert agrees((da_next * (1 - np.tanh(z) ** 2)) @ factor.T, truth)


def test_s3_122_is_right_about_the_bias(problem: RNNProblem) -> None:
    truth = rnn.numerical_gradient(lambda ba: step_loss(problem, ba=ba), problem.parameters["ba"])
    dz = problem.da[:, :, 0] * (1 - np.tanh(pre_activation(problem)) ** 2)
    assert agrees(dz.sum(axis=1, keepdims=True), truth)


# S3 §1.2: the output weights are called Way. S1: the first subscript is what comes out, the second what
# the weights are multiplied by, so Way would take an output to a hidden state.


def test_s3_12_output_weights_take_a_to_y(problem: RNNProblem) -> None:
    a_next, n_a, n_y = problem.a0, problem.a0.shape[0], problem.targets.shape[0]
    named_way, named_wya = np.ones((n_a, n_y)), np.ones((n_y, n_a))
    with pytest.raises(ValueError, match="mismatch"):
        named_way @ a_next
    assert (named_wya @ a_next).shape == (n_y, a_next.shape[1])
    assert problem.parameters["Wya"].shape == named_wya.shape


# S2(4-5): "the loss is MSE", and yet ∂L/∂o = ŷ − y


def gradient_by_scores(loss: Callable[[Array, Array], float]) -> tuple[Array, Array, Array]:
    """Differentiate a loss of softmax(o) by o; return that, ŷ and y."""
    o, y = np.array([[0.4], [-0.3], [1.1]]), np.array([[0.0], [1.0], [0.0]])
    return rnn.numerical_gradient(lambda scores: loss(rnn.softmax(scores), y), o), rnn.softmax(o), y


def test_s2_5_belongs_to_cross_entropy() -> None:
    truth, y_pred, y = gradient_by_scores(lambda p, y: rnn.sequence_loss(p[:, :, None], y[:, :, None]))
    assert agrees(y_pred - y, truth)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1 / 3], ids=["half", "sum", "mean"])
def test_s2_5_is_not_the_gradient_of_the_squared_error(scale: float) -> None:
    truth, y_pred, y = gradient_by_scores(lambda p, y: scale * float(np.sum((p - y) ** 2)))
    jacobian = np.diagflat(y_pred) - y_pred @ y_pred.T
    assert differs(y_pred - y, truth)
    assert agrees(2 * scale * jacobian @ (y_pred - y), truth)


# S2(9, 14): Wᵀ δ diag(1 − h²) where Wᵀ diag(1 − h²) δ is meant (W is our Waa, h our a)


def test_s2_9_the_derivative_of_tanh_comes_before_the_weights(problem: RNNProblem) -> None:
    _, _, cache = rnn.rnn_cell_forward(problem.x[:, :, 0], problem.a0, problem.parameters)
    W, h, delta = problem.parameters["Waa"], cache[0][:, :1], problem.da[:, :1, 0]

    def later_loss(a_prev: Array) -> float:
        a_next, _, _ = rnn.rnn_cell_forward(problem.x[:, :1, 0], a_prev, problem.parameters)
        return float(np.sum(delta * a_next))

    truth = rnn.numerical_gradient(later_loss, problem.a0[:, :1])
    slope = 1 - h**2
    with pytest.raises(ValueError, match="mismatch"):  # as printed in (9): a column times a square matrix
        W.T @ delta @ np.diagflat(slope)
    assert differs((W.T @ delta) * slope, truth)  # as printed in (14): ∗ tanh′ after the weights
    assert agrees(W.T @ np.diagflat(slope) @ delta, truth)


# S1: a⟨t⟩ = Wa · B, without activation and bias


def test_s1_activation_and_bias_belong_to_the_step(problem: RNNProblem) -> None:
    xt, a_prev = problem.x[:, :, 0], problem.a0
    a_next, _, _ = rnn.rnn_cell_forward(xt, a_prev, problem.parameters)
    stacked, B = rnn.stack_parameters(problem.parameters), np.concatenate([a_prev, xt])
    assert differs(stacked["Wa"] @ B, a_next)
    assert differs(np.tanh(stacked["Wa"] @ B), a_next)
    assert differs(stacked["Wa"] @ B + stacked["ba"], a_next)
    assert agrees(np.tanh(stacked["Wa"] @ B + stacked["ba"]), a_next)


# S3(3): Wa = [Wax, Waa] applied to [a⟨t−1⟩; x⟨t⟩]


@pytest.mark.parametrize("n_x", [3, 4, 6], ids=["n_x < n_a", "n_x = n_a", "n_x > n_a"])
def test_s3_3_the_wrong_order_fails_without_an_error(n_x: int) -> None:
    problem = make_rnn_problem(np.random.default_rng(12), n_x=n_x, n_a=4)
    weights, xt, a_prev = problem.parameters, problem.x[:, :, 0], problem.a0
    a_next, _, _ = rnn.rnn_cell_forward(xt, a_prev, weights)
    stacked_input = np.concatenate([a_prev, xt])
    # Both matrices have n_a + n_x columns, so the product exists whatever the sizes.
    printed = np.concatenate([weights["Wax"], weights["Waa"]], axis=1)
    assert differs(np.tanh(printed @ stacked_input + weights["ba"]), a_next)
    corrected = np.concatenate([weights["Waa"], weights["Wax"]], axis=1)
    assert agrees(np.tanh(corrected @ stacked_input + weights["ba"]), a_next)


def test_s3_3_with_equal_sizes_exchanges_input_and_state() -> None:
    problem = make_rnn_problem(np.random.default_rng(13), n_x=4, n_a=4)
    weights, xt, a_prev = problem.parameters, problem.x[:, :, 0], problem.a0
    printed = np.concatenate([weights["Wax"], weights["Waa"]], axis=1)
    wrong = np.tanh(printed @ np.concatenate([a_prev, xt]) + weights["ba"])
    exchanged, _, _ = rnn.rnn_cell_forward(a_prev, xt, weights)
    assert agrees(wrong, exchanged)


# S3(6): −Σ_i y_i log ŷ, without the index on ŷ


def test_s3_6_without_its_index_is_no_number() -> None:
    y, y_pred = np.array([0.0, 1.0, 0.0]), np.array([0.2, 0.5, 0.3])
    printed = -sum(y_i * np.log(y_pred) for y_i in y)
    assert printed.shape == (3,)
    corrected = -sum(y_i * np.log(p_i) for y_i, p_i in zip(y, y_pred, strict=True))
    assert corrected == pytest.approx(-np.log(0.5), rel=1e-15)
    loss = rnn.sequence_loss(y_pred.reshape(3, 1, 1), y.reshape(3, 1, 1))
    assert loss == pytest.approx(corrected, rel=1e-15)


# S0: Wy of shape (100, 5) and Wa of shape (500 + 100, 100), for n_x = 500, n_a = 100, n_y = 5


def test_s0_output_weights_have_a_row_per_class() -> None:
    a_next = np.zeros((100, 2))
    with pytest.raises(ValueError, match="mismatch"):
        np.zeros((100, 5)) @ a_next
    assert (np.zeros((5, 100)) @ a_next).shape == (5, 2)


def test_s0_stacked_weights_have_a_row_per_hidden_unit() -> None:
    problem = make_rnn_problem(np.random.default_rng(14), n_x=500, n_a=100, n_y=5, T_x=1)
    stacked_input = np.concatenate([problem.a0, problem.x[:, :, 0]])
    with pytest.raises(ValueError, match="mismatch"):
        np.zeros((500 + 100, 100)) @ stacked_input
    stacked = rnn.stack_parameters(problem.parameters)
    assert stacked["Wa"].shape == (100, 100 + 500)
    assert stacked["Wya"].shape == (5, 100)
    assert (stacked["Wa"] @ stacked_input).shape == (100, 2)


# S1: the weights carry a time index, Wa⟨t−1⟩; they are the same at every step


def test_s1_weights_are_the_same_at_every_step(problem: RNNProblem) -> None:
    _, _, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    T_x = problem.x.shape[2]

    def loss_with_a_matrix_per_step(Waa: Array) -> float:
        a_next, total = problem.a0, 0.0
        for t in range(T_x):
            weights = problem.parameters | {"Waa": Waa[t]}
            a_next, _, _ = rnn.rnn_cell_forward(problem.x[:, :, t], a_next, weights)
            total += float(np.sum(problem.da[:, :, t] * a_next))
        return total

    copies = np.stack([problem.parameters["Waa"]] * T_x)
    per_step = rnn.numerical_gradient(loss_with_a_matrix_per_step, copies)
    dWaa = rnn.rnn_backward(problem.da, caches)["dWaa"]
    # With an index there would be T_x gradients; none of them is the gradient of the one shared matrix.
    assert all(differs(gradient, dWaa) for gradient in per_step)
    assert agrees(per_step.sum(axis=0), dWaa)


# S2: part-of-speech tagging as one-to-one; it is many-to-many of equal lengths


def test_s2_part_of_speech_tagging_needs_the_words_before(problem: RNNProblem) -> None:
    words = {"they": 0, "book": 1, "a": 2}
    sentences = np.array([[words["they"], words["book"]], [words["a"], words["book"]]])  # a verb, a noun
    x = rnn.one_hot(sentences, 3)
    n_y, m, T_x = 5, 2, 2
    no_state = np.zeros((4, m))
    _, one_to_one, _ = rnn.rnn_cell_forward(x[:, :, 1], no_state, problem.parameters)
    np.testing.assert_array_equal(one_to_one[:, 0], one_to_one[:, 1])  # the same word, the same tag
    _, y_pred, _ = rnn.rnn_forward(x, no_state, problem.parameters)
    assert y_pred.shape == (n_y, m, T_x)  # a tag for every word: T_y = T_x
    assert differs(y_pred[:, 0, 1], y_pred[:, 1, 1])
