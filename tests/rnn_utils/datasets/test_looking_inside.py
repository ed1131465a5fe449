"""Test the script that trains the network to look into, and that what it stored knows Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rnn_utils.datasets.make_looking_inside import N_UNITS, initial_parameters, main, step
from rnn_utils.datasets.python_source import SYMBOLS, held_out_text, to_indices, trained_parameters
from rnn_utils.reference.lstm import lstm_forward
from rnn_utils.reference.outputs import one_hot, sequence_loss
from rnn_utils.training import Adam
from rnn_utils.types import Array


def _bits(parameters: dict[str, Array], text: str) -> float:
    """Return bits per character of a short text, read as one stream."""
    tokens = to_indices(text)[np.newaxis]
    x = one_hot(tokens[:, :-1], len(SYMBOLS)).astype(np.float32)
    _, y_pred, _, _ = lstm_forward(x, np.zeros((N_UNITS, 1), np.float32), parameters)
    return sequence_loss(y_pred, tokens[:, 1:]) / (tokens.size - 1) / float(np.log(2))


def test_stored_network_predicts_source_that_it_has_not_seen() -> None:
    text = held_out_text()[:1500]
    assert _bits(trained_parameters(), text) < 3
    assert _bits(initial_parameters(), text) > 6


def test_script_stores_the_network_in_half_precision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(tmp_path / "weights.npz", n_batches=2)
    assert "2 batches:" in capsys.readouterr().err
    with np.load(tmp_path / "weights.npz") as stored:
        first = initial_parameters()
        assert set(stored.files) == set(first)
        assert all(stored[name].dtype == np.float16 and stored[name].shape == first[name].shape for name in first)
        assert not np.array_equal(stored["Wf"], first["Wf"].astype(np.float16))


def test_training_on_one_stretch_lowers_its_loss() -> None:
    parameters, optimiser = initial_parameters(), Adam(0.004)
    tokens = to_indices(held_out_text()[:129]).reshape(3, 43)
    state = np.zeros((N_UNITS, 3), np.float32), np.zeros((N_UNITS, 3), np.float32)
    losses = [step(parameters, tokens[:, :-1], tokens[:, 1:], state, optimiser)[0] for _ in range(12)]
    assert losses[-1] < losses[0] - 1


def test_state_that_a_stretch_leaves_is_that_of_its_last_character() -> None:
    parameters = initial_parameters()
    tokens = to_indices(held_out_text()[:22]).reshape(2, 11)
    state = np.zeros((N_UNITS, 2), np.float32), np.zeros((N_UNITS, 2), np.float32)
    x = one_hot(tokens[:, :-1], len(SYMBOLS)).astype(np.float32)
    a, _, c, _ = lstm_forward(x, state[0], parameters)
    _, (a_last, c_last) = step(parameters, tokens[:, :-1], tokens[:, 1:], state, Adam(0.001))
    np.testing.assert_array_equal(a_last, a[:, :, -1])
    np.testing.assert_array_equal(c_last, c[:, :, -1])
