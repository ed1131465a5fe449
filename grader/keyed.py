"""Texts that have keys, in the form that JSON can hold: beside the text in English stands how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnn_utils.checks.messages import Message, Value

KEYS = "keys"
DEEPEST = 8  # texts in texts; one from a stored notebook may be anything


def with_keys(data: dict[str, Any]) -> dict[str, Any]:
    """Add under ``"keys"`` how the texts among some values were made, where any of them has a key.

    Parameters
    ----------
    data
        Values by name, texts and tuples of texts among them.
    """
    keys = {name: made for name, value in data.items() if (made := _made(value)) is not None}
    return {**data, KEYS: keys} if keys else data


def without_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """Undo :func:`with_keys`; data without keys, such as that of older versions, stays as it is.

    Parameters
    ----------
    data
        What JSON gave.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        If the keys are malformed.
    """
    rest = {name: value for name, value in data.items() if name != KEYS}
    for name, made in data.get(KEYS, {}).items():
        rest[name] = _text(rest[name], made)
    return rest


def _made(value: object) -> Any:
    if isinstance(value, Message) and value.key:
        return _of_message(value)
    if isinstance(value, (tuple, list)) and any(isinstance(one, Message) and one.key for one in value):
        return [_made(one) for one in value]
    return None


def _of_message(message: Message) -> dict[str, Any]:
    values = {name: _of_value(value) for name, value in message.values.items()}
    return {"key": message.key, **({"values": values} if values else {})}


def _of_value(value: Value) -> Any:
    if isinstance(value, Message):
        # The key of a short text is mostly the text itself.
        text = {} if message_text(value.key) == value else {"text": str(value)}
        return {**_of_message(value), **text}
    return [_of_value(one) for one in value] if isinstance(value, tuple) else value


def message_text(key: str) -> str:
    """Return the text of a message whose key is its own text, behind what it begins with."""
    return key.partition(".")[2]


def _text(text: Any, made: Any) -> Any:
    if isinstance(made, list):
        return tuple(_text(one, how) for one, how in zip(text, made, strict=True))
    return text if made is None else _message(text, made, DEEPEST)


def _message(text: Any, made: Mapping[str, Any], depth: int) -> Message:
    key, values = made["key"], made.get("values", {})
    if not isinstance(text, str) or not isinstance(key, str) or depth < 0:
        raise TypeError("no text with a key")
    return Message(text, key, {str(name): _value(value, depth - 1) for name, value in values.items()})


def _value(made: Any, depth: int) -> Value:
    if isinstance(made, str):
        return made
    if isinstance(made, list):
        if depth < 0:
            raise TypeError("texts lie too deep")
        return tuple(_value(one, depth - 1) for one in made)
    return _message(made["text"] if "text" in made else message_text(made["key"]), made, depth)
