"""A language model on the plain network, graded in 02: what comes next, and how likely a sentence is.

This module also offers the other graded functions of 02, so that it holds the whole assignment by name.
Bodies use NumPy, the graded functions of 01 and the other ones of 02, and nothing else.
"""

# NumPy's stubs call the result of arithmetic on arrays of any dtype Any.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int, Real

from rnn_utils.reference.chunks import truncated_bptt_batches
from rnn_utils.reference.outputs import one_hot, output_backward, sequence_loss
from rnn_utils.reference.rnn import rnn_backward, rnn_forward
from rnn_utils.reference.sampling import sample
from rnn_utils.reference.updates import clip_by_norm, clip_by_value, sgd_step
from rnn_utils.reference.vocabulary import build_vocabulary, decode, encode
from rnn_utils.types import Array, Parameters, RNNCaches

__all__ = [
    "build_vocabulary",
    "clip_by_norm",
    "clip_by_value",
    "decode",
    "encode",
    "language_model_forward",
    "perplexity",
    "sample",
    "sentence_log_probability",
    "sgd_step",
    "train",
    "truncated_bptt_batches",
]


def language_model_forward(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    a_prev: Float[Array, "n_a m"],
    previous: Int[Array, " m"] | None = None,
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> tuple[float, Float[Array, "n_y m T_x"], Float[Array, "n_a m T_x"], RNNCaches]:
    """Predict every token of a batch of sentences from the tokens before it.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        The tokens to predict, y.
    parameters : dict of arrays
        As for `rnn_forward`; n_x and n_y are the size of the vocabulary.
    a_prev : (n_a, m) array
        Hidden state before the first step: zeros where sentences begin.
    previous : (m,) integer array, optional
        The token before the first one, where a text goes on; by default there is none, and x⟨1⟩ = 0.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    loss : float
        Cross-entropy in nats, summed over time steps and sentences.
    y_pred : (n_y, m, T_x) array
        Probabilities of all tokens at every step.
    a : (n_a, m, T_x) array
        Hidden state after every step.
    caches : tuple
        Those of `rnn_forward`.

    Notes
    -----
    S0, S3 §1.3.1: x⟨1⟩ = 0 and x⟨t⟩ = y⟨t−1⟩. Loss S3(6-7), S3(6) with log ŷ_i.
    """
    n_x = parameters["Wax"].shape[1]
    x = np.zeros((n_x, *tokens.shape), dtype=a_prev.dtype)
    x[:, :, 1:] = one_hot(tokens[:, :-1], n_x)
    if previous is not None:
        x[:, :, 0] = one_hot(previous, n_x)
    a, y_pred, caches = rnn_forward(x, a_prev, parameters)
    return sequence_loss(y_pred, tokens, mask), y_pred, a, caches


def sentence_log_probability(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> Float[Array, " m"]:
    """Say how likely sentences are.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Whole sentences, end mark included.
    parameters : dict of arrays
        As for `language_model_forward`.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    (m,) array
        Natural logarithm of the probability of each sentence.

    Notes
    -----
    S0, S1, S3 §1.3.1: P(y⟨1⟩ … y⟨T⟩) = Π_t P(y⟨t⟩ | y⟨1⟩ … y⟨t−1⟩), and the logarithm turns the product into
    a sum. A probability below the smallest normal number counts as that number, as in `sequence_loss`.
    """
    Waa = parameters["Waa"]
    a0 = np.zeros((Waa.shape[0], tokens.shape[0]), dtype=Waa.dtype)
    _, y_pred, _, _ = language_model_forward(tokens, parameters, a0)
    probabilities = np.take_along_axis(y_pred, tokens[np.newaxis], axis=0)[0]
    logarithms = np.log(np.maximum(probabilities, np.finfo(y_pred.dtype).tiny))
    if mask is not None:
        logarithms = np.where(mask, logarithms, 0)
    return np.sum(logarithms, axis=1)


def perplexity(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> float:
    """Say among how many equally likely tokens the model hesitates on average.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Whole sentences, end mark included.
    parameters : dict of arrays
        As for `language_model_forward`.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    float
        exp(−log P / N) with P the probability of all sentences and N the number of their tokens: 1 for a
        model that is always certain and right, n_y for one that knows nothing.

    Notes
    -----
    S3(6-7), as a mean over tokens: without it the number would grow with the text.
    """
    n_tokens = tokens.size if mask is None else np.sum(mask)
    total = np.sum(sentence_log_probability(tokens, parameters, mask))
    return float(np.exp(-total / n_tokens))


def train(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    a_prev: Float[Array, "n_a m"],
    learning_rate: float = 0.01,
    max_norm: float = 5.0,
    previous: Int[Array, " m"] | None = None,
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> tuple[float, dict[str, Array], Float[Array, "n_a m"]]:
    """Train a language model on one batch: forward, backward, clip, update.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        The tokens to predict.
    parameters : dict of arrays
        As for `language_model_forward`; they are left as they are.
    a_prev : (n_a, m) array
        Hidden state before the first step; no gradient goes beyond it.
    learning_rate : float
        As for `sgd_step`.
    max_norm : float
        As for `clip_by_norm`, which sees the gradients of the parameters and no others.
    previous, mask : arrays, optional
        As for `language_model_forward`.

    Returns
    -------
    loss : float
        The loss before the step.
    parameters : dict of arrays
        The new parameters.
    a_last : (n_a, m) array
        Hidden state after the last step, for the chunk that follows.

    Notes
    -----
    S2(5-13), S3 §1.4.1, S4 (pieces of a long text): the state is carried on, the gradient is not.
    """
    loss, y_pred, a, caches = language_model_forward(tokens, parameters, a_prev, previous, mask)
    y = one_hot(tokens, y_pred.shape[0])
    if mask is not None:
        y = np.where(mask, y, y_pred)  # ŷ − y = 0 at padding: nothing flows back from there
    gradients = output_backward(y_pred, y, a, parameters)
    gradients |= rnn_backward(gradients["da"], caches)
    gradients = {"d" + name: gradients["d" + name] for name in parameters}
    return loss, sgd_step(parameters, clip_by_norm(gradients, max_norm), learning_rate), a[:, :, -1]
