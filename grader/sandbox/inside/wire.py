"""Frames on a stream socket: the length of a JSON text, the length of raw bytes, then both."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

HEADER = struct.Struct("<II")
JSON_LIMIT = 64 << 20
RAW_LIMIT = 1 << 30
PIECE = 1 << 20

Message = dict[str, Any]


class Closed(Exception):
    """The other side has closed the channel, or is gone."""


class BadFrame(Exception):
    """What came is no frame, or is too large."""


class TooLarge(BadFrame):
    """A frame above the limit of its reader."""


class TimeOver(Exception):
    """Nothing, or not all of it, came in time."""


class Channel:
    """One end of a stream socket that carries frames.

    Parameters
    ----------
    sock : socket.socket
        The socket, of which the channel takes possession.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received_bytes = 0

    def send(
        self, message: Message, raw: bytes = b"", *, deadline: float | None = None, fds: tuple[int, ...] = ()
    ) -> None:
        """Send one frame, with file descriptors beside it.

        Raises
        ------
        Closed
            If the other side is gone.
        TimeOver
            If it has not read the frame by the deadline (of the monotonic clock).
        """
        text = json.dumps(message).encode()
        head = HEADER.pack(len(text), len(raw)) + text
        try:
            self._limit(deadline)
            if fds:
                sent = socket.send_fds(self.sock, [head], list(fds))
                head = head[sent:]
            for part in (head, raw):
                view = memoryview(part)
                while view:
                    self._limit(deadline)
                    view = view[self.sock.send(view[:PIECE]) :]
        except TimeoutError:
            raise TimeOver from None
        except OSError:
            raise Closed from None

    def receive(
        self, *, deadline: float | None = None, json_limit: int = JSON_LIMIT, raw_limit: int = RAW_LIMIT
    ) -> tuple[Message, bytes]:
        """Receive one frame whose lengths and JSON text are in order; its content is checked by the reader.

        Raises
        ------
        Closed, TimeOver, BadFrame
            If the other side is gone, late, or sent something else.
        """
        length, raw_length = HEADER.unpack(self._exactly(HEADER.size, deadline))
        return self._body(length, raw_length, deadline, json_limit, raw_limit)

    def receive_with_fds(self, count: int, *, deadline: float | None = None) -> tuple[Message, bytes, list[int]]:
        """Receive one frame and up to so many file descriptors."""
        try:
            self._limit(deadline)
            head, fds, _, _ = socket.recv_fds(self.sock, HEADER.size, count)
        except TimeoutError:
            raise TimeOver from None
        except OSError:
            raise Closed from None
        if not head:
            raise Closed
        head += self._exactly(HEADER.size - len(head), deadline)
        length, raw_length = HEADER.unpack(head)
        message, raw = self._body(length, raw_length, deadline, JSON_LIMIT, RAW_LIMIT)
        return message, raw, fds

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _body(
        self, length: int, raw_length: int, deadline: float | None, json_limit: int, raw_limit: int
    ) -> tuple[Message, bytes]:
        if length > json_limit or raw_length > raw_limit:
            raise TooLarge(f"a single message of {length + raw_length} bytes")
        text, raw = self._exactly(length, deadline), self._exactly(raw_length, deadline)
        try:
            message = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise BadFrame("a message that is not JSON") from None
        if type(message) is not dict:
            raise BadFrame("a message that is no object")
        return message, raw

    def _exactly(self, count: int, deadline: float | None) -> bytes:
        buffer = bytearray()
        while len(buffer) < count:
            try:
                self._limit(deadline)
                piece = self.sock.recv(min(count - len(buffer), PIECE))
            except TimeoutError:
                raise TimeOver from None
            except OSError:
                raise Closed from None
            if not piece:
                raise Closed
            buffer += piece
            self.received_bytes += len(piece)
        return bytes(buffer)

    def _limit(self, deadline: float | None) -> None:
        if deadline is None:
            if self.sock.gettimeout() is not None:
                self.sock.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
