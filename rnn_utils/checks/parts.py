"""What networks of several cells have in common: gradients by the name of their part, the cost of a backward pass."""

from __future__ import annotations

from rnn_utils.checks.model import Criterion, Output

# Weights and biases of a cell of any kind, without the output's.
WEIGHTS = tuple(letter + name for name in ("r", "u", "f", "o", "c") for letter in "Wb")
OF_A_CELL = ("Wax", "Waa", "ba", *WEIGHTS)


def gradients_of(part: str, criterion: str, function: str = "") -> tuple[Output, ...]:
    """Return the gradients with respect to the weights of one part of a network, whatever kind its cell is of.

    Parameters
    ----------
    part
        Name of the part, such as ``"forward_1"``; empty where the network is a single cell.
    criterion
        The criterion that they count for.
    function
        The function that returns them, where the exercise has several.

    Returns
    -------
    tuple of Output
        One for each name that a weight may have; a cell of one kind has some of them.
    """
    names = [f"d{name}_{part}" if part else f"d{name}" for name in OF_A_CELL]
    return tuple(Output(name, name, criterion, ("unit", "column"), function) for name in names)


def cost_of(points: float, *requires: str) -> Criterion:
    """Return the criterion that gradients come by backpropagation and not by trying out each weight."""
    return Criterion(
        "cost",
        "time of backpropagation",
        points,
        hint="Backpropagation costs about as much as the forward pass. Trying out each weight costs a forward pass "
        "for each of them.",
        requires=requires,
    )
