"""Provide what training needs besides the network: first weights, Adam, batches, the F1 score.

Nothing here computes an activation, a loss or a gradient: those are the student's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from jaxtyping import Int, Real

from rnn_utils.types import Array

# What stands behind the W and the b of a cell's parameters.
GATES: Mapping[str, str] = {"rnn": "a", "gru": "ruc", "lstm": "fuco"}


def initialise_parameters(rng: np.random.Generator, n_x: int, n_a: int, n_y: int) -> dict[str, Array]:
    """Draw the first parameters of a plain recurrent network.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n_x, n_a, n_y : int
        Sizes of an input, of the hidden state and of an output.

    Returns
    -------
    dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1) and "by" (n_y, 1). Weights are
        normal with standard deviation 0.5 for the inputs, which are mostly one-hot, and the square root of 1
        / n_a for those that act on the state, so that a state keeps its size from step to step; biases are
        zero.
    """
    return {
        "Wax": 0.5 * rng.normal(size=(n_a, n_x)),
        "Waa": rng.normal(size=(n_a, n_a)) / np.sqrt(n_a),
        "Wya": rng.normal(size=(n_y, n_a)) / np.sqrt(n_a),
        "ba": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


def initialise_gated_parameters(
    rng: np.random.Generator, n_x: int, n_a: int, n_y: int, gates: str = "fuco", forget_bias: float = 1.0
) -> dict[str, Array]:
    """Draw the first parameters of a network with gates.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n_x, n_a, n_y : int
        Sizes of an input, of the hidden state and of an output.
    gates : str
        Letters of the gates and of the candidate: "fuco" for a long short-term memory, "ruc" for a gated recurrent
        unit.
    forget_bias : float
        First value of the bias of the forget gate, where there is one: above zero the memory is kept at first.

    Returns
    -------
    dict
        For each letter "W…" (n_a, n_a + n_x) and "b…" (n_a, 1); "Wy" (n_y, n_a) and "by" (n_y, 1). Weights as in
        `initialise_parameters`.
    """
    parameters = {}
    for gate in gates:
        on_state, on_input = rng.normal(size=(n_a, n_a)) / np.sqrt(n_a), 0.5 * rng.normal(size=(n_a, n_x))
        parameters["W" + gate] = np.concatenate([on_state, on_input], axis=1)
        parameters["b" + gate] = np.full((n_a, 1), forget_bias if gate == "f" else 0.0)
    return parameters | {"Wy": rng.normal(size=(n_y, n_a)) / np.sqrt(n_a), "by": np.zeros((n_y, 1))}


def initialise_cell(rng: np.random.Generator, cell: str, n_x: int, n_a: int) -> dict[str, Array]:
    """Draw the first parameters of a cell, without an output.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    cell : str
        "rnn", "gru" or "lstm".
    n_x, n_a : int
        Sizes of an input and of the hidden state.

    Returns
    -------
    dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a) and "ba" (n_a, 1) of a plain cell; of a gated one, for each of its gates
        and its candidate, weights (n_a, n_a + n_x) and a bias (n_a, 1). Weights are normal with a standard deviation
        of the square root of 1 / (number of columns), biases zero, but 1 in the forget gate of an LSTM, so that it
        begins by remembering.

    Raises
    ------
    ValueError
        If there is no such kind of cell.
    """
    if cell not in GATES:
        raise ValueError(f"cell must be one of {', '.join(GATES)}, not {cell!r}")
    columns = {"Wax": n_x, "Waa": n_a} if cell == "rnn" else {"W" + gate: n_a + n_x for gate in GATES[cell]}
    weights = {name: rng.normal(size=(n_a, n)) / np.sqrt(n) for name, n in columns.items()}
    biases = {"b" + gate: np.full((n_a, 1), 1.0 if gate == "f" else 0.0) for gate in GATES[cell]}
    return weights | biases


class Adam:
    """Choose the size of each weight's step from the recent history of its gradient.

    Parameters
    ----------
    learning_rate : float
        About the largest change of one number in one step.
    decay_mean, decay_square : float
        How much of the running mean of the gradient, and of its square, is kept at each step.
    eps : float
        Keeps the division finite where the gradient has always been zero.

    Notes
    -----
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1: m and v are running
    means of the gradient and of its square, divided by 1 − βᵗ since they begin at zero.
    """

    def __init__(
        self,
        learning_rate: float = 0.01,
        decay_mean: float = 0.9,
        decay_square: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        self.learning_rate = learning_rate
        self.decay_mean = decay_mean
        self.decay_square = decay_square
        self.eps = eps
        self.n_updates = 0
        self._mean: dict[str, Array] = {}
        self._square: dict[str, Array] = {}

    def update(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Move every parameter one step against its gradient.

        Parameters
        ----------
        parameters : mapping of str to array
            Changed in place.
        gradients : mapping of str to array
            The gradient of "Wax" stands under "dWax", and so on. Further entries are not looked at.
        """
        self.n_updates += 1
        for name, value in parameters.items():
            gradient = gradients["d" + name]
            mean = self._mean.setdefault(name, np.zeros_like(value))
            square = self._square.setdefault(name, np.zeros_like(value))
            mean += (1 - self.decay_mean) * (gradient - mean)
            square += (1 - self.decay_square) * (gradient**2 - square)
            unbiased_mean = mean / (1 - self.decay_mean**self.n_updates)
            unbiased_square = square / (1 - self.decay_square**self.n_updates)
            value -= self.learning_rate * unbiased_mean / (np.sqrt(unbiased_square) + self.eps)


def equal_length_batches(
    rng: np.random.Generator, lengths: Sequence[int], batch_size: int
) -> Iterator[Int[Array, " m"]]:
    """Sort examples into batches of one length, in random order.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    lengths : sequence of int
        Length of each example, in time steps.
    batch_size : int
        Largest number of examples in a batch.

    Yields
    ------
    (m,) array of int
        Places in `lengths` of the examples of one batch. Every example is in exactly one batch.
    """
    order = rng.permutation(len(lengths))
    by_length: dict[int, list[int]] = {}
    for place in order:
        by_length.setdefault(lengths[place], []).append(int(place))
    batches = [
        np.array(places[start : start + batch_size])
        for places in by_length.values()
        for start in range(0, len(places), batch_size)
    ]
    for index in rng.permutation(len(batches)):
        yield batches[index]


def random_batches(rng: np.random.Generator, n_examples: int, batch_size: int) -> Iterator[Int[Array, " m"]]:
    """Divide examples of any lengths into batches, in random order.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n_examples : int
        How many examples there are.
    batch_size : int
        Number of examples in a batch; the last one may be smaller.

    Yields
    ------
    (m,) array of int
        Places of the examples of one batch. Every example is in exactly one batch.
    """
    order = rng.permutation(n_examples)
    for start in range(0, n_examples, batch_size):
        yield order[start : start + batch_size]


def f1_score(predicted: Real[Array, " n"] | Sequence[int], right: Real[Array, " n"] | Sequence[int]) -> float:
    """Return the harmonic mean of precision and recall of the class 1.

    Parameters
    ----------
    predicted, right : (n,) arrays of 0 and 1
        What was said, and what is true.

    Returns
    -------
    float
        2 · hits / (said + true), between 0 and 1; 1 where nothing was to be found and nothing was said.
    """
    said, true = np.asarray(predicted) == 1, np.asarray(right) == 1
    found = int(said.sum()) + int(true.sum())
    return 2 * int((said & true).sum()) / found if found else 1.0
