"""Encoded requests, kept: a class of submissions is asked the same questions again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .inside.answers import Encoded
from .inside.child import pack_requests
from .inside.requests import Request

MOST_KEPT = 128
LARGEST_KEPT_BYTES = 1 << 20


class Packed:
    """Requests by identity, with their encodings; requests are frozen, and so must be what is in them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, ...], tuple[tuple[Request, ...], Encoded]] = OrderedDict()

    def pack(self, requests: tuple[Request, ...]) -> Encoded:
        """Encode requests, or return what these very objects were encoded to before."""
        key = tuple(map(id, requests))
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known[1]
        encoded = pack_requests(requests)
        if len(encoded.raw) <= LARGEST_KEPT_BYTES:
            with self._lock:
                self._known[key] = requests, encoded  # held, so that no others take their identity
                if len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
        return encoded


PACKED = Packed()
