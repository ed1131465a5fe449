"""Take a returned value apart into what is exact and what is rounded, and project the latter on a fixed vector."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

DEEPEST = 12  # a student's list may hold itself


@dataclass
class Reading:
    """What of a value is exact, as words, and its floating-point numbers in order.

    Parameters
    ----------
    complete
        Whether entries beyond the expected ones count.
    single
        Whether single precision was expected or came.
    finite
        Whether all floating-point numbers are finite.
    form
        Shapes, dtypes, whole numbers, text, where values are not finite.
    numbers
        Arrays of the finite values, zero in the place of others.
    """

    complete: bool = False
    single: bool = False
    finite: bool = True
    form: list[str] = field(default_factory=list)
    numbers: list[np.ndarray] = field(default_factory=list)

    def read(self, expected: object, got: object, depth: int = 0) -> None:
        """Read a value along the structure of the expected one.

        Parameters
        ----------
        expected, got
            The right value and the student's.
        depth
            How deep it lies in the whole.
        """
        if isinstance(expected, Mapping) and isinstance(got, Mapping):
            self.form.append(f"{len(got) if self.complete else ''}{{")
            for key, value in expected.items():
                self.read(value, got[key], depth + 1) if key in got else self.form.append("no key")
        elif isinstance(expected, (tuple, list)) and isinstance(got, (tuple, list)):
            length = len(got) if self.complete else min(len(got), len(expected))
            self.form.append(f"{length}(")
            for value, other in zip(expected, got, strict=False):
                self.read(value, other, depth + 1)
        else:
            self.single |= getattr(expected, "dtype", None) == np.float32
            self.leaf(got, depth)

    def leaf(self, got: object, depth: int = 0) -> None:
        """Read a value whose structure is not the expected one, or a single array."""
        if depth > DEEPEST or got is None or isinstance(got, (str, bytes)):
            self.form.append(repr(str(got) if isinstance(got, str) else got) if depth <= DEEPEST else "deep")
        elif isinstance(got, (Mapping, tuple, list)):
            self.form.append(f"{len(got)}<")
            for item in got.values() if isinstance(got, Mapping) else got:
                self.leaf(item, depth + 1)
        elif isinstance(got, (bool, int, float, np.generic, np.ndarray)):
            self._array(np.asarray(got))
        else:
            self.form.append(type(got).__name__)

    def _array(self, array: np.ndarray) -> None:
        self.form.append(f"{array.shape} {array.dtype.name if array.ndim else array.dtype.kind}")
        if array.dtype.kind in "biu":
            self.form.append(str(array.ravel().tolist()))
        elif array.dtype.kind == "f":
            values = array.astype(np.float64).ravel()
            finite = np.isfinite(values)
            self.finite &= bool(finite.all())
            self.form += [f"{place} is {values[place]}" for place in np.flatnonzero(~finite)]
            self.numbers.append(np.where(finite, values, 0.0))
            self.single |= array.dtype == np.float32

    def projections(self, seed: str) -> list[tuple[float, float, bool]]:
        """Return the projection on a fixed vector, the sum of its absolute terms and whether single precision is in it.

        Parameters
        ----------
        seed
            Chooses the vector.

        Returns
        -------
        list of tuple
            One of them, or none where there are no floating-point numbers.
        """
        if not self.numbers:
            return []
        values = np.concatenate(self.numbers)
        terms = weights(seed, values.size) * values
        return [(float(terms.sum()), float(np.abs(terms).sum()), bool(self.single))]


def weights(seed: str, count: int) -> np.ndarray:
    """Return numbers between 1/2 and 1 with random signs: the same on every machine, whatever NumPy's version.

    Parameters
    ----------
    seed
        Any text.
    count
        How many.

    Returns
    -------
    array, shape (count,)
        Longer vectors begin like shorter ones of the same seed.
    """
    raw = np.frombuffer(hashlib.shake_256(seed.encode()).digest(4 * count), dtype="<u4").astype(np.float64)
    signed = raw / 2.0**31 - 1  # in [-1, 1)
    return np.where(signed < 0, -0.5, 0.5) + signed / 2
