"""Activations: values, limits, dtype and derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from rnn_utils.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from rnn_utils.types import Array
from strategies import finite_columns, repeatable

GRID = np.linspace(-6, 6, 48).reshape(2, 3, 8)  # an even number of points leaves out the kink at 0


def test_sigmoid_agrees_with_the_definition() -> None:
    expected = [1 / (1 + math.exp(-value)) for value in GRID.ravel()]
    np.testing.assert_allclose(sigmoid(GRID).ravel(), expected, rtol=1e-15)


def test_sigmoid_reaches_its_limits_without_overflow() -> None:
    x = np.array([-1.7e308, -800.0, -700.0, 0.0, 700.0, 1.7e308])
    np.testing.assert_allclose(sigmoid(x), [0, 0, math.exp(-700), 0.5, 1, 1], rtol=1e-15, atol=0)


@repeatable
@given(finite_columns())
def test_sigmoid_of_any_finite_number_is_a_probability(x: Array) -> None:
    assert np.all((sigmoid(x) >= 0) & (sigmoid(x) <= 1))
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


def test_relu_keeps_the_positive_part() -> None:
    np.testing.assert_array_equal(relu(np.array([-2.0, -0.5, 0.0, 3.0])), [0, 0, 0, 3])


def test_relu_derivative_at_zero_is_zero() -> None:
    np.testing.assert_array_equal(relu_derivative(relu(np.array([-1.0, 0.0, 2.0]))), [0, 0, 1])


@pytest.mark.parametrize(("function", "derivative"), [(sigmoid, sigmoid_derivative), (relu, relu_derivative)])
def test_derivatives_agree_with_central_differences(
    function: Callable[[Array], Array], derivative: Callable[[Array], Array]
) -> None:
    slope = (function(GRID + 1e-6) - function(GRID - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(function(GRID)), slope, rtol=0, atol=1e-9)


@pytest.mark.parametrize("function", [sigmoid, sigmoid_derivative, relu, relu_derivative])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_shape_and_dtype_are_kept(function: Callable[[Array], Array], dtype: type[np.floating]) -> None:
    x = GRID.astype(dtype)
    x.flags.writeable = False
    assert function(x).shape == x.shape
    assert function(x).dtype == dtype
