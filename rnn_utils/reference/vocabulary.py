"""From text to numbers and back, graded in 02: the vocabulary with its two marks, `<UNK>` and `<EOS>`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Int

from rnn_utils.types import Array


def build_vocabulary(corpus: Iterable[str], max_size: int | None, level: str = "word") -> dict[str, int]:
    """List the tokens of a corpus, the most frequent first, and number them.

    Parameters
    ----------
    corpus : list of str
        Sentences.
    max_size : int or None
        Largest number of entries, the two marks included; None keeps every token.
    level : str
        "word": tokens are what white space separates; "character": tokens are single characters.

    Returns
    -------
    dict
        Token → index. "<UNK>" has 0 and "<EOS>" has 1; then come the tokens of the corpus by falling number
        of occurrences, equally frequent ones in the order of the alphabet.

    Raises
    ------
    ValueError
        If there is no such level.

    Notes
    -----
    S1, S3 §1.3.1. UNK stands for an unknown token: all words outside of the vocabulary share it.
    """
    if level not in ("word", "character"):
        raise ValueError(f'level must be "word" or "character", not {level!r}')
    counts = {"<UNK>": 0, "<EOS>": 0}
    for sentence in corpus:
        for token in sentence.split() if level == "word" else sentence:
            counts[token] = counts.get(token, 0) + 1
    del counts["<UNK>"], counts["<EOS>"]  # they have their places whether the text spells them out or not
    tokens = ["<UNK>", "<EOS>", *sorted(counts, key=lambda token: (-counts[token], token))]
    return {token: index for index, token in enumerate(tokens[:max_size])}


def encode(sentence: str, vocabulary: Mapping[str, int], level: str = "word") -> Int[Array, " T"]:
    """Turn a sentence into the indices of its tokens, with the end mark behind them.

    Parameters
    ----------
    sentence : str
        A text without end mark.
    vocabulary : dict
        Token → index, with "<UNK>" and "<EOS>".
    level : str
        "word" or "character", as for the vocabulary.

    Returns
    -------
    (T,) array of int64
        One index per token, that of "<UNK>" for a token outside of the vocabulary, and at the end that of
        "<EOS>".

    Notes
    -----
    S1, S3 §1.3.1.
    """
    tokens = sentence.split() if level == "word" else list(sentence)
    unknown = vocabulary["<UNK>"]
    indices = [vocabulary.get(token, unknown) for token in tokens]
    return np.array([*indices, vocabulary["<EOS>"]], dtype=np.int64)


def decode(tokens: Int[Array, " T"], vocabulary: Mapping[str, int], level: str = "word") -> str:
    """Turn indices back into a text.

    Parameters
    ----------
    tokens : (T,) integer array
        Indices; the first "<EOS>" ends the text, and what follows it is not looked at.
    vocabulary : dict
        Token → index, with "<UNK>" and "<EOS>".
    level : str
        "word": a space stands between tokens; "character": nothing does.

    Returns
    -------
    str
        The text without its end mark, and with "<UNK>" where a token was unknown.

    Notes
    -----
    S1, S3 §1.3.1. It undoes `encode`, up to white space, for a sentence whose tokens are all known.
    """
    token_of = {index: token for token, index in vocabulary.items()}
    words = []
    for index in tokens:
        if index == vocabulary["<EOS>"]:
            break
        words.append(token_of[int(index)])
    return (" " if level == "word" else "").join(words)
