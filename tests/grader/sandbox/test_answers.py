"""Encoded values: honest ones survive the way, hostile ones raise ``BadAnswer`` and nothing else."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox.inside.answers import CAPS, BadAnswer, Caps, Encoded, decode, encode
from grader.sandbox.inside.placeholders import Generator, Result, StandIn

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(sizes=(16, 32, 64), endianness="?"),
    hnp.complex_number_dtypes(sizes=(64, 128), endianness="?"),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    TEXTS,
    hnp.arrays(DTYPES, SHAPES),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(TEXTS, st.integers()), inner, max_size=4),
    ),
    max_leaves=12,
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["<f8", "0x1"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(list("adsguifctlmRSGp")), inner, max_size=4),
    ),
    max_leaves=12,
)


def assert_same(got: Any, sent: Any) -> None:
    """Compare a value with what became of it; byte order and strides may differ, NaN equals NaN."""
    if isinstance(sent, np.ndarray):
        assert isinstance(got, np.ndarray) and got.shape == sent.shape and got.dtype == sent.dtype.newbyteorder("=")
        np.testing.assert_array_equal(got, sent)
        assert got.flags.owndata and got.flags.c_contiguous and got.flags.writeable
    elif isinstance(sent, dict):
        assert type(got) is dict and list(got) == list(sent)
        for key in sent:
            assert_same(got[key], sent[key])
    elif isinstance(sent, (list, tuple)):
        assert type(got) is type(sent) and len(got) == len(sent)
        for one, other in zip(got, sent, strict=True):
            assert_same(one, other)
    else:
        assert type(got) is type(sent)
        assert repr(got) == repr(sent)


def over_the_wire(encoded: Encoded) -> Encoded:
    """Send a tree through JSON, as the channel does."""
    return Encoded(json.loads(json.dumps(encoded.tree, allow_nan=False)), encoded.lengths, encoded.raw)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_value_survives_the_way(value: object) -> None:
    assert_same(decode(over_the_wire(encode(value))), value)


@given(JSON, st.lists(st.integers(-1, 40), max_size=3), st.binary(max_size=40))
@settings(max_examples=300, deadline=None)
def test_arbitrary_reply_is_read_or_refused(tree: object, lengths: list[int], raw: bytes) -> None:
    try:
        decode(Encoded(tree, lengths, raw))
    except BadAnswer as error:
        assert str(error)


@given(VALUES, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_mutated_reply_is_read_or_refused(value: object, random: Any) -> None:
    encoded = encode(value)
    text = list(json.dumps(encoded.tree))
    for _ in range(random.randint(1, 3)):
        text[random.randrange(len(text))] = random.choice('0123456789-{}[]",:adsgfilmtux')
    try:
        tree = json.loads("".join(text))
    except (ValueError, RecursionError):
        return
    raw = encoded.raw[: random.randint(0, len(encoded.raw))]
    for buffers in (encoded.raw, raw):
        try:
            decode(Encoded(tree, encoded.lengths, buffers))
        except BadAnswer:
            continue


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(2.5), np.float64(2.5)),
        (np.bool_(True), np.bool_(True)),
        (np.str_("a"), "a"),
        (np.array(["ab", "c"]), np.array(["ab", "c"])),
        (np.ma.array([1, 2], mask=[True, False]), np.array([1, 2])),
        (np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(6.0).reshape(2, 3)),
        (np.arange(6)[::-2], np.array([5, 3, 1])),
        (np.array([math.nan, math.inf, -math.inf, -0.0]), np.array([math.nan, math.inf, -math.inf, -0.0])),
    ],
)
def test_numpy_kinds_are_read_as_plain_data(value: object, expected: object) -> None:
    got = decode(encode(value))
    assert type(got) is type(expected)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        lambda: 0,
        np.array([object()]),
        np.array([1], dtype="M8[s]"),
        np.zeros(1, dtype=[("a", "f8")]),
        np.zeros(1, dtype=np.longdouble),
        np.zeros((1,) * 9),
        [[[object()]]],
        {"a": {"b": object()}},
        Result(0),
        StandIn("f"),
        Generator(1),
        pytest.param(1 << 20_000, id="huge integer"),
    ],
)
def test_what_is_no_data_is_refused_by_name(value: object) -> None:
    with pytest.raises(BadAnswer):
        encode(value)


@pytest.mark.parametrize("value", [Result(1, (0, "a")), StandIn("f"), Generator(7)])
def test_placeholders_travel_only_where_they_are_expected(value: object) -> None:
    encoded = over_the_wire(encode([value], placeholders=True))
    assert decode(encoded, placeholders=True) == [value]
    with pytest.raises(BadAnswer):
        decode(encoded)


def test_caps_bound_every_dimension_of_a_value() -> None:
    caps = Caps(raw_bytes=64, nodes=10, depth=3, buffers=2, characters=5)
    for value in (np.zeros(9), [0] * 10, [[[[0]]]], [np.zeros(1)] * 3, "x" * 6):
        with pytest.raises(BadAnswer) as caught:
            encode(value, caps)
        assert caught.value.too_large
        with pytest.raises(BadAnswer):
            decode(encode(value), caps)


HOSTILE: list[tuple[object, list[Any], bytes]] = [
    ({"a": 0, "d": "<f8", "s": [1 << 40]}, [8], bytes(8)),
    ({"a": 0, "d": "<f8", "s": [1 << 62, 4]}, [8], bytes(8)),
    ({"a": 0, "d": "<f8", "s": [-1, -1]}, [8], bytes(8)),
    ({"a": 0, "d": "<f8", "s": [True]}, [8], bytes(8)),
    ({"a": 0, "d": "<f8", "s": [1.0]}, [8], bytes(8)),
    ({"a": 0, "d": "O", "s": [1]}, [8], bytes(8)),
    ({"a": 0, "d": "|O", "s": [1]}, [8], bytes(8)),
    ({"a": 0, "d": "<U1", "s": [2]}, [8], bytes(8)),
    ({"a": 0, "d": ["<f8"], "s": [1]}, [8], bytes(8)),
    ({"a": 0, "d": "|b1", "s": [8]}, [8], b"\x02" * 8),
    ({"a": 0, "d": "<f8", "s": [1], "g": 1}, [8], bytes(8)),
    ({"a": 0, "d": "<f8", "s": [], "g": 2}, [8], bytes(8)),
    ({"a": True, "d": "<f8", "s": [1]}, [8, 8], bytes(16)),
    ({"a": -1, "d": "<f8", "s": [1]}, [8], bytes(8)),
    ({"l": [{"a": 0, "d": "<f8", "s": [1]}] * 2}, [8], bytes(8)),
    (None, [8], b""),
    (None, [-8, 8], b""),
    (None, [0.0], b""),
    ({"u": ["x" * (1 << 20)] + ["a"] * 60_000, "s": [60_001]}, [], b""),
    ({"u": ["a"], "s": [2]}, [], b""),
    ({"u": [1], "s": [1]}, [], b""),
    ({"i": "0x" + "f" * 1025}, [], b""),
    ({"i": 5}, [], b""),
    ({"i": "١"}, [], b""),
    ({"f": "zz" * 8}, [], b""),
    ({"f": "00"}, [], b""),
    ({"m": [[{"l": []}, None]]}, [], b""),
    ({"m": [["a", 0]]}, [], b""),
    ({"m": [["a", None], ["a", None]]}, [], b""),
    ({"m": [["a", None, None]]}, [], b""),
    ({"m": {"a": 1}}, [], b""),
    ({"m": [[{"i": hex(n)}, None] for n in range(CAPS.plain_keys + 1)]}, [], b""),
    ({"t": "abc"}, [], b""),
    ({"t": [], "l": []}, [], b""),
    ({}, [], b""),
    (3, [], b""),
    (3.5, [], b""),
    ("\ud800", [], b""),
    ({"l": [None] * (CAPS.nodes + 1)}, [], b""),
]


@pytest.mark.parametrize(("tree", "lengths", "raw"), HOSTILE)
def test_hostile_reply_is_refused(tree: object, lengths: list[Any], raw: bytes) -> None:
    with pytest.raises(BadAnswer):
        decode(Encoded(tree, lengths, raw))


@pytest.mark.parametrize("shape", [(1 << 40, 0), (0, 1 << 40), (1 << 20, 1 << 20, 0), (0, 1 << 17)])
def test_an_array_of_nothing_is_not_endlessly_wide(shape: tuple[int, ...]) -> None:
    """Whoever walks along its other axis would never come back."""
    with pytest.raises(BadAnswer, match="too wide"):
        decode(over_the_wire(encode(np.zeros(shape))))
    assert decode(over_the_wire(encode(np.zeros((0, 5))))).shape == (0, 5)


def test_deep_nesting_is_refused_before_it_costs_anything() -> None:
    tree: object = None
    for _ in range(5000):
        tree = {"l": [tree]}
    with pytest.raises(BadAnswer):
        decode(Encoded(tree, [], b""))
