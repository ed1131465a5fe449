"""Read the two texts that the language models of the course learn from: names of languages, and sentences.

Names: the reference names of ISO 639-3 that are one word of the letters a to z, by way of Debian's package iso-codes
4.15.0 (LGPL-2.1-or-later, see `language_names_licence.txt`), made by `make_language_names.py`.

Sentences: prose of the Python 3.13.0 documentation, Copyright © 2001-2024 Python Software Foundation, PSF License
Version 2 (see `python_sentences_licence.txt`), out of `pydoc_data.topics`, made by `make_python_sentences.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int

from rnn_utils.types import Array

# A piece of program code in quotation marks, an abbreviation, a word, a number, a sign.
TOKEN = re.compile(r"""\"[^"]*\"|e\.g\.|i\.e\.|[a-z_]\w*(?:[-'][a-z]\w*)*|\d+(?:\.\d+)*|\S""")
BLOCK = 20


class Split(NamedTuple):
    """Hold the three parts of a data set: to learn from, to choose settings by, to measure with at the end."""

    training: list[str]
    validation: list[str]
    test: list[str]


@cache
def _lines(file: str) -> tuple[str, ...]:
    """Return the lines of a data file without the comment at its head."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


def language_names() -> Split:
    """Return names of languages in lower case, such as "abkhazian".

    Returns
    -------
    Split
        4,166 names, 500 and 500, drawn at random with a fixed seed, each in the order in which it was drawn.
    """
    names = _lines("language_names.txt")
    order = [names[k] for k in np.random.default_rng(639).permutation(len(names))]
    return Split(order[1000:], order[:500], order[500:1000])


def python_sentences() -> Split:
    """Return sentences of the Python documentation, ready to be split at white space.

    Returns
    -------
    Split
        Sentences in lower case with a space between words, signs and quoted pieces of code, in the order of the
        text. Of every ten blocks of 20 sentences one goes to the second part and one to the third: sentences
        that stand together resemble each other, so that single ones would be too easy a test.
    """
    split = Split([], [], [])
    for place, line in enumerate(_lines("python_sentences.txt")):
        tokens = TOKEN.findall(line.lower())
        part = {8: split.validation, 9: split.test}.get(place // BLOCK % 10, split.training)
        part.append(" ".join(re.sub(r"\s", "", token) for token in tokens))
    return split


def padded(sentences: Sequence[Int[Array, " T"]]) -> tuple[Int[Array, "m T_x"], Bool[Array, "m T_x"]]:
    """Put sentences of unequal lengths into one array.

    Parameters
    ----------
    sentences : sequence of m integer arrays
        Indices of tokens.

    Returns
    -------
    tokens : (m, T_x) integer array
        One sentence per row, zeros behind its end.
    mask : (m, T_x) array of bool
        True where there is a token.
    """
    lengths = np.array([len(sentence) for sentence in sentences])
    mask = np.arange(lengths.max(initial=0)) < lengths[:, np.newaxis]
    tokens = np.zeros(mask.shape, dtype=np.int64)
    tokens[mask] = np.concatenate(sentences) if sentences else []
    return tokens, mask
