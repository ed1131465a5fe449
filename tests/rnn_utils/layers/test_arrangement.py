"""How weights and columns are arranged: blocks of products, groups of steps, and what is gathered from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_utils.layers import layer, layout, products, weights
from rnn_utils.layers.gathering import Gathering
from rnn_utils.layers.workspace import Workspace

sizes = st.integers(1, 600)
# With the limit of OpenBLAS's products in place on processors with AVX-512, and without such products.
any_processor = pytest.mark.parametrize("in_place", [0, 10**6])


@given(sizes, sizes, sizes, st.sampled_from([0, 10**6]))
def test_blocks_divide_the_rows_and_are_small_or_one(n_out: int, n_in: int, m: int, in_place: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "_IN_PLACE", in_place)
        blocks = weights.n_blocks(n_out, n_in, m)
    assert n_out % blocks == 0
    assert blocks == 1 or (m * n_in * n_out // blocks <= in_place and n_out // blocks >= 4)


@pytest.mark.parametrize(("n_out", "n_in", "m", "blocks"), [(256, 1024, 1, 1), (128, 128, 32, 1), (128, 128, 64, 2),
                                                           (256, 1024, 64, 32), (1031, 97, 64, 1)])  # fmt: skip
def test_blocks_of_sizes_that_matter(
    monkeypatch: pytest.MonkeyPatch, n_out: int, n_in: int, m: int, blocks: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", 10**6)
    assert weights.n_blocks(n_out, n_in, m) == blocks
    monkeypatch.setattr(weights, "_IN_PLACE", 0)
    assert weights.n_blocks(n_out, n_in, m) == 1
    assert not weights.blocks_in_place()


def test_a_transposed_copy_is_contiguous() -> None:
    some = np.random.default_rng(225).standard_normal((150, 9))
    kept = weights.transposed(some[:, 2:7], "kept", Workspace())
    assert np.array_equal(kept, some[:, 2:7].T)
    assert kept.flags.c_contiguous


# One example; products in one block and in several; one that cannot be cut into blocks small enough. The state's
# weights are the first columns, or the last.
@any_processor
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("m", "n_a", "n_x"), [(1, 6, 4), (3, 6, 4), (64, 160, 4), (200, 31, 140)])
def test_products_of_states_and_inputs_forward_and_back(
    monkeypatch: pytest.MonkeyPatch, m: int, n_a: int, n_x: int, in_place: int, first: bool
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng, T_x, n_out, workspace = np.random.default_rng(223), 2, 3 * n_a, Workspace()
    stacked, columns = rng.standard_normal((n_out, n_a + n_x + 1)), rng.standard_normal((T_x, n_a + n_x + 1, m))
    state = slice(0, n_a) if first else slice(n_x + 1, n_x + 1 + n_a)
    found = products.forward_product(columns, stacked, state, "", workspace)
    inside, da = np.empty((T_x, n_out, m)), np.empty((n_a, m))
    for step, place, incoming in zip(found.columns, inside, found.incoming, strict=True):
        found.multiply(step, place)
        if incoming is not None:
            place += incoming
    np.testing.assert_allclose(inside, stacked @ columns, rtol=0, atol=1e-11)
    assert (found.incoming[0] is None) == (m > 1), "the sizes are chosen such that both ways are taken"

    products.backward_product(stacked[:, state], m, "back", workspace)(inside[0], da)
    np.testing.assert_allclose(da, stacked[:, state].T @ inside[0], rtol=0, atol=1e-9)


# In one block; in blocks of rows, of rows and columns; with rows or columns that cannot be cut.
@any_processor
@pytest.mark.parametrize(("n_out", "n_in", "n"), [(6, 5, 4), (256, 384, 48), (200, 400, 512), (256, 384, 127),
                                                 (101, 800, 256)])  # fmt: skip
def test_large_products_in_blocks_are_the_products(
    monkeypatch: pytest.MonkeyPatch, n_out: int, n_in: int, n: int, in_place: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng = np.random.default_rng(226)
    left, right, out = rng.standard_normal((n_out, n_in)), rng.standard_normal((n_in, n + 1)), np.empty((n_out, n))
    products.large_product(left, right[:, 1:], out)
    np.testing.assert_allclose(out, left @ right[:, 1:], rtol=0, atol=1e-10)


# One example and several; weights of the inputs in one block, in several, and not to be cut.
@any_processor
@pytest.mark.parametrize(("m", "n_x"), [(1, 5), (3, 5), (64, 160), (64, 131)])
def test_gradients_of_groups_are_those_of_all_steps(
    monkeypatch: pytest.MonkeyPatch, m: int, n_x: int, in_place: int
) -> None:
    monkeypatch.setattr(weights, "_IN_PLACE", in_place)
    rng, n_a, T_x = np.random.default_rng(224), 40, 7
    fused = rng.standard_normal((3, n_a, n_a + n_x + 1))
    columns, dz = rng.standard_normal((T_x, n_a + n_x + 1 + n_a, m)), rng.standard_normal((T_x, 3 * n_a, m))
    columns[:, n_a + n_x] = 1
    parts = [(slice(0, 2 * n_a), slice(0, n_a + n_x)), (slice(2 * n_a, 3 * n_a), slice(n_a, 2 * n_a + n_x + 1))]
    gathering = Gathering(fused, parts, T_x, m, Workspace())
    for group in layout.cut_backward(slice(0, T_x), 3):
        gathering.add(group, dz[group], columns[group])
    for (rows, seen), dW in zip(parts, gathering.dW, strict=True):
        np.testing.assert_allclose(dW, np.einsum("tim,tjm->ij", dz[:, rows], columns[:, seen]), rtol=0, atol=1e-10)
    np.testing.assert_allclose(gathering.db[:, 0], dz.sum(axis=(0, 2)), rtol=0, atol=1e-10)
    expected = np.einsum("ij,tim->jmt", fused.reshape(3 * n_a, -1)[:, n_a:-1], dz)
    np.testing.assert_allclose(gathering.dx, expected, rtol=0, atol=1e-10)


def test_a_gradient_is_copied_only_if_its_memory_does_not_hold_step_after_step() -> None:
    da = np.random.default_rng(227).standard_normal((5, 3, 4))
    by_columns = da.transpose(2, 0, 1).copy().transpose(1, 2, 0)
    held = (np.asfortranarray(da), by_columns, by_columns[:, :, ::-1])
    for given_da, shared in ((da, False), *((one, True) for one in held)):
        steps = layer.gradient_steps(given_da, 5, 3, 4)
        assert np.array_equal(steps, given_da.transpose(2, 0, 1))
        assert np.shares_memory(steps, given_da) == shared


@pytest.mark.parametrize("size", [10, 10**4])
def test_buffers_of_numpy_are_small_within_the_context_alone(size: int) -> None:
    before = np.getbufsize()
    with pytest.raises(ValueError, match="on purpose"), layout.small_buffers(size):
        assert np.getbufsize() == (before if size == 10 else 256)
        raise ValueError("on purpose")
    assert np.getbufsize() == before


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 250))
def test_pieces_cover_every_step_once_last_first(start: int, length: int, size: int) -> None:
    pieces = layout.cut_backward(slice(start, start + length), size)
    steps = [t for piece in pieces for t in range(piece.stop - 1, piece.start - 1, -1)]
    assert steps == list(reversed(range(start, start + length)))
    assert all(piece.stop - piece.start <= max(1, size) for piece in pieces)


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_groups_are_of_about_one_size(T_x: int, m: int) -> None:
    groups = layout.cut_backward(slice(0, T_x), layout.group_length(T_x, m))
    assert len(groups) == 1 or groups[0].stop - groups[0].start <= max(1, 1024 // m)
    assert layout.block_length(1) > layout.block_length(2**30) == 1


def test_columns_hold_state_input_and_one() -> None:
    rng = np.random.default_rng(222)
    x, a0 = rng.standard_normal((3, 2, 4)), rng.standard_normal((5, 2))
    columns = layout.input_columns(x, a0, np.dtype(np.float64), Workspace(), extra=2)
    assert columns.shape == (5, 3 + 5 + 1 + 2, 2)
    assert np.array_equal(columns[0, :5], a0)
    assert np.array_equal(columns[:-1, 5:8].transpose(1, 2, 0), x)
    assert np.all(columns[:, 8] == 1)
    assert np.array_equal(layout.output_sequence(columns[:-1, 5:], 3), x)


def test_a_mask_without_padding_is_none() -> None:
    assert layout.padding_steps(None) is None
    assert layout.padding_steps(np.ones((2, 3))) is None
    padding = layout.padding_steps(np.array([[1, 1, 0], [1, 1, 1]]))
    assert padding is not None
    assert padding.shape == (3, 1, 2)
    assert padding[2, 0, 0]
    assert padding.sum() == 1
