"""Frames on a stream socket: the length of a JSON text, the length of raw bytes, then both."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

HEADER = struct.Struct("<II")
JSON_LIMIT = 64 << 20
RAW_LIMIT = 1 << 30
PIECE = 1 << 20
READ_AHEAD = 1 << 16

Message = dict[str, Any]


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)  # json.loads would build one for each message


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

    Attributes
    ----------
    received_bytes : int
        Length of all frames received so far.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received_bytes = 0
        self._waiting = bytearray()  # what has been read ahead of its frame
        self._poll: select.poll | None = None

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
        view = memoryview(b"".join((HEADER.pack(len(text), len(raw)), text, raw)))
        try:
            while view:
                view = view[self._send_some(view[:PIECE], deadline, fds) :]
                fds = ()
        except OSError:
            raise Closed from None

    def _send_some(self, piece: memoryview, deadline: float | None, fds: tuple[int, ...]) -> int:
        flags = 0 if deadline is None else socket.MSG_DONTWAIT
        while True:
            try:
                if fds:
                    return socket.send_fds(self.sock, [piece], list(fds), flags)
                return self.sock.send(piece, flags)
            except BlockingIOError:
                assert deadline is not None
                self._wait(select.POLLOUT, deadline)

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
        if length > json_limit or raw_length > raw_limit:
            raise TooLarge(f"a single message of {length + raw_length} bytes")
        text, raw = self._exactly(length, deadline), self._exactly(raw_length, deadline)
        self.received_bytes += HEADER.size + length + raw_length
        try:
            message = DECODER.decode(text.decode("utf-8"))
        except (ValueError, RecursionError):
            raise BadFrame("a message that is not JSON") from None
        if type(message) is not dict:
            raise BadFrame("a message that is no object")
        return message, raw

    def receive_with_fds(self, count: int, *, deadline: float | None = None) -> tuple[Message, bytes, list[int]]:
        """Receive one frame and up to so many file descriptors, which come with its first byte."""
        fds: list[int] = []
        if not self._waiting:
            try:
                if deadline is not None:
                    self._wait(select.POLLIN, deadline)
                head, fds, _, _ = socket.recv_fds(self.sock, READ_AHEAD, count)
            except OSError:
                raise Closed from None
            if not head:
                raise Closed
            self._waiting += head
        message, raw = self.receive(deadline=deadline)
        return message, raw, fds

    @property
    def pending(self) -> bool:
        """Whether something has been read that no ``receive`` has returned yet."""
        return bool(self._waiting)

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _exactly(self, count: int, deadline: float | None) -> bytes:
        while len(self._waiting) < count:
            try:
                piece = self._read_some(count - len(self._waiting), deadline)
            except OSError:
                raise Closed from None
            if not piece:
                raise Closed
            self._waiting += piece
        taken = bytes(self._waiting[:count])
        del self._waiting[:count]
        return taken

    def _read_some(self, wanted: int, deadline: float | None) -> bytes:
        size = min(max(wanted, READ_AHEAD), PIECE)
        if deadline is None:
            return self.sock.recv(size)
        while True:
            self._wait(select.POLLIN, deadline)
            try:
                return self.sock.recv(size, socket.MSG_DONTWAIT)
            except BlockingIOError:  # another reader, or a spurious wakeup
                continue

    def _wait(self, event: int, deadline: float) -> None:
        """Wait until the socket can be used, or raise ``TimeOver``."""
        left = deadline - time.monotonic()
        if self._poll is None:
            self._poll = select.poll()
        self._poll.register(self.sock, event)
        if left <= 0 or not self._poll.poll(left * 1000):
            raise TimeOver
