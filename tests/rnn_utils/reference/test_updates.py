"""Clipping and the step of gradient descent: values by hand, limits, purity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_utils.reference import language_model as lm
from rnn_utils.types import Array
from strategies import generators, read_only, repeatable


def gradients(rng: np.random.Generator, scale: float = 1.0, dtype: type = np.float64) -> dict[str, Array]:
    shapes = {"dWax": (4, 3), "dba": (4, 1), "dx": (2, 2, 5)}
    return {name: read_only((scale * rng.standard_normal(shape)).astype(dtype)) for name, shape in shapes.items()}


def norm(arrays: dict[str, Array]) -> float:
    return math.sqrt(sum(float(np.sum(array.astype(float) ** 2)) for array in arrays.values()))


def test_clip_by_value_by_hand() -> None:
    clipped = lm.clip_by_value({"dW": np.array([[-7.0, -2.0], [0.5, 3.0]]), "db": np.array([[2.5]])}, 2.0)
    np.testing.assert_array_equal(clipped["dW"], [[-2, -2], [0.5, 2]])
    np.testing.assert_array_equal(clipped["db"], [[2]])


def test_clip_by_norm_by_hand() -> None:
    clipped = lm.clip_by_norm({"dW": np.array([[3.0, 0.0]]), "db": np.array([[-4.0]])}, 1.0)
    np.testing.assert_allclose(clipped["dW"], [[0.6, 0]], rtol=1e-15)
    np.testing.assert_allclose(clipped["db"], [[-0.8]], rtol=1e-15)


def test_norm_is_that_of_all_arrays_together() -> None:
    given_gradients = {"dW": np.array([3.0]), "db": np.array([4.0])}
    for max_norm, expected in ((5.0, 3.0), (4.5, 2.7)):  # no single array is longer than 4.5
        assert lm.clip_by_norm(given_gradients, max_norm)["dW"][0] == pytest.approx(expected, rel=1e-15)


def test_gradients_of_zero_stay_zero() -> None:
    zeros = {"dW": np.zeros((2, 2))}
    np.testing.assert_array_equal(lm.clip_by_norm(zeros, 1.0)["dW"], 0)


@repeatable
@given(generators(), st.floats(0.01, 20))
def test_clipping_keeps_what_is_small_and_bounds_what_is_large(rng: np.random.Generator, bound: float) -> None:
    arrays = gradients(rng)
    by_value, by_norm = lm.clip_by_value(arrays, bound), lm.clip_by_norm(arrays, bound)
    for name, array in arrays.items():
        inside = np.abs(array) <= bound
        np.testing.assert_array_equal(by_value[name][inside], array[inside])
        np.testing.assert_array_equal(by_value[name][~inside], bound * np.sign(array[~inside]))
        np.testing.assert_allclose(by_norm[name], array * min(1, bound / norm(arrays)), rtol=1e-12)
    assert norm(by_norm) <= bound * (1 + 1e-12) or norm(by_norm) == norm(arrays)


@repeatable
@given(generators(), st.floats(0.01, 20), st.sampled_from([np.float64, np.float32]))
def test_clipping_returns_new_arrays_of_the_same_dtype(rng: np.random.Generator, bound: float, dtype: type) -> None:
    arrays = gradients(rng, dtype=dtype)
    for clip in (lm.clip_by_value, lm.clip_by_norm):
        clipped = clip(arrays, bound)
        assert list(clipped) == list(arrays)
        assert all(array.dtype == dtype for array in clipped.values())
        assert not any(np.shares_memory(clipped[name], arrays[name]) for name in arrays)


def test_sgd_step_goes_against_the_gradient_of_every_parameter() -> None:
    parameters = {"W": read_only(np.array([[1.0, 2.0]])), "b": read_only(np.array([[-1.0]], dtype=np.float32))}
    moves = {"dW": np.array([[10.0, -20.0]]), "db": np.array([[4.0]], dtype=np.float32), "dx": np.ones((2, 2))}
    stepped = lm.sgd_step(parameters, moves, 0.1)
    assert list(stepped) == ["W", "b"]
    np.testing.assert_allclose(stepped["W"], [[0, 4]], rtol=1e-15)
    np.testing.assert_allclose(stepped["b"], [[-1.4]], rtol=1e-6)
    assert stepped["b"].dtype == np.float32


def test_sgd_step_of_length_zero_copies() -> None:
    parameters = {"W": np.ones((2, 2))}
    stepped = lm.sgd_step(parameters, {"dW": np.ones((2, 2))}, 0.0)
    np.testing.assert_array_equal(stepped["W"], 1)
    assert not np.shares_memory(stepped["W"], parameters["W"])
