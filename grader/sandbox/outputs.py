"""Outputs of a cell, built from what the student's process says: valid nbformat, whatever it says."""

from __future__ import annotations

import json
import re
from typing import Any

from .inside.wire import Message

MIME_TYPE = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}(;\s*[\w.+-]{1,64}=[\w.+-]{1,64})?", re.ASCII)
JSON_MIME_TYPE = re.compile(r"application/(.*\+)?json")
DEEPEST_JSON = 32

Output = dict[str, Any]


class BadOutput(Exception):
    """A message that no honest kernel sends."""


class Outputs:
    """The outputs of one cell, in order.

    Parameters
    ----------
    most_repeated : int
        How many bytes updates may write more than once; what would be more is counted and not written.

    Attributes
    ----------
    items : list of dict
        The outputs, as nbformat v4 has them.
    repeated_bytes : int
        What updates have written more than once, because several outputs were shown under one name.
    """

    def __init__(self, most_repeated: int) -> None:
        self.items: list[Output] = []
        self.repeated_bytes, self._most_repeated = 0, most_repeated
        self._shown: dict[str, list[Output]] = {}
        self._clear_next = False

    def add(self, message: Message) -> None:
        """Take one message of the kernel.

        Raises
        ------
        BadOutput
            If it is malformed.
        """
        kind = message.get("t")
        if kind == "clear":
            self._clear_next = True
            if message.get("wait") is not True:
                self._clear()
            return
        if kind == "update":
            self._update(message)
            return
        if self._clear_next:
            self._clear()
        if kind == "stream":
            self._add_stream(message)
        elif kind == "error":
            self.items.append(_error(message))
        elif kind in ("display", "result"):
            self._add_bundle(message)
        else:
            raise BadOutput("a message of an unknown kind")

    def number(self, execution_count: int | None) -> None:
        """Give the results their number, known only when the cell is done."""
        for item in self.items:
            if item["output_type"] == "execute_result":
                item["execution_count"] = execution_count

    def _clear(self) -> None:
        self.items.clear()
        self._shown.clear()
        self._clear_next = False

    def _add_stream(self, message: Message) -> None:
        name, text = message.get("name"), _text(message.get("text"))
        if name not in ("stdout", "stderr"):
            raise BadOutput("a stream of an unknown name")
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def _add_bundle(self, message: Message) -> None:
        data, metadata = _bundle(message)
        item: Output = {"output_type": "display_data", "data": data, "metadata": metadata}
        if message["t"] == "result":
            item = {**item, "output_type": "execute_result", "execution_count": None}
        self.items.append(item)
        display_id = message.get("display_id")
        if isinstance(display_id, str) and display_id:
            self._shown.setdefault(display_id, []).append(item)

    def _update(self, message: Message) -> None:
        data, metadata = _bundle(message)
        shown = self._shown.get(_text(message.get("display_id")), [])
        if len(shown) > 1:
            self.repeated_bytes += (len(shown) - 1) * len(json.dumps(data))
        if self.repeated_bytes <= self._most_repeated:
            for item in shown:
                item.update(data=data, metadata=metadata)


def _text(value: object) -> str:
    if type(value) is not str:
        raise BadOutput("a text that is none")
    return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates could be written to no file


def _error(message: Message) -> Output:
    lines = message.get("traceback")
    if type(lines) is not list:
        raise BadOutput("a traceback that is no list")
    names = {"ename": _text(message.get("ename")), "evalue": _text(message.get("evalue"))}
    return {"output_type": "error", **names, "traceback": [_text(line) for line in lines]}


def _bundle(message: Message) -> tuple[dict[str, object], dict[str, object]]:
    data, metadata = message.get("data"), message.get("metadata")
    if type(data) is not dict or type(metadata) is not dict:
        raise BadOutput("a display without data")
    clean: dict[str, object] = {}
    for kind, value in data.items():
        if not MIME_TYPE.fullmatch(kind):
            raise BadOutput("a display of an unknown type")
        clean[kind] = _json(value, 0) if JSON_MIME_TYPE.fullmatch(kind) else _text(value)
    return clean, _sizes(metadata)


def _sizes(metadata: dict[str, object]) -> dict[str, object]:
    """Keep the sizes of pictures alone: templates of others put the rest into pages as it is, unquoted."""
    sizes: dict[str, object] = {}
    for kind, known in metadata.items():
        if MIME_TYPE.fullmatch(kind) and isinstance(known, dict):
            numbers = {name: known.get(name) for name in ("width", "height")}
            sizes[kind] = {name: value for name, value in numbers.items() if type(value) in (int, float)}
    return {kind: found for kind, found in sizes.items() if found}


def _json(value: object, depth: int) -> object:
    if depth > DEEPEST_JSON:
        raise BadOutput("a display nested too deep")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_text(key): _json(item, depth + 1) for key, item in value.items()}
    return value
