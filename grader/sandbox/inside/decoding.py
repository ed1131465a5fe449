"""From an encoding to its value, trusting nothing in it: what the trusted side runs on a student's reply."""

from __future__ import annotations

import itertools
import math
import re
import struct
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .placeholders import Generator, Result, StandIn
from .values import CAPS, DTYPES, BadAnswer, Caps, Encoded

TYPES = {name: np.dtype(name) for name in DTYPES}
WIDEST_EMPTY = 1 << 16
HEX_INTEGER = re.compile(r"-?0x[0-9a-f]{1,1024}", re.ASCII)


def decode(encoded: Encoded, caps: Caps = CAPS, *, placeholders: bool = False) -> Any:
    """Build a value from its encoding, trusting nothing in it.

    Parameters
    ----------
    encoded : Encoded
        Tree, lengths and buffers as they came, of any type.
    caps : Caps
        Bounds on the value.
    placeholders : bool
        Whether placeholders may stand in it: never in a student's reply.

    Returns
    -------
    object
        The value; every array owns its memory, in C order.

    Raises
    ------
    BadAnswer
        If anything about the reply is odd.
    """
    try:
        return _Decoder(encoded, caps, placeholders).node(encoded.tree, 0)
    except BadAnswer:
        raise
    except (
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        RecursionError,
        AttributeError,
        MemoryError,
    ) as error:
        raise BadAnswer(f"a malformed reply ({type(error).__name__})") from None
    except struct.error:
        raise BadAnswer("a malformed number") from None


class _Decoder:
    """One walk over a tree that may have been written by anybody."""

    def __init__(self, encoded: Encoded, caps: Caps, placeholders: bool) -> None:
        lengths, raw = encoded.lengths, encoded.raw
        self.caps, self.raw, self.lengths, self.placeholders = caps, raw, lengths, placeholders
        if len(raw) > caps.raw_bytes:
            raise BadAnswer(f"the value holds more than {caps.raw_bytes >> 20} MiB of arrays", too_large=True)
        good = type(lengths) is list and len(lengths) <= caps.buffers
        if not good or any(type(n) is not int or n < 0 for n in lengths) or sum(lengths) != len(raw):
            raise BadAnswer("the lengths of the buffers do not add up")
        self.offsets = [0, *itertools.accumulate(lengths)]
        self.used: set[int] = set()
        self.nodes = self.plain_keys = 0

    def node(self, node: object, depth: int) -> object:
        self.nodes += 1
        if depth > self.caps.depth or self.nodes > self.caps.nodes:
            raise BadAnswer("the value is nested too deep or has too many parts", too_large=True)
        if node is None or node is True or node is False:
            return node
        if type(node) is str:
            return self._text(node)
        if type(node) is not dict:
            raise BadAnswer("a malformed reply (bad node)")
        names = frozenset(node)
        kind = KINDS.get(names)
        if kind is None and self.placeholders:
            kind = PLACEHOLDERS.get(names)
        if kind is None:
            raise BadAnswer("a malformed reply (unknown node)")
        return kind(self, node, depth)

    def _text(self, text: str) -> str:
        if len(text) > self.caps.characters:
            raise BadAnswer("a string is too long", too_large=True)
        text.encode("utf-8")  # lone surrogates could be written to no file later on
        return text

    def _shape(self, shape: object) -> tuple[tuple[int, ...], int]:
        if type(shape) is not list or len(shape) > self.caps.dimensions:
            raise BadAnswer("a malformed reply (bad shape)")
        for size in shape:
            if type(size) is not int or not 0 <= size <= 1 << 40:
                raise BadAnswer("a malformed reply (bad shape)")
        # An array without elements has no bytes that bound it, and whoever walks along its other axis never comes back.
        if 0 in shape and math.prod(size or 1 for size in shape) > WIDEST_EMPTY:
            raise BadAnswer("an array is too wide", too_large=True)
        return tuple(shape), math.prod(shape)

    def _array(self, node: dict[str, Any], depth: int) -> object:
        index, name = node["a"], node["d"]
        if type(index) is not int or not 0 <= index < len(self.lengths) or index in self.used:
            raise BadAnswer("a malformed reply (bad buffer)")
        if type(name) is not str or name not in DTYPES:
            raise BadAnswer("a malformed reply (bad dtype)")
        self.used.add(index)
        (shape, count), dtype = self._shape(node["s"]), TYPES[name]
        if count * dtype.itemsize != self.lengths[index]:
            raise BadAnswer("an array does not fill its buffer")
        array = np.ndarray(shape, dtype, self.raw, self.offsets[index]).copy()
        if dtype.kind == "b" and count and array.view(np.uint8).max() > 1:
            raise BadAnswer("a boolean array holds other bytes than 0 and 1")
        if "g" in node and (node["g"] != 1 or shape):
            raise BadAnswer("a malformed reply (bad scalar)")
        return array[()] if "g" in node else array

    def _text_array(self, node: dict[str, Any], depth: int) -> object:
        (shape, count), texts = self._shape(node["s"]), node["u"]
        if type(texts) is not list or len(texts) != count or not all(type(t) is str for t in texts):
            raise BadAnswer("a malformed reply (bad text array)")
        # NumPy pads every text to the longest: 4 bytes a character.
        if 4 * count * max(map(len, texts), default=0) > self.caps.raw_bytes:
            raise BadAnswer("an array of texts is too large", too_large=True)
        return np.array(list(self._items(texts, depth)), dtype=str).reshape(shape)

    def _items(self, items: object, depth: int) -> Iterable[object]:
        if type(items) is not list:
            raise BadAnswer("a malformed reply (bad sequence)")
        return [self.node(item, depth + 1) for item in items]

    def _mapping(self, node: dict[str, Any], depth: int) -> dict[object, object]:
        if type(node["m"]) is not list:
            raise BadAnswer("a malformed reply (bad mapping)")
        mapping: dict[object, object] = {}
        for pair in node["m"]:
            key = self.node(pair[0], depth + 1)
            if not isinstance(key, str):
                self.plain_keys += 1
                if self.plain_keys > self.caps.plain_keys:
                    raise BadAnswer("a dictionary has too many keys that are not strings", too_large=True)
            if len(pair) != 2 or key in mapping:
                raise BadAnswer("a malformed reply (bad pair)")
            mapping[key] = self.node(pair[1], depth + 1)
        return mapping


Kinds = dict[frozenset[str], Callable[[_Decoder, dict[str, Any], int], object]]

# What a node may be, by the names in it.
KINDS: Kinds = {
    frozenset("ads"): _Decoder._array,
    frozenset("adsg"): _Decoder._array,
    frozenset("us"): _Decoder._text_array,
    frozenset("i"): lambda _, node, __: _integer(node["i"]),
    frozenset("f"): lambda _, node, __: struct.unpack("<d", _hexbytes(node["f"], 8))[0],
    frozenset("c"): lambda _, node, __: complex(*struct.unpack("<dd", _hexbytes(node["c"], 16))),
    frozenset("t"): lambda decoder, node, depth: tuple(decoder._items(node["t"], depth)),
    frozenset("l"): lambda decoder, node, depth: list(decoder._items(node["l"], depth)),
    frozenset("m"): _Decoder._mapping,
}
PLACEHOLDERS: Kinds = {
    frozenset("Rp"): lambda _, node, __: Result(node["R"], tuple(node["p"])),
    frozenset("S"): lambda _, node, __: StandIn(node["S"]),
    frozenset("G"): lambda _, node, __: Generator(_integer(node["G"])),
}


def _integer(text: object) -> int:
    if type(text) is not str or not HEX_INTEGER.fullmatch(text):
        raise BadAnswer("a malformed reply (bad integer)")
    return int(text, 16)


def _hexbytes(text: object, length: int) -> bytes:
    if type(text) is not str or len(text) != 2 * length:
        raise BadAnswer("a malformed reply (bad number)")
    return bytes.fromhex(text)
