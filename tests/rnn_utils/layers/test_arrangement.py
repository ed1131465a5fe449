"""How weights and rows are arranged: blocks of columns, blocks of steps, and products in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_utils.layers import layer, layout, products, weights
from rnn_utils.layers.workspace import Workspace

sizes = st.integers(1, 600)
# With the limit of OpenBLAS's products in place on processors with AVX-512, and without such products.
any_processor = pytest.mark.parametrize("in_place", [0, 10**6])


@given(sizes, sizes, sizes, st.sampled_from([0, 10**6]))
def test_blocks_divide_the_columns_and_are_small_or_one(m: int, n_in: int, n_out: int, in_place: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "_IN_PLACE", in_place)
        blocks = weights.n_blocks(m, n_in, n_out)
    assert n_out % blocks == 0
    assert blocks == 1 or (m * n_in * n_out // blocks <= in_place and n_out // blocks >= 16)


@pytest.mark.parametrize(("m", "n_in", "n_out", "blocks"), [(1, 1024, 256, 1), (32, 128, 128, 1), (64, 128, 128, 2),
                                                           (64, 256, 256, 8), (64, 97, 1031, 1)])  # fmt: skip
def test_blocks_of_sizes_that_matter(
    monkeypatch: pytest.MonkeyPatch, m: int, n_in: int, n_out: int, blocks: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", 10**6)
    assert weights.n_blocks(m, n_in, n_out) == blocks
    monkeypatch.setattr(weights, "_IN_PLACE", 0)
    assert weights.n_blocks(m, n_in, n_out) == 1


@any_processor
@pytest.mark.parametrize(("m", "n_a"), [(1, 6), (3, 6), (64, 160)])
def test_products_in_blocks_are_the_products(monkeypatch: pytest.MonkeyPatch, m: int, n_a: int, in_place: int) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng, workspace = np.random.default_rng(221), Workspace()
    fused, a = rng.standard_normal((3, n_a, n_a + 5)), rng.standard_normal((m, n_a))
    recurrent = weights.recurrent_weights(fused, 2, m, "forward", workspace)
    products = np.empty((3, m, n_a))
    np.matmul(a, recurrent, weights.product_blocks(products, recurrent))
    expected = np.einsum("mj,gij->gmi", a, fused[:, :, :n_a]) * np.array([1, -1, -1]).reshape(3, 1, 1)
    np.testing.assert_allclose(products, expected, rtol=0, atol=1e-12)

    dz, da = rng.standard_normal((m, 3 * n_a)), np.empty((m, n_a))
    back = weights.backward_weights(fused, m, "backward", workspace)
    np.matmul(dz, back, weights.in_blocks(da, len(back)))
    np.testing.assert_allclose(da, dz @ fused[:, :, :n_a].reshape(3 * n_a, n_a), rtol=0, atol=1e-11)
    in_blocks = n_a == 160 and in_place > 0
    assert (recurrent.shape[1] > 1) == in_blocks, "the sizes are chosen such that blocks are used"
    assert (len(back) > 1) == in_blocks


# One example; products in one block and in several; one that cannot be cut into blocks small enough.
@any_processor
@pytest.mark.parametrize(("m", "n_a", "n_x"), [(1, 6, 4), (3, 6, 4), (64, 160, 4), (200, 31, 140)])
def test_products_of_states_and_inputs_forward_and_back(
    monkeypatch: pytest.MonkeyPatch, m: int, n_a: int, n_x: int, in_place: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng, T_x, n_out, workspace = np.random.default_rng(223), 2, 3 * n_a, Workspace()
    stacked, rows = rng.standard_normal((n_out, n_a + n_x + 1)), rng.standard_normal((T_x, m, n_a + n_x + 1))
    found = products.forward_product(rows, stacked, n_a, workspace)
    inside, da = np.empty((T_x, n_out, m)), np.empty((n_a, m))
    for columns, place, incoming in zip(found.columns, inside, found.incoming, strict=True):
        found.multiply(columns, place)
        if incoming is not None:
            place += incoming
    np.testing.assert_allclose(inside, np.einsum("tmj,ij->tim", rows, stacked), rtol=0, atol=1e-11)
    assert (found.incoming[0] is None) == (m > 1), "the sizes are chosen such that both ways are taken"

    products.step_product(products.recurrent_copy(stacked, n_a, m, workspace), m)(inside[0], da)
    np.testing.assert_allclose(da, stacked[:, :n_a].T @ inside[0], rtol=0, atol=1e-9)


@any_processor
@pytest.mark.parametrize(("m", "n_x"), [(1, 5), (3, 5), (64, 160), (200, 31)])
def test_gradients_by_the_inputs_are_those_of_one_product(
    monkeypatch: pytest.MonkeyPatch, m: int, n_x: int, in_place: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng = np.random.default_rng(224)
    dz, some = products.gradient_rows(2, m, 180, np.dtype(np.float64), Workspace()), rng.standard_normal((180, n_x))
    dz[:], dx = rng.standard_normal(dz.shape), np.empty((2, m, n_x))
    layer.input_gradients(dz, some, dx)
    np.testing.assert_allclose(dx, dz @ some, rtol=0, atol=1e-11)


@pytest.mark.parametrize("size", [10, 10**4])
def test_buffers_of_numpy_are_small_within_the_context_alone(size: int) -> None:
    before = np.getbufsize()
    with pytest.raises(ValueError, match="on purpose"), layout.small_buffers(size):
        assert np.getbufsize() == (before if size == 10 else 256)
        raise ValueError("on purpose")
    assert np.getbufsize() == before


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
