"""Train the character LSTM that notebook 4 looks into: the script that made `looking_inside.npz`.

It uses the course's own reference functions and takes some minutes on one core. Run
`python -m rnn_utils.datasets.make_looking_inside FILE.npz`. The numbers are stored in half precision, so that the file
is small; what notebook 4 says of the network was measured with these.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.datasets.python_source import SYMBOLS, to_indices, training_text
from rnn_utils.reference.chunks import truncated_bptt_batches
from rnn_utils.reference.lstm import lstm_backward, lstm_forward
from rnn_utils.reference.outputs import one_hot, output_backward, sequence_loss
from rnn_utils.reference.updates import clip_by_norm
from rnn_utils.training import Adam, initialise_gated_parameters
from rnn_utils.types import Array

N_UNITS, BATCH_SIZE, CHUNK_LENGTH, N_BATCHES = 128, 16, 64, 5000
LEARNING_RATE, SEED = 0.004, 0
MAX_NORM = 1.0 * BATCH_SIZE * CHUNK_LENGTH  # losses are sums, so that gradients grow with the batch
REPORT_EVERY = 100

State = tuple[Float[Array, "n_a m"], Float[Array, "n_a m"]]


def initial_parameters() -> dict[str, Float[Array, "..."]]:
    """Return the network before training, in single precision."""
    parameters = initialise_gated_parameters(np.random.default_rng(SEED), len(SYMBOLS), N_UNITS, len(SYMBOLS))
    return {name: value.astype(np.float32) for name, value in parameters.items()}


def step(
    parameters: dict[str, Array], inputs: Int[Array, "m T"], targets: Int[Array, "m T"], state: State, optimiser: Adam
) -> tuple[float, State]:
    """Train on one stretch of the text.

    Parameters
    ----------
    parameters : dict of arrays
        Changed in place.
    inputs, targets : (m, T) arrays of int
        Characters, and the characters that follow them.
    state : tuple of two (n_a, m) arrays
        Hidden state and memory cell that the stretch before left.
    optimiser : Adam
        Chooses the steps.

    Returns
    -------
    loss : float
        Bits per character.
    state : tuple of two (n_a, m) arrays
        What this stretch leaves to the next.
    """
    x = one_hot(inputs, len(SYMBOLS)).astype(np.float32)
    a, y_pred, c, caches = lstm_forward(x, state[0], parameters, state[1])
    gradients = output_backward(y_pred, targets, a, parameters)
    gradients |= lstm_backward(gradients["da"], caches)
    gradients = clip_by_norm({"d" + name: gradients["d" + name] for name in parameters}, MAX_NORM)
    optimiser.update(parameters, gradients)
    return sequence_loss(y_pred, targets) / targets.size / float(np.log(2)), (a[:, :, -1], c[:, :, -1])


def main(file: Path, n_batches: int = N_BATCHES) -> None:
    """Train and write the parameters.

    Parameters
    ----------
    file : Path
        Where to write them.
    n_batches : int
        Number of stretches to train on; the text begins again when it ends.
    """
    parameters, optimiser = initial_parameters(), Adam(LEARNING_RATE)
    tokens, trained = to_indices(training_text()), 0
    while trained < n_batches:
        state = np.zeros((N_UNITS, BATCH_SIZE), np.float32), np.zeros((N_UNITS, BATCH_SIZE), np.float32)
        losses = []
        for inputs, targets in truncated_bptt_batches(tokens, CHUNK_LENGTH, BATCH_SIZE):
            loss, state = step(parameters, inputs, targets, state, optimiser)
            losses.append(loss)
            trained += 1
            if trained % REPORT_EVERY == 0 or trained == n_batches:
                sys.stderr.write(f"{trained:5} batches: {np.mean(losses[-REPORT_EVERY:]):.3f} bits per character\n")
            if trained == n_batches:
                break
    half: dict[str, Any] = {name: value.astype(np.float16) for name, value in parameters.items()}
    np.savez_compressed(file, **half)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
