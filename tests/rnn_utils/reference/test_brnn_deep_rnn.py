"""Bidirectional and deep networks of every cell against oracles that know neither padding nor batches."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from beartype import beartype
from hypothesis import given
from jaxtyping import jaxtyped

from networks import LAYERS, LENGTHS, N_A, N_X, N_Y, T_X, M, Network, make_network
from onnx_layers import run_onnx_layer
from oracles import (
    Arrays,
    assert_autograd_agrees,
    assert_close,
    assert_directional_differences_agree,
    autograd_layer,
    autograd_log_softmax,
)
from problems import CELLS, make_parts
from rnn_utils.reference import brnn_deep_rnn as brnn
from rnn_utils.reference.cells import layer_forward, part_of
from rnn_utils.reference.outputs import output_backward, sequence_loss
from rnn_utils.types import Array
from strategies import generators, repeatable

any_cell = pytest.mark.parametrize("cell", CELLS)


@pytest.fixture(params=list(itertools.product(["brnn", "deep_rnn", "deep_brnn"], CELLS)), ids="-".join)
def network(request: pytest.FixtureRequest) -> Network:
    name, cell = request.param
    return make_network(name, cell)


# the networks written again: one example at a time, without padding


def states_of_example(network: Network, arguments: Any, i: int) -> list[Any]:
    """Return the hidden states of the highest layer of example i, step by step."""
    length = int(LENGTHS[i]) if network.two_way else T_X
    columns = [arguments["x"][:, i : i + 1, t] for t in range(length)]
    for layer in range(1, 1 + (1 if network.name == "brnn" else LAYERS)):
        number = "" if network.name == "brnn" else f"_{layer}"
        a0 = arguments["a0"] if network.name == "brnn" else arguments["a0"][layer - 1]
        if not network.two_way:
            columns = read_one_way(network.cell, columns, a0[:, i : i + 1], arguments, number)
            continue
        there = read_one_way(network.cell, columns, a0[0][:, i : i + 1], arguments, "_forward" + number)
        back = read_one_way(network.cell, columns[::-1], a0[1][:, i : i + 1], arguments, "_backward" + number)
        columns = [anp.concatenate(pair) for pair in zip(there, back[::-1], strict=True)]
    return columns


def read_one_way(cell: str, columns: list[Any], a0: Any, arguments: Any, ending: str) -> list[Any]:
    names = {"rnn": ["Wax", "Waa", "ba"], "gru": [w + g for g in "ruc" for w in "Wb"]}
    chosen = names.get(cell, [w + g for g in "fuco" for w in "Wb"])
    parameters = {name: arguments[name + ending] for name in chosen}
    state = (a0, 0 * a0) if cell == "lstm" else (a0,)
    return [after[0] for after in autograd_layer(cell, columns, state, parameters)]


def weighted_states(network: Network, arguments: Any) -> Any:
    return sum(
        anp.sum(network.da[:, i : i + 1, t] * a)
        for i in range(M)
        for t, a in enumerate(states_of_example(network, arguments, i))
    )


def test_states_and_outputs_agree_with_the_network_written_again(network: Network) -> None:
    a, y_pred, _ = network.forward()
    assert y_pred.shape == (N_Y, M, T_X)
    for i in range(M):
        states = np.concatenate(states_of_example(network, network.arguments, i), axis=1)
        length = states.shape[1]
        assert_close(a[:, i, :length], states, 1e-13)
        scores = network.parameters["Wy"] @ states + network.parameters["by"]
        assert_close(y_pred[:, i, :length], np.exp(autograd_log_softmax(scores)), 1e-13)
        np.testing.assert_array_equal(a[:, i, length:], 0)


def test_backward_agrees_with_autograd(network: Network) -> None:
    _, _, caches = network.forward()
    gradients = network.backward(network.da, caches)
    assert_autograd_agrees(gradients, lambda v: weighted_states(network, v), network.arguments)


def test_gradients_of_the_masked_loss_agree_with_central_differences(network: Network) -> None:
    y = np.random.default_rng(71).integers(N_Y, size=(M, T_X))
    mask = brnn.sequence_mask(LENGTHS, T_X)
    a, y_pred, caches = network.forward()
    targets = np.where(mask, np.eye(N_Y)[:, y], y_pred)
    gradients = output_backward(y_pred, targets, a, network.parameters)
    gradients |= network.backward(gradients.pop("da"), caches)

    def loss(moved: Arrays) -> float:
        return sequence_loss(network.forward(moved)[1], y, mask)

    output = {name: network.parameters[name] for name in ("Wy", "by")}
    assert_directional_differences_agree(gradients, loss, network.arguments | output)


# padding


def test_padding_changes_nothing(network: Network) -> None:
    mask = brnn.sequence_mask(LENGTHS, T_X)
    other = np.where(mask, network.x, 100 * np.random.default_rng(72).standard_normal(network.x.shape))
    a, y_pred, caches = network.forward()
    a_other, y_other, caches_other = network.forward({"x": other})
    np.testing.assert_allclose(a_other[:, mask], a[:, mask], rtol=1e-12)
    np.testing.assert_allclose(y_other[:, mask], y_pred[:, mask], rtol=1e-12)
    da = np.where(mask, network.da, 0)
    gradients = network.backward(da, caches)
    np.testing.assert_array_equal(gradients["dx"][:, ~mask], 0)
    for name, gradient in network.backward(da, caches_other).items():
        assert_close(gradient, gradients[name], 1e-11)


@any_cell
def test_without_lengths_every_sequence_is_full(cell: str) -> None:
    for name in ("brnn", "deep_brnn"):
        network = make_network(name, cell)
        forward = getattr(brnn, name + "_forward")
        full = np.full(M, T_X)
        a, y_pred, _ = forward(network.x, network.a0, network.parameters, cell)
        expected_a, expected_y, _ = forward(network.x, network.a0, network.parameters, cell, full)
        np.testing.assert_array_equal(a, expected_a)
        np.testing.assert_array_equal(y_pred, expected_y)


# relations between the networks


@any_cell
def test_first_answer_depends_on_the_last_word_two_ways_and_not_one_way(cell: str) -> None:
    for name in ("brnn", "deep_rnn", "deep_brnn"):
        network = make_network(name, cell)
        changed = network.x.copy()
        changed[:, 0, -1] += 1  # example 0 has full length
        _, before, _ = network.forward()
        _, after, _ = network.forward({"x": changed})
        assert (np.max(np.abs(after[:, 0, 0] - before[:, 0, 0])) > 1e-6) == network.two_way


@any_cell
def test_reading_backwards_exchanges_the_two_parts(cell: str) -> None:
    network = make_network("brnn", cell)
    other = {"forward": "backward", "backward": "forward"}
    parts = {way: part_of(network.parameters, way) for way in other}
    turned = {f"{name}_{other[way]}": array for way, part in parts.items() for name, array in part.items()}
    x = brnn.reverse_sequences(network.x, LENGTHS)
    a, _, _ = network.forward()
    b, _ = brnn.brnn_layer_forward(x, network.a0[::-1], turned, cell, LENGTHS)
    b = brnn.reverse_sequences(b, LENGTHS)
    assert_close(np.concatenate([b[N_A:], b[:N_A]]), a, 1e-13)


@any_cell
def test_one_deep_layer_is_that_layer(cell: str) -> None:
    rng = np.random.default_rng(73)
    x, a0 = rng.standard_normal((N_X, M, T_X)), rng.standard_normal((1, N_A, M))
    parameters = make_parts(rng, cell, N_X, N_A, N_Y, layers=1, two_way=False)
    a, _, _ = brnn.deep_rnn_forward(x, a0, parameters, cell)
    expected, _ = layer_forward(x, a0[0], part_of(parameters, "1"), cell)
    np.testing.assert_array_equal(a, expected)


def test_each_layer_has_its_own_initial_state(network: Network) -> None:
    _, before, _ = network.forward()
    for index in np.ndindex(network.a0.shape[:-2]):
        moved = network.a0.copy()
        moved[index] += 0.5
        assert np.max(np.abs(network.forward({"a0": moved})[1] - before)) > 1e-4


# ONNX


@any_cell
def test_unequal_lengths_agree_with_onnx_runtime(cell: str) -> None:
    network = make_network("brnn", cell)
    states = [network.a0, np.zeros_like(network.a0)][: 2 if cell == "lstm" else 1]
    directions = [part_of(network.parameters, way) for way in ("forward", "backward")]
    onnx_a, _ = run_onnx_layer(cell, network.x, states, directions, LENGTHS)
    a, _, _ = network.forward()
    assert_close(a, onnx_a.reshape(a.shape), 2e-6)


@any_cell
@pytest.mark.parametrize("double", [False, True], ids=["onnxruntime", "evaluator"])
def test_deep_bidirectional_network_agrees_with_layers_of_onnx(cell: str, double: bool) -> None:
    network = make_network("deep_brnn", cell)
    a: Array = network.x
    for layer in range(LAYERS):
        a0 = network.a0[layer]
        states = [a0, np.zeros_like(a0)][: 2 if cell == "lstm" else 1]
        directions = [part_of(network.parameters, f"{way}_{layer + 1}") for way in ("forward", "backward")]
        onnx_a, _ = run_onnx_layer(cell, a, states, directions, double=double)
        a = onnx_a.reshape(2 * N_A, M, T_X)
    found, _, _ = brnn.deep_brnn_forward(network.x, network.a0, network.parameters, cell)
    assert_close(found, a, 1e-12 if double else 3e-6)


# types, side effects, memory


@repeatable
@given(generators())
def test_no_argument_is_changed_and_no_memory_shared(rng: np.random.Generator) -> None:
    name, cell = rng.choice(["brnn", "deep_rnn", "deep_brnn"]), rng.choice(CELLS)
    network = make_network(str(name), str(cell), int(rng.integers(1000)))
    a, y_pred, caches = network.forward()  # the arrays are read-only: writing to one raises
    kept = copy.deepcopy(caches)
    returned = [a, y_pred, *network.backward(network.da, caches).values()]
    np.testing.assert_equal(caches, kept)
    given_arrays = [network.x, network.a0, network.da, *network.parameters.values()]
    assert not any(np.shares_memory(one, other) for one, other in itertools.combinations(returned, 2))
    assert not any(np.shares_memory(one, other) for one in returned for other in given_arrays)


def test_float32_stays_float32(network: Network) -> None:
    single = {name: array.astype(np.float32) for name, array in network.parameters.items()}
    a, y_pred, caches = network.forward(
        {"x": network.x.astype(np.float32), "a0": network.a0.astype(np.float32)} | single
    )
    gradients = network.backward(network.da.astype(np.float32), caches)
    expected_a, _, expected_caches = network.forward()
    assert {array.dtype for array in (a, y_pred, *gradients.values())} == {np.dtype(np.float32)}
    assert_close(a, expected_a, 1e-4)
    for name, gradient in network.backward(network.da, expected_caches).items():
        assert_close(gradients[name], gradient, 1e-4)


def test_annotated_shapes_hold_at_run_time(network: Network) -> None:
    def checked(name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = jaxtyped(typechecker=beartype)(getattr(brnn, name))
        return function

    extra = (network.lengths,) if network.two_way else ()
    forward, backward = checked(network.name + "_forward"), checked(network.name + "_backward")
    _, _, caches = forward(network.x, network.a0, network.parameters, network.cell, *extra)
    backward(network.da, caches)
    if network.name == "brnn":
        checked("brnn_layer_forward")(network.x, network.a0, network.parameters, network.cell, *extra)
