"""Random inputs for language models: sizes, batches of tokens, masks, invented corpora."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from grader.exercises.inputs import Inputs, Sizes
from rnn_utils.checks.compare import Tolerance
from rnn_utils.types import Array

# The logarithm of a probability may carry an epsilon of 1e-8, and a norm one of 1e-6: common practice, no mistake.
CLIPPED = Tolerance(1e-6, 1e-9)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# How often the words of an invented corpus occur: some equally often, which the alphabet has to decide.
COUNTS = (6, 4, 3, 3, 3, 2, 1, 1, 1)


@dataclass(frozen=True)
class Batch:
    """The arguments that the functions of a language model share.

    Parameters
    ----------
    tokens
        Sentences, (m, T_x).
    parameters
        Of a plain network with as many inputs as outputs.
    a_prev
        Hidden state before the first step, (n_a, m), not zero.
    previous
        The token before the first one, (m,).
    mask
        0 at padding, (m, T_x); None where there is a single step.
    """

    tokens: Int[Array, "m T_x"]
    parameters: dict[str, Array]
    a_prev: Array
    previous: Int[Array, " m"]
    mask: Int[Array, "m T_x"]

    @property
    def zero(self) -> Array:
        """Return a first state of zeros."""
        return np.zeros_like(self.a_prev)


def sizes(depth: int = 7, n_a: int = 5, m: int = 3, T_x: int = 4) -> Sizes:
    """Return sizes of a language model: inputs and outputs have the size of the vocabulary."""
    return Sizes(n_x=depth, n_a=n_a, n_y=depth, m=m, T_x=T_x)


ONE_SENTENCE = sizes(depth=4, n_a=3, m=1, T_x=6)
ONE_STEP = sizes(depth=5, n_a=3, m=2, T_x=1)
SQUARE = sizes(depth=3, n_a=3, m=3, T_x=3)
PUBLIC = sizes(depth=4, n_a=3, m=2, T_x=3)


def batch(inputs: Inputs, chosen: Sizes) -> Batch:
    """Draw a batch; the last token of the vocabulary occurs in it where that has more than four.

    Parameters
    ----------
    inputs
        Where the numbers come from.
    chosen
        Sizes with as many inputs as outputs.
    """
    depth, m, T_x = chosen.n_x, chosen.m, chosen.T_x
    tokens = inputs.classes(depth if depth > 4 else depth - 1, m, T_x)
    a_prev = inputs.normal(chosen.n_a, m, scale=0.5)
    previous = inputs.rng.integers(0, depth, size=m)
    previous[0] = (tokens[0, 0] + 1) % depth
    return Batch(tokens, inputs.parameters(chosen), a_prev, previous, _mask(inputs, m, T_x))


def _mask(inputs: Inputs, m: int, T_x: int) -> Int[Array, "m T_x"]:
    """Draw lengths and mark what lies behind them; the first sentence is whole, the last one is not."""
    lengths = inputs.rng.integers(1, T_x + 1, size=m)
    lengths[-1] = max(1, T_x - 2)
    lengths[0] = T_x if m > 1 else lengths[0]
    mask: Int[Array, "m T_x"] = (np.arange(T_x) < lengths[:, np.newaxis]).astype(np.int64)
    return mask


def words(rng: np.random.Generator, count: int) -> list[str]:
    """Invent different words of two to five letters."""
    found: dict[str, None] = {}
    while len(found) < count:
        size = int(rng.integers(2, 6))
        found["".join(LETTERS[k] for k in rng.integers(0, len(LETTERS), size=size))] = None
    return list(found)


def corpus(rng: np.random.Generator, accepted: Callable[[list[str]], bool]) -> list[str]:
    """Invent sentences in which some words occur equally often and one also stands with a capital.

    Parameters
    ----------
    rng
        Source of random numbers.
    accepted
        Says whether a corpus will do; others are drawn until one does.
    """
    while True:
        known = words(rng, len(COUNTS) - 1)
        known.insert(1, known[0].capitalize())
        drawn = [word for word, count in zip(known, COUNTS, strict=True) for _ in range(count)]
        order = rng.permutation(len(drawn))
        parts = np.array_split(order, 5)
        sentences = [" ".join(drawn[k] for k in part) for part in parts]
        sentences[1] = "  ".join(sentences[1].split(" ", 1)) + " "  # white space is more than one space
        sentences.insert(3, "")
        if accepted(sentences):
            return sentences
