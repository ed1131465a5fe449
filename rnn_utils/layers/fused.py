"""The layout that the fast layers compute in, and the way there and back.

Time stands first and a row is one example, so that a time step is contiguous and all steps together are the
rows of one matrix. The weights of all gates are one array, gate by gate, in the gates' own order.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Real, Shaped

from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array, Gradients, Parameters

# Steps whose factors are computed at once should stay in the second-level cache together.
_BLOCK_BYTES = 2**19
# Rows begin where the processor's widest registers like to read: a number of elements.
_ALIGNED = 16
# Products of more multiplications than the one are cut into blocks of columns, not narrower than the other.
_IN_PLACE, _NARROWEST = 10**6, 16


def time_turned(sequence: Shaped[Array, "i m k"]) -> Shaped[Array, "k m i"]:
    """Return a view with time first where it was last, or last where it was first.

    Parameters
    ----------
    sequence : (n, m, T_x) or (T_x, m, n) array
        Any sequence.

    Returns
    -------
    (T_x, m, n) or (n, m, T_x) array
        The same memory.
    """
    return sequence.transpose(2, 1, 0)


def padding_steps(mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None) -> Bool[Array, "T_x m 1"] | None:
    """Mark padding, step by step.

    Parameters
    ----------
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding.

    Returns
    -------
    (T_x, m, 1) array of bool, or None
        True at padding; None if there is none.
    """
    if mask is None or np.all(mask):
        return None
    return np.equal(mask, 0).T[:, :, np.newaxis].copy()


def read_inputs(
    x: Float[Array, "n_x m T_x"], a0: Float[Array, "n_a m"], workspace: Workspace, dtype: np.dtype, extra: int = 0
) -> Float[Array, "T_x+1 m columns"]:
    """Lay out what the weights are multiplied with: a row is [a⟨t−1⟩, x⟨t⟩, 1], as the course stacks them.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first step.
    workspace : Workspace
        Where the rows are kept.
    dtype : dtype
        That of the layer's results.
    extra : int
        Number of further columns, without values yet.

    Returns
    -------
    (T_x + 1, m, n_a + n_x + 1 + extra) array
        Hidden states of later steps have no values yet; the last step is for the last hidden state alone.
    """
    (n_x, m, T_x), n_a = x.shape, a0.shape[0]
    columns = n_a + n_x + 1 + extra
    whole_lines = -(-columns // _ALIGNED) * _ALIGNED
    rows = workspace.array("rows", (T_x + 1, m, whole_lines), dtype)[:, :, :columns]
    rows[0, :, :n_a] = a0.T
    rows[:T_x, :, n_a : n_a + n_x] = time_turned(x)
    rows[:, :, n_a + n_x] = 1  # multiplies the bias
    return rows


def fuse_weights(
    parameters: Parameters, gates: str, workspace: Workspace, dtype: np.dtype
) -> Float[Array, "gates n_a columns"]:
    """Put the weights of all gates into one array.

    Parameters
    ----------
    parameters : dict of arrays
        W and b of every gate, (n_a, n_a + n_x) and (n_a, 1); or Waa, Wax and ba of the plain network.
    gates : str
        Letters of the gates in the order wanted, such as "cfuo"; "" for the plain network.
    workspace : Workspace
        Where the array is kept.
    dtype : dtype
        That of the layer's results.

    Returns
    -------
    (number of gates, n_a, n_a + n_x + 1) array
        [W, b] of every gate.
    """
    if not gates:
        n_a, n_x = parameters["Wax"].shape
        fused = workspace.array("weights", (1, n_a, n_a + n_x + 1), dtype)
        np.concatenate([parameters["Waa"], parameters["Wax"], parameters["ba"]], axis=1, out=fused[0])
        return fused
    n_a, columns = parameters["W" + gates[0]].shape
    fused = workspace.array("weights", (len(gates), n_a, columns + 1), dtype)
    for rows, gate in zip(fused, gates, strict=True):
        rows[:, :-1], rows[:, -1:] = parameters["W" + gate], parameters["b" + gate]
    return fused


def split_gradients(
    dW: Float[Array, "rows n_a+n_x"], db: Float[Array, " rows"], gates: str
) -> Gradients:
    """Name the gradients of fused weights as the reference does.

    Parameters
    ----------
    dW : (number of gates · n_a, n_a + n_x) array
        Gradient by the weights, gate by gate.
    db : (number of gates · n_a,) array
        Gradient by the biases.
    gates : str
        Letters of the gates in their order; "" for the plain network.

    Returns
    -------
    dict of arrays
        dW and db of every gate, or dWaa, dWax and dba: views of what was given.
    """
    n_a = len(db) // max(len(gates), 1)
    if not gates:
        return {"dWax": dW[:, n_a:], "dWaa": dW[:, :n_a], "dba": db[:, np.newaxis]}
    gradients = {}
    for k, gate in enumerate(gates):
        rows = slice(k * n_a, (k + 1) * n_a)
        gradients["dW" + gate], gradients["db" + gate] = dW[rows], db[rows, np.newaxis]
    return gradients


def for_forward(
    fused: Float[Array, "gates n_a columns"], n_sigmoids: int, m: int, workspace: Workspace
) -> tuple[Float[Array, "gates blocks n_a width"], Float[Array, "gates n_x+1 n_a"]]:
    """Return the weights as a forward pass multiplies rows with them, those of sigmoids halved.

    Parameters
    ----------
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_weights`; the gates that are sigmoids stand last.
    n_sigmoids : int
        How many of the gates are sigmoids.
    m : int
        Number of examples.
    workspace : Workspace
        Where the arrays are kept.

    Returns
    -------
    recurrent : (number of gates, blocks, n_a, n_a / blocks) array
        What multiplies a⟨t−1⟩, in blocks of columns.
    incoming : (number of gates, n_x + 1, n_a) array
        What multiplies [x⟨t⟩, 1].

    Notes
    -----
    σ(z) = ½ + ½ tanh(z / 2): with half of the weights, which is exact, one tanh serves all gates at once.
    """
    gates, n_a, columns = fused.shape
    scale = np.ones((gates, 1, 1), dtype=fused.dtype)
    scale[gates - n_sigmoids :] = 0.5
    incoming = workspace.array("incoming", (gates, n_a, columns - n_a), fused.dtype)
    np.multiply(fused[:, :, n_a:], scale, out=incoming)
    if m == 1:  # a matrix times a vector is as fast either way, so that a transposed copy would not pay
        rows = workspace.array("recurrent", (gates, n_a, n_a), fused.dtype)
        np.multiply(fused[:, :, :n_a], scale, out=rows)
        return rows.transpose(0, 2, 1)[:, np.newaxis], incoming.transpose(0, 2, 1)
    blocks = n_blocks(m, n_a, n_a)
    recurrent = workspace.array("recurrent", (gates, blocks, n_a, n_a // blocks), fused.dtype)
    turned = fused[:, :, :n_a].reshape(gates, blocks, n_a // blocks, n_a).transpose(0, 1, 3, 2)
    np.multiply(turned, scale[..., np.newaxis], out=recurrent)
    return recurrent, incoming.transpose(0, 2, 1)


def for_backward(
    fused: Float[Array, "gates n_a columns"], m: int, name: str, workspace: Workspace
) -> Float[Array, "blocks rows width"]:
    """Return the recurrent weights as a backward pass multiplies rows of gradients with them.

    Parameters
    ----------
    fused : (number of gates, n_a, n_a + n_x + 1) array
        From `fuse_weights`, or some of its gates.
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
    """Choose in how many blocks of columns a product of one step is taken.

    Parameters
    ----------
    m, n_in, n_out : int
        The product is that of (m, n_in) and (n_in, n_out).

    Returns
    -------
    int
        A divisor of `n_out`.

    Notes
    -----
    Up to a million multiplications OpenBLAS multiplies matrices where they are, on processors with AVX-512;
    beyond, it first copies both, the weights too and at every step anew. Very narrow blocks lose more than that.
    """
    for blocks in range(1, n_out // _NARROWEST + 1):
        if n_out % blocks == 0 and m * n_in * n_out <= _IN_PLACE * blocks:
            return blocks
    return 1


def in_blocks(rows: Float[Array, "*many m n"], blocks: int) -> Float[Array, "*many blocks m width"]:
    """Return a view of the columns of a matrix in blocks.

    Parameters
    ----------
    rows : (..., m, n) array
        One matrix or several.
    blocks : int
        A divisor of n.

    Returns
    -------
    (..., blocks, m, n / blocks) array
        The same memory, to be written into by a product in blocks.
    """
    return rows.reshape(*rows.shape[:-1], blocks, -1).swapaxes(-3, -2)


def blocks_backward(T_x: int, bytes_per_step: int) -> list[slice]:
    """Cut the time steps into blocks, the last one first, that are worked on in one go.

    Parameters
    ----------
    T_x : int
        Number of time steps.
    bytes_per_step : int
        Size of what is worked on, in bytes for each step.

    Returns
    -------
    list of slice
        At small sizes a block saves calls; at large sizes it is one step, so that it stays in the cache.
    """
    length = max(1, _BLOCK_BYTES // bytes_per_step)
    return [slice(max(0, stop - length), stop) for stop in range(T_x, 0, -length)]
