"""The layer of long short-term memory, as `rnn_utils.reference.lstm` defines it, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.fused import (
    blocks_backward,
    for_backward,
    for_forward,
    fuse_weights,
    in_blocks,
    padding_steps,
    read_inputs,
    split_gradients,
    time_turned,
)
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array, Gradients, Parameters

GATES = "cfuo"  # the candidate first: the three sigmoids stand together behind it


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1): [a_prev, x, 1]
    cells: Array  # (5, T_x + 1, m, n_a): c_prev, and then cct, ft, ut, ot
    tanh_c: Array  # (T_x, m, n_a)
    weights: Array  # (4, n_a, n_a + n_x + 1): [W, b] of every gate
    padding: Array | None  # (T_x, m, 1)


class LSTMLayer:
    """A layer of long short-term memory that reuses its working memory."""

    def __init__(self) -> None:
        self._workspace = Workspace()
        self._run: _Run | None = None

    def forward(
        self,
        x: Float[Array, "n_x m T_x"],
        a0: Float[Array, "n_a m"],
        parameters: Parameters,
        c0: Float[Array, "n_a m"] | None = None,
        mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
    ) -> tuple[Float[Array, "n_a m T_x"], Float[Array, "n_a m T_x"]]:
        """Run the layer over a whole sequence.

        Parameters
        ----------
        x : (n_x, m, T_x) array
            Inputs, time last; fastest if the memory of each time step is contiguous.
        a0 : (n_a, m) array
            Hidden state before the first step.
        parameters : dict of arrays
            Wf, Wu, Wc, Wo (n_a, n_a + n_x) and bf, bu, bc, bo (n_a, 1); others are not looked at.
        c0 : (n_a, m) array, optional
            Memory cell before the first step; zeros by default.
        mask : (m, T_x) array of 0 and 1, optional
            0 marks padding: there the state stands still.

        Returns
        -------
        a, c : (n_a, m, T_x) arrays
            Hidden state and memory cell after every step.

        Notes
        -----
        S3(10 and after), at t = 1 … T_x.
        """
        dtype = np.result_type(x, a0, parameters["Wc"])
        (_, m, T_x), n_a, workspace = x.shape, a0.shape[0], self._workspace
        rows = read_inputs(x, a0, workspace, dtype)
        weights = fuse_weights(parameters, GATES, workspace, dtype)
        recurrent, incoming = for_forward(weights, 3, m, workspace)
        cells = workspace.array("cells", (5, T_x + 1, m, n_a), dtype)
        cells[0, 0] = 0 if c0 is None else c0.T
        gates = cells[1:, :T_x].reshape(4, T_x * m, n_a)
        np.matmul(rows[:T_x, :, n_a:].reshape(T_x * m, -1), incoming, out=gates)
        tanh_c = workspace.array("tanh_c", (T_x, m, n_a), dtype)
        self._run = _Run(rows, cells, tanh_c, weights, padding_steps(mask))
        self._advance(recurrent)
        return time_turned(rows[1:, :, :n_a].copy()), time_turned(cells[0, 1:].copy())

    def _advance(self, recurrent: Float[Array, "4 blocks n_a width"]) -> None:
        """Take all steps, one after the other; the gates hold the products of the inputs already."""
        assert self._run is not None
        run, n_a = self._run, recurrent.shape[2]
        products = self._workspace.array("products", run.cells[1:, 0].shape, run.rows.dtype)
        in_columns = in_blocks(products, recurrent.shape[1])
        terms = self._workspace.array("terms", products[:2].shape, run.rows.dtype)
        kept, new = terms
        half = np.asarray(0.5, dtype=run.rows.dtype)
        steps, states = run.cells.transpose(1, 0, 2, 3), run.rows[:, np.newaxis, np.newaxis, :, :n_a]
        views = self._views(steps, states, run.tanh_c)
        for t, (a_prev, gates, sigmoids, inner, outer, c_next, tanh_c, ot, a_next) in enumerate(views):
            np.matmul(a_prev, recurrent, in_columns)
            np.add(gates, products, gates)
            np.tanh(gates, gates)
            np.multiply(sigmoids, half, sigmoids)
            np.add(sigmoids, half, sigmoids)
            np.multiply(inner, outer, terms)
            np.add(kept, new, c_next)
            np.tanh(c_next, tanh_c)
            np.multiply(ot, tanh_c, a_next)
            if run.padding is not None:
                np.copyto(c_next, inner[0], where=run.padding[t])
                np.copyto(a_next, a_prev[0,0], where=run.padding[t])

    def _views(self, steps, states, tanh_c):
        key = (steps.ctypes.data, states.ctypes.data, tanh_c.ctypes.data, steps.shape, states.strides)
        if getattr(self, "_key", None) != key:
            self._key = key
            self._list = [
                (states[t], s[1:], s[2:], s[:2], s[2:4], steps[t+1,0], tanh_c[t], s[4], states[t+1,0,0])
                for t, s in enumerate(steps[:-1])
            ]
        return self._list

    def backward(
        self, da: Float[Array, "n_a m T_x"], dc_last: Float[Array, "n_a m"] | None = None
    ) -> Gradients:
        """Carry the gradient back through the sequence of the last forward pass.

        Parameters
        ----------
        da : (n_a, m, T_x) array
            Gradient that reaches each hidden state from outside of the layer; T_x may be less than that of x.
        dc_last : (n_a, m) array, optional
            Gradient that reaches the memory cell of the last step from outside; zeros by default.

        Returns
        -------
        dict of arrays
            dx (n_x, m, T_x), da0, dc0 (n_a, m), and dWf, dbf, dWu, dbu, dWc, dbc, dWo, dbo, summed over time
            and examples.

        Raises
        ------
        RuntimeError
            If there was no forward pass.

        Notes
        -----
        S3(11-13), corrected. At padding the gradients pass by the cell.
        """
        if self._run is None:
            raise RuntimeError("backward needs a forward pass before it")
        run, (n_a, m, T_x), dtype = self._run, da.shape, self._run.rows.dtype
        dz = self._workspace.array("dz", (T_x, m, 4, n_a), dtype)
        dz_rows, dz_gates = dz.reshape(T_x, m, 4 * n_a), dz.transpose(0, 2, 1, 3)
        da_prev, dc = np.zeros((m, n_a), dtype=dtype), np.zeros((m, n_a), dtype=dtype)
        if dc_last is not None:
            dc += dc_last.T
        da_steps, through_output = np.ascontiguousarray(time_turned(da)), np.empty_like(dc)
        recurrent = for_backward(run.weights, m, "backward", self._workspace)
        da_columns = in_blocks(da_prev, len(recurrent))
        dz_wide = dz_rows[:, np.newaxis]
        for block in blocks_backward(T_x, 10 * dc.nbytes):
            slopes, from_output, kept = self._slopes(block)
            for t in range(block.stop - 1, block.start - 1, -1):
                k = t - block.start
                np.add(da_prev, da_steps[t], da_prev)
                np.multiply(da_prev, from_output[k], through_output)
                np.add(dc, through_output, dc)
                np.multiply(slopes[:3, k], dc, dz_gates[t, :3])
                np.multiply(slopes[3, k], da_prev, dz_gates[t, 3])
                np.multiply(dc, kept[k], dc)
                if run.padding is None:
                    np.matmul(dz_wide[t], recurrent, da_columns)
                else:
                    np.copyto(through_output, da_prev)
                    np.matmul(dz_wide[t], recurrent, da_columns)
                    np.copyto(da_prev, through_output, where=run.padding[t])
        return {**self._gradients(dz.reshape(T_x * m, 4 * n_a), da_prev), "dc0": dc.T}

    def _slopes(self, block: slice) -> tuple[Array, Array, Array]:
        """Compute for a block of steps what does not depend on the gradient that comes back.

        Returns the slopes of c⟨t⟩ (of a⟨t⟩ for the output gate) by what stands inside each gate, that of a⟨t⟩ by
        c⟨t⟩, and that of c⟨t⟩ by c⟨t−1⟩.
        """
        assert self._run is not None
        run = self._run
        cells, tanh_c, dtype = run.cells[:, block], run.tanh_c[block], run.rows.dtype
        slopes = self._workspace.array("slopes", cells[1:].shape, dtype)
        np.subtract(1, cells[2:], slopes[1:])
        np.multiply(slopes[1:], cells[2:], slopes[1:])
        np.multiply(slopes[1:3], cells[:2], slopes[1:3])
        np.multiply(slopes[3], tanh_c, slopes[3])
        np.multiply(cells[1], cells[1], slopes[0])
        np.subtract(1, slopes[0], slopes[0])
        np.multiply(slopes[0], cells[3], slopes[0])
        from_output = self._workspace.array("from_output", tanh_c.shape, dtype)
        np.multiply(tanh_c, tanh_c, from_output)
        np.subtract(1, from_output, from_output)
        np.multiply(from_output, cells[4], from_output)
        kept = cells[2]
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            padding = run.padding[block]
            kept = np.where(padding, 1, kept)
            np.copyto(slopes, 0, where=padding)
            np.copyto(from_output, 0, where=padding)
        return slopes, from_output, kept

    def _gradients(self, dz: Float[Array, "steps rows"], da0: Float[Array, "m n_a"]) -> Gradients:
        """Gather the gradients of all steps, each in one product."""
        assert self._run is not None
        m, n_a = da0.shape
        rows = self._run.rows.reshape(-1, self._run.rows.shape[2])[: len(dz), :-1]
        weights = self._run.weights.reshape(4 * n_a, -1)[:, n_a:-1]
        dx = (dz @ weights).reshape(-1, m, rows.shape[1] - n_a)
        db = dz.sum(axis=0)
        return {"dx": time_turned(dx), "da0": da0.T, **split_gradients(dz.T @ rows, db, GATES)}
