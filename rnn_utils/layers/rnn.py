"""The plain recurrent layer, as `rnn_utils.reference.rnn` defines it, and fast."""

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


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    rows: Array  # (T_x + 1, m, n_a + n_x + 1): [a_prev, x, 1]
    weights: Array  # (1, n_a, n_a + n_x + 1): [Waa, Wax, ba]
    padding: Array | None  # (T_x, m, 1)


class RNNLayer:
    """A layer of plain recurrent cells that reuses its working memory."""

    def __init__(self) -> None:
        self._workspace = Workspace()
        self._run: _Run | None = None

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
        (_, m, T_x), n_a = x.shape, a0.shape[0]
        rows = read_inputs(x, a0, self._workspace, dtype)
        weights = fuse_weights(parameters, "", self._workspace, dtype)
        padding = padding_steps(mask)
        recurrent, incoming = for_forward(weights, 0, m, self._workspace)
        z = self._workspace.array("z", (T_x, m, n_a), dtype)
        np.matmul(rows[:T_x, :, n_a:].reshape(T_x * m, -1), incoming[0], out=z.reshape(T_x * m, n_a))
        self._run = _Run(rows, weights, padding)

        product, states = self._workspace.array("product", (m, n_a), dtype), rows[:, :, :n_a]
        in_columns = in_blocks(product, recurrent.shape[1])
        for t, (a_prev, zt, a_next) in enumerate(zip(states[:-1], z, states[1:], strict=True)):
            np.matmul(a_prev, recurrent[0], in_columns)
            np.add(product, zt, product)
            np.tanh(product, a_next)
            if padding is not None:
                np.copyto(a_next, a_prev, where=padding[t])
        return time_turned(states[1:].copy())

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

        Notes
        -----
        S2(9-13), corrected. At padding the gradient passes by the cell.
        """
        if self._run is None:
            raise RuntimeError("backward needs a forward pass before it")
        run, (n_a, m, T_x), dtype = self._run, da.shape, self._run.rows.dtype
        dz = self._workspace.array("dz", (T_x, m, n_a), dtype)
        da_prev = np.zeros((m, n_a), dtype=dtype)
        da_steps, passing = np.ascontiguousarray(time_turned(da)), np.empty_like(da_prev)
        recurrent = for_backward(run.weights, m, "backward", self._workspace)
        in_columns = in_blocks(da_prev, len(recurrent))
        for block in blocks_backward(T_x, 2 * da_prev.nbytes):
            slopes = self._slopes(block)
            for t in range(block.stop - 1, block.start - 1, -1):
                np.add(da_prev, da_steps[t], passing)
                np.multiply(passing, slopes[t - block.start], dz[t])
                np.matmul(dz[t], recurrent, in_columns)
                if run.padding is not None:
                    np.copyto(da_prev, passing, where=run.padding[t])
        return self._gradients(dz.reshape(T_x * m, n_a), da_prev)

    def _slopes(self, block: slice) -> Array:
        """Differentiate tanh at every state of a block of steps; padding sends nothing into the cell."""
        assert self._run is not None
        n_a, rows = self._run.weights.shape[1], self._run.rows
        states = rows[block.start + 1 : block.stop + 1, :, :n_a]
        slopes = self._workspace.array("slopes", states.shape, rows.dtype)
        np.multiply(states, states, out=slopes)
        np.subtract(1, slopes, out=slopes)
        if self._run.padding is not None:
            np.copyto(slopes, 0, where=self._run.padding[block])
        return slopes

    def _gradients(self, dz: Float[Array, "steps n_a"], da0: Float[Array, "m n_a"]) -> Gradients:
        """Gather the gradients of all steps, each in one product."""
        assert self._run is not None
        n_a, m = dz.shape[1], da0.shape[0]
        rows = self._run.rows.reshape(-1, self._run.rows.shape[2])[: len(dz), :-1]
        dx = (dz @ self._run.weights[0, :, n_a:-1]).reshape(-1, m, rows.shape[1] - n_a)
        db = dz.sum(axis=0)
        return {"dx": time_turned(dx), "da0": da0.T, **split_gradients(dz.T @ rows, db, "")}
