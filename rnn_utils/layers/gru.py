"""The layer of full gated recurrent units: what `rnn_utils.reference.gru` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import blocks_backward, input_rows, padding_steps, shut_gates, time_turned
from rnn_utils.layers.weights import (
    backward_weights,
    fuse_parameters,
    in_blocks,
    input_products,
    product_blocks,
    recurrent_weights,
)
from rnn_utils.types import Array, Gradients, Parameters

# The candidate first: it alone is no sigmoid, and it waits for the relevance gate.
_GATES = "cur"


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1 + n_a): [c_prev, x, 1, rt ∗ c_prev]
    gates: Array  # (T_x, 3, m, n_a): cct, ut, rt
    weights: Array  # (3, n_a, n_a + n_x + 1): [W, b] of every gate
    padding: Array | None  # (T_x, m, 1)


class GRULayer(SequenceLayer[_Run]):
    """A layer of full gated recurrent units."""

    def forward(
        self,
        x: Float[Array, "n_x m T_x"],
        c0: Float[Array, "n_a m"],
        parameters: Parameters,
        mask: Real[Array, "m T_x"] | Bool[Array, "m T_x"] | None = None,
    ) -> Float[Array, "n_a m T_x"]:
        """Run the layer over a whole sequence.

        Parameters
        ----------
        x : (n_x, m, T_x) array
            Inputs, time last; fastest if the memory of each time step is contiguous.
        c0 : (n_a, m) array
            Memory cell before the first step, which is the hidden state as well.
        parameters : dict of arrays
            Wr, Wu, Wc (n_a, n_a + n_x) and br, bu, bc (n_a, 1); others are not looked at.
        mask : (m, T_x) array of 0 and 1, optional
            0 marks padding: there the state stands still.

        Returns
        -------
        (n_a, m, T_x) array
            Memory cell after every step.

        Notes
        -----
        S3(9), at t = 1 … T_x.
        """
        dtype = np.result_type(x, c0, parameters["Wc"])
        (_, m, T_x), n_a, workspace = x.shape, len(c0), self._workspace
        rows = input_rows(x, c0, dtype, workspace, extra=n_a)
        weights = fuse_parameters(parameters, _GATES, dtype, workspace)
        gates = workspace.array("gates", (T_x, 3, m, n_a), dtype)
        self._run = _Run(rows, gates, weights, padding_steps(mask))
        with shut_gates():
            self._advance(input_products(rows, weights, 2, workspace).transpose(0, 2, 1, 3))
        return time_turned(rows[1:, :, :n_a].copy())

    def _advance(self, incoming: Float[Array, "T_x 3 m n_a"]) -> None:
        """Take all steps, one after the other."""
        run, workspace = self._last_run(), self._workspace
        _, _, m, n_a = incoming.shape
        weights_c = recurrent_weights(run.weights[:1], 0, m, "recurrent_c", workspace)
        weights_ur = recurrent_weights(run.weights[1:], 2, m, "recurrent_ur", workspace)
        products = workspace.array("products", (3, m, n_a), incoming.dtype)
        product_c, product_ur = product_blocks(products[:1], weights_c), product_blocks(products[1:], weights_ur)
        inside, inside_ur, one = products[0], products[1:], np.asarray(1, dtype=incoming.dtype)
        wide, cells = run.rows[:, np.newaxis, np.newaxis], run.rows[:, :, :n_a]
        for t, (zt, gates) in enumerate(zip(incoming, run.gates, strict=True)):
            candidate, sigmoids, c_prev, reset = gates[0], gates[1:], cells[t], run.rows[t, :, -n_a:]
            np.matmul(wide[t, :, :, :, :n_a], weights_ur, product_ur)
            np.add(inside_ur, zt[1:], sigmoids)
            np.exp(sigmoids, sigmoids)
            np.add(sigmoids, one, sigmoids)
            np.divide(one, sigmoids, sigmoids)
            np.multiply(gates[2], c_prev, reset)
            np.matmul(reset, weights_c, product_c)
            np.add(inside, zt[0], candidate)
            np.tanh(candidate, candidate)
            np.subtract(candidate, c_prev, inside)  # c_next = c_prev + ut ∗ (cct − c_prev)
            np.multiply(inside, gates[1], inside)
            np.add(inside, c_prev, cells[t + 1])
            if run.padding is not None:
                np.copyto(cells[t + 1], c_prev, where=run.padding[t])

    def backward(self, dc: Float[Array, "n_a m T_x"]) -> Gradients:
        """Carry the gradient back through the sequence of the last forward pass.

        Parameters
        ----------
        dc : (n_a, m, T_x) array
            Gradient that reaches each memory cell from outside of the layer; T_x may be less than that of x.

        Returns
        -------
        dict of arrays
            dx (n_x, m, T_x), dc0 (n_a, m), and dWr, dbr, dWu, dbu, dWc, dbc, summed over time and examples.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        ValueError
            If the gradient is not of its shape.

        Notes
        -----
        S3(9), differentiated. At padding the gradient passes by the cell.
        """
        run, (n_a, m, T_x) = self._last_run(), dc.shape
        dtype = run.rows.dtype
        dc_steps = gradient_steps(dc, run.weights.shape[1], run.rows.shape[1], len(run.rows) - 1)
        dz = self._workspace.array("z", (T_x, m, 3, n_a), dtype)  # the products of the inputs are no longer needed
        dz_rows, dz_gates = dz.reshape(T_x, 1, m, 3 * n_a), dz.transpose(0, 2, 1, 3)
        dc_prev, dreset, dgates = np.zeros((m, n_a), dtype), np.empty((m, n_a), dtype), np.empty((m, n_a), dtype)
        weights_c = backward_weights(run.weights[:1], m, "backward_c", self._workspace)
        weights_ur = backward_weights(run.weights[1:], m, "backward_ur", self._workspace)
        product_c, product_ur = in_blocks(dreset, len(weights_c)), in_blocks(dgates, len(weights_ur))
        for block in blocks_backward(T_x, 9 * dc_prev.nbytes):
            slopes, kept = self._slopes(block)
            for t in range(block.stop - 1, block.start - 1, -1):
                k = t - block.start
                np.add(dc_prev, dc_steps[t], dc_prev)
                np.multiply(slopes[k, :2], dc_prev, dz_gates[t, :2])
                np.matmul(dz_rows[t, :, :, :n_a], weights_c, product_c)
                np.multiply(slopes[k, 2], dreset, dz_gates[t, 2])
                np.matmul(dz_rows[t, :, :, n_a:], weights_ur, product_ur)
                np.multiply(dreset, run.gates[t, 2], dreset)
                np.multiply(dc_prev, kept[k], dc_prev)
                np.add(dc_prev, dreset, dc_prev)
                np.add(dc_prev, dgates, dc_prev)
        dz_flat = dz.reshape(T_x * m, 3 * n_a)
        return {"dc0": dc_prev.T, **named_gradients(dz_flat, self._weight_gradients(dz_flat), run.weights, m, _GATES)}

    def _slopes(self, block: slice) -> tuple[Array, Array]:
        """Compute for a block of steps everything that does not wait for the gradient of the step behind.

        Returns the slopes of c⟨t⟩ (for the relevance gate those of Γ_r ∗ c⟨t−1⟩) by what stands inside each gate,
        and those of c⟨t⟩ by c⟨t−1⟩ on the direct path.
        """
        run, workspace = self._last_run(), self._workspace
        gates = run.gates[block]
        c_prev, candidate, ut = run.rows[block, :, : gates.shape[3]], gates[:, 0], gates[:, 1]
        slopes = workspace.array("slopes", gates.shape, gates.dtype)
        kept = workspace.array("kept", candidate.shape, gates.dtype)
        difference = workspace.array("difference", candidate.shape, gates.dtype)
        np.multiply(candidate, candidate, slopes[:, 0])
        np.subtract(1, slopes[:, 0], slopes[:, 0])
        np.multiply(slopes[:, 0], ut, slopes[:, 0])
        np.subtract(1, gates[:, 1:], slopes[:, 1:])
        np.copyto(kept, slopes[:, 1])
        np.multiply(slopes[:, 1:], gates[:, 1:], slopes[:, 1:])
        np.subtract(candidate, c_prev, difference)
        np.multiply(slopes[:, 1], difference, slopes[:, 1])
        np.multiply(slopes[:, 2], c_prev, slopes[:, 2])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            padding = run.padding[block]
            np.copyto(slopes, 0, where=padding[:, np.newaxis])
            np.copyto(kept, 1, where=padding)
        return slopes, kept

    def _weight_gradients(self, dz: Float[Array, "steps rows"]) -> Float[Array, "rows columns"]:
        """Gather the gradients of all steps; the candidate's weights saw Γ_r ∗ c⟨t−1⟩ in the place of c⟨t−1⟩."""
        run, n_a = self._last_run(), self._last_run().weights.shape[1]
        n_x = run.weights.shape[2] - n_a - 1
        rows = run.rows.reshape(-1, run.rows.shape[2])[: len(dz)]
        dW = np.empty((3 * n_a, n_a + n_x), dtype=dz.dtype)
        np.matmul(dz[:, n_a:].T, rows[:, : n_a + n_x], out=dW[n_a:])
        dWc = dz[:, :n_a].T @ rows[:, n_a:]  # by [x, 1, rt ∗ c_prev], in which order they stand
        dW[:n_a, :n_a], dW[:n_a, n_a:] = dWc[:, n_x + 1 :], dWc[:, :n_x]
        return dW
