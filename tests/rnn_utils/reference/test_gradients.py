"""Numerical gradient and relative error: known functions, purity and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rnn_utils.reference import rnn
from rnn_utils.types import Array


def test_numerical_gradient_of_a_known_function() -> None:
    x = np.random.default_rng(5).uniform(0.5, 2, (2, 1, 3))
    np.testing.assert_allclose(rnn.numerical_gradient(lambda z: float(np.sum(z**3)), x), 3 * x**2, rtol=1e-8)


def test_numerical_gradient_is_central() -> None:
    def square(z: Array) -> float:
        return float(np.sum(z**2))

    x = np.array([1.0, -2.0])
    # Central differences are exact for a square whatever the step; one-sided ones are off by eps.
    np.testing.assert_allclose(rnn.numerical_gradient(square, x, eps=0.25), 2 * x, rtol=1e-15)


def test_numerical_gradient_of_a_scalar_array_and_of_integers() -> None:
    assert rnn.numerical_gradient(lambda z: float(z**2), np.array(3.0)) == pytest.approx(6, rel=1e-8)
    of_integers = rnn.numerical_gradient(lambda z: float(z @ z) / 4, np.array([1, 3]))
    np.testing.assert_allclose(of_integers, [0.5, 1.5], rtol=1e-8)


def test_numerical_gradient_leaves_its_argument_even_if_the_function_fails_or_writes() -> None:
    x = np.array([1.0, 2.0])

    def failing(z: Array) -> float:
        z[...] = 7
        raise RuntimeError("no value")

    def writing(z: Array) -> float:
        total = float(np.sum(z**2))
        z[...] = 7
        return total

    with pytest.raises(RuntimeError, match="no value"):
        rnn.numerical_gradient(failing, x)
    np.testing.assert_array_equal(x, [1, 2])
    np.testing.assert_allclose(rnn.numerical_gradient(writing, x), [2, 4], rtol=1e-8)
    np.testing.assert_array_equal(x, [1, 2])


def test_relative_error_compares_norms() -> None:
    assert rnn.relative_error(np.array([3.0, 4.0]), np.array([0.0, 0.0])) == 1
    ones = np.ones((2, 3, 4))
    assert rnn.relative_error(ones, 3 * ones) == pytest.approx(0.5, rel=1e-15)


def test_relative_error_of_zeros_is_zero() -> None:
    assert rnn.relative_error(np.zeros((2, 2)), np.zeros((2, 2))) == 0


def test_relative_error_does_not_excuse_nan() -> None:
    assert math.isnan(rnn.relative_error(np.array([np.nan]), np.array([1.0])))
