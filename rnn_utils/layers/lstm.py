"""The layer of long short-term memory: what `rnn_utils.reference.lstm` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import blocks_backward, input_rows, last_first, padding_steps, time_turned
from rnn_utils.layers.weights import (
    backward_weights,
    fuse_parameters,
    in_blocks,
    input_products,
    product_blocks,
    recurrent_weights,
)
from rnn_utils.types import Array, Gradients, Parameters

# The candidate first, so that the three sigmoids stand together.
_GATES = "cfuo"


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1): [a_prev, x, 1]
    cells: Array  # (T_x + 1, 5, m, n_a): c_prev, cct, ft, ut, ot
    tanh_c: Array  # (T_x, m, n_a)
    weights: Array  # (4, n_a, n_a + n_x + 1): [W, b] of every gate
    padding: Array | None  # (T_x, m, 1)


class LSTMLayer(SequenceLayer[_Run]):
    """A layer of long short-term memory."""

    def forward(
        self,
        x: Float[Array, "n_x m T_x"],
        a0: Float[Array, "n_a m"],
        parameters: Parameters,
        c0: Float[Array, "n_a m"] | None = None,
        mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
    ) -> Float[Array, "n_a m T_x"]:
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
        (n_a, m, T_x) array
            Hidden state after every step; `memory_cells` returns the rest of the state.

        Notes
        -----
        S3(10 and after), at t = 1 … T_x.
        """
        dtype = np.result_type(x, a0, parameters["Wc"])
        (_, m, T_x), n_a, workspace = x.shape, len(a0), self._workspace
        rows = input_rows(x, a0, dtype, workspace)
        weights = fuse_parameters(parameters, _GATES, dtype, workspace)
        cells = workspace.array("cells", (T_x + 1, 5, m, n_a), dtype)
        cells[0, 0] = 0 if c0 is None else c0.T
        tanh_c = workspace.array("tanh_c", (T_x, m, n_a), dtype)
        self._run = _Run(rows, cells, tanh_c, weights, padding_steps(mask))
        self._advance(input_products(rows, weights, 3, workspace).transpose(0, 2, 1, 3))
        return time_turned(rows[1:, :, :n_a].copy())

    def memory_cells(self) -> Float[Array, "n_a m T_x"]:
        """Return the memory cell after every step of the last forward pass.

        Returns
        -------
        (n_a, m, T_x) array
            c⟨t⟩, time last.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        """
        return time_turned(self._last_run().cells[1:, 0].copy())

    def _advance(self, incoming: Float[Array, "T_x 4 m n_a"]) -> None:
        """Take all steps, one after the other."""
        run, workspace = self._last_run(), self._workspace
        _, _, m, n_a = incoming.shape
        recurrent = recurrent_weights(run.weights, 3, m, "recurrent", workspace)
        products = workspace.array("products", (4, m, n_a), incoming.dtype)
        product, terms = product_blocks(products, recurrent), workspace.array("terms", (2, m, n_a), incoming.dtype)
        (kept, new), half = terms, np.asarray(0.5, dtype=incoming.dtype)
        states, cells = run.rows[:, np.newaxis, np.newaxis, :, :n_a], run.cells
        # Views of a step are taken by iterating, which is faster than by indices.
        before = (states[:-1], incoming, cells[:-1, :2])
        after = (
            cells[:-1, 1:],
            cells[:-1, 2:],
            cells[:-1, 2:4],
            cells[:-1, 4],
            cells[1:, 0],
            run.tanh_c,
            states[1:, 0, 0],
        )
        for t, (a_prev, zt, old_and_new, gates, sigmoids, shares, ot, c_next, tanh_c, a_next) in enumerate(
            zip(*before, *after, strict=True)
        ):
            np.matmul(a_prev, recurrent, product)
            np.add(products, zt, gates)
            np.tanh(gates, gates)
            np.multiply(sigmoids, half, sigmoids)
            np.add(sigmoids, half, sigmoids)
            np.multiply(old_and_new, shares, terms)
            np.add(kept, new, c_next)
            np.tanh(c_next, tanh_c)
            np.multiply(ot, tanh_c, a_next)
            if run.padding is not None:
                np.copyto(c_next, old_and_new[0], where=run.padding[t])
                np.copyto(a_next, a_prev[0, 0], where=run.padding[t])

    def backward(self, da: Float[Array, "n_a m T_x"], dc_last: Float[Array, "n_a m"] | None = None) -> Gradients:
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
        ValueError
            If the gradient is not of its shape.

        Notes
        -----
        S3(11-13), corrected. At padding the gradients pass by the cell.
        """
        run, (n_a, m, T_x) = self._last_run(), da.shape
        dtype = run.rows.dtype
        da_steps = gradient_steps(da, run.weights.shape[1], run.rows.shape[1], len(run.rows) - 1)
        dz = self._workspace.array("z", (T_x, m, 4, n_a), dtype)  # the products of the inputs are no longer needed
        dz_rows, dz_gates = dz.reshape(T_x, 1, m, 4 * n_a), dz.transpose(0, 2, 1, 3)
        da_next, da_prev, dc = np.empty((m, n_a), dtype), np.zeros((m, n_a), dtype), np.zeros((m, n_a), dtype)
        if dc_last is not None:
            dc += dc_last.T
        recurrent = backward_weights(run.weights, m, "backward", self._workspace)
        product = in_blocks(da_prev, len(recurrent))
        through_output = np.empty_like(dc)
        for block in blocks_backward(T_x, 10 * dc.nbytes):
            slopes, slopes_output, kept = self._slopes(block)
            whole = (da_steps[block], dz_gates[block, :3], dz_gates[block, 3], dz_rows[block])
            for t, da_t, dz_cfu, dz_o, dz_row, slope_output, slope_c, slope_a, ft in last_first(
                range(block.start, block.stop), *whole, slopes_output, slopes[:, :3], slopes[:, 3], kept
            ):
                np.add(da_prev, da_t, da_next)
                np.multiply(da_next, slope_output, through_output)
                np.add(dc, through_output, dc)
                np.multiply(slope_c, dc, dz_cfu)
                np.multiply(slope_a, da_next, dz_o)
                np.multiply(dc, ft, dc)
                np.matmul(dz_row, recurrent, product)
                if run.padding is not None:
                    np.copyto(da_prev, da_next, where=run.padding[t])
        dz_flat = dz.reshape(T_x * m, 4 * n_a)
        dW = dz_flat.T @ run.rows[:T_x, :, :-1].reshape(T_x * m, -1)
        return {"da0": da_prev.T, "dc0": dc.T, **named_gradients(dz_flat, dW, run.weights, m, _GATES)}

    def _slopes(self, block: slice) -> tuple[Array, Array, Array]:
        """Compute for a block of steps everything that does not wait for the gradient of the step behind.

        Returns the slopes of c⟨t⟩ (for the output gate those of a⟨t⟩) by what stands inside each gate, those of
        a⟨t⟩ by c⟨t⟩, and those of c⟨t⟩ by c⟨t−1⟩. Derivatives are written in terms of what is there already:
        Γ_u (1 − c̃²) = Γ_u − (Γ_u c̃) c̃, and Γ_o (1 − tanh²(c)) = Γ_o − a tanh(c).
        """
        run, workspace = self._last_run(), self._workspace
        cells, tanh_c, dtype = run.cells[block], run.tanh_c[block], run.rows.dtype
        a = run.rows[block.start + 1 : block.stop + 1, :, : tanh_c.shape[2]]
        slopes = workspace.array("slopes", cells[:, 1:].shape, dtype)
        terms = workspace.array("block terms", cells[:, :2].shape, dtype)
        slopes_output = workspace.array("slopes_output", tanh_c.shape, dtype)
        np.subtract(1, cells[:, 2:], slopes[:, 1:])
        np.multiply(cells[:, :2], cells[:, 2:4], terms)
        np.multiply(slopes[:, 1:3], terms, slopes[:, 1:3])
        np.multiply(slopes[:, 3], a, slopes[:, 3])
        np.multiply(terms[:, 1], cells[:, 1], slopes[:, 0])
        np.subtract(cells[:, 3], slopes[:, 0], slopes[:, 0])
        np.multiply(a, tanh_c, slopes_output)
        np.subtract(cells[:, 4], slopes_output, slopes_output)
        kept = cells[:, 2]
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            padding = run.padding[block]
            np.copyto(slopes, 0, where=padding[:, np.newaxis])
            np.copyto(slopes_output, 0, where=padding)
            kept = np.where(padding, 1, kept)
        return slopes, slopes_output, kept
