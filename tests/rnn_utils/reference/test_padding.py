"""Masks of padded batches, and sequences turned round in place."""

from __future__ import annotations

import numpy as np
import pytest
from beartype import beartype
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import jaxtyped

from rnn_utils.reference import brnn_deep_rnn as brnn
from rnn_utils.types import Array
from strategies import generators, repeatable


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(brnn.__all__) == 9
    assert all(callable(getattr(brnn, name)) for name in brnn.__all__)


def test_mask_by_hand() -> None:
    mask = brnn.sequence_mask(np.array([2, 0, 3]), 3)
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, [[True, True, False], [False] * 3, [True] * 3])


def test_reversal_by_hand() -> None:
    x = np.array([[[1, 2, 3, 9], [4, 5, 6, 7]], [[10, 20, 30, 90], [40, 50, 60, 70]]])
    expected = [[[3, 2, 1, 9], [7, 6, 5, 4]], [[30, 20, 10, 90], [70, 60, 50, 40]]]
    np.testing.assert_array_equal(brnn.reverse_sequences(x, np.array([3, 4])), expected)


@repeatable
@given(generators(), st.integers(1, 4), st.integers(1, 5), st.integers(1, 7))
def test_reversal_turns_what_is_not_padding_and_undoes_itself(
    rng: np.random.Generator, n: int, m: int, T_x: int
) -> None:
    x, lengths = rng.standard_normal((n, m, T_x)), rng.integers(0, T_x + 1, size=m)
    turned = brnn.reverse_sequences(x, lengths)
    for i, length in enumerate(lengths):
        np.testing.assert_array_equal(turned[:, i, :length], x[:, i, :length][:, ::-1])
        np.testing.assert_array_equal(turned[:, i, length:], x[:, i, length:])
    np.testing.assert_array_equal(brnn.reverse_sequences(turned, lengths), x)
    assert not np.shares_memory(turned, x)


@pytest.mark.parametrize("dtype", [np.float32, np.int16, np.bool_])
def test_reversal_keeps_the_dtype_and_shapes_hold(dtype: type) -> None:
    x: Array = np.zeros((2, 3, 4), dtype=dtype)
    lengths = np.array([1, 4, 0])
    turned = jaxtyped(typechecker=beartype)(brnn.reverse_sequences)(x, lengths)
    assert turned.dtype == dtype
    assert jaxtyped(typechecker=beartype)(brnn.sequence_mask)(lengths, 4).shape == (3, 4)
