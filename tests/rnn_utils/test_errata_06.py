"""Where the lecture notes are wrong about decoders: the printed form fails, the corrected one holds."""

from __future__ import annotations

import itertools

import numpy as np

from rnn_utils.reference import seq2seq
from rnn_utils.reference.cells import cell_forward, output_forward, part_of
from rnn_utils.types import Array

# S4 step 4: the softmax output is fed on as the next input; in a decoder it is the token that was chosen, one-hot.

# A decoder of dates "03-04" and "04-03", with the digit pairs as tokens 0 and 1: the second one is the other one.
READINGS: dict[str, Array] = {
    "Wax_encoder": np.zeros((2, 2)),
    "Waa_encoder": np.zeros((2, 2)),
    "ba_encoder": np.zeros((2, 1)),
    "Wax_decoder": 20 * np.eye(2),
    "Waa_decoder": np.zeros((2, 2)),
    "ba_decoder": np.zeros((2, 1)),
    "Wy": np.array([[-20.0, 20.0], [20.0, -20.0]]),
    "by": np.zeros((2, 1)),
}


def _probability(answer: tuple[int, ...], *, printed: bool) -> float:
    """Return the probability of an answer of two tokens, fed in either way."""
    state, _ = seq2seq.encode(np.array([[0]]), part_of(READINGS, "encoder"), "rnn")
    y1, state, _ = seq2seq.decode_step(None, state, READINGS, "rnn")
    if printed:
        state, _ = cell_forward(y1, state, part_of(READINGS, "decoder"), "rnn")
        y2 = output_forward(state[0], READINGS)
    else:
        y2, _, _ = seq2seq.decode_step(np.array(answer[:1]), state, READINGS, "rnn")
    return float(y1[answer[0], 0] * y2[answer[1], 0])


def test_s4_4_as_printed_a_decoder_mixes_two_readings_into_an_answer_that_nobody_meant() -> None:
    answers = list(itertools.product(range(2), repeat=2))
    printed, corrected = ({answer: _probability(answer, printed=p) for answer in answers} for p in (True, False))
    np.testing.assert_allclose([corrected[0, 1], corrected[1, 0]], 0.5, rtol=1e-12)
    np.testing.assert_allclose([corrected[0, 0], corrected[1, 1]], 0, atol=1e-12)
    np.testing.assert_allclose(list(printed.values()), 0.25, rtol=1e-12)


def test_s4_4_corrected_is_what_the_loss_of_the_model_says() -> None:
    for answer in itertools.product(range(2), repeat=2):
        loss, _, _ = seq2seq.seq2seq_forward(np.array([[0]]), np.array([answer]), READINGS, "rnn")
        np.testing.assert_allclose(np.exp(-loss), _probability(answer, printed=False), rtol=1e-10)
