"""Let a language model write, graded in 02: sample one token after the other until the end mark."""

# A body goes into a notebook, where annotations of variables would be out of place.
# mypy: disable-error-code="var-annotated"

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Int

from rnn_utils.reference.outputs import one_hot, softmax
from rnn_utils.reference.rnn import rnn_cell_forward
from rnn_utils.types import Array, Parameters


def sample(
    parameters: Parameters,
    vocabulary: Mapping[str, int],
    rng: np.random.Generator,
    temperature: float = 1.0,
    max_length: int = 50,
) -> Int[Array, " T"]:
    """Let a language model write a sentence.

    Parameters
    ----------
    parameters : dict of arrays
        As for `rnn_cell_forward`; n_x and n_y are the size of the vocabulary.
    vocabulary : dict
        Token → index, with "<EOS>".
    rng : numpy.random.Generator
        Source of randomness.
    temperature : float
        Divides the scores before the softmax: below 1 likely tokens become likelier, above 1 all tokens
        become more alike. Positive.
    max_length : int
        Largest number of tokens, an end mark included.

    Returns
    -------
    (T,) array of int64
        The tokens in the order of time; the last one is "<EOS>" unless the sentence was cut off at max_length.

    Notes
    -----
    S1, S3 §1.3.2: x⟨1⟩ = 0 and a⟨0⟩ = 0; the token drawn from ŷ⟨t⟩, one-hot, is x⟨t+1⟩ (S4 step 4, corrected).
    """
    n_a, n_x = parameters["Wax"].shape
    xt, a = np.zeros((n_x, 1)), np.zeros((n_a, 1))
    tokens = []
    while len(tokens) < max_length:
        a, _, _ = rnn_cell_forward(xt, a, parameters)
        scores = parameters["Wya"] @ a + parameters["by"]
        token = rng.choice(n_x, p=softmax(scores / temperature)[:, 0])
        tokens.append(token)
        if token == vocabulary["<EOS>"]:
            break
        xt = one_hot(np.array([token]), n_x)
    return np.array(tokens, dtype=np.int64)
