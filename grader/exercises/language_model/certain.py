"""Networks that leave nothing to chance: every token but one has practically no probability.

A right ``sample`` writes the same tokens with them however it draws: with ``rng.choice``, with sums of probabilities,
or by adding noise to the scores. The scores of a random network are stretched until the best one is far above the
second best at every step of the path; that path is what must come out. Networks are drawn until wrong ways to go on
would leave the path early.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from grader.exercises.inputs import Inputs
from rnn_utils.types import Array

# The best score is this far above the second best: others have a probability of e⁻⁶⁰ each, 10⁻²⁶.
FAR_NATS = 60.0
# A random network is taken only if its own scores are at least this far apart, so that stretching stays moderate.
APART = 0.2
STEPS, EARLY = 12, 6
DEPTH, N_A, MANY = 7, 5, 256


@dataclass(frozen=True)
class Certain:
    """A network with the path that it takes.

    Parameters
    ----------
    parameters
        Weights with stretched scores.
    path
        The first tokens that it writes, if none of them ends the sentence.
    """

    parameters: dict[str, Array]
    path: Int[Array, " T"]

    def vocabulary(self, end: int) -> dict[str, int]:
        """Return a vocabulary in which this index is that of the end mark."""
        names = {index: f"t{index}" for index in range(len(self.parameters["by"]))}
        names[end], names[0 if end else 1] = "<EOS>", "<UNK>"
        return {name: index for index, name in names.items()}

    @property
    def missing(self) -> int:
        """Return a token that is not on the path."""
        return int(np.setdiff1d(np.arange(len(self.parameters["by"])), self.path)[0])

    def stretched(self, factor: float) -> dict[str, Array]:
        """Multiply the scores."""
        return {k: v * factor if k in ("Wya", "by") else v for k, v in self.parameters.items()}

    def renamed(self, token: int, as_index: int) -> Certain:
        """Exchange two tokens, so that the first gets a wanted index."""
        order = np.arange(len(self.parameters["by"]))
        order[[token, as_index]] = order[[as_index, token]]
        p = self.parameters
        renamed = {**p, "Wax": p["Wax"][:, order], "Wya": p["Wya"][order], "by": p["by"][order]}
        return Certain(renamed, order[self.path])


def _go(
    weights: Mapping[str, Array], steps: int, *, fed: bool = True, carried: bool = True, first: int | None = None
) -> tuple[Int[Array, "n T"], Float[Array, "n T"]]:
    """Go the likeliest way with many networks at once: tokens, and how far each is above the second best."""
    p, depth = weights, weights["by"].shape[1]
    a, x = np.zeros_like(p["ba"]), np.zeros_like(p["by"])
    if first is not None:
        x[:, first] = 1
    tokens, apart = [], []
    for _ in range(steps):
        new = np.tanh(p["Waa"] @ a + p["Wax"] @ x + p["ba"])
        scores = (p["Wya"] @ new + p["by"])[:, :, 0]
        order = np.sort(scores, axis=1)
        tokens.append(np.argmax(scores, axis=1))
        apart.append(order[:, -1] - order[:, -2])
        a = new if carried else a
        x = np.eye(depth)[tokens[-1]][:, :, np.newaxis] if fed else x
    return np.stack(tokens, axis=1), np.stack(apart, axis=1)


def _draw(inputs: Inputs) -> dict[str, Array]:
    """Draw many networks with strong weights, stacked along a first axis."""
    return {
        "Wax": inputs.normal(MANY, N_A, DEPTH, scale=0.8),
        "Waa": inputs.normal(MANY, N_A, N_A, scale=0.7),
        "Wya": inputs.normal(MANY, DEPTH, N_A, scale=0.8),
        "ba": inputs.normal(MANY, N_A, 1, scale=0.5),
        "by": inputs.normal(MANY, DEPTH, 1, scale=0.5),
    }


def _good(weights: Mapping[str, Array], path: Int[Array, "n T"], apart: Float[Array, "n T"]) -> Array:
    """Say which networks are far from chance, visit several tokens, and are left early by wrong ways to go on."""
    good = apart.min(axis=1) > APART
    wrong = [{"fed": False}, {"carried": False}, *({"first": k} for k in range(DEPTH))]
    for way in wrong:
        left, _ = _go(weights, EARLY, **way)  # type: ignore[arg-type]
        good &= np.any(left != path[:, :EARLY], axis=1)
    kinds = np.array([len(set(tokens)) for tokens in path.tolist()])
    early = np.array([len(set(tokens[:EARLY])) for tokens in path.tolist()])
    chosen: Array = good & (kinds < DEPTH) & (early >= 3)
    return chosen


def certain(inputs: Inputs, accepted: Callable[[list[int]], bool] = lambda path: True) -> Certain:
    """Draw a network whose path is certain and shows whether state and token are handed on.

    Parameters
    ----------
    inputs
        Where the weights come from.
    accepted
        Says whether a path will do.
    """
    while True:
        weights = _draw(inputs)
        path, apart = _go(weights, STEPS)
        for one in np.flatnonzero(_good(weights, path, apart)):
            if accepted(path[one].tolist()):
                chosen = {name: value[one] for name, value in weights.items()}
                factor = float(np.ceil(FAR_NATS / apart[one].min()))
                return Certain(Certain(chosen, path[one]).stretched(factor), path[one])


def ending(inputs: Inputs) -> tuple[Certain, int]:
    """Draw a network whose path brings a new token at a step from the fifth to the ninth.

    Returns
    -------
    Certain
        The network.
    int
        The step, counted from 0. Made the end mark, its token ends the sentence there.
    """
    found = certain(inputs, lambda path: bool(_fresh(path)))
    return found, _fresh(found.path.tolist())[-1]


def _fresh(path: list[int]) -> list[int]:
    return [step for step in range(4, 9) if path[step] not in path[:step]]
