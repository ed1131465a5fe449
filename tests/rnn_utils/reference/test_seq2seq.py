"""Encoder, classifier and decoder of every cell against the same networks without padding or batches."""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from beartype import beartype
from jaxtyping import jaxtyped

from onnx_layers import run_onnx_layer
from oracles import (
    Arrays,
    assert_autograd_agrees,
    assert_close,
    assert_directional_differences_agree,
    autograd_layer,
    autograd_log_softmax,
)
from problems import CELLS, make_output_weights, make_weights
from rnn_utils.reference import seq2seq
from rnn_utils.reference.cells import as_part, part_of
from rnn_utils.types import Array
from strategies import read_only

N_WORDS, N_A, N_OUT, M, T_X, T_Y = 4, 3, 5, 6, 7, 2
LENGTHS, TARGET_LENGTHS = (7, 1, 4, 3, 6, 5), (2, 1, 2, 1, 1, 2)


@dataclass(frozen=True)
class Problem:
    """An encoder and decoder with questions and answers of unequal lengths.

    Parameters
    ----------
    cell
        Kind of cell.
    tokens, mask
        Questions, (m, T_x).
    targets, target_mask
        Answers, (m, T_y).
    parameters
        Of encoder, decoder and output.
    """

    cell: str
    tokens: Array
    mask: Array
    targets: Array
    target_mask: Array
    parameters: dict[str, Array]

    @property
    def classifier(self) -> dict[str, Array]:
        """Return the encoder with the output on top of it."""
        return part_of(self.parameters, "encoder") | {name: self.parameters[name] for name in ("Wy", "by")}

    def forward(self, parameters: Arrays | None = None) -> tuple[float, Array, Any]:
        """Run the reference, with some parameters replaced."""
        found = self.parameters | (parameters or {})
        return seq2seq.seq2seq_forward(self.tokens, self.targets, found, self.cell, self.mask, self.target_mask)


def make_problem(cell: str, seed: int = 80) -> Problem:
    rng = np.random.default_rng(seed)
    encoder, decoder = make_weights(rng, cell, N_WORDS, N_A), make_weights(rng, cell, N_OUT, N_A)
    return Problem(
        cell=cell,
        tokens=read_only(rng.integers(N_WORDS, size=(M, T_X))),
        mask=read_only(np.arange(T_X) < np.array(LENGTHS)[:, np.newaxis]),
        targets=read_only(rng.integers(N_OUT, size=(M, T_Y))),
        target_mask=read_only(np.arange(T_Y) < np.array(TARGET_LENGTHS)[:, np.newaxis]),
        parameters=as_part(encoder, "encoder") | as_part(decoder, "decoder") | make_output_weights(rng, N_OUT, N_A),
    )


@pytest.fixture(params=CELLS)
def problem(request: pytest.FixtureRequest) -> Problem:
    return make_problem(request.param)


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(seq2seq.__all__) == 9
    assert all(callable(getattr(seq2seq, name)) for name in seq2seq.__all__)


# the networks written again: one example at a time, without padding


def column(token: int, depth: int) -> Array:
    found = np.zeros((depth, 1))
    found[token] = 1
    return found


def last_state(problem: Problem, parameters: Any, i: int) -> tuple[Any, ...]:
    columns = [column(token, N_WORDS) for token in problem.tokens[i, : LENGTHS[i]]]
    state = tuple(np.zeros((N_A, 1)) for _ in range(2 if problem.cell == "lstm" else 1))
    return autograd_layer(problem.cell, columns, state, parameters)[-1]


def ending_with(parameters: Any, part: str) -> dict[str, Any]:
    """Choose the parameters of a part; autograd's boxes of dicts can be iterated over."""
    return {name.removesuffix(part): parameters[name] for name in parameters if name.endswith(part)}


def log_probabilities(problem: Problem, parameters: Any, i: int) -> list[Any]:
    """Return the logarithms of the outputs for example i, step by step, with teacher forcing."""
    state = last_state(problem, ending_with(parameters, "_encoder"), i)
    targets = problem.targets[i, : TARGET_LENGTHS[i]]
    columns = [np.zeros((N_OUT, 1)), *[column(token, N_OUT) for token in targets[:-1]]]
    states = autograd_layer(problem.cell, columns, state, ending_with(parameters, "_decoder"))
    return [autograd_log_softmax(anp.dot(parameters["Wy"], a[0]) + parameters["by"]) for a in states]


def written_again(problem: Problem, parameters: Any) -> Any:
    """Return the loss of all examples, none of them padded."""
    return -sum(
        log_p[problem.targets[i, t], 0]
        for i in range(M)
        for t, log_p in enumerate(log_probabilities(problem, parameters, i))
    )


# encoder


def test_encoder_stops_at_the_last_token_of_each_sequence(problem: Problem) -> None:
    encoder = part_of(problem.parameters, "encoder")
    state, _ = seq2seq.encode(problem.tokens, encoder, problem.cell, problem.mask)
    for i in range(M):
        for found, expected in zip(state, last_state(problem, encoder, i), strict=True):
            assert_close(found[:, [i]], expected, 1e-13)


def test_encoder_agrees_with_onnx_runtime_on_unequal_lengths(problem: Problem) -> None:
    encoder = part_of(problem.parameters, "encoder")
    x = np.stack([np.concatenate([column(token, N_WORDS) for token in row], axis=1) for row in problem.tokens], axis=1)
    states = [np.zeros((1, N_A, M)) for _ in range(2 if problem.cell == "lstm" else 1)]
    _, last = run_onnx_layer(problem.cell, x, states, [encoder], np.array(LENGTHS))
    state, _ = seq2seq.encode(problem.tokens, encoder, problem.cell, problem.mask)
    for found, expected in zip(state, last, strict=True):
        assert_close(found, expected[0], 2e-6)


def test_encode_backward_agrees_with_autograd(problem: Problem) -> None:
    encoder = part_of(problem.parameters, "encoder")
    state, caches = seq2seq.encode(problem.tokens, encoder, problem.cell, problem.mask)
    rng = np.random.default_rng(81)
    dstate = tuple(rng.standard_normal((N_A, M)) for _ in state)

    def weighted(parameters: Any) -> Any:
        per_example = (last_state(problem, parameters, i) for i in range(M))
        return sum(
            anp.sum(d[:, i : i + 1] * part)
            for i, parts in enumerate(per_example)
            for d, part in zip(dstate, parts, strict=True)
        )

    assert_autograd_agrees(seq2seq.encode_backward(dstate, caches), weighted, encoder)


# classifier


@pytest.mark.parametrize("n_y", [1, N_OUT])
def test_gradients_of_the_classifier_agree_with_autograd(problem: Problem, n_y: int) -> None:
    rng = np.random.default_rng(82)
    parameters = problem.classifier | make_output_weights(rng, n_y, N_A)
    y = rng.integers(max(n_y, 2), size=M)
    y_pred, caches = seq2seq.many_to_one_forward(problem.tokens, parameters, problem.cell, problem.mask)
    assert y_pred.shape == (n_y, M)

    def scores(p: Any, i: int) -> Any:
        return anp.dot(p["Wy"], last_state(problem, p, i)[0]) + p["by"]

    def loss(p: Any) -> Any:
        if n_y == 1:
            return sum(anp.sum(anp.logaddexp(0, scores(p, i)) - y[i] * scores(p, i)) for i in range(M))
        return -sum(autograd_log_softmax(scores(p, i))[y[i], 0] for i in range(M))

    for i in range(M):
        s = scores(parameters, i)
        expected = 1 / (1 + np.exp(-s)) if n_y == 1 else np.exp(autograd_log_softmax(s))
        assert_close(y_pred[:, [i]], expected, 1e-13)
    gradients = seq2seq.many_to_one_backward(y_pred, y, caches)
    assert_autograd_agrees(gradients, loss, parameters)
    one_hot = y[np.newaxis] if n_y == 1 else np.eye(n_y)[:, y]
    np.testing.assert_equal(seq2seq.many_to_one_backward(y_pred, one_hot, caches), gradients)


def test_classifier_takes_output_weights_of_either_name(problem: Problem) -> None:
    plain = problem.classifier
    renamed = {"Wya" if name == "Wy" else name: array for name, array in plain.items()}
    y_pred, caches = seq2seq.many_to_one_forward(problem.tokens, renamed, problem.cell, problem.mask)
    expected, _ = seq2seq.many_to_one_forward(problem.tokens, plain, problem.cell, problem.mask)
    np.testing.assert_array_equal(y_pred, expected)
    assert "dWya" in seq2seq.many_to_one_backward(y_pred, problem.targets[:, 0], caches)


# encoder and decoder


def test_loss_and_outputs_agree_with_the_network_written_again(problem: Problem) -> None:
    loss, y_pred, _ = problem.forward()
    assert y_pred.shape == (N_OUT, M, T_Y)
    assert loss == pytest.approx(written_again(problem, problem.parameters), rel=1e-13)
    for i in range(M):
        expected = np.exp(np.concatenate(log_probabilities(problem, problem.parameters, i), axis=1))
        assert_close(y_pred[:, i, : TARGET_LENGTHS[i]], expected, 1e-13)


def test_gradients_agree_with_autograd(problem: Problem) -> None:
    _, y_pred, caches = problem.forward()
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    assert_autograd_agrees(gradients, lambda p: written_again(problem, p), problem.parameters)


def test_gradients_agree_with_central_differences(problem: Problem) -> None:
    _, y_pred, caches = problem.forward()
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    assert_directional_differences_agree(gradients, lambda p: problem.forward(p)[0], problem.parameters)


def test_without_masks_everything_counts(problem: Problem) -> None:
    arguments = (problem.tokens, problem.targets, problem.parameters, problem.cell)
    loss, y_pred, caches = seq2seq.seq2seq_forward(*arguments)
    full = (np.ones((M, T_X)), np.ones((M, T_Y)))
    expected_loss, expected_y, expected_caches = seq2seq.seq2seq_forward(*arguments, *full)
    assert loss == expected_loss
    np.testing.assert_array_equal(y_pred, expected_y)
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    np.testing.assert_equal(gradients, seq2seq.seq2seq_backward(y_pred, problem.targets, expected_caches))


def test_padding_changes_nothing(problem: Problem) -> None:
    tokens = np.where(problem.mask, problem.tokens, (problem.tokens + 1) % N_WORDS)
    targets = np.where(problem.target_mask, problem.targets, (problem.targets + 1) % N_OUT)
    arguments = (problem.parameters, problem.cell, problem.mask, problem.target_mask)
    loss, y_pred, caches = problem.forward()
    other_loss, other_y, other_caches = seq2seq.seq2seq_forward(tokens, targets, *arguments)
    assert other_loss == pytest.approx(loss, rel=1e-13)
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    for name, gradient in seq2seq.seq2seq_backward(other_y, targets, other_caches).items():
        assert_close(gradient, gradients[name], 1e-12)


def test_decoder_reads_the_token_before_and_nothing_at_first(problem: Problem) -> None:
    state, _ = seq2seq.encode(problem.tokens, part_of(problem.parameters, "encoder"), problem.cell, problem.mask)
    _, y_pred, _ = problem.forward()
    first, state, _ = seq2seq.decode_step(None, state, problem.parameters, problem.cell)
    np.testing.assert_array_equal(first, y_pred[:, :, 0])
    second, _, _ = seq2seq.decode_step(problem.targets[:, 0], state, problem.parameters, problem.cell)
    np.testing.assert_array_equal(second, y_pred[:, :, 1])


def test_no_argument_is_changed_and_no_memory_shared(problem: Problem) -> None:
    _, y_pred, caches = problem.forward()  # the arrays are read-only: writing to one raises
    kept = copy.deepcopy((y_pred, caches))
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    np.testing.assert_equal((y_pred, caches), kept)
    returned = [y_pred, *gradients.values()]
    assert not any(np.shares_memory(one, other) for one, other in itertools.combinations(returned, 2))
    assert not any(np.shares_memory(one, other) for one in returned for other in problem.parameters.values())


def test_float32_stays_float32(problem: Problem) -> None:
    single = {name: array.astype(np.float32) for name, array in problem.parameters.items()}
    _, y_pred, caches = problem.forward(single)
    gradients = seq2seq.seq2seq_backward(y_pred, problem.targets, caches)
    classifier = {name: array.astype(np.float32) for name, array in problem.classifier.items()}
    one, one_caches = seq2seq.many_to_one_forward(problem.tokens, classifier, problem.cell)
    gradients |= seq2seq.many_to_one_backward(one, problem.targets[:, 0], one_caches)
    assert {array.dtype for array in (y_pred, one, *gradients.values())} == {np.dtype(np.float32)}


def test_annotated_shapes_hold_at_run_time(problem: Problem) -> None:
    def checked(name: str) -> Any:
        return jaxtyped(typechecker=beartype)(getattr(seq2seq, name))

    for masks in ((problem.mask, problem.target_mask), (None, None)):
        arguments = (problem.tokens, problem.targets, problem.parameters, problem.cell, *masks)
        _, y_pred, caches = checked("seq2seq_forward")(*arguments)
        checked("seq2seq_backward")(y_pred, problem.targets, caches)
    state, caches = checked("encode")(problem.tokens, problem.classifier, problem.cell, problem.mask)
    checked("encode_backward")(state, caches)
    y_pred, caches = checked("many_to_one_forward")(problem.tokens, problem.classifier, problem.cell)
    checked("many_to_one_backward")(y_pred, problem.targets[:, 0], caches)
    for token in (None, problem.targets[:, 0]):
        checked("decode_step")(token, state, problem.parameters, problem.cell)
    checked("greedy_decode")(problem.tokens, problem.parameters, 0, 5, problem.cell, problem.mask)
    checked("beam_search")(problem.tokens[0], problem.parameters, 0, 2, 5, problem.cell)
