"""What the student's process says while a cell runs, in the order in which it is said."""

from __future__ import annotations

import io
import json
import threading
import time

from .wire import Channel, Closed, Message

FLUSH_CHARACTERS = 1 << 16
FLUSH_AFTER_S = 0.1


class Outbox:
    """The way out for everything that a cell shows.

    Parameters
    ----------
    channel : Channel, optional
        The trusted side; without one, what is posted is dropped.
    """

    def __init__(self, channel: Channel | None = None) -> None:
        self.channel = channel
        self.lock = threading.RLock()

    def connect(self, channel: Channel | None) -> None:
        """Speak to this channel from now on, or to nobody."""
        self.channel, self.lock = channel, threading.RLock()

    def post(self, message: Message) -> None:
        """Send a message; in a process that has lost its channel, drop it."""
        with self.lock:
            if self.channel is not None:
                try:
                    self.channel.send(_as_json(message))
                except Closed:
                    self.channel = None


def _as_json(message: Message) -> Message:
    """Return the message if it is JSON, NaN excluded; else with the odd values as their text."""
    try:
        json.dumps(message, allow_nan=False)
    except (TypeError, ValueError):
        return {key: value if isinstance(value, (str, int)) else _texts(value) for key, value in message.items()}
    return message


def _texts(value: object) -> object:
    return {str(k): v if isinstance(v, str) else repr(v) for k, v in value.items()} if isinstance(value, dict) else None


class Stream(io.TextIOBase):
    """A text stream that posts what is written to it.

    Parameters
    ----------
    name : str
        "stdout" or "stderr".
    outbox : Outbox
        Where it goes.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, outbox: Outbox) -> None:
        self.stream_name, self.outbox = name, outbox
        self.other: Stream | None = None  # flushed before this one is written to, to keep the order
        self.renew()

    def renew(self) -> None:
        """Forget what is unsent, and any lock that another thread of a forked process held."""
        self.pieces: list[str] = []
        self.count = 0
        self.flushed_at = time.monotonic()
        self.lock = threading.RLock()

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return False: there is no terminal."""
        return False

    def fileno(self) -> int:
        """Refuse: there is no file descriptor behind this stream."""
        raise io.UnsupportedOperation("fileno")

    def write(self, text: str) -> int:
        """Keep text to be posted soon, and return its length."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.other is not None and self.other.count:
            self.other.flush()
        with self.lock:
            self.pieces.append(text)
            self.count += len(text)
            late = time.monotonic() - self.flushed_at > FLUSH_AFTER_S
        if self.count > FLUSH_CHARACTERS or late:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Post what was written."""
        with self.lock:
            text, self.pieces, self.count = "".join(self.pieces), [], 0
            self.flushed_at = time.monotonic()
        for start in range(0, len(text), FLUSH_CHARACTERS * 4):
            piece = text[start : start + FLUSH_CHARACTERS * 4]
            self.outbox.post({"t": "stream", "name": self.stream_name, "text": piece})


def stream_pair(outbox: Outbox) -> tuple[Stream, Stream]:
    """Return streams for stdout and stderr that keep their common order."""
    out, err = Stream("stdout", outbox), Stream("stderr", outbox)
    out.other, err.other = err, out
    return out, err
