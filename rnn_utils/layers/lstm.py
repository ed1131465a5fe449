"""The layer of long short-term memory: what `rnn_utils.reference.lstm` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import blocks_backward, input_rows, last_first, padding_steps, time_turned
from rnn_utils.layers.products import forward_product, step_product
from rnn_utils.layers.weights import fuse_parameters
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
        self._advance()
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

    def _advance(self) -> None:
        """Take all steps, one after the other."""
        run, workspace = self._last_run(), self._workspace
        cells, (_, n_a, columns), m = run.cells, run.weights.shape, run.rows.shape[1]
        product = forward_product(
            run.rows[:-1, :, :columns], run.weights, slice(n_a), slice(n_a, None), 3, "forward", workspace
        )
        terms = workspace.array("terms", (2, m, n_a), cells.dtype)
        (kept, new), half, multiply = terms, np.asarray(0.5, dtype=cells.dtype), product.step.multiply
        states = run.rows[:, :, :n_a]
        # Views of a step are taken by iterating, which is faster than by indices.
        inside = (product.rows, product.step.places(cells[:-1, 1:]), product.incoming)
        before = (cells[:-1, :2], cells[:-1, 1:], cells[:-1, 2:], cells[:-1, 2:4], cells[:-1, 4])
        after = (cells[1:, 0], run.tanh_c, states[1:])
        for t, (row, place, zt, old_and_new, gates, sigmoids, shares, ot, c_next, tanh_c, a_next) in enumerate(
            zip(*inside, *before, *after, strict=True)
        ):
            multiply(row, place)
            if zt is not None:
                np.add(gates, zt, gates)
            np.tanh(gates, gates)
            np.multiply(sigmoids, half, sigmoids)
            np.add(sigmoids, half, sigmoids)
            np.multiply(old_and_new, shares, terms)
            np.add(kept, new, c_next)
            np.tanh(c_next, tanh_c)
            np.multiply(ot, tanh_c, a_next)
            if run.padding is not None:
                np.copyto(c_next, old_and_new[0], where=run.padding[t])
                np.copyto(a_next, states[t], where=run.padding[t])

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
        da_steps = gradient_steps(da, run.weights.shape[1], run.rows.shape[1], len(run.rows) - 1)
        dz = self._workspace.array("dz", (T_x, m, 4, n_a), run.rows.dtype)
        da_prev, da_next, dc = np.zeros((3, m, n_a), run.rows.dtype)
        # dc_prev, the gradients inside cct, ft, ut, ot, and what reaches c by a: in the cache, until dz gets it by row
        found = np.zeros((6, m, n_a), run.rows.dtype)
        dc_prev, through_a, by_c, by_a, inside = found[0], found[5], found[:4], found[4:], found[1:5].transpose(1, 0, 2)
        if dc_last is not None:
            dc_prev += dc_last.T
        weights = run.weights.reshape(4 * n_a, -1)
        product = step_product(weights[:, :n_a].T[np.newaxis], m, "backward", self._workspace)
        multiply, place, dz_rows = product.multiply, product.places(da_prev[np.newaxis]), dz.reshape(T_x, m, -1)
        whole = (da_steps, dz, product.rows(dz_rows))
        for block in blocks_backward(T_x, 10 * dc.nbytes):
            slopes = self._slopes(block)
            for t, da_t, dz_t, row, slopes_a, slopes_c in last_first(
                range(block.start, block.stop), *(each[block] for each in whole), slopes[:, 4:], slopes[:, :4]
            ):
                np.add(da_prev, da_t, da_next)
                np.multiply(slopes_a, da_next, by_a)
                np.add(dc_prev, through_a, dc)
                np.multiply(slopes_c, dc, by_c)
                dz_t[:] = inside
                multiply(row, place)
                if run.padding is not None:
                    np.copyto(da_prev, da_next, where=run.padding[t])
        dz_flat = dz.reshape(T_x * m, 4 * n_a)
        dW = dz_flat.T @ run.rows[:T_x, :, :-1].reshape(T_x * m, -1)
        gradients = named_gradients(dz_flat, dW, run.weights, m, _GATES)
        return {"da0": da_prev.T.copy(), "dc0": dc_prev.T.copy(), **gradients}

    def _slopes(self, block: slice) -> Float[Array, "steps 6 m n_a"]:
        """Compute for a block of steps everything that does not wait for the gradient of the step behind.

        Returns the slopes of c⟨t⟩ by c⟨t−1⟩, those by what stands inside the gates (of a⟨t⟩ inside the output gate),
        and those of a⟨t⟩ by c⟨t⟩. Derivatives are written in terms of what is there already:
        Γ_u (1 − c̃²) = Γ_u − (Γ_u c̃) c̃, and Γ_o (1 − tanh²(c)) = Γ_o − a tanh(c).
        """
        run, workspace = self._last_run(), self._workspace
        cells, tanh_c = run.cells[block], run.tanh_c[block]
        length, _, m, n_a = cells.shape
        slopes = workspace.array("slopes", (length, 6, m, n_a), cells.dtype)
        terms = workspace.array("block terms", (length, 2, m, n_a), cells.dtype)
        slopes[:, 0] = cells[:, 2]
        np.subtract(1, cells[:, 2:], slopes[:, 2:5])
        np.multiply(cells[:, :2], cells[:, 2:4], terms)
        np.multiply(slopes[:, 2:4], terms, slopes[:, 2:4])
        np.multiply(terms[:, 1], cells[:, 1], slopes[:, 1])
        np.subtract(cells[:, 3], slopes[:, 1], slopes[:, 1])
        np.multiply(cells[:, 4], tanh_c, slopes[:, 5])
        np.multiply(slopes[:, 4], slopes[:, 5], slopes[:, 4])
        np.multiply(slopes[:, 5], tanh_c, slopes[:, 5])
        np.subtract(cells[:, 4], slopes[:, 5], slopes[:, 5])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            padding = run.padding[block][:, np.newaxis]
            np.copyto(slopes[:, 1:], 0, where=padding)
            np.copyto(slopes[:, :1], 1, where=padding)
        return slopes
