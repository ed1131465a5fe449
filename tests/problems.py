"""Makers of problems for any cell and for networks that are built of cells, shared by the tests of 03 to 06."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from rnn_utils.types import Array
from strategies import generators, read_only, rnn_sizes

GATES = {"simplified": "uc", "gru": "ruc", "lstm": "fuco", "peephole": "fuco"}
CELLS = ("rnn", "gru", "lstm")


@dataclass(frozen=True)
class CellProblem:
    """Everything that the functions of one cell take; every array is read-only.

    Parameters
    ----------
    cell
        "rnn", "simplified", "gru", "lstm" or "peephole".
    x
        Inputs, (n_x, m, T_x).
    state0
        State before the first step: one array (n_a, m), or two.
    parameters
        Those of the cell, output weights included.
    da
        A gradient by every hidden state, (n_a, m, T_x).
    dc_last
        A gradient by the last memory cell, (n_a, m).
    """

    cell: str
    x: Array
    state0: tuple[Array, ...]
    parameters: dict[str, Array]
    da: Array
    dc_last: Array

    @property
    def weights(self) -> dict[str, Array]:
        """Return the parameters of the cell without those of the output."""
        return {name: array for name, array in self.parameters.items() if name not in ("Wya", "Wy", "by")}


def make_weights(rng: np.random.Generator, cell: str, n_x: int, n_a: int, dtype: Any = np.float64) -> dict[str, Array]:
    """Draw the weights and biases of a cell, such that nothing is saturated and no bias is zero.

    Parameters
    ----------
    rng
        Source of randomness.
    cell
        As in `CellProblem`.
    n_x, n_a
        Sizes.
    dtype
        Of every array.

    Returns
    -------
    dict of arrays
        Read-only; without output weights.
    """

    def normal(*shape: int, scale: float) -> Array:
        return read_only((scale * rng.standard_normal(shape)).astype(dtype))

    if cell == "rnn":
        return {
            "Wax": normal(n_a, n_x, scale=0.6 / np.sqrt(n_x)),
            "Waa": normal(n_a, n_a, scale=0.6 / np.sqrt(n_a)),
            "ba": normal(n_a, 1, scale=0.3),
        }
    weights: dict[str, Array] = {}
    for gate in GATES[cell]:
        weights["W" + gate] = normal(n_a, n_a + n_x, scale=1 / np.sqrt(n_a + n_x))
        weights["b" + gate] = normal(n_a, 1, scale=0.4)
    if cell == "peephole":
        weights |= {"P" + gate: normal(n_a, 1, scale=0.7) for gate in "fuo"}
    return weights


def make_output_weights(
    rng: np.random.Generator, n_y: int, n_a: int, name: str = "Wy", dtype: Any = np.float64
) -> dict[str, Array]:
    """Draw the weights and biases of an output.

    Parameters
    ----------
    rng
        Source of randomness.
    n_y, n_a
        Sizes.
    name
        Of the weights.
    dtype
        Of both arrays.

    Returns
    -------
    dict of arrays
        Read-only, under `name` and "by".
    """
    Wy, by = rng.standard_normal((n_y, n_a)), rng.standard_normal((n_y, 1))
    return {name: read_only(Wy.astype(dtype)), "by": read_only(by.astype(dtype))}


def make_cell_problem(
    rng: np.random.Generator,
    cell: str,
    n_x: int = 3,
    n_a: int = 5,
    n_y: int = 4,
    m: int = 2,
    T_x: int = 6,
    dtype: Any = np.float64,
) -> CellProblem:
    """Draw a problem for one cell.

    Parameters
    ----------
    rng
        Source of randomness.
    cell
        As in `CellProblem`.
    n_x, n_a, n_y, m, T_x
        Sizes; by default all different.
    dtype
        Of every array.

    Returns
    -------
    CellProblem
        With read-only arrays.
    """

    def normal(*shape: int, scale: float = 1.0) -> Array:
        return read_only((scale * rng.standard_normal(shape)).astype(dtype))

    output = make_output_weights(rng, n_y, n_a, "Wya" if cell == "rnn" else "Wy", dtype)
    n_states = 2 if cell in ("lstm", "peephole") else 1
    return CellProblem(
        cell=cell,
        x=normal(n_x, m, T_x),
        state0=tuple(normal(n_a, m, scale=0.6) for _ in range(n_states)),
        parameters=make_weights(rng, cell, n_x, n_a, dtype) | output,
        da=normal(n_a, m, T_x),
        dc_last=normal(n_a, m),
    )


@st.composite
def cell_problems(draw: st.DrawFn, /, cell: str, dtype: Any = np.float64, **fixed: int) -> CellProblem:
    """Draw whole problems for one cell.

    Parameters
    ----------
    draw
        Given by Hypothesis.
    cell
        As in `CellProblem`.
    dtype
        Of every array.
    **fixed
        Sizes to hold fixed, by name, such as ``T_x=1``.

    Returns
    -------
    strategy
        Of `CellProblem`.
    """
    return make_cell_problem(draw(generators()), cell, **(draw(rnn_sizes()) | fixed), dtype=dtype)


def make_parts(
    rng: np.random.Generator, cell: str, n_x: int, n_a: int, n_y: int, layers: int = 1, two_way: bool = True
) -> dict[str, Array]:
    """Draw the parameters of a bidirectional or a deep network.

    Parameters
    ----------
    rng
        Source of randomness.
    cell
        "rnn", "gru" or "lstm".
    n_x, n_a, n_y
        Sizes.
    layers
        Number of layers; a single one carries no number, unless it reads one way.
    two_way
        Whether each layer reads in both directions.

    Returns
    -------
    dict of arrays
        Read-only, with the parts' names behind the arrays'.
    """
    parameters: dict[str, Array] = {}
    width = 2 * n_a if two_way else n_a
    for layer in range(1, layers + 1):
        for way in ("_forward", "_backward") if two_way else ("",):
            number = "" if two_way and layers == 1 else f"_{layer}"
            for name, array in make_weights(rng, cell, n_x if layer == 1 else width, n_a).items():
                parameters[name + way + number] = array
    return parameters | make_output_weights(rng, n_y, width)
