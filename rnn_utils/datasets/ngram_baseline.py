"""Classify sentences by the words and short runs of words in them: what a network that reads in order must beat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.reference.outputs import one_hot, softmax
from rnn_utils.training import Adam
from rnn_utils.types import Array

Words = Sequence[str]


class NGramClassifier:
    """Be a logistic regression on which runs of up to n words occur in a sentence, wherever they stand.

    Parameters
    ----------
    n : int
        Longest run, in words: 1 knows nothing about order.
    n_classes : int
        Number of classes.
    steps : int
        Number of steps of training, each with all sentences.
    decay : float
        Weight of the squared weights in the loss per sentence; it keeps rare runs from being learnt by heart.
    """

    def __init__(self, n: int, n_classes: int, steps: int = 150, decay: float = 1e-3) -> None:
        self.n = n
        self.n_classes = n_classes
        self.steps = steps
        self.decay = decay
        self.parameters: dict[str, Array] = {}
        self._places: dict[Words, int] = {}

    def fit(self, sentences: Sequence[Words], labels: Int[Array, " m"]) -> NGramClassifier:
        """Learn from sentences and their classes.

        Parameters
        ----------
        sentences : sequence of m sequences of str
            The words of each sentence.
        labels : (m,) array of int
            Classes, from 0.

        Returns
        -------
        NGramClassifier
            This object.
        """
        runs = sorted({tuple(run) for words in sentences for run in self._runs(words)})
        self._places = {run: place for place, run in enumerate(runs)}
        x, y = self._inputs(sentences), one_hot(labels, self.n_classes).astype(np.float32)
        zeros = np.zeros((self.n_classes, len(runs)), dtype=np.float32)
        self.parameters = {"W": zeros, "b": np.zeros((self.n_classes, 1), dtype=np.float32)}
        optimiser = Adam(learning_rate=0.1)
        for _ in range(self.steps):
            error = (self._probabilities(x) - y) / len(sentences)
            decay = self.decay * self.parameters["W"]
            optimiser.update(self.parameters, {"dW": error @ x.T + decay, "db": error.sum(axis=1, keepdims=True)})
        return self

    def predict(self, sentences: Sequence[Words]) -> Int[Array, " m"]:
        """Return the likeliest class of each sentence.

        Parameters
        ----------
        sentences : sequence of m sequences of str
            The words of each sentence; runs that training did not have are left out.

        Returns
        -------
        (m,) array of int
            Classes.
        """
        likeliest: Int[Array, " m"] = self._probabilities(self._inputs(sentences)).argmax(axis=0)
        return likeliest

    def _runs(self, words: Words) -> Iterable[tuple[str, ...]]:
        """Return the runs of up to n words of a sentence."""
        return (
            tuple(words[start : start + length])
            for length in range(1, self.n + 1)
            for start in range(len(words) - length + 1)
        )

    def _inputs(self, sentences: Sequence[Words]) -> Float[Array, "n_runs m"]:
        """Return for each sentence 1 where it has a run."""
        x = np.zeros((len(self._places), len(sentences)), dtype=np.float32)
        for column, words in enumerate(sentences):
            x[[self._places[run] for run in self._runs(words) if run in self._places], column] = 1
        return x

    def _probabilities(self, x: Float[Array, "n_runs m"]) -> Float[Array, "n_classes m"]:
        """Return the probabilities of the classes."""
        return softmax(self.parameters["W"] @ x + self.parameters["b"])
