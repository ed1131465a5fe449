"""Read an extract of Python's own source, and mark in it what a network could keep in its memory.

The text is a part of the standard library of CPython 3.11, chosen by `make_python_source.py`: copyright © 2001
Python Software Foundation, all rights reserved; its licence, which stands at the head of `python_source.txt`, allows
this use. Comments and docstrings were taken out. `looking_inside.npz` holds the weights of a network that was trained
on it by `make_looking_inside.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.types import Array

SYMBOLS = "\n" + "".join(map(chr, range(32, 127)))
FEATURES = ("bracket depth", "inside quotes", "indentation", "place in the line")
_FOLDER = Path(__file__).parent
_RULE = "\n" + "=" * 72 + "\n"
_MODULE = re.compile(r"^=== \w+ ===\n", re.MULTILINE)


@cache
def _parts() -> tuple[str, str, str]:
    """Return the licence, the text for training and the text held out, modules joined by a blank line."""
    licence, training, held_out = (_FOLDER / "python_source.txt").read_text(encoding="ascii").split(_RULE)
    return licence, _MODULE.sub("\n", training).lstrip(), _MODULE.sub("\n", held_out).lstrip()


def training_text() -> str:
    """Return the source on which networks are trained.

    Returns
    -------
    str
        Modules one after another.
    """
    return _parts()[1]


def held_out_text() -> str:
    """Return the source of modules of which no network has seen anything.

    Returns
    -------
    str
        Modules one after another.
    """
    return _parts()[2]


def to_indices(text: str) -> Int[Array, " T"]:
    """Turn a text into the places of its characters in SYMBOLS.

    Parameters
    ----------
    text : str
        ASCII text of T characters without tabs.

    Returns
    -------
    (T,) array of int
        Numbers between 0 and 95.
    """
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64)
    return np.where(codes == ord("\n"), 0, codes - 31)


def trained_parameters() -> dict[str, Float[Array, "..."]]:
    """Return the parameters of a character LSTM that has been trained for some minutes.

    Returns
    -------
    dict of float32 arrays
        Wf, Wu, Wc, Wo, bf, bu, bc, bo, Wy and by, for 96 inputs and outputs and 128 units.
    """
    with np.load(_FOLDER / "looking_inside.npz") as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def mark_features(text: str) -> Mapping[str, Float[Array, " T"]]:
    """Say for every character of a Python source where it stands.

    Parameters
    ----------
    text : str
        T characters, beginning at the head of a module.

    Returns
    -------
    mapping of str to (T,) array
        After reading each character: how many brackets are open ("bracket depth"), 1 within a string and 0
        elsewhere ("inside quotes"), how many spaces the line began with ("indentation"), how many characters of
        the line have been read ("place in the line").
    """
    return dict(zip(FEATURES, (*_brackets_and_quotes(text), *_lines(text)), strict=True))


_TOKEN = re.compile(
    r"""(?P<string>(?P<quote>'''|\"""|'|")(?:\\.|(?!(?P=quote)).)*(?P=quote))|(?P<open>[(\[{])|(?P<close>[)\]}])""",
    re.DOTALL,
)


def _brackets_and_quotes(text: str) -> tuple[Float[Array, " T"], Float[Array, " T"]]:
    """Return the depth of brackets and whether a string is open, after each character."""
    change, inside = np.zeros(len(text)), np.zeros(len(text))
    for token in _TOKEN.finditer(text):
        if token["string"]:
            inside[token.start() : token.end() - 1] = 1  # with the closing quote the string is over
        else:
            change[token.start()] = 1 if token["open"] else -1
    return np.cumsum(change), inside


def _lines(text: str) -> tuple[Float[Array, " T"], Float[Array, " T"]]:
    """Return the indentation of the line as far as it is known, and the place in the line."""
    indentation: list[int] = []
    places: list[int] = []
    for line in text.splitlines(keepends=True):
        spaces = len(line) - len(line.lstrip(" "))
        indentation += [min(place, spaces) for place in range(1, len(line) + 1)]
        places += range(1, len(line) + 1)
    return np.array(indentation, dtype=float), np.array(places, dtype=float)
