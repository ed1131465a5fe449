"""Makers of bidirectional and deep networks with padded inputs, for the tests of 05."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from oracles import Arrays
from problems import make_parts
from rnn_utils.reference import brnn_deep_rnn as brnn
from rnn_utils.types import Array
from strategies import read_only

N_X, N_A, N_Y, M, T_X, LAYERS = 2, 3, 4, 5, 6, 2
LENGTHS = np.array([6, 1, 4, 3, 5])


@dataclass(frozen=True)
class Network:
    """One of the three networks of 05, with inputs for it.

    Parameters
    ----------
    name
        "brnn", "deep_rnn" or "deep_brnn".
    cell
        Kind of cell.
    x, a0, parameters, da
        What its functions take.
    lengths
        Length of each sequence; a one-way network is not told.
    """

    name: str
    cell: str
    x: Array
    a0: Array
    parameters: dict[str, Array]
    da: Array
    lengths: Array

    @property
    def two_way(self) -> bool:
        """Say whether it reads in both directions."""
        return self.name != "deep_rnn"

    @property
    def arguments(self) -> Arrays:
        """Return everything to differentiate by, except for the output weights."""
        weights = {name: array for name, array in self.parameters.items() if name not in ("Wy", "by")}
        return {"x": self.x, "a0": self.a0} | weights

    def forward(self, arguments: Arrays | None = None) -> tuple[Array, Array, Any]:
        """Run the reference's forward pass, with some arguments replaced."""
        found = {"x": self.x, "a0": self.a0, **self.parameters, **(arguments or {})}
        function = getattr(brnn, self.name + "_forward")
        extra = (self.lengths,) if self.two_way else ()
        result: tuple[Array, Array, Any] = function(found["x"], found["a0"], found, self.cell, *extra)
        return result

    def backward(self, da: Array, caches: Any) -> Arrays:
        """Run the reference's backward pass."""
        gradients: Arrays = getattr(brnn, self.name + "_backward")(da, caches)
        return gradients


def make_network(name: str, cell: str, seed: int = 70) -> Network:
    """Draw one of the networks of 05 and inputs for it.

    Parameters
    ----------
    name
        "brnn", "deep_rnn" or "deep_brnn".
    cell
        Kind of cell.
    seed
        Of the random numbers.

    Returns
    -------
    Network
        With read-only arrays.
    """
    rng = np.random.default_rng(seed)
    two_way, layers = name != "deep_rnn", 1 if name == "brnn" else LAYERS
    ways = (2,) if two_way else ()
    depth = () if name == "brnn" else (layers,)
    width = 2 * N_A if two_way else N_A
    return Network(
        name=name,
        cell=cell,
        x=read_only(rng.standard_normal((N_X, M, T_X))),
        a0=read_only(0.5 * rng.standard_normal((*depth, *ways, N_A, M))),
        parameters=make_parts(rng, cell, N_X, N_A, N_Y, layers, two_way),
        da=read_only(rng.standard_normal((width, M, T_X))),
        lengths=read_only(LENGTHS.copy()),
    )
