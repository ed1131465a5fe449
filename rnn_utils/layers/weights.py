"""Weights as the fast layers multiply with them: those of all gates in one array, gate by gate.

[W, b] of a gate are rows of the fused array, which is made anew at every forward pass from the parameters by the
reference's names: copying them costs little next to a sequence.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array, Parameters

# Up to a million multiplications OpenBLAS multiplies matrices where they lie, on processors with AVX-512; beyond that,
# and on others always, it copies both first, and the weights anew at every step. Narrower blocks than these lose more.
_FEATURES = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
_IN_PLACE = 10**6 if any(name.startswith(("AVX512", "X86_V4")) for name in _FEATURES) else 0
_NARROWEST = 16


def fuse_parameters(
    parameters: Parameters, gates: str, dtype: np.dtype[np.floating], workspace: Workspace, n_negated: int = 0
) -> Float[Array, "gates n_a columns"]:
    """Put weights and biases of all gates into one array.

    Parameters
    ----------
    parameters : dict of arrays
        W and b of every gate, (n_a, n_a + n_x) and (n_a, 1); or Waa, Wax and ba of the plain network.
    gates : str
        Letters of the gates in the order wanted, such as "cfuo"; "" for the plain network.
    dtype : dtype
        That of the layer's results.
    workspace : Workspace
        Where the array is kept.
    n_negated : int
        How many gates, the first ones, are to have the sign changed.

    Returns
    -------
    (number of gates, n_a, n_a + n_x + 1) array
        [W, b] of every gate; [Waa, Wax, ba] of the plain network.
    """
    parts: list[tuple[Array, ...]]
    if gates:
        parts = [(parameters["W" + gate], parameters["b" + gate]) for gate in gates]
    else:
        parts = [(parameters["Waa"], parameters["Wax"], parameters["ba"])]
    n_a, columns = parts[0][0].shape[0], sum(array.shape[1] for array in parts[0])
    fused = workspace.array("weights", (len(parts), n_a, columns), dtype)
    for k, (gate, arrays) in enumerate(zip(fused, parts, strict=True)):
        np.concatenate(arrays, axis=1, out=gate, casting="same_kind")
        if k < n_negated:
            np.negative(gate, gate)
    return fused


def input_products(
    rows: Float[Array, "steps m columns"],
    fused: Float[Array, "gates n_a fused_columns"],
    n_sigmoids: int,
    workspace: Workspace,
) -> Float[Array, "T_x m gates n_a"]:
    """Multiply the inputs of all steps with their weights, in one product.

    Parameters
    ----------
    rows : (T_x + 1, m, columns) array
        From `input_rows`.
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_parameters`; the gates that are sigmoids stand last.
    n_sigmoids : int
        How many of the gates are sigmoids.
    workspace : Workspace
        Where arrays are kept.

    Returns
    -------
    (T_x, m, number of gates, n_a) array
        Wx⟨t⟩ + b, with the sign changed for sigmoids. A backward pass may have the memory.

    Notes
    -----
    σ(z) = 1 / (1 + exp(−z)): the sign of the weights is changed once, not that of z at every step.
    """
    (gates, n_a, columns), T_x, m = fused.shape, len(rows) - 1, rows.shape[1]
    weights = workspace.array("incoming", (gates, n_a, columns - n_a), fused.dtype)
    np.multiply(fused[:, :, n_a:], _signs(gates, n_sigmoids, fused.dtype), out=weights)
    products = workspace.array("z", (T_x, m, gates, n_a), fused.dtype)
    inputs = rows[:-1, :, n_a:columns].reshape(T_x * m, columns - n_a)
    np.matmul(inputs, weights.reshape(gates * n_a, -1).T, out=products.reshape(T_x * m, gates * n_a))
    return products


def recurrent_weights(
    fused: Float[Array, "gates n_a columns"], n_sigmoids: int, m: int, name: str, workspace: Workspace
) -> Float[Array, "parts blocks n_a width"]:
    """Return what multiplies a⟨t−1⟩ in a forward pass, with the sign of the sigmoids' weights changed.

    Parameters
    ----------
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_parameters`, or some of its gates; those that are sigmoids stand last.
    n_sigmoids : int
        How many of the gates are sigmoids.
    m : int
        Number of examples.
    name : str
        Name of the array in the workspace.
    workspace : Workspace
        Where the array is kept.

    Returns
    -------
    (number of gates, blocks, n_a, n_a / blocks) array
        In blocks of columns. With one example, (1, 1, n_a, number of gates · n_a).
    """
    gates, n_a, _ = fused.shape
    signs = _signs(gates, n_sigmoids, fused.dtype)
    if m == 1:  # a matrix times a vector is as fast either way, so that a transposed copy would not pay
        rows = workspace.array(name, (gates, n_a, n_a), fused.dtype)
        np.multiply(fused[:, :, :n_a], signs, out=rows)
        return rows.reshape(1, 1, gates * n_a, n_a).transpose(0, 1, 3, 2)
    blocks = n_blocks(m, n_a, n_a)
    recurrent = workspace.array(name, (gates, blocks, n_a, n_a // blocks), fused.dtype)
    rows = fused[:, :, :n_a].reshape(gates, blocks, n_a // blocks, n_a)
    np.multiply(rows.transpose(0, 1, 3, 2), signs[..., np.newaxis], out=recurrent)
    return recurrent


def backward_weights(
    fused: Float[Array, "gates n_a columns"], m: int, name: str, workspace: Workspace
) -> Float[Array, "blocks rows width"]:
    """Return what multiplies the gradients of a step in a backward pass, to give those of a⟨t−1⟩.

    Parameters
    ----------
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_parameters`, or some of its gates.
    m : int
        Number of examples.
    name : str
        Name of the array in the workspace.
    workspace : Workspace
        Where the array is kept.

    Returns
    -------
    (blocks, number of gates · n_a, n_a / blocks) array
        In blocks of columns.
    """
    gates, n_a, columns = fused.shape
    rows = fused.reshape(gates * n_a, columns)[:, :n_a]
    blocks = 1 if m == 1 else n_blocks(m, gates * n_a, n_a)
    if blocks == 1:
        return rows[np.newaxis]
    recurrent = workspace.array(name, (blocks, gates * n_a, n_a // blocks), fused.dtype)
    np.copyto(recurrent, rows.reshape(gates * n_a, blocks, -1).transpose(1, 0, 2))
    return recurrent


def n_blocks(m: int, n_in: int, n_out: int) -> int:
    """Choose in how many blocks of columns the product of one step is taken.

    Parameters
    ----------
    m, n_in, n_out : int
        The product is that of (m, n_in) and (n_in, n_out).

    Returns
    -------
    int
        A divisor of `n_out`, so that a block takes no more than a million multiplications; 1 if there is none.
    """
    for blocks in range(1, n_out // _NARROWEST + 1):
        if n_out % blocks == 0 and m * n_in * n_out <= _IN_PLACE * blocks:
            return blocks
    return 1


def is_in_place(m: int, n_in: int, n_out: int) -> bool:
    """Tell whether OpenBLAS multiplies the blocks of `n_blocks` where they lie.

    Parameters
    ----------
    m, n_in, n_out : int
        The product is that of (m, n_in) and (n_in, n_out).

    Returns
    -------
    bool
        Whether a block takes no more than a million multiplications.
    """
    return m * n_in * n_out <= _IN_PLACE * n_blocks(m, n_in, n_out)


def in_blocks(rows: Float[Array, "*parts m n"], blocks: int) -> Float[Array, "*parts blocks m width"]:
    """Return a view of the columns of a matrix in blocks, for a product in blocks to write into.

    Parameters
    ----------
    rows : (..., m, n) array
        One matrix or several.
    blocks : int
        A divisor of n.

    Returns
    -------
    (..., blocks, m, n / blocks) array
        The same memory.
    """
    return rows.reshape(*rows.shape[:-1], blocks, rows.shape[-1] // blocks).swapaxes(-3, -2)


def product_blocks(
    products: Float[Array, "gates m n_a"], recurrent: Float[Array, "parts blocks n_a width"]
) -> Float[Array, "parts blocks m width"]:
    """Return a view of the products of a step as the recurrent weights are laid out.

    Parameters
    ----------
    products : (number of gates, m, n_a) array
        What stands inside each gate; contiguous.
    recurrent : (parts, blocks, n_a, width) array
        From `recurrent_weights`.

    Returns
    -------
    (parts, blocks, m, width) array
        The same memory.
    """
    return in_blocks(products.reshape(len(recurrent), products.shape[1], -1), recurrent.shape[1])


def _signs(gates: int, n_sigmoids: int, dtype: np.dtype[np.floating]) -> Float[Array, "gates 1 1"]:
    signs = np.ones((gates, 1, 1), dtype=dtype)
    signs[gates - n_sigmoids :] = -1
    return signs
