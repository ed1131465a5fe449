"""The child that one check runs in: it speaks on a channel of its own and ends with the check."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .answers import BadAnswer, Caps, Encoded, decode, encode
from .calls import evaluate, unreadable
from .requests import CallError, Outcome, Request, Step
from .standing_in import StandInRefused, replaced
from .wire import Channel, Closed, Message

INPUT_CAPS = Caps(raw_bytes=1 << 30, nodes=2_000_000, tree_bytes=64 << 20, buffers=200_000)


def serve_check(channel: Channel, namespace: Mapping[str, object]) -> None:
    """Make the calls of one check and stream their outcomes.

    Parameters
    ----------
    channel : Channel
        The trusted side, for this check alone.
    namespace : mapping of str to object
        The student's names.
    """
    channel.send({"t": "hello", "pid": os.getpid()})
    message, raw = channel.receive()
    caps = Caps(raw_bytes=message["answer_bytes"])
    requests = unpack_requests(Encoded(message["tree"], message["lengths"], raw))

    def answer(name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        return _ask(channel, caps, name, args, kwargs)

    with replaced(message["stand_ins"], requests, namespace, answer) as names:
        for index, request in enumerate(requests):
            outcome = evaluate(request, names, answer)
            _send_outcome(channel, caps, index, outcome, request.steps[-1].function)
    try:
        channel.receive()  # stay alive until the CPU time has been measured
    except Closed:
        return


def pack_requests(requests: tuple[Request, ...]) -> Encoded:
    """Encode requests; placeholders stay placeholders."""
    data = [[(s.function, s.args, dict(s.kwargs), s.drain, s.unread) for s in request.steps] for request in requests]
    return encode(data, INPUT_CAPS, placeholders=True)


def unpack_requests(encoded: Encoded) -> tuple[Request, ...]:
    """Decode requests."""
    data = decode(encoded, INPUT_CAPS, placeholders=True)
    return tuple(Request(tuple(Step(*step) for step in steps)) for steps in data)


def _ask(channel: Channel, caps: Caps, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
    try:
        packed = encode((args, kwargs), caps)
    except BadAnswer as error:
        raise StandInRefused(f"{name} was called with arguments of which: {error}") from None
    channel.send({"t": "call", "name": name, "tree": packed.tree, "lengths": packed.lengths}, packed.raw)
    message, raw = channel.receive()
    if message["t"] == "refused":
        raise StandInRefused(message["message"])
    return decode(Encoded(message["tree"], message["lengths"], raw), INPUT_CAPS)


def _send_outcome(channel: Channel, caps: Caps, index: int, outcome: Outcome, function: str) -> None:
    error, packed = outcome.error, encode(None)
    if error is None:
        try:
            packed = encode(outcome.value, caps)
        except BadAnswer as fault:
            error = unreadable(function, fault)
        except Exception as fault:  # reading a student's object may run the student's code
            error = CallError("unreadable", f"{function} returned a value that cannot be read ({type(fault).__name__})")
    message: Message = {"t": "outcome", "index": index, "changed": outcome.changed, "shared": outcome.shared}
    if error is not None:
        message["error"] = [error.kind, error.message, error.line, error.source_line]
    channel.send({**message, "tree": packed.tree, "lengths": packed.lengths}, packed.raw)
