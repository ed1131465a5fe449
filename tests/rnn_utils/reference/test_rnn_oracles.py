"""The graded functions of 01 against independent oracles.

Central differences, HIPS autograd with the forward pass written again, and ONNX Runtime's RNN operator.
"""

from __future__ import annotations

from typing import Any

import autograd.numpy as anp
import numpy as np
import onnxruntime
import pytest
from autograd import grad
from onnx import TensorProto, helper, numpy_helper

from oracles import assert_close, central_differences
from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import RNNProblem, make_rnn_problem

SIZES = [
    {"n_x": 3, "n_a": 5, "n_y": 4, "m": 2, "T_x": 6},
    {"n_x": 4, "n_a": 3, "n_y": 2, "m": 1, "T_x": 5},
    {"n_x": 2, "n_a": 4, "n_y": 3, "m": 5, "T_x": 1},
]
WEIGHTS = ("Wax", "Waa", "Wya", "ba", "by")


@pytest.fixture(params=SIZES, ids=["batch", "one example", "one step"])
def problem(request: pytest.FixtureRequest) -> RNNProblem:
    return make_rnn_problem(np.random.default_rng(7), **request.param)


def backpropagate(problem: RNNProblem) -> dict[str, Array]:
    """Chain the reference's backward functions, from the loss to every parameter and input."""
    a, y_pred, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    output = rnn.output_backward(y_pred, problem.y, a, problem.parameters)
    return output | rnn.rnn_backward(output["da"], caches)


def reference_loss(x: Array, a0: Array, parameters: dict[str, Array], y: Array) -> float:
    _, y_pred, _ = rnn.rnn_forward(x, a0, parameters)
    return rnn.sequence_loss(y_pred, y)


# central differences


def test_gradients_of_the_loss_agree_with_central_differences(problem: RNNProblem) -> None:
    x, a0, parameters, y = problem.x, problem.a0, problem.parameters, problem.y
    gradients = backpropagate(problem)
    along = {name: lambda w, name=name: reference_loss(x, a0, parameters | {name: w}, y) for name in WEIGHTS}
    for name, f in along.items():
        assert_close(gradients["d" + name], central_differences(f, parameters[name]), 1e-8)
    dx = central_differences(lambda v: reference_loss(v, a0, parameters, y), x)
    da0 = central_differences(lambda v: reference_loss(x, v, parameters, y), a0)
    assert_close(gradients["dx"], dx, 1e-8)
    assert_close(gradients["da0"], da0, 1e-8)


def test_numerical_gradient_and_backward_pass_confirm_each_other(problem: RNNProblem) -> None:
    def f(Waa: Array) -> float:
        return reference_loss(problem.x, problem.a0, problem.parameters | {"Waa": Waa}, problem.y)

    estimate = rnn.numerical_gradient(f, problem.parameters["Waa"])
    assert rnn.relative_error(backpropagate(problem)["dWaa"], estimate) < 1e-8


# automatic differentiation


def autograd_forward(x: Array, a0: Array, parameters: dict[str, Array]) -> tuple[list[Array], list[Array]]:
    """Write the forward pass again, per step, with logarithms of probabilities."""
    a, states, log_probabilities = a0, [], []
    for t in range(x.shape[2]):
        z = anp.dot(parameters["Wax"], x[:, :, t]) + anp.dot(parameters["Waa"], a) + parameters["ba"]
        a = anp.tanh(z)
        scores = anp.dot(parameters["Wya"], a) + parameters["by"]
        states.append(a)
        log_probabilities.append(scores - anp.log(anp.sum(anp.exp(scores), axis=0)))
    return states, log_probabilities


def autograd_loss(x: Array, a0: Array, parameters: dict[str, Array], targets: Array) -> Any:
    _, log_probabilities = autograd_forward(x, a0, parameters)
    return -sum(anp.sum(targets[:, :, t] * step) for t, step in enumerate(log_probabilities))


def autograd_weighted_states(x: Array, a0: Array, parameters: dict[str, Array], da: Array) -> Any:
    states, _ = autograd_forward(x, a0, parameters)
    return sum(anp.sum(da[:, :, t] * step) for t, step in enumerate(states))


def test_forward_pass_and_loss_agree_with_autograd_form(problem: RNNProblem) -> None:
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    states, log_probabilities = autograd_forward(problem.x, problem.a0, problem.parameters)
    assert_close(a, np.stack(states, axis=2), 1e-14)
    assert_close(y_pred, np.exp(np.stack(log_probabilities, axis=2)), 1e-14)
    expected = autograd_loss(problem.x, problem.a0, problem.parameters, problem.targets)
    assert rnn.sequence_loss(y_pred, problem.y) == pytest.approx(expected, rel=1e-13)


def test_gradients_of_the_loss_agree_with_autograd(problem: RNNProblem) -> None:
    arguments = (problem.x, problem.a0, problem.parameters, problem.targets)
    gradients = backpropagate(problem)
    oracle = grad(autograd_loss, 2)(*arguments)
    for name in WEIGHTS:
        assert_close(gradients["d" + name], oracle[name], 1e-9)
    assert_close(gradients["dx"], grad(autograd_loss, 0)(*arguments), 1e-9)
    assert_close(gradients["da0"], grad(autograd_loss, 1)(*arguments), 1e-9)


def test_rnn_backward_agrees_with_autograd_for_any_incoming_gradient(problem: RNNProblem) -> None:
    arguments = (problem.x, problem.a0, problem.parameters, problem.da)
    _, _, caches = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    gradients = rnn.rnn_backward(problem.da, caches)
    oracle = grad(autograd_weighted_states, 2)(*arguments)
    for name in ("Wax", "Waa", "ba"):
        assert_close(gradients["d" + name], oracle[name], 1e-9)
    assert_close(gradients["dx"], grad(autograd_weighted_states, 0)(*arguments), 1e-9)
    assert_close(gradients["da0"], grad(autograd_weighted_states, 1)(*arguments), 1e-9)


def test_rnn_cell_backward_agrees_with_autograd(problem: RNNProblem) -> None:
    def f(xt: Array, a_prev: Array, parameters: dict[str, Array]) -> Any:
        z = anp.dot(parameters["Wax"], xt) + anp.dot(parameters["Waa"], a_prev) + parameters["ba"]
        return anp.sum(da_next * anp.tanh(z))

    xt, da_next = problem.x[:, :, 0], problem.da[:, :, 0]
    _, _, cache = rnn.rnn_cell_forward(xt, problem.a0, problem.parameters)
    gradients = rnn.rnn_cell_backward(da_next, cache)
    oracle = grad(f, 2)(xt, problem.a0, problem.parameters)
    assert_close(gradients["dxt"], grad(f, 0)(xt, problem.a0, problem.parameters), 1e-9)
    assert_close(gradients["da_prev"], grad(f, 1)(xt, problem.a0, problem.parameters), 1e-9)
    for name in ("Wax", "Waa", "ba"):
        assert_close(gradients["d" + name], oracle[name], 1e-9)


def test_binary_output_backward_agrees_with_autograd(problem: RNNProblem) -> None:
    def f(Wya: Array, by: Array, a: Array) -> Any:
        scores = anp.einsum("ya,amt->ymt", Wya, a) + by[:, :, np.newaxis]
        return anp.sum(anp.logaddexp(0, scores) - y * scores)

    rng, a = np.random.default_rng(8), problem.da
    Wya, by = rng.standard_normal((1, a.shape[0])), rng.standard_normal((1, 1))
    y = rng.integers(2, size=a.shape[1:])
    y_pred = 1 / (1 + np.exp(-np.einsum("ya,amt->ymt", Wya, a) - by[:, :, np.newaxis]))
    assert rnn.sequence_loss(y_pred, y) == pytest.approx(f(Wya, by, a), rel=1e-12)
    gradients = rnn.output_backward(y_pred, y, a, {"Wya": Wya})
    for name, oracle in zip(("dWya", "dby", "da"), (grad(f, i)(Wya, by, a) for i in range(3)), strict=True):
        assert_close(gradients[name], oracle, 1e-9)


# ONNX Runtime


def onnx_session(problem: RNNProblem) -> onnxruntime.InferenceSession:
    """Build X → RNN(tanh) → matrix product, bias, softmax, with the problem's weights as constants."""
    weights = {name: array.astype(np.float32) for name, array in problem.parameters.items()}
    constants = {
        "W": weights["Wax"][np.newaxis],
        "R": weights["Waa"][np.newaxis],
        # The operator has two biases, one beside each matrix, which it adds: ba is split unevenly.
        "B": np.concatenate([0.25 * weights["ba"], 0.75 * weights["ba"]]).T,
        "V": weights["Wya"].T.copy(),
        "c": weights["by"].T.copy(),
        "direction": np.array([1], dtype=np.int64),
    }
    n_a = problem.a0.shape[0]
    nodes = [
        helper.make_node("RNN", ["X", "W", "R", "B", "", "initial_h"], ["Y"], hidden_size=n_a, activations=["Tanh"]),
        helper.make_node("Squeeze", ["Y", "direction"], ["a"]),
        helper.make_node("MatMul", ["a", "V"], ["product"]),
        helper.make_node("Add", ["product", "c"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["y_pred"], axis=2),
    ]
    graph = helper.make_graph(
        nodes,
        "plain network",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * 3) for name in ("X", "initial_h")],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * 3) for name in ("a", "y_pred")],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    serialised = model.SerializeToString()
    return onnxruntime.InferenceSession(serialised, options, providers=["CPUExecutionProvider"])


def test_forward_pass_agrees_with_onnx_runtime(problem: RNNProblem) -> None:
    # The operator's layout is (time, batch, features), ours (features, batch, time).
    inputs = {
        "X": problem.x.transpose(2, 1, 0).astype(np.float32),
        "initial_h": problem.a0.T[np.newaxis].astype(np.float32),
    }
    a, y_pred, _ = rnn.rnn_forward(problem.x, problem.a0, problem.parameters)
    onnx_a, onnx_y = onnx_session(problem).run(["a", "y_pred"], inputs)
    assert_close(a.transpose(2, 1, 0), onnx_a, 2e-6)
    assert_close(y_pred.transpose(2, 1, 0), onnx_y, 2e-6)
