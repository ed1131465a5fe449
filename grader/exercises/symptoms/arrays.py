"""Arrays of numbers in what a function takes and gives, and whether two of them agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

LARGEST = 1_000_000  # numbers in an array that is still looked at


def leaves(name: str, value: object) -> Iterator[tuple[str, np.ndarray]]:
    """Return the arrays of numbers in a value by name: itself, or what a dictionary or a tuple holds."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, np.ndarray):
                yield from _leaf(f"{name}['{key}']", item)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            if isinstance(item, np.ndarray):
                yield from _leaf(f"{name}[{place}]", item)
    else:
        yield from _leaf(name, value)


def _leaf(name: str, value: object) -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, (np.ndarray, np.generic, int, float)) and not isinstance(value, bool):
        array = np.asarray(value)
        if array.dtype.kind in "biuf" and array.size <= LARGEST:
            yield name, array


def agree(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two arrays hold the same numbers, up to rounding, in the same shape."""
    if one.shape != other.shape or not one.size:
        return False
    single = np.float32 in (one.dtype, other.dtype)
    first, second = one.astype(np.float64), other.astype(np.float64)
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        return False
    allowed = (2e-4 if single else 1e-9) * float(np.abs(second).max()) + (1e-6 if single else 1e-12)
    return bool((np.abs(first - second) <= allowed).all())
