"""Random arguments of gated cells: one step or a sequence, and the same with the hidden units in another order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Int

from grader.exercises.inputs import Inputs, Sizes
from rnn_utils.types import Array

# Kind of cell → the letters of its states, in the order in which a step takes and returns them.
STATES: Mapping[str, str] = {"simplified": "c", "gru": "c", "lstm": "ac", "peephole": "ac"}
SQUARE = Sizes(3, 3, 3, 3, 3)
# Of published cases: few weights, for each gate has its own, and caches hold them once for every step.
PUBLIC = Sizes(n_x=2, n_a=3, n_y=4, m=5, T_x=2)
# Few enough for central differences.
SMALL = Sizes(n_x=3, n_a=2, n_y=4, m=2, T_x=3)

Arguments = tuple[Any, ...]


def gated_parameters(inputs: Inputs, sizes: Sizes, cell: str) -> dict[str, Array]:
    """Draw the parameters of a kind of cell, peepholes included."""
    if cell != "peephole":
        return inputs.gated(sizes, cell)
    peepholes = {"P" + gate: inputs.normal(sizes.n_a, 1, scale=0.7) for gate in "fuo"}
    return {**inputs.gated(sizes, "lstm"), **peepholes}


def gated_states(inputs: Inputs, sizes: Sizes, cell: str) -> tuple[Array, ...]:
    """Draw the states before a step; the memory of an LSTM may leave (−1, 1), other states do not."""
    scales = [1.0 if letter == "c" and STATES[cell] == "ac" else 0.5 for letter in STATES[cell]]
    return tuple(inputs.normal(sizes.n_a, sizes.m, scale=scale) for scale in scales)


def gated_step(inputs: Inputs, sizes: Sizes, cell: str) -> Arguments:
    """Draw the arguments of one step: xt, the states before it, and parameters."""
    xt, states = inputs.normal(sizes.n_x, sizes.m), gated_states(inputs, sizes, cell)
    return xt, *states, gated_parameters(inputs, sizes, cell)


def gated_sequence(inputs: Inputs, sizes: Sizes, cell: str, *, from_zero: bool = False) -> Arguments:
    """Draw the arguments of a sequence: x, the first state, parameters, and for an LSTM the first memory cell.

    Parameters
    ----------
    inputs
        Source of random numbers.
    sizes
        Of the network, the batch and the sequence.
    cell
        "gru" or "lstm".
    from_zero
        Whether the first memory cell of an LSTM is left out, so that it is zero.
    """
    x = inputs.normal(sizes.n_x, sizes.m, sizes.T_x)
    first, *others = gated_states(inputs, sizes, cell)
    return x, first, gated_parameters(inputs, sizes, cell), *([] if from_zero else others)


def in_sixteenths(value: Any) -> Any:
    """Turn arrays into single precision, rounded to sixteenths, which it holds exactly: published cases print short."""
    if isinstance(value, np.ndarray):
        return (np.round(value * 16) / 16).astype(np.float32)
    if isinstance(value, Mapping):
        return {key: in_sixteenths(item) for key, item in value.items()}
    return tuple(in_sixteenths(item) for item in value)


def for_examples(arguments: Arguments, examples: slice) -> Arguments:
    """Take some examples of the batch out of every array among the arguments, or turn the batch round."""
    return tuple(item[:, examples] if isinstance(item, np.ndarray) else item for item in arguments)


def renumbered(arguments: Arguments, order: Int[Array, " n_a"]) -> Arguments:
    """Number the hidden units in another order: states and parameters, but not the input, which stands first."""
    first, *others = arguments
    return first, *(item[order] if isinstance(item, np.ndarray) else _permuted(item, order) for item in others)


def _permuted(parameters: Mapping[str, Array], order: Int[Array, " n_a"]) -> dict[str, Array]:
    """Turn rows and the columns of the state in W, rows in b and P, columns in Wy; by stays."""
    result = {name: value[order] for name, value in parameters.items() if name not in ("Wy", "by")}
    for name, value in result.items():
        if name.startswith("W"):
            columns = np.concatenate([order, np.arange(len(order), value.shape[1])])
            result[name] = value[:, columns]
    return {**result, "Wy": parameters["Wy"][:, order], "by": parameters["by"]}
