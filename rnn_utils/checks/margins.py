"""Note how near every comparison came to its tolerance, while somebody wants to know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Margin:
    """The largest error of one compared array.

    Parameters
    ----------
    path
        Which part of a value, for example ``"caches[0][2]"``.
    share
        The error as a share of the allowed one: more than 1 is wrong, infinite where it is not finite.
    """

    path: str
    share: float


_noted: ContextVar[list[Margin] | None] = ContextVar("margins", default=None)


@contextmanager
def margins() -> Iterator[list[Margin]]:
    """Collect the margins of all comparisons inside of a ``with`` block, in the order in which they are made.

    Yields
    ------
    list of Margin
        Filled as the comparisons come. A value that differs by its type, shape or length has no margin.
    """
    found: list[Margin] = []
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(path: str, error: NDArray[np.float64], allowed: float) -> None:
    """Note the margin of one comparison, where that is wanted.

    Parameters
    ----------
    path
        Which part of a value was compared.
    error
        Distance of each element from the right one.
    allowed
        The allowed distance.
    """
    found = _noted.get()
    if found is None:
        return
    largest = float(np.max(error))
    share = 0.0 if largest == 0 else largest / allowed if allowed > 0 and np.isfinite(largest) else np.inf
    found.append(Margin(path, share))
