"""The vocabulary of encoded values: their bounds, their form, and the one exception for all that is odd."""

from __future__ import annotations

from dataclasses import dataclass

DTYPES = frozenset(("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"))


class BadAnswer(Exception):
    """A value that is not plain data, or a reply that is not what ``encode`` writes.

    Parameters
    ----------
    message : str
        What was found, for the feedback.
    too_large : bool
        Whether the value was refused for its size alone.
    """

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


@dataclass(frozen=True)
class Caps:
    """Bounds on one value, checked before anything is built from it.

    Parameters
    ----------
    raw_bytes : int
        Bytes of all arrays together.
    tree_bytes : int
        Bytes of the JSON text.
    nodes, depth, buffers, dimensions : int
        Parts of the tree, its nesting, number of arrays, dimensions of an array.
    characters : int
        Length of one string.
    plain_keys : int
        Dictionary keys that are not strings: their hashes can be made to collide.
    """

    raw_bytes: int = 32 << 20
    tree_bytes: int = 16 << 20
    nodes: int = 200_000
    depth: int = 16
    buffers: int = 20_000
    dimensions: int = 8
    characters: int = 1 << 20
    plain_keys: int = 10_000


CAPS = Caps()


@dataclass(frozen=True)
class Encoded:
    """An encoded value: what ``decode`` takes.

    Parameters
    ----------
    tree : object
        The JSON tree.
    lengths : list of int
        Length of each array's buffer, bytes.
    raw : bytes
        The buffers, one after another.
    """

    tree: object
    lengths: list[int]
    raw: bytes
