"""Find a good answer with a trained encoder and decoder, graded in 06: greedily, or with a beam."""

# A body goes into a notebook, where annotations of variables would be out of place.
# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Int, Real

from rnn_utils.reference.cells import part_of
from rnn_utils.reference.encoder_decoder import decode_step
from rnn_utils.reference.many_to_one import encode
from rnn_utils.types import Array, Parameters


def greedy_decode(
    tokens: Int[Array, "m T_x"],
    parameters: Parameters,
    eos: int,
    max_length: int = 50,
    cell: str = "gru",
    mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
) -> list[list[int]]:
    """Write answers by taking the likeliest token at every step.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        What the encoder reads, padded at the end.
    parameters : dict of arrays
        As for `seq2seq_forward`.
    eos : int
        The token that ends an answer.
    max_length : int
        Largest number of tokens of an answer, the end mark included.
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding of `tokens`.

    Returns
    -------
    list of m lists of int
        The answers; each ends with `eos` unless it was cut off at max_length.

    Notes
    -----
    S0, S3 (predicting what follows): the decoder reads what it wrote itself.
    """
    state, _ = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    token, answers = None, [[] for _ in tokens]
    for _ in range(max_length):
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        token = np.argmax(yt_pred, axis=0)
        for answer, index in zip(answers, token.tolist(), strict=True):
            if not answer or answer[-1] != eos:
                answer.append(index)
        if all(answer[-1] == eos for answer in answers):
            break
    return answers


def beam_search(
    tokens: Int[Array, " T_x"],
    parameters: Parameters,
    eos: int,
    beam_width: int = 3,
    max_length: int = 50,
    cell: str = "gru",
    length_power: float = 1.0,
) -> list[tuple[list[int], float]]:
    """Write several answers to one question, keeping the most likely beginnings at every step.

    Parameters
    ----------
    tokens : (T_x,) integer array
        What the encoder reads: one sequence, without padding.
    parameters : dict of arrays
        As for `seq2seq_forward`.
    eos : int
        The token that ends an answer.
    beam_width : int
        Number of answers. At every step so many beginnings are kept, less the answers that have ended.
    max_length : int
        Largest number of tokens of an answer, the end mark included.
    cell : str
        "rnn", "gru" or "lstm".
    length_power : float
        Answers are compared by log P / length ** length_power; with 0 short ones have the advantage.

    Returns
    -------
    list of (list of int, float)
        The answers with their log P, the best one first; each ends with `eos` unless it was cut off.

    Notes
    -----
    S0, S3 §1.3.1 (the likelier sentence). Beginnings of one length are compared by log P; answers, whose
    lengths differ, by log P per token. As in Sutskever, Vinyals and Le, 2014, an answer that ends leaves the
    beam. With a beam of 1 this is `greedy_decode`.
    """
    state, _ = encode(tokens[np.newaxis], part_of(parameters, "encoder"), cell)
    token, live, ended = None, [([], 0.0)], []
    for _ in range(max_length):
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        logarithms = np.log(np.maximum(yt_pred, np.finfo(yt_pred.dtype).tiny))
        totals = logarithms + np.array([log_p for _, log_p in live])  # (n_y, number of beginnings)
        best = np.argsort(-totals, axis=None, kind="stable")[: beam_width - len(ended)]
        longer, parents = [], []
        for index, parent in zip(*np.unravel_index(best, totals.shape), strict=True):
            answer = ([*live[parent][0], int(index)], float(totals[index, parent]))
            if index == eos:
                ended.append(answer)
            else:
                longer.append(answer)
                parents.append(parent)
        live = longer
        if not live:
            break
        token = np.array([answer[-1] for answer, _ in live])
        state = tuple(part[:, parents] for part in state)
    return sorted(ended + live, key=lambda answer: -answer[1] / len(answer[0]) ** length_power)
