"""The layer of full gated recurrent units: what `rnn_utils.reference.gru` computes, and fast."""

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
    shut_gates,
    small_buffers,
)
from rnn_utils.layers.products import ForwardProduct, StepProduct, backward_product, forward_product
from rnn_utils.layers.weights import fuse_parameters
from rnn_utils.types import Array, Gradients, Parameters

# The candidate last: it alone is no sigmoid, and it waits for the relevance gate.
_GATES, _SIGMOIDS = "ruc", 2


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    columns: Array  # (T_x + 1, n_a + n_x + 1 + n_a, m): [c_prev; x; 1; rt ∗ c_prev]
    gates: Array  # (T_x, 3, n_a · m): rt, ut, cct
    weights: Array  # (3, n_a, n_a + n_x + 1): [W, b] of every gate, with the sign changed for the sigmoids
    padding: Array | None  # (T_x, 1, m)


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
        columns = input_columns(x, c0, dtype, workspace, extra=n_a)
        weights = fuse_parameters(parameters, _GATES, dtype, workspace, n_negated=_SIGMOIDS)
        gates = workspace.array("gates", (T_x, 3, n_a * m), dtype)
        self._run = _Run(columns, gates, weights, padding_steps(mask))
        with small_buffers(n_a * m), shut_gates():
            self._advance()
        return output_sequence(columns[1:], n_a)

    def _advance(self) -> None:
        """Take all steps, one after the other."""
        run, (n_a, m) = self._last_run(), self._state_shape()
        T_x, size, dtype = len(run.gates), n_a * m, run.gates.dtype
        gate, candidate = self._forward_products()
        flat, one, inside = run.columns.reshape(T_x + 1, -1), np.asarray(1, dtype), np.empty(size, dtype)
        gates, cells = run.gates.reshape(T_x, 3 * n_a, m), flat[:, :size]
        first = (gate.columns, gates[:, : 2 * n_a], gate.incoming, run.gates.reshape(T_x, -1)[:, : 2 * size])
        then = (run.gates[:, 0], cells[:-1], flat[:-1, -size:], candidate.columns, gates[:, 2 * n_a :])
        after = (candidate.incoming, run.gates[:, 2], run.gates[:, 1], cells[1:])
        for t, (columns, z, zt, sigmoids, rt, c_prev, reset, reset_columns, zc, zct, cct, ut, c_next) in enumerate(
            zip(*first, *then, *after, strict=True)
        ):
            gate.multiply(columns, z)
            if zt is not None:
                np.add(z, zt, z)
            np.exp(sigmoids, sigmoids)
            np.add(sigmoids, one, sigmoids)
            np.divide(one, sigmoids, sigmoids)
            np.multiply(rt, c_prev, reset)
            candidate.multiply(reset_columns, zc)
            if zct is not None:
                np.add(zc, zct, zc)
            np.tanh(cct, cct)
            np.subtract(cct, c_prev, inside)  # c_next = c_prev + ut ∗ (cct − c_prev)
            np.multiply(inside, ut, inside)
            np.add(inside, c_prev, c_next)
            if run.padding is not None:
                np.copyto(c_next.reshape(n_a, m), c_prev.reshape(n_a, m), where=run.padding[t])

    def _forward_products(self) -> tuple[ForwardProduct, ForwardProduct]:
        """Arrange the products of the sigmoids and of the candidate, whose weights saw [x; 1; rt ∗ c_prev]."""
        run, workspace, (_, n_a, n_columns) = self._last_run(), self._workspace, self._last_run().weights.shape
        weights = workspace.array("candidate", (n_a, n_columns), run.weights.dtype)
        np.concatenate((run.weights[2, :, n_a:], run.weights[2, :, :n_a]), axis=1, out=weights)
        columns, seen = run.columns[:-1, :n_columns], run.columns[:-1, n_a:]
        sigmoids = run.weights[:2].reshape(2 * n_a, n_columns)
        return (
            forward_product(columns, sigmoids, slice(0, n_a), "", workspace),
            forward_product(seen, weights, slice(n_columns - n_a, n_columns), " candidate", workspace),
        )

    def _state_shape(self) -> tuple[int, int]:
        run = self._last_run()
        return run.weights.shape[1], run.columns.shape[2]

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
        run, (n_a, m, T_x), workspace = self._last_run(), dc.shape, self._workspace
        dc_steps = gradient_steps(dc, *self._state_shape(), len(run.gates))
        n_columns, dtype, length = run.weights.shape[2], run.gates.dtype, group_length(T_x, m)
        parts = [(slice(0, 2 * n_a), slice(0, n_columns - 1)), (slice(2 * n_a, 3 * n_a), slice(n_a, n_columns + n_a))]
        gathering, dc_prev = Gathering(run.weights, parts, T_x, m, workspace), np.zeros((n_a, m), dtype)
        dz = workspace.array("dz", (length, 3 * n_a, m), dtype)
        recurrent = run.weights.reshape(3 * n_a, -1)[:, :n_a]
        products = (
            backward_product(recurrent[2 * n_a :], m, "back candidate", workspace),
            backward_product(recurrent[: 2 * n_a], m, "back", workspace),
        )
        with small_buffers(n_a * m):
            for group in cut_backward(slice(0, T_x), length):
                self._retreat(group, dc_steps[group], dc_prev, dz, products)
                gathering.add(group, dz[: group.stop - group.start], run.columns[group])
        return {"dx": gathering.dx, "dc0": dc_prev, **self._weight_gradients(gathering)}

    def _retreat(
        self,
        group: slice,
        dc_steps: Float[Array, "steps n_a m"],
        dc_prev: Float[Array, "n_a m"],
        dz: Float[Array, "length rows m"],
        products: tuple[StepProduct, StepProduct],
    ) -> None:
        """Go back through a group of steps: fill `dz`, and carry `dc_prev` to before the first."""
        run, (_, n_a, m), size = self._last_run(), dc_steps.shape, dc_prev.size
        (through_candidate, through_sigmoids), dc, flat = products, dc_prev.reshape(size), dz.reshape(len(dz), -1)
        dreset, dgates = np.empty((2, size), dz.dtype)
        dreset_columns, dgates_columns = dreset.reshape(n_a, m), dgates.reshape(n_a, m)
        for block in cut_backward(slice(0, len(dc_steps)), block_length(9 * dc_prev.nbytes)):
            steps = slice(group.start + block.start, group.start + block.stop)
            slopes, kept = self._slopes(steps)
            dc_block = self._workspace.array("dc", (len(kept), size), dz.dtype)
            dc_block.reshape(-1, n_a, m)[:] = dc_steps[block]
            inside = (flat[block, size:].reshape(-1, 2, size), flat[block, :size])
            columns = (dz[block, 2 * n_a :], dz[block, : 2 * n_a])
            for dc_t, slopes_c, slopes_r, kept_t, rt, by_c, by_reset, dz_c, dz_ru in last_first(
                dc_block, slopes[:, 1:], slopes[:, 0], kept, run.gates[steps, 0], *inside, *columns
            ):
                np.add(dc, dc_t, dc)
                np.multiply(slopes_c, dc, by_c)
                through_candidate(dz_c, dreset_columns)
                np.multiply(slopes_r, dreset, by_reset)
                through_sigmoids(dz_ru, dgates_columns)
                np.multiply(dreset, rt, dreset)
                np.multiply(dc, kept_t, dc)
                np.add(dc, dreset, dc)
                np.add(dc, dgates, dc)

    def _slopes(self, block: slice) -> tuple[Array, Array]:
        """Compute for a block of steps everything that does not wait for the gradient of the step behind.

        Returns the slopes of c⟨t⟩ (for the relevance gate those of Γ_r ∗ c⟨t−1⟩) by what stands inside each gate, for
        the sigmoids by −z, whose weights have the sign changed; and those of c⟨t⟩ by c⟨t−1⟩ on the direct path.
        """
        run, workspace, one = self._last_run(), self._workspace, np.asarray(1, self._last_run().gates.dtype)
        gates = run.gates[block]
        length, _, size = gates.shape
        c_prev, ut, candidate = run.columns.reshape(len(run.columns), -1)[block, :size], gates[:, 1], gates[:, 2]
        slopes = workspace.array("slopes", gates.shape, gates.dtype)
        kept, difference = workspace.array("kept", (2, length, size), gates.dtype)
        np.multiply(candidate, candidate, slopes[:, 2])
        np.subtract(one, slopes[:, 2], slopes[:, 2])
        np.multiply(slopes[:, 2], ut, slopes[:, 2])
        np.subtract(one, ut, kept)
        np.subtract(gates[:, :2], one, slopes[:, :2])
        np.multiply(slopes[:, :2], gates[:, :2], slopes[:, :2])
        np.subtract(candidate, c_prev, difference)
        np.multiply(slopes[:, 1], difference, slopes[:, 1])
        np.multiply(slopes[:, 0], c_prev, slopes[:, 0])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            padding, m = run.padding[block], run.columns.shape[2]
            np.copyto(slopes.reshape(length, 3, -1, m), 0, where=padding[:, np.newaxis])
            np.copyto(kept.reshape(length, -1, m), 1, where=padding)
        return slopes, kept

    def _weight_gradients(self, gathering: Gathering) -> Gradients:
        """Name the gradients; the candidate's weights saw [x; 1; Γ_r ∗ c⟨t−1⟩], in which order they stand."""
        n_a = self._state_shape()[0]
        (of_sigmoids, of_candidate), db = gathering.dW, gathering.db
        for summed in (of_sigmoids, db[: _SIGMOIDS * n_a]):
            np.negative(summed, summed)
        dWc = np.concatenate((of_candidate[:, -n_a:], of_candidate[:, : -n_a - 1]), axis=1)
        return named_gradients(np.concatenate((of_sigmoids, dWc)), db, _GATES, n_a)
