"""The layer of gated recurrent units, as `rnn_utils.reference.gru` defines them in full, and fast."""

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

GATES = "cur"  # the candidate first: it alone is no sigmoid


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, 2 n_a + n_x + 1): [c_prev, x, 1, rt ∗ c_prev]
    gates: Array  # (3, T_x, m, n_a): cct, ut, rt
    weights: Array  # (3, n_a, n_a + n_x + 1): [W, b] of every gate
    padding: Array | None  # (T_x, m, 1)


class GRULayer:
    """A layer of gated recurrent units that reuses its working memory."""

    def __init__(self) -> None:
        self._workspace = Workspace()
        self._run: _Run | None = None

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
        (_, m, T_x), n_a, workspace = x.shape, c0.shape[0], self._workspace
        rows = read_inputs(x, c0, workspace, dtype, extra=n_a)
        weights = fuse_weights(parameters, GATES, workspace, dtype)
        recurrent, incoming = for_forward(weights, 2, m, workspace)
        gates = workspace.array("gates", (3, T_x, m, n_a), dtype)
        np.matmul(rows[:T_x, :, n_a:-n_a].reshape(T_x * m, -1), incoming, out=gates.reshape(3, T_x * m, n_a))
        self._run = _Run(rows, gates, weights, padding_steps(mask))
        self._advance(recurrent)
        return time_turned(rows[1:, :, :n_a].copy())

    def _advance(self, recurrent: Float[Array, "3 n_a n_a"]) -> None:
        """Take all steps, one after the other; the gates hold the products of the inputs already."""
        assert self._run is not None
        run, n_a = self._run, recurrent.shape[2]
        states, reset = run.rows[:, :, :n_a], run.rows[:, :, -n_a:]
        products = self._workspace.array("products", run.gates[:, 0].shape, run.rows.dtype)
        for_candidate, for_sigmoids, weights_c, weights_ur = products[0], products[1:], recurrent[0], recurrent[1:]
        in_columns = in_blocks(products, recurrent.shape[1])
        states_wide = states[:, np.newaxis, np.newaxis]
        half = np.asarray(0.5, dtype=run.rows.dtype)
        for t, gates in enumerate(run.gates.transpose(1, 0, 2, 3)):
            c_prev, c_next, candidate, sigmoids = states[t], states[t + 1], gates[0], gates[1:]
            np.matmul(states_wide[t], weights_ur, in_columns[1:])
            np.add(sigmoids, for_sigmoids, sigmoids)
            np.tanh(sigmoids, sigmoids)
            np.multiply(sigmoids, half, sigmoids)
            np.add(sigmoids, half, sigmoids)
            np.multiply(gates[2], c_prev, reset[t])
            np.matmul(reset[t], weights_c, in_columns[0])
            np.add(candidate, for_candidate, candidate)
            np.tanh(candidate, candidate)
            np.subtract(candidate, c_prev, for_candidate)  # c_next = c_prev + ut ∗ (cct − c_prev)
            np.multiply(for_candidate, gates[1], for_candidate)
            np.add(for_candidate, c_prev, c_next)
            if run.padding is not None:
                np.copyto(c_next, c_prev, where=run.padding[t])

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

        Notes
        -----
        S3(9), differentiated. At padding the gradient passes by the cell.
        """
        if self._run is None:
            raise RuntimeError("backward needs a forward pass before it")
        run, (n_a, m, T_x), dtype = self._run, dc.shape, self._run.rows.dtype
        dz = self._workspace.array("dz", (T_x, m, 3, n_a), dtype)
        dz_rows, dz_gates = dz.reshape(T_x, m, 3 * n_a), dz.transpose(0, 2, 1, 3)
        dc_prev = np.zeros((m, n_a), dtype=dtype)
        dreset, dgates = np.empty_like(dc_prev), np.empty_like(dc_prev)
        dc_steps = np.ascontiguousarray(time_turned(dc))
        weights_c = for_backward(run.weights[:1], m, "backward_c", self._workspace)
        weights_ur = for_backward(run.weights[1:], m, "backward_ur", self._workspace)
        dreset_columns, dgates_columns = in_blocks(dreset, len(weights_c)), in_blocks(dgates, len(weights_ur))
        for block in blocks_backward(T_x, 9 * dc_prev.nbytes):
            slopes, kept = self._slopes(block)
            for t in range(block.stop - 1, block.start - 1, -1):
                k = t - block.start
                np.add(dc_prev, dc_steps[t], dc_prev)
                np.multiply(slopes[:2, k], dc_prev, dz_gates[t, :2])
                np.matmul(dz_rows[t, :, :n_a], weights_c, dreset_columns)
                np.multiply(slopes[2, k], dreset, dz_gates[t, 2])
                np.matmul(dz_rows[t, :, n_a:], weights_ur, dgates_columns)
                np.multiply(dreset, run.gates[2, t], dreset)
                np.multiply(dc_prev, kept[k], dc_prev)
                np.add(dc_prev, dreset, dc_prev)
                np.add(dc_prev, dgates, dc_prev)
        return self._gradients(dz.reshape(T_x * m, 3 * n_a), dc_prev)

    def _slopes(self, block: slice) -> tuple[Array, Array]:
        """Compute for a block of steps what does not depend on the gradient that comes back.

        Returns the slopes by what stands inside each gate, of c⟨t⟩ or, for the relevance gate, of Γ_r ∗ c⟨t−1⟩; and
        that of c⟨t⟩ by c⟨t−1⟩ on the direct path.
        """
        assert self._run is not None
        run, n_a = self._run, self._run.gates.shape[3]
        gates, c_prev = run.gates[:, block], run.rows[block, :, :n_a]
        slopes = self._workspace.array("slopes", gates.shape, gates.dtype)
        kept = self._workspace.array("kept", gates[0].shape, gates.dtype)
        np.multiply(gates[0], gates[0], slopes[0])
        np.subtract(1, slopes[0], slopes[0])
        np.multiply(slopes[0], gates[1], slopes[0])
        np.subtract(1, gates[1:], slopes[1:])
        np.copyto(kept, slopes[1])
        np.multiply(slopes[1:], gates[1:], slopes[1:])
        np.multiply(slopes[2], c_prev, slopes[2])
        difference = self._workspace.array("difference", kept.shape, kept.dtype)
        np.subtract(gates[0], c_prev, difference)
        np.multiply(slopes[1], difference, slopes[1])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            np.copyto(slopes, 0, where=run.padding[block])
            np.copyto(kept, 1, where=run.padding[block])
        return slopes, kept

    def _gradients(self, dz: Float[Array, "steps rows"], dc0: Float[Array, "m n_a"]) -> Gradients:
        """Gather the gradients of all steps; those of the candidate saw Γ_r ∗ c⟨t−1⟩ in the place of c⟨t−1⟩."""
        assert self._run is not None
        m, n_a = dc0.shape
        rows = self._run.rows.reshape(-1, self._run.rows.shape[2])[: len(dz)]
        weights = self._run.weights.reshape(3 * n_a, -1)[:, n_a:-1]
        n_x = weights.shape[1]
        dW = np.empty((3 * n_a, n_a + n_x), dtype=dz.dtype)
        np.matmul(dz[:, n_a:].T, rows[:, : n_a + n_x], out=dW[n_a:])
        dWc = dz[:, :n_a].T @ rows[:, n_a:]
        dW[:n_a, :n_a], dW[:n_a, n_a:] = dWc[:, n_x + 1 :], dWc[:, :n_x]
        dx = (dz @ weights).reshape(-1, m, n_x)
        db = dz.sum(axis=0)
        return {"dx": time_turned(dx), "dc0": dc0.T, **split_gradients(dW, db, GATES)}
