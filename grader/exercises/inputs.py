"""Random inputs for plain and gated networks: all sizes different, nothing zero, nothing saturated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.types import Array


@dataclass(frozen=True)
class Sizes:
    """Sizes of a network and a batch: input, state, output, batch and number of time steps."""

    n_x: int = 2
    n_a: int = 5
    n_y: int = 6
    m: int = 3
    T_x: int = 4


ONE_EXAMPLE = Sizes(n_x=5, n_a=3, n_y=4, m=1, T_x=6)
ONE_STEP = Sizes(n_x=4, n_a=3, n_y=5, m=2, T_x=1)
PUBLIC = Sizes(n_x=3, n_a=4, n_y=2, m=3, T_x=2)
PUBLIC_SMALL = Sizes(n_x=2, n_a=3, n_y=4, m=1, T_x=3)

# Letters of the weights that act on [a_prev; xt], by kind of cell.
GATES: Mapping[str, str] = {"simplified": "uc", "gru": "ruc", "lstm": "fuco"}


@dataclass(frozen=True)
class Inputs:
    """Draws arrays from one generator, rounded for published cases so that they print short.

    Parameters
    ----------
    rng
        Source of random numbers.
    digits
        Decimals to keep; None keeps all.
    """

    rng: np.random.Generator
    digits: int | None = None

    def normal(self, *shape: int, scale: float = 1.0) -> Float[Array, "..."]:
        """Draw normal numbers of the given standard deviation."""
        values = self.rng.normal(scale=scale, size=shape)
        return values if self.digits is None else values.round(self.digits)

    def classes(self, depth: int, *shape: int) -> Int[Array, "..."]:
        """Draw class indices, the first and the last class among them."""
        indices = self.rng.integers(0, depth, size=shape)
        first, second = self.rng.choice(indices.size, size=2, replace=False)
        indices.flat[first], indices.flat[second] = 0, depth - 1
        return indices

    def parameters(self, sizes: Sizes) -> dict[str, Array]:
        """Draw weights small enough that tanh is not saturated, and biases that are not zero."""
        n_x, n_a, n_y = sizes.n_x, sizes.n_a, sizes.n_y
        return {
            "Wax": self.normal(n_a, n_x, scale=0.8 / np.sqrt(n_x)),
            "Waa": self.normal(n_a, n_a, scale=0.9 / np.sqrt(n_a)),
            "Wya": self.normal(n_y, n_a, scale=1.5 / np.sqrt(n_a)),
            "ba": self.normal(n_a, 1, scale=0.5),
            "by": self.normal(n_y, 1, scale=0.5),
        }

    def gated(self, sizes: Sizes, cell: str) -> dict[str, Array]:
        """Draw the parameters of a gated network, peepholes not included.

        Parameters
        ----------
        sizes
            Of the network.
        cell
            "simplified", "gru" or "lstm".
        """
        n_x, n_a, n_y = sizes.n_x, sizes.n_a, sizes.n_y
        drawn: dict[str, Array] = {}
        for gate in GATES[cell]:
            drawn["W" + gate] = self.normal(n_a, n_a + n_x, scale=1.1 / np.sqrt(n_a + n_x))
            drawn["b" + gate] = self.normal(n_a, 1, scale=0.5)
        drawn["Wy"] = self.normal(n_y, n_a, scale=1.5 / np.sqrt(n_a))
        drawn["by"] = self.normal(n_y, 1, scale=0.5)
        return drawn

    def step(self, sizes: Sizes) -> tuple[Array, Array, dict[str, Array]]:
        """Draw the arguments of one step: xt (n_x, m), a_prev (n_a, m) and parameters."""
        xt = self.normal(sizes.n_x, sizes.m)
        a_prev = self.normal(sizes.n_a, sizes.m, scale=0.5)
        return xt, a_prev, self.parameters(sizes)

    def sequence(self, sizes: Sizes) -> tuple[Array, Array, dict[str, Array]]:
        """Draw the arguments of a sequence: x (n_x, m, T_x), a0 (n_a, m) and parameters."""
        x = self.normal(sizes.n_x, sizes.m, sizes.T_x)
        a0 = self.normal(sizes.n_a, sizes.m, scale=0.5)
        return x, a0, self.parameters(sizes)


def single(value: Any) -> Any:
    """Turn every double-precision array in a value into single precision."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float32) if value.dtype == np.float64 else value
    if isinstance(value, Mapping):
        return {key: single(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(single(item) for item in value)
    return value


def permuted(parameters: Mapping[str, Array], order: Int[Array, " n_a"]) -> dict[str, Array]:
    """Number the hidden units of a network in another order."""
    return {
        "Wax": parameters["Wax"][order],
        "Waa": parameters["Waa"][order][:, order],
        "Wya": parameters["Wya"][:, order],
        "ba": parameters["ba"][order],
        "by": parameters["by"],
    }
