"""Messages of a kernel become valid outputs, or are refused."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.outputs import BadOutput, Outputs

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=6),
        st.sampled_from(["stdout", "text/plain"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["text/plain", "image/png", "application/json", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)
FIELDS = ["name", "text", "data", "metadata", "ename", "evalue", "traceback", "display_id", "wait"]
KINDS = st.sampled_from(["stream", "display", "result", "update", "error", "clear", "done", 3])
MESSAGES = st.builds(lambda kind, fields: {"t": kind, **fields}, KINDS, st.dictionaries(st.sampled_from(FIELDS), JSON))


def display(text: str, **more: Any) -> dict[str, Any]:
    """Return the message of one display."""
    return {"t": "display", "data": {"text/plain": text}, "metadata": {}, **more}


@given(st.lists(MESSAGES, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_messages_give_valid_outputs_or_are_refused(messages: list[dict[str, Any]]) -> None:
    outputs = Outputs(1 << 20)
    for message in messages:
        try:
            outputs.add(message)
        except BadOutput:
            continue
    outputs.number(3)
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.from_dict(item) for item in outputs.items])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_text_of_one_stream_is_joined() -> None:
    outputs = Outputs(1 << 20)
    for name, text in (("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")):
        outputs.add({"t": "stream", "name": name, "text": text})
    assert [item["text"] for item in outputs.items] == ["ab", "c", "d"]


def test_update_reaches_every_display_of_its_id() -> None:
    outputs = Outputs(1 << 20)
    for item in (display("a", display_id="x"), display("b"), display("c", display_id="x")):
        outputs.add(item)
    outputs.add({**display("new", display_id="x"), "t": "update"})
    assert [item["data"]["text/plain"] for item in outputs.items] == ["new", "b", "new"]


def test_lone_surrogates_are_replaced() -> None:
    outputs = Outputs(1 << 20)
    outputs.add({"t": "stream", "name": "stdout", "text": "\ud800"})
    assert outputs.items[0]["text"] == "?"


@pytest.mark.parametrize("kind", ["no-slash", "a/b\nc", "", "text/html; x=\u2028"])
def test_unknown_kind_of_display_is_refused(kind: str) -> None:
    with pytest.raises(BadOutput):
        Outputs(1 << 20).add({"t": "display", "data": {kind: "x"}, "metadata": {}})


def test_json_nested_too_deep_is_refused() -> None:
    value: object = 1
    for _ in range(40):
        value = [value]
    with pytest.raises(BadOutput):
        Outputs(1 << 20).add({"t": "display", "data": {"application/json": value}, "metadata": {}})


def test_metadata_hold_the_sizes_of_pictures_and_nothing_that_a_page_would_show() -> None:
    metadata = {
        "image/png": {"width": 3, "height": "1 onerror=taken()", "alt": "x"},
        "filenames": {"image/png": "http://tracker.invalid/p.png"},
        "text/html": {"isolated": True},
        "image/jpeg": 5,
    }
    outputs = Outputs(1 << 20)
    outputs.add({"t": "display", "data": {"image/png": "x"}, "metadata": metadata})
    assert outputs.items[0]["metadata"] == {"image/png": {"width": 3}}


def test_what_an_update_writes_several_times_is_counted_and_bounded() -> None:
    size = len(json.dumps({"text/plain": "z" * 100}))
    outputs = Outputs(2 * size)
    for _ in range(3):
        outputs.add(display("x", display_id="one"))
    outputs.add(display("y", display_id="other"))
    outputs.add({**display("z" * 100, display_id="other"), "t": "update"})
    assert outputs.repeated_bytes == 0
    outputs.add({**display("z" * 100, display_id="one"), "t": "update"})
    assert outputs.repeated_bytes == 2 * size
    outputs.add({**display("too much", display_id="one"), "t": "update"})
    assert outputs.repeated_bytes > 2 * size
    assert [item["data"]["text/plain"] for item in outputs.items] == ["z" * 100] * 4
