"""Gradients by weights, biases and inputs, gathered from those inside the gates, a group of steps at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from rnn_utils.layers.products import large_product, products_of_steps
from rnn_utils.layers.weights import blocks_in_place, is_in_place, transposed
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array


class Gathering:
    """What a backward pass adds up, while the gradients inside the gates of a group of steps are still in the cache.

    Parameters
    ----------
    fused : (number of gates, n_a, n_a + n_x + 1) array
        [W, b] of every gate, from `fuse_parameters`.
    parts : sequence of pairs of slices
        Gates that saw the same: their rows among those of all gates, and what they saw among the rows of the columns.
    T_x, m : int
        Numbers of steps and examples.
    workspace : Workspace
        Where arrays are kept that nobody needs afterwards.

    Attributes
    ----------
    dx : (n_x, m, T_x) array
        Gradient with respect to the inputs; the memory of each time step is contiguous.
    dW : list of arrays
        Gradient with respect to the weights of each part.
    db : (number of gates · n_a, 1) array
        Gradient with respect to the biases.
    """

    def __init__(
        self,
        fused: Float[Array, "gates n_a columns"],
        parts: Sequence[tuple[slice, slice]],
        T_x: int,
        m: int,
        workspace: Workspace,
    ) -> None:
        (gates, n_a, n_columns), dtype = fused.shape, fused.dtype
        n_out, n_x = gates * n_a, n_columns - 1 - n_a
        weights = fused.reshape(n_out, n_columns)[:, n_a:-1]
        self._weights = weights if m == 1 else transposed(weights, "input weights", workspace)
        self._parts, self._one, self._workspace, self._begun = parts, n_columns - 1, workspace, False
        self._dx = np.empty((T_x, n_x, m), dtype)
        empty = np.empty if T_x else np.zeros  # without a step nothing is written
        self.dx = self._dx.transpose(1, 2, 0)
        self.dW = [empty((rows.stop - rows.start, seen.stop - seen.start), dtype) for rows, seen in parts]
        self.db = empty((n_out, 1), dtype)

    def add(self, group: slice, dz: Float[Array, "steps n_out m"], columns: Float[Array, "steps n_in m"]) -> None:
        """Add what a group of steps contributes, and carry its gradients on to the inputs.

        Parameters
        ----------
        group : slice
            Which steps.
        dz : (steps, n_out, m) array
            Gradients with respect to what stands inside each gate.
        columns : (steps, n_in, m) array
            What the weights were multiplied with; a 1 stands behind states and inputs.
        """
        flat, seen = self._side_by_side(dz, "inside"), self._rows(columns)
        self._carry_on(dz, flat, self._dx[group])
        for (rows, part), dW in zip(self._parts, self.dW, strict=True):
            self._add_product(flat[rows], seen[:, part], dW)
        self._add_product(flat, seen[:, self._one : self._one + 1], self.db)
        self._begun = True

    def _carry_on(
        self, dz: Float[Array, "steps n_out m"], flat: Float[Array, "n_out columns"], dx: Float[Array, "steps n_x m"]
    ) -> None:
        """Fill `dx`: step by step where OpenBLAS need not copy the weights each time, otherwise all steps at once."""
        (steps, n_x, m), n_out = dx.shape, len(flat)
        if m == 1:  # a column is a row
            large_product(dz[:, :, 0], self._weights, dx[:, :, 0])
        elif is_in_place(n_x, n_out, m):
            products_of_steps(self._weights, dz, dx)
        else:
            together = self._workspace.array("dx", (n_x, steps, m), dz.dtype)
            np.matmul(self._weights, flat, together.reshape(n_x, steps * m))
            np.copyto(dx, together.transpose(1, 0, 2))

    def _side_by_side(self, columns: Float[Array, "steps n m"], name: str) -> Float[Array, "n all_columns"]:
        """Copy the columns of all steps into one matrix; those of one example are the transpose of one as they are."""
        steps, n, m = columns.shape
        if m == 1:
            return columns[:, :, 0].T
        kept = self._workspace.array(name, (n, steps, m), columns.dtype)
        np.copyto(kept, columns.transpose(1, 0, 2))
        return kept.reshape(n, steps * m)

    def _rows(self, columns: Float[Array, "steps n m"]) -> Float[Array, "all_columns n"]:
        """Turn the columns of all steps into the rows of one matrix; in memory too, if blocks of it are multiplied."""
        steps, n, m = columns.shape
        if m == 1:
            return columns[:, :, 0]
        if not blocks_in_place():
            return self._side_by_side(columns, "rows").T
        kept = self._workspace.array("rows", (steps, m, n), columns.dtype)
        np.copyto(kept, columns.transpose(0, 2, 1))
        return kept.reshape(steps * m, n)

    def _add_product(self, left: Array, right: Array, total: Array) -> None:
        if not self._begun:
            large_product(left, right, total)
            return
        part = self._workspace.array("part", total.shape, total.dtype)
        large_product(left, right, part)
        np.add(total, part, total)
