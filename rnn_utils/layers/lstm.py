"""The layer of long short-term memory: what `rnn_utils.reference.lstm` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import (
    blocks_backward,
    input_rows,
    last_first,
    padding_steps,
    shut_gates,
    small_buffers,
    time_turned,
)
from rnn_utils.layers.products import forward_product, gradient_rows, recurrent_copy, step_product
from rnn_utils.layers.weights import fuse_parameters
from rnn_utils.types import Array, Gradients, Parameters

# The output gate and the candidate outside, each beside what it belongs with in the backward and the forward pass.
_GATES, _SIGMOIDS = "oufc", 3


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1): [a_prev, x, 1]
    cells: Array  # (T_x + 1, 6, n_a · m): 1 / ot, 1 / ut, 1 / ft, cct, c_prev, tanh(c)
    weights: Array  # (4, n_a, n_a + n_x + 1): [W, b] of every gate, with the sign changed for the sigmoids
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
        weights = fuse_parameters(parameters, _GATES, dtype, workspace, n_negated=_SIGMOIDS)
        cells = workspace.array("cells", (T_x + 1, 6, n_a * m), dtype)
        cells[0, 4] = 0 if c0 is None else c0.reshape(-1)
        self._run = _Run(rows, cells, weights, padding_steps(mask))
        with small_buffers(n_a * m), shut_gates():
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
        run = self._last_run()
        cells = run.cells[1:, 4].reshape(len(run.cells) - 1, -1, run.rows.shape[1])
        return time_turned(cells.transpose(0, 2, 1).copy())

    def _advance(self) -> None:
        """Take all steps, one after the other.

        σ(z) = 1 / (1 + exp(−z)), whose divisor is kept: the terms of the new cell are quotients, two in one call.
        """
        run, n_a, m = self._last_run(), self._last_run().weights.shape[1], self._last_run().rows.shape[1]
        T_x, size, dtype, padding = len(run.rows) - 1, n_a * m, run.cells.dtype, run.padding
        product = forward_product(run.rows[:-1], run.weights.reshape(4 * n_a, -1), n_a, self._workspace)
        terms, one, multiply = np.empty(2 * size, dtype), np.asarray(1, dtype), product.multiply
        new, kept, a = terms[:size], terms[size:], np.empty((n_a, m), dtype)
        a_column, a_row = a.reshape(size), a.T
        add, divide, exp, tanh = np.add, np.divide, np.exp, np.tanh
        # Views of a step are taken by iterating, which is faster than by indices; those of one dimension cost least.
        cells, flat, states = run.cells[:-1], run.cells[:-1].reshape(T_x, -1), run.rows[:, :, :n_a]
        inside = (product.columns, cells[:, :4].reshape(T_x, 4 * n_a, m), product.incoming)
        gates = (flat[:, : 3 * size], cells[:, 3], flat[:, 3 * size : 5 * size], flat[:, size : 3 * size], cells[:, 0])
        # With one example a column is a row: what is one and the same is not copied.
        after = (run.cells[1:, 4], cells[:, 5], states[1:], states[1:, 0] if m == 1 else [a_column] * T_x)
        for t, (columns, z, zt, sigmoids, cct, cct_and_c, shares, ot, c_next, tanh_c, a_next, a_t) in enumerate(
            zip(*inside, *gates, *after, strict=True)
        ):
            multiply(columns, z)
            if zt is not None:
                add(z, zt, z)
            exp(sigmoids, sigmoids)
            add(sigmoids, one, sigmoids)
            tanh(cct, cct)
            divide(cct_and_c, shares, terms)
            add(kept, new, c_next)
            tanh(c_next, tanh_c)
            divide(tanh_c, ot, a_t)
            if m > 1:
                a_next[:] = a_row
            if padding is not None:
                np.copyto(c_next.reshape(n_a, m), cells[t, 4].reshape(n_a, m), where=padding[t].T)
                np.copyto(a_next, states[t], where=padding[t])

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
        dz = gradient_rows(T_x, m, 4 * n_a, run.cells.dtype, self._workspace)
        state = np.zeros((2, n_a, m), run.cells.dtype)
        if dc_last is not None:
            state[1] = dc_last
        with small_buffers(n_a * m):
            self._retreat(da_steps, dz, state)
        dz_rows, weights = dz.reshape(T_x * m, 4 * n_a), run.weights
        dW = dz_rows.T @ run.rows[:T_x, :, :-1].reshape(T_x * m, -1)
        gradients = named_gradients(dz_rows, dW, weights, m, _GATES, n_negated=_SIGMOIDS)
        return {"da0": state[0].copy(), "dc0": state[1].copy(), **gradients}

    def _retreat(
        self, da_steps: Float[Array, "T_x m n_a"], dz: Float[Array, "T_x m rows"], state: Float[Array, "2 n_a m"]
    ) -> None:
        """Go back through all steps: fill `dz`, and carry `state`, the gradients by a and c, to before the first."""
        run, (T_x, m, n_a) = self._last_run(), da_steps.shape
        size, dtype, padding = n_a * m, dz.dtype, run.padding
        # What reaches c by a, the gradients inside ot, ut, ft, cct, and dc_prev: dz gets those inside by row.
        found = np.zeros((6, size), dtype)
        by_a, by_c, through_a, dc_prev = found[:2], found[2:], found[0], found[5]
        inside, dc_prev[:] = found[1:5].reshape(4 * n_a, m), state[1].reshape(size)
        inside_rows = inside.T
        da_prev, da_next, dc = state[0].reshape(size), np.empty(size, dtype), np.empty(size, dtype)
        recurrent = recurrent_copy(run.weights.reshape(4 * n_a, -1), n_a, m, self._workspace)
        add, multiply, product, place = np.add, np.multiply, step_product(recurrent, m), state[0]
        for block in blocks_backward(T_x, 10 * dc.nbytes):
            slopes = self._slopes(block)
            da_block = self._workspace.array("da", (len(slopes), n_a, m), dtype)
            da_block[:] = da_steps[block].transpose(0, 2, 1)
            for t, da_t, dz_t, slopes_a, slopes_c in last_first(
                range(block.start, block.stop), da_block.reshape(-1, size), dz[block], slopes[:, :2], slopes[:, 2:]
            ):
                add(da_prev, da_t, da_next)
                multiply(slopes_a, da_next, by_a)
                add(dc_prev, through_a, dc)
                multiply(slopes_c, dc, by_c)
                dz_t[:] = inside_rows
                product(inside, place)
                if padding is not None:
                    np.copyto(place, da_next.reshape(n_a, m), where=padding[t].T)
        state[1] = dc_prev.reshape(n_a, m)

    def _slopes(self, block: slice) -> Float[Array, "steps 6 state"]:
        """Compute for a block of steps everything that does not wait for the gradient of the step behind.

        Returns the slope of a⟨t⟩ by c⟨t⟩, those by what stands inside the gates (of a⟨t⟩ inside the output gate, of
        c⟨t⟩ inside the others), and that of c⟨t⟩ by c⟨t−1⟩. Derivatives are written in terms of what is there already:
        Γ_u (1 − c̃²) = Γ_u − (Γ_u c̃) c̃, and so on. Those of the sigmoids are by −z, whose weights have the sign changed.
        """
        run, workspace = self._last_run(), self._workspace
        cells = run.cells[block]
        (length, _, size), dtype = cells.shape, cells.dtype
        slopes = workspace.array("slopes", (length, 6, size), dtype)
        # ot, ut, ft, and what each multiplies with it: ot ∗ tanh(c), ut ∗ cct, ft ∗ c_prev
        gates, terms = workspace.array("block", (2, length, 3, size), dtype)
        np.divide(np.asarray(1, dtype), cells[:, :3], gates)
        np.multiply(gates[:, 0], cells[:, 5], terms[:, 0])
        np.multiply(gates[:, 1:], cells[:, 3:5], terms[:, 1:])
        np.multiply(terms[:, 0], cells[:, 5], slopes[:, 0])
        np.subtract(gates[:, 0], slopes[:, 0], slopes[:, 0])
        np.multiply(terms[:, 1], cells[:, 3], slopes[:, 4])
        np.subtract(gates[:, 1], slopes[:, 4], slopes[:, 4])
        slopes[:, 5] = gates[:, 2]
        np.multiply(terms, gates, gates)
        np.subtract(gates, terms, slopes[:, 1:4])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            by_example, padding = slopes.reshape(length, 6, -1, run.rows.shape[1]), run.padding[block]
            np.copyto(by_example[:, :5], 0, where=padding.transpose(0, 2, 1)[:, np.newaxis])
            np.copyto(by_example[:, 5], 1, where=padding.transpose(0, 2, 1))
        return slopes
