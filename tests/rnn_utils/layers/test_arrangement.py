"""How weights and rows are arranged: blocks of columns, blocks of steps, and products in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_utils.layers import layer, layout, products, weights
from rnn_utils.layers.workspace import Workspace

sizes = st.integers(1, 600)


@given(sizes, sizes, sizes)
def test_blocks_divide_the_columns_and_are_small_or_one(m: int, n_in: int, n_out: int) -> None:
    blocks = weights.n_blocks(m, n_in, n_out)
    assert n_out % blocks == 0
    assert blocks == 1 or (m * n_in * n_out // blocks <= 10**6 and n_out // blocks >= 16)


@pytest.mark.parametrize(("m", "n_in", "n_out", "blocks"), [(1, 1024, 256, 1), (32, 128, 128, 1), (64, 128, 128, 2),
                                                           (64, 256, 256, 8), (64, 97, 1031, 1)])  # fmt: skip
def test_blocks_of_sizes_that_matter(m: int, n_in: int, n_out: int, blocks: int) -> None:
    assert weights.n_blocks(m, n_in, n_out) == blocks


@pytest.mark.parametrize(("m", "n_a"), [(1, 6), (3, 6), (64, 160)])
def test_products_in_blocks_are_the_products(m: int, n_a: int) -> None:
    rng, workspace = np.random.default_rng(221), Workspace()
    fused, a = rng.standard_normal((3, n_a, n_a + 5)), rng.standard_normal((m, n_a))
    recurrent = weights.recurrent_weights(fused, 2, m, "forward", workspace)
    products = np.empty((3, m, n_a))
    np.matmul(a, recurrent, weights.product_blocks(products, recurrent))
    expected = np.einsum("mj,gij->gmi", a, fused[:, :, :n_a]) * np.array([1, 0.5, 0.5]).reshape(3, 1, 1)
    np.testing.assert_allclose(products, expected, rtol=0, atol=1e-12)

    dz, da = rng.standard_normal((m, 3 * n_a)), np.empty((m, n_a))
    back = weights.backward_weights(fused, m, "backward", workspace)
    np.matmul(dz, back, weights.in_blocks(da, len(back)))
    np.testing.assert_allclose(da, dz @ fused[:, :, :n_a].reshape(3 * n_a, n_a), rtol=0, atol=1e-11)
    if n_a == 160:
        assert recurrent.shape[1] > 1, "the sizes are chosen such that blocks are used"
        assert len(back) > 1


# One example; products in one block and in several; one that cannot be cut into blocks small enough.
@pytest.mark.parametrize(("m", "n_a", "n_x"), [(1, 6, 4), (3, 6, 4), (64, 160, 4), (200, 31, 140)])
def test_states_and_inputs_are_multiplied_together_or_apart(m: int, n_a: int, n_x: int) -> None:
    rng, T_x, workspace = np.random.default_rng(223), 2, Workspace()
    fused, rows = rng.standard_normal((3, n_a, n_a + n_x + 1)), rng.standard_normal((T_x, m, n_a + n_x + 1))
    found = products.forward_product(rows, fused, slice(n_a), slice(n_a, None), 2, "forward", workspace)
    inside = np.empty((T_x, 3, m, n_a))
    for row, place, incoming, gates in zip(found.rows, found.step.places(inside), found.incoming, inside, strict=True):
        found.step.multiply(row, place)
        if incoming is not None:
            gates += incoming
    expected = np.einsum("tmj,gij->tgmi", rows, fused) * np.array([1, 0.5, 0.5]).reshape(3, 1, 1)
    np.testing.assert_allclose(inside, expected, rtol=0, atol=1e-11)
    assert (found.incoming[0] is None) == (m in (3, 64)), "the sizes are chosen such that both ways are taken"


@pytest.mark.parametrize(("m", "n_x"), [(1, 5), (3, 5), (64, 160), (200, 31)])
def test_gradients_by_the_inputs_are_those_of_one_product(m: int, n_x: int) -> None:
    rng = np.random.default_rng(224)
    dz, some = rng.standard_normal((2 * m, 180)), rng.standard_normal((180, n_x))
    found = layer.input_gradients(dz, some, m)
    np.testing.assert_allclose(found.reshape(2 * m, n_x), dz @ some, rtol=0, atol=1e-11)


@given(st.integers(1, 200), st.integers(1, 2**20))
def test_blocks_of_steps_cover_every_step_once_last_first(T_x: int, size: int) -> None:
    blocks = layout.blocks_backward(T_x, size)
    steps = [t for block in blocks for t in range(block.stop - 1, block.start - 1, -1)]
    assert steps == list(reversed(range(T_x)))


def test_rows_hold_state_input_and_one() -> None:
    rng = np.random.default_rng(222)
    x, a0 = rng.standard_normal((3, 2, 4)), rng.standard_normal((5, 2))
    rows = layout.input_rows(x, a0, np.dtype(np.float64), Workspace(), extra=2)
    assert rows.shape == (5, 2, 3 + 5 + 1 + 2)
    assert np.array_equal(rows[0, :, :5].T, a0)
    assert np.array_equal(rows[:-1, :, 5:8].transpose(2, 1, 0), x)
    assert np.all(rows[:, :, 8] == 1)


def test_a_mask_without_padding_is_none() -> None:
    assert layout.padding_steps(None) is None
    assert layout.padding_steps(np.ones((2, 3))) is None
    padding = layout.padding_steps(np.array([[1, 1, 0], [1, 1, 1]]))
    assert padding is not None
    assert padding.shape == (3, 2, 1)
    assert padding[2, 0, 0]
    assert padding.sum() == 1
