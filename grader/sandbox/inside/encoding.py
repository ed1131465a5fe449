"""From a value to its encoding; used by both sides."""

from __future__ import annotations

import struct

import numpy as np

from .placeholders import Generator, Placeholder, Result, StandIn
from .values import CAPS, DTYPES, BadAnswer, Caps, Encoded

LONGEST_INTEGER = 4096  # bits; Python refuses to print much longer ones


def encode(value: object, caps: Caps = CAPS, *, placeholders: bool = False) -> Encoded:
    """Encode a value of numbers, strings, None, arrays, tuples, lists and dicts.

    Parameters
    ----------
    value : object
        The value; subclasses are read as the plain type, arrays in any order and stride.
    caps : Caps
        Bounds on the value.
    placeholders : bool
        Whether ``Result``, ``StandIn`` and ``Generator`` may stand in it.

    Returns
    -------
    Encoded
        The tree and its buffers.

    Raises
    ------
    BadAnswer
        If a part is no data, or the value is too large.
    """
    encoder = _Encoder(caps, placeholders)
    tree = encoder.node(value, 0)
    return Encoded(tree, [len(b) for b in encoder.buffers], b"".join(encoder.buffers))


class _Encoder:
    """One walk over a value, with what it has used of its caps."""

    def __init__(self, caps: Caps, placeholders: bool) -> None:
        self.caps, self.placeholders = caps, placeholders
        self.buffers: list[bytes] = []
        self.nodes = self.raw_bytes = 0

    def node(self, value: object, depth: int) -> object:
        self.nodes += 1
        if depth > self.caps.depth or self.nodes > self.caps.nodes:
            raise BadAnswer("the value is nested too deep or has too many parts", too_large=True)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value, depth)
        if isinstance(value, (int, float, complex)):
            return _number(value)
        if isinstance(value, (tuple, list)):
            return {"t" if isinstance(value, tuple) else "l": [self.node(v, depth + 1) for v in value]}
        if isinstance(value, dict):
            return {"m": [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]}
        if self.placeholders and isinstance(value, (Result, StandIn, Generator)):
            return _placeholder(value)
        raise BadAnswer(
            f"a value of type {type(value).__name__} is not data (numbers, strings, arrays, tuples, lists, dicts are)"
        )

    def _text(self, value: str) -> str:
        if len(value) > self.caps.characters:
            raise BadAnswer(f"a string of {len(value)} characters is too long", too_large=True)
        return str.__str__(value).encode("utf-8", "replace").decode("utf-8")

    def _array(self, value: np.ndarray | np.generic, depth: int) -> dict[str, object]:
        array = np.asarray(value)
        if array.dtype.kind == "U":
            return {
                "u": [self.node(str(s), depth + 1) for s in array.ravel().tolist()],
                "s": list(array.shape),
            }
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            raise BadAnswer(f"an array of dtype {array.dtype} is not accepted (numbers and booleans are)")
        self.raw_bytes += array.nbytes
        if self.raw_bytes > self.caps.raw_bytes or len(self.buffers) >= self.caps.buffers:
            raise BadAnswer(f"the value holds more than {self.caps.raw_bytes >> 20} MiB of arrays", too_large=True)
        if array.ndim > self.caps.dimensions:
            raise BadAnswer(f"an array of {array.ndim} dimensions is not accepted")
        self.buffers.append(array.tobytes())
        node = {"a": len(self.buffers) - 1, "d": array.dtype.str, "s": list(array.shape)}
        return {**node, "g": 1} if isinstance(value, np.generic) else node


def _number(value: int | float | complex) -> dict[str, object]:
    if isinstance(value, int):
        if int.bit_length(value) > LONGEST_INTEGER:
            raise BadAnswer("an integer has too many digits", too_large=True)
        return {"i": hex(int(value))}
    if isinstance(value, float):
        return {"f": struct.pack("<d", value).hex()}
    return {"c": struct.pack("<dd", value.real, value.imag).hex()}


def _placeholder(value: Placeholder) -> dict[str, object]:
    if isinstance(value, Result):
        return {"R": value.step, "p": list(value.path)}
    return {"S": value.name} if isinstance(value, StandIn) else {"G": hex(value.seed)}
