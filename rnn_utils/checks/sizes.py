"""Say what a function was called with: names and shapes, not values."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence

import numpy as np

from rnn_utils.checks import sentences
from rnn_utils.checks.language import tell

ENTRIES = 6
LONGEST = 24


def sizes(function: object, arguments: Sequence[object]) -> str:
    """Name the arguments of a call with their shapes.

    Parameters
    ----------
    function
        The student's function, whose parameters have names.
    arguments
        What it was called with, by position.

    Returns
    -------
    str
        For example ``"xt (3, 10), parameters {Wax (5, 3), ba (5, 1)}"``.
    """
    try:
        names = list(inspect.signature(function).parameters) if callable(function) else []
    except (TypeError, ValueError):  # a function of C without a signature
        names = []
    names += [tell(sentences.ARGUMENT(number=str(place + 1))) for place in range(len(names), len(arguments))]
    return ", ".join(f"{name} {size(value)}" for name, value in zip(names, arguments, strict=False))


def size(value: object) -> str:
    """Return the shape of an array, the shapes in a dictionary, a short value or a few indices themselves."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.ndim == 1 and value.size <= ENTRIES:
        return f"= {value.tolist()}"
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if isinstance(value, Mapping):
        named = [f"{key} {size(item)}" for key, item in list(value.items())[:ENTRIES]]
        return "{" + ", ".join(named) + (", …" if len(value) > ENTRIES else "") + "}"
    if isinstance(value, np.random.Generator):
        return tell(sentences.A_GENERATOR())
    if callable(value):
        return str(getattr(value, "__name__", tell(sentences.A_FUNCTION())))
    short = repr(value.item() if isinstance(value, np.generic) else value)
    if isinstance(value, (tuple, list)) and (len(short) > LONGEST or "array" in short):
        return tell(sentences.OF_VALUES(count=str(len(value))))
    return f"= {short}" if len(short) <= LONGEST else f"= {short[: LONGEST - 1]}…"
