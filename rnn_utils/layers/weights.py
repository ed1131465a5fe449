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
# and on others always, it copies both first, and the weights anew at every step. Fewer rows than these lose more.
_FEATURES = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
_IN_PLACE = 10**6 if any(name.startswith(("AVX512", "X86_V4")) for name in _FEATURES) else 0
_FEWEST = 4
_COPIED = 64


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


def transposed(weights: Float[Array, "n_out n_in"], name: str, workspace: Workspace) -> Float[Array, "n_in n_out"]:
    """Copy the transpose of weights.

    Parameters
    ----------
    weights : (n_out, n_in) array
        Fused weights, or some of their rows and columns.
    name : str
        Name of the copy in the workspace.
    workspace : Workspace
        Where the copy is kept.

    Returns
    -------
    (n_in, n_out) array
        Contiguous.
    """
    kept = workspace.array(name, weights.shape[::-1], weights.dtype)
    for start in range(0, len(weights), _COPIED):  # so that the rows that are read stay in the first-level cache
        kept[:, start : start + _COPIED] = weights[start : start + _COPIED].T
    return kept


def n_blocks(n_out: int, n_in: int, m: int) -> int:
    """Choose in how many blocks of rows of the left matrix a product is taken.

    Parameters
    ----------
    n_out, n_in, m : int
        The product is that of (n_out, n_in) and (n_in, m).

    Returns
    -------
    int
        A divisor of `n_out`, so that a block takes no more than a million multiplications; 1 if there is none.
    """
    for blocks in range(1, n_out // _FEWEST + 1):
        if n_out % blocks == 0 and n_out * n_in * m <= _IN_PLACE * blocks:
            return blocks
    return 1


def is_in_place(n_out: int, n_in: int, m: int) -> bool:
    """Tell whether OpenBLAS multiplies the blocks of `n_blocks` where they lie.

    Parameters
    ----------
    n_out, n_in, m : int
        The product is that of (n_out, n_in) and (n_in, m).

    Returns
    -------
    bool
        Whether a block takes no more than a million multiplications.
    """
    return n_out * n_in * m <= _IN_PLACE * n_blocks(n_out, n_in, m)


def blocks_in_place() -> bool:
    """Tell whether OpenBLAS multiplies any matrices where they lie, on this processor.

    Returns
    -------
    bool
        Whether it pays to cut products into blocks.
    """
    return _IN_PLACE > 0
