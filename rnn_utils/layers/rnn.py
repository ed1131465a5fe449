"""The plain recurrent layer: what `rnn_utils.reference.rnn` computes, and fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Real

from rnn_utils.layers.gathering import Gathering
from rnn_utils.layers.layer import SequenceLayer, gradient_steps, named_gradients
from rnn_utils.layers.layout import (
    block_length,
    cut_backward,
    group_length,
    input_columns,
    last_first,
    output_sequence,
    padding_steps,
    small_buffers,
)
from rnn_utils.layers.products import StepProduct, backward_product, forward_product
from rnn_utils.layers.weights import fuse_parameters
from rnn_utils.types import Array, Gradients, Parameters


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    columns: Array  # (T_x + 1, n_a + n_x + 1, m): [a_prev; x; 1]
    weights: Array  # (1, n_a, n_a + n_x + 1): [Waa, Wax, ba]
    padding: Array | None  # (T_x, 1, m)


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
        columns = input_columns(x, a0, dtype, self._workspace)
        weights = fuse_parameters(parameters, "", dtype, self._workspace)
        self._run = _Run(columns, weights, padding_steps(mask))
        with small_buffers(a0.size):
            self._advance()
        return output_sequence(columns[1:], len(a0))

    def _advance(self) -> None:
        """Take all steps, one after the other."""
        run, (n_a, m) = self._last_run(), self._state_shape()
        product = forward_product(run.columns[:-1], run.weights[0], slice(0, n_a), "", self._workspace)
        z, multiply = np.empty((n_a, m), run.columns.dtype), product.multiply
        states, inside = run.columns.reshape(len(run.columns), -1)[:, : n_a * m], z.reshape(-1)
        for t, (columns, zt, a_next) in enumerate(zip(product.columns, product.incoming, states[1:], strict=True)):
            multiply(columns, z)
            if zt is not None:
                np.add(z, zt, z)
            np.tanh(inside, a_next)
            if run.padding is not None:
                np.copyto(a_next.reshape(n_a, m), columns[:n_a], where=run.padding[t])

    def _state_shape(self) -> tuple[int, int]:
        run = self._last_run()
        return run.weights.shape[1], run.columns.shape[2]

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
        run, (n_a, m, T_x), workspace = self._last_run(), da.shape, self._workspace
        da_steps = gradient_steps(da, *self._state_shape(), len(run.columns) - 1)
        da_prev, length = np.zeros((n_a, m), run.columns.dtype), group_length(T_x, m)
        gathering = Gathering(run.weights, [(slice(0, n_a), slice(0, run.weights.shape[2] - 1))], T_x, m, workspace)
        dz = workspace.array("dz", (length, n_a, m), da_prev.dtype)
        product = backward_product(run.weights[0, :, :n_a], m, "back", workspace)
        with small_buffers(n_a * m):
            for group in cut_backward(slice(0, T_x), length):
                self._retreat(group, da_steps[group], da_prev, dz, product)
                gathering.add(group, dz[: group.stop - group.start], run.columns[group])
        return {"dx": gathering.dx, "da0": da_prev, **named_gradients(gathering.dW[0], gathering.db, "", n_a)}

    def _retreat(
        self,
        group: slice,
        da_steps: Float[Array, "steps n_a m"],
        da_prev: Float[Array, "n_a m"],
        dz: Float[Array, "length n_a m"],
        product: StepProduct,
    ) -> None:
        """Go back through a group of steps: fill `dz`, and carry `da_prev` to before the first."""
        (_, n_a, m), padding, size = da_steps.shape, self._last_run().padding, da_prev.size
        da, da_next, flat = da_prev.reshape(size), np.empty(size, dz.dtype), dz.reshape(len(dz), size)
        for block in cut_backward(slice(0, len(da_steps)), block_length(3 * da.nbytes)):
            steps = slice(group.start + block.start, group.start + block.stop)
            da_block = self._workspace.array("da", (steps.stop - steps.start, size), dz.dtype)
            da_block.reshape(-1, n_a, m)[:] = da_steps[block]
            for t, da_t, slopes, inside, dz_t in last_first(
                range(steps.start, steps.stop), da_block, self._slopes(steps), flat[block], dz[block]
            ):
                np.add(da, da_t, da_next)
                np.multiply(da_next, slopes, inside)
                product(dz_t, da_prev)
                if padding is not None:
                    np.copyto(da_prev, da_next.reshape(n_a, m), where=padding[t])

    def _slopes(self, block: slice) -> Float[Array, "steps state"]:
        """Differentiate tanh at every state of a block of steps; at padding nothing goes into the cell."""
        run = self._last_run()
        n_a, m = self._state_shape()
        states = run.columns.reshape(len(run.columns), -1)[block.start + 1 : block.stop + 1, : n_a * m]
        slopes = self._workspace.array("slopes", states.shape, states.dtype)
        np.multiply(states, states, slopes)
        np.subtract(np.asarray(1, slopes.dtype), slopes, slopes)
        if run.padding is not None:
            np.copyto(slopes.reshape(-1, n_a, m), 0, where=run.padding[block])
        return slopes
