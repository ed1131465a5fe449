"""Hypothesis strategies and makers of recurrent-network problems, shared by the tests of every topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from rnn_utils.types import Array

# Repeatable on every machine: fixed examples, no database on disk, no judgement by the clock.
repeatable = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass(frozen=True)
class RNNProblem:
    """Everything that the functions of the plain network take; every array is read-only.

    Parameters
    ----------
    x
        Inputs, (n_x, m, T_x).
    a0
        Hidden state before the first step, (n_a, m).
    parameters
        Wax, Waa, Wya, ba, by.
    y
        Right answers as class indices, (m, T_x).
    targets
        The same, one-hot, (n_y, m, T_x).
    da
        A gradient by every hidden state, (n_a, m, T_x).
    """

    x: Array
    a0: Array
    parameters: dict[str, Array]
    y: Array
    targets: Array
    da: Array


def make_rnn_problem(
    rng: np.random.Generator,
    n_x: int = 3,
    n_a: int = 5,
    n_y: int = 4,
    m: int = 2,
    T_x: int = 6,
    dtype: Any = np.float64,
) -> RNNProblem:
    """Draw a problem whose units are not saturated and whose biases and initial states are not zero.

    Parameters
    ----------
    rng
        Source of randomness.
    n_x, n_a, n_y, m, T_x
        Sizes; by default all different.
    dtype
        Of every array of floats.

    Returns
    -------
    RNNProblem
        With read-only arrays.
    """

    def normal(*shape: int, scale: float = 1.0) -> Array:
        return read_only((scale * rng.standard_normal(shape)).astype(dtype))

    parameters = {
        "Wax": normal(n_a, n_x, scale=0.6 / np.sqrt(n_x)),
        "Waa": normal(n_a, n_a, scale=0.6 / np.sqrt(n_a)),
        "Wya": normal(n_y, n_a),
        "ba": normal(n_a, 1, scale=0.3),
        "by": normal(n_y, 1),
    }
    x, a0, da = normal(n_x, m, T_x), normal(n_a, m, scale=0.5), normal(n_a, m, T_x)
    y = read_only(rng.integers(n_y, size=(m, T_x)))
    targets = read_only((y == np.arange(n_y)[:, np.newaxis, np.newaxis]).astype(dtype))
    return RNNProblem(x, a0, parameters, y, targets, da)


def read_only(array: Array) -> Array:
    """Forbid writing to an array.

    Parameters
    ----------
    array
        Any array.

    Returns
    -------
    array
        The same object.
    """
    array.flags.writeable = False
    return array


def generators() -> st.SearchStrategy[np.random.Generator]:
    """Draw seeded random generators.

    Returns
    -------
    strategy
        Of `numpy.random.Generator`.
    """
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)


@st.composite
def rnn_sizes(draw: st.DrawFn, largest: int = 7) -> dict[str, int]:
    """Draw n_x, n_a, n_y, m and T_x, all different, so that no two axes can be confused unnoticed.

    Parameters
    ----------
    draw
        Given by Hypothesis.
    largest
        Upper bound of every size.

    Returns
    -------
    strategy
        Of dicts from the name of a size to its value; n_y is at least 2, the others at least 1.
    """
    five = st.lists(st.integers(1, largest), min_size=5, max_size=5, unique=True)
    sizes = draw(five.filter(lambda s: s[2] > 1))
    return dict(zip(("n_x", "n_a", "n_y", "m", "T_x"), sizes, strict=True))


@st.composite
def rnn_problems(draw: st.DrawFn, /, dtype: Any = np.float64, **fixed: int) -> RNNProblem:
    """Draw whole problems for the plain network.

    Parameters
    ----------
    draw
        Given by Hypothesis.
    dtype
        Of every array of floats.
    **fixed
        Sizes to hold fixed, by name, such as ``T_x=1``.

    Returns
    -------
    strategy
        Of `RNNProblem`.
    """
    return make_rnn_problem(draw(generators()), **(draw(rnn_sizes()) | fixed), dtype=dtype)


def finite_columns(dtype: Any = np.float64) -> st.SearchStrategy[Array]:
    """Draw one column of two to six finite numbers of any size.

    Parameters
    ----------
    dtype
        Of the array: float64 or float32.

    Returns
    -------
    strategy
        Of arrays of shape (2 … 6,).
    """
    width = np.dtype(dtype).itemsize * 8
    finite = st.floats(allow_nan=False, allow_infinity=False, width=width)
    return st.lists(finite, min_size=2, max_size=6).map(lambda numbers: np.array(numbers, dtype=dtype))
