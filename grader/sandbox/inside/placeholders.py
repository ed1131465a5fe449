"""Arguments of a call that are not data: results of earlier steps, functions answered outside, generators.

They travel as data and become live objects only where the call is made, so that no code ever crosses the
pipe.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Stand for the value, or a part of the value, of an earlier step of the same request.

    Parameters
    ----------
    step : int
        Index of the earlier step, from 0.
    path : tuple of int or str
        Keys and indices that lead to the part meant; empty for the whole value.
    """

    step: int
    path: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class StandIn:
    """Stand for a function that the trusted side answers, under this name.

    Parameters
    ----------
    name : str
        Name under which the trusted side offers the function.
    """

    name: str


@dataclass(frozen=True)
class Generator:
    """Stand for ``numpy.random.default_rng(seed)``.

    Parameters
    ----------
    seed : int
        Seed of the generator, not negative.
    """

    seed: int


Placeholder = Result | StandIn | Generator
