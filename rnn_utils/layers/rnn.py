"""The plain recurrent layer: what `rnn_utils.reference.rnn` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import blocks_backward, input_rows, padding_steps, time_turned
from rnn_utils.layers.weights import (
    backward_weights,
    fuse_parameters,
    in_blocks,
    input_products,
    product_blocks,
    recurrent_weights,
)
from rnn_utils.types import Array, Gradients, Parameters


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1): [a_prev, x, 1]
    weights: Array  # (1, n_a, n_a + n_x + 1): [Waa, Wax, ba]
    padding: Array | None  # (T_x, m, 1)


class RNNLayer(SequenceLayer[_Run]):
    """A layer of plain recurrent cells."""

    def forward(
        self,
        x: Float[Array, "n_x m T_x"],
        a0: Float[Array, "n_a m"],
        parameters: Parameters,
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
            Wax (n_a, n_x), Waa (n_a, n_a) and ba (n_a, 1); others are not looked at.
        mask : (m, T_x) array of 0 and 1, optional
            0 marks padding: there the state stands still.

        Returns
        -------
        (n_a, m, T_x) array
            Hidden state after every step.

        Notes
        -----
        S3(2), at t = 1 … T_x.
        """
        dtype = np.result_type(x, a0, parameters["Waa"])
        rows = input_rows(x, a0, dtype, self._workspace)
        weights = fuse_parameters(parameters, "", dtype, self._workspace)
        self._run = _Run(rows, weights, padding_steps(mask))
        self._advance(input_products(rows, weights, 0, self._workspace)[:, :, 0])
        return time_turned(rows[1:, :, : len(a0)].copy())

    def _advance(self, incoming: Float[Array, "T_x m n_a"]) -> None:
        """Take all steps, one after the other."""
        run = self._last_run()
        _, m, n_a = incoming.shape
        recurrent = recurrent_weights(run.weights, 0, m, "recurrent", self._workspace)
        z = self._workspace.array("product", (1, m, n_a), incoming.dtype)
        product, z, states = product_blocks(z, recurrent), z[0], run.rows[:, :, :n_a]
        for t, (a_prev, zt, a_next) in enumerate(zip(states[:-1], incoming, states[1:], strict=True)):
            np.matmul(a_prev, recurrent, product)
            np.add(z, zt, z)
            np.tanh(z, a_next)
            if run.padding is not None:
                np.copyto(a_next, a_prev, where=run.padding[t])

    def backward(self, da: Float[Array, "n_a m T_x"]) -> Gradients:
        """Carry the gradient back through the sequence of the last forward pass.

        Parameters
        ----------
        da : (n_a, m, T_x) array
            Gradient that reaches each hidden state from outside of the layer; T_x may be less than that of x.

        Returns
        -------
        dict of arrays
            dx (n_x, m, T_x), da0 (n_a, m), and dWax, dWaa, dba, summed over time and examples.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        ValueError
            If the gradient is not of its shape.

        Notes
        -----
        S2(9-13), corrected. At padding the gradient passes by the cell.
        """
        run, (n_a, m, T_x) = self._last_run(), da.shape
        dtype = run.rows.dtype
        da_steps = gradient_steps(da, run.weights.shape[1], run.rows.shape[1], len(run.rows) - 1)
        dz = self._workspace.array("z", (T_x, m, n_a), dtype)  # the products of the inputs are no longer needed
        da_prev, da_next = np.zeros((m, n_a), dtype=dtype), np.empty((m, n_a), dtype=dtype)
        recurrent = backward_weights(run.weights, m, "backward", self._workspace)
        product = in_blocks(da_prev, len(recurrent))
        for block in blocks_backward(T_x, 2 * da_prev.nbytes):
            slopes = self._slopes(block)
            for t in range(block.stop - 1, block.start - 1, -1):
                np.add(da_prev, da_steps[t], da_next)
                np.multiply(da_next, slopes[t - block.start], dz[t])
                np.matmul(dz[t], recurrent, product)
                if run.padding is not None:
                    np.copyto(da_prev, da_next, where=run.padding[t])
        dz_rows = dz.reshape(T_x * m, n_a)
        dW = dz_rows.T @ run.rows[:T_x, :, :-1].reshape(T_x * m, -1)
        return {"da0": da_prev.T, **named_gradients(dz_rows, dW, run.weights, m, "")}

    def _slopes(self, block: slice) -> Float[Array, "steps m n_a"]:
        """Differentiate tanh at every state of a block of steps; at padding nothing goes into the cell."""
        run = self._last_run()
        states = run.rows[block.start + 1 : block.stop + 1, :, : run.weights.shape[1]]
        slopes = self._workspace.array("slopes", states.shape, states.dtype)
        np.multiply(states, states, slopes)
        np.subtract(1, slopes, slopes)
        if run.padding is not None:
            np.copyto(slopes, 0, where=run.padding[block])
        return slopes
