"""The layer of long short-term memory: what `rnn_utils.reference.lstm` computes, and fast."""

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
from rnn_utils.layers.products import StepProduct, backward_product, forward_product
from rnn_utils.layers.weights import fuse_parameters
from rnn_utils.layers.workspace import Workspace
from rnn_utils.types import Array, Gradients, Parameters

# The output gate and the candidate outside, each beside what it belongs with in the backward and the forward pass.
_GATES, _SIGMOIDS = "oufc", 3


@dataclass(frozen=True)
class _Run:
    """What a forward pass leaves for the backward pass."""

    columns: Array  # (T_x + 1, n_a + n_x + 1, m): [a_prev; x; 1]
    cells: Array  # (T_x + 1, 6, n_a · m): 1 / ot, 1 / ut, 1 / ft, cct, c_prev, tanh(c)
    weights: Array  # (4, n_a, n_a + n_x + 1): [W, b] of every gate, with the sign changed for the sigmoids
    padding: Array | None  # (T_x, 1, m)


@dataclass(frozen=True)
class _Found:
    """Gradients that a backward pass finds at a group of steps.

    For each step a row: what reaches c by a, and the gradients inside ot, ut, ft and cct. Behind them stands dc_prev,
    in the place of what reached c by a one step later, which is no longer needed then.
    """

    by_a: Array  # (steps, 2, n_a · m): what reaches c by a, and the gradient inside ot
    by_c: Array  # (steps, 4, n_a · m): those inside ut, ft and cct, and dc_prev
    dz: Array  # (steps, 4 · n_a, m): those inside the gates

    @classmethod
    def of(cls, length: int, n_a: int, m: int, dtype: np.dtype[np.floating], workspace: Workspace) -> _Found:
        """Return a place for the gradients of some steps."""
        size = n_a * m
        memory = workspace.array("found", ((5 * length + 1) * size,), dtype)
        behind = memory[size:].reshape(length, 5, size)
        dz = behind[:, :4].reshape(length, 4 * n_a, m)
        return cls(memory[:-size].reshape(length, 5, size)[:, :2], behind[:, 1:], dz)

    def steps(self, block: slice) -> tuple[Array, ...]:
        """Return the views of some steps: by_a, by_c, what reaches c by a alone, dz, and dc_prev."""
        by_a, by_c = self.by_a[block], self.by_c[block]
        return by_a, by_c, by_a[:, 0], self.dz[block], by_c[:, 3]


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
        columns = input_columns(x, a0, dtype, workspace)
        weights = fuse_parameters(parameters, _GATES, dtype, workspace, n_negated=_SIGMOIDS)
        cells = workspace.array("cells", (T_x + 1, 6, n_a * m), dtype)
        cells[0, 4] = 0 if c0 is None else c0.reshape(-1)
        self._run = _Run(columns, cells, weights, padding_steps(mask))
        with small_buffers(n_a * m), shut_gates():
            self._advance()
        return output_sequence(columns[1:], n_a)

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
        cells: Array = run.cells[1:, 4].reshape(len(run.cells) - 1, -1, run.columns.shape[2]).copy()
        return cells.transpose(1, 2, 0)

    def _advance(self) -> None:
        """Take all steps, one after the other.

        σ(z) = 1 / (1 + exp(−z)), whose divisor is kept: the terms of the new cell are quotients, two in one call.
        """
        run, (n_a, m) = self._last_run(), self._state_shape()
        T_x, size, dtype, padding = len(run.columns) - 1, n_a * m, run.cells.dtype, run.padding
        weights = run.weights.reshape(4 * n_a, -1)
        product = forward_product(run.columns[:-1], weights, slice(0, n_a), "", self._workspace)
        terms, one, multiply = np.empty(2 * size, dtype), np.asarray(1, dtype), product.multiply
        new, kept, add, divide, exp, tanh = terms[:size], terms[size:], np.add, np.divide, np.exp, np.tanh
        # Views of a step are taken by iterating, which is faster than by indices; those of one dimension cost least.
        cells, flat = run.cells[:-1], run.cells[:-1].reshape(T_x, -1)
        states = run.columns.reshape(T_x + 1, -1)[:, :size]
        inside = (product.columns, cells[:, :4].reshape(T_x, 4 * n_a, m), product.incoming)
        gates = (flat[:, : 3 * size], cells[:, 3], flat[:, 3 * size : 5 * size], flat[:, size : 3 * size], cells[:, 0])
        after = (run.cells[1:, 4], cells[:, 5], states[1:])
        for t, (columns, z, zt, sigmoids, cct, cct_and_c, shares, ot, c_next, tanh_c, a_next) in enumerate(
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
            divide(tanh_c, ot, a_next)
            if padding is not None:
                np.copyto(c_next.reshape(n_a, m), cells[t, 4].reshape(n_a, m), where=padding[t])
                np.copyto(a_next.reshape(n_a, m), run.columns[t, :n_a], where=padding[t])

    def _state_shape(self) -> tuple[int, int]:
        run = self._last_run()
        return run.weights.shape[1], run.columns.shape[2]

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
        run, (n_a, m, T_x), workspace = self._last_run(), da.shape, self._workspace
        da_steps = gradient_steps(da, *self._state_shape(), len(run.columns) - 1)
        state = np.zeros((2, n_a, m), run.cells.dtype)
        if dc_last is not None:
            state[1] = dc_last
        parts = [(slice(0, 4 * n_a), slice(0, run.weights.shape[2] - 1))]
        gathering = Gathering(run.weights, parts, T_x, m, workspace)
        found = _Found.of(group_length(T_x, m), n_a, m, run.cells.dtype, workspace)
        product = backward_product(run.weights.reshape(4 * n_a, -1)[:, :n_a], m, "back", workspace)
        with small_buffers(n_a * m):
            for group in cut_backward(slice(0, T_x), len(found.dz)):
                self._retreat(group, da_steps[group], state, found, product)
                gathering.add(group, found.dz[: group.stop - group.start], run.columns[group])
        dW, db = gathering.dW[0], gathering.db
        for summed in (dW, db):
            np.negative(summed[: _SIGMOIDS * n_a], summed[: _SIGMOIDS * n_a])
        states = {"dx": gathering.dx, "da0": state[0].copy(), "dc0": state[1].copy()}
        return states | named_gradients(dW, db, _GATES, n_a)

    def _retreat(
        self,
        group: slice,
        da_steps: Float[Array, "steps n_a m"],
        state: Float[Array, "2 n_a m"],
        found: _Found,
        product: StepProduct,
    ) -> None:
        """Go back through a group of steps, and carry `state`, the gradients by a and c, to before the first."""
        (_, n_a, m), dtype, padding = da_steps.shape, state.dtype, self._last_run().padding
        size, add, multiply, place = n_a * m, np.add, np.multiply, state[0]
        da_prev, da_next, dc = place.reshape(size), np.empty(size, dtype), np.empty(size, dtype)
        dc_prev = state[1].reshape(size)
        for block in cut_backward(slice(0, len(da_steps)), block_length(10 * dc.nbytes)):
            steps = slice(group.start + block.start, group.start + block.stop)
            slopes = self._slopes(steps)
            da_block = self._workspace.array("da", (len(slopes), size), dtype)
            da_block.reshape(-1, n_a, m)[:] = da_steps[block]
            for t, da_t, slopes_a, slopes_c, by_a, by_c, through_a, dz, c_share in last_first(
                range(steps.start, steps.stop), da_block, slopes[:, :2], slopes[:, 2:], *found.steps(block)
            ):
                add(da_prev, da_t, da_next)
                multiply(slopes_a, da_next, by_a)
                add(dc_prev, through_a, dc)
                multiply(slopes_c, dc, by_c)
                product(dz, place)
                dc_prev = c_share
                if padding is not None:
                    np.copyto(place, da_next.reshape(n_a, m), where=padding[t])
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
        gates = slopes[:, 3:]  # ot, ut, ft: the last one stays, the others make room
        # What each multiplies with it, ot ∗ tanh(c), ut ∗ cct, ft ∗ c_prev, and these times one factor more.
        terms, products = workspace.array("terms", (2, length, 3, size), dtype)
        np.divide(np.asarray(1, dtype), cells[:, :3], gates)
        np.multiply(gates[:, 0], cells[:, 5], terms[:, 0])
        np.multiply(gates[:, 1:], cells[:, 3:5], terms[:, 1:])
        np.multiply(terms[:, 0], cells[:, 5], products[:, 0])
        np.subtract(gates[:, 0], products[:, 0], slopes[:, 0])
        np.multiply(terms, gates, products)
        np.subtract(products, terms, slopes[:, 1:4])
        np.multiply(terms[:, 1], cells[:, 3], terms[:, 1])
        np.subtract(gates[:, 1], terms[:, 1], gates[:, 1])
        if run.padding is not None:  # nothing goes into the cell, and dc goes by it as it is
            by_example, padding = slopes.reshape(length, 6, -1, run.columns.shape[2]), run.padding[block]
            np.copyto(by_example[:, :5], 0, where=padding[:, np.newaxis])
            np.copyto(by_example[:, 5], 1, where=padding)
        return slopes
