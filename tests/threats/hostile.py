"""Line 18: answers to the grader that try to be more than data."""

from __future__ import annotations

from threats.model import Threat

HOSTILE = {
    "one_hot": "np.array([object(), None, {}], dtype=object)",
    "softmax": "np.broadcast_to(np.float64(0), (10**9,))",
    "rnn_cell_forward": "[[]] * 10**6",
    "rnn_forward": "deep(100_000)",
    "sequence_loss": "float('nan')",
    "rnn_cell_backward": "{name: np.full((5, 4), np.nan) for name in ('dxt', 'da_prev', 'dWax', 'dWaa', 'dba')}",
    "rnn_backward": "{k: np.full((3, 3), np.inf) for k in ('dx', 'da0', 'dWax', 'dWaa', 'dba')}",
}
HOSTILE_TYPES = {
    "one_hot": "np.array(['1', '0'])",
    "softmax": "np.array([1 + 2j])",
    "rnn_cell_forward": "(np.datetime64('2001-01-01'), np.array([(1, 2.0)], dtype='i4,f8'), lambda: 1)",
    "rnn_forward": "iter(int, 1)",
    "sequence_loss": "10 ** 100_000",
    "output_backward": "itself()",
    "rnn_cell_backward": "Pickled()",
    "rnn_backward": "'x' * (50 << 20)",
    "numerical_gradient": "np.zeros((1 << 12, 1 << 12))",
}
HOSTILE_HELPERS = """
def deep(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def itself():
    value = {}
    value["again"] = [value]
    return value


class Pickled:
    def __reduce__(self):
        return (print, ("unpickled",))

    def __array__(self, *arguments, **named):
        raise SystemExit

    @property
    def __class__(self):
        return np.ndarray

    @property
    def __array_interface__(self):
        return {"shape": (10**9,), "typestr": "<f8", "data": (1, False), "version": 3}
"""

OUT_OF_TURN = """
import gc, os
from inside.wire import Channel


def {function}(*arguments, **named):
    for channel in [one for one in gc.get_objects() if type(one) is Channel]:
        for message in ({"t": "hello", "pid": 1}, {"t": "outcome", "index": 7}, {"t": "call", "name": "rnn_forward"},
                        {"t": "checked"}, {"t": "done", "id": 1, "ok": True}, {"event": "swept", "cpu_s": 0}):
            try:
                channel.send({**message, "changed": [], "shared": [], "tree": [1e999], "lengths": [1 << 40]}, b"x" * 8)
            except Exception:
                continue
        os.write(channel.sock.fileno(), b"\\xff" * 64)
    return 1
"""


def returning(values: dict[str, str]) -> dict[str, str]:
    """Return functions that return the given expressions."""
    return {name: f"def {name}(*arguments, **named):\n    return {value}" for name, value in values.items()}


DATA_ONLY = "answers are a JSON tree and raw buffers, sizes and types checked before they are read"

ENDLESSLY_WIDE = """
def {function}(*arguments, **named):
    return np.zeros((1 << 40, 0), np.int64)
"""
# Summed up by a check that asks whether a backward pass is linear, these would have n² elements.
SPREADING = """
calls = 0


def rnn_cell_backward(da_next, cache):
    global calls
    calls += 1
    value = np.ones((1 << 19, 1)) if calls % 2 else np.ones((1, 1 << 19))
    return {name: value for name in ("dxt", "da_prev", "dWax", "dWaa", "dba")}
"""
ASKS_FOR_LARGE = """
def sequence_loss(y_pred, y, mask=None):
    if one_hot.__code__.co_name != "stand_in":
        raise ValueError("not yet")
    return one_hot(np.array([0]), 150_000_000)
"""
ASKS_FOR_LONG = """
def rnn_forward(x, a0, parameters):
    if rnn_cell_forward.__code__.co_name != "stand_in":
        raise ValueError("not yet")
    zero, n, k = np.zeros((1, 1), np.int8), 8000, 2000
    large = {"Wax": zero, "Waa": np.ones((n, k), np.int8), "Wya": zero, "ba": zero, "by": zero}
    return rnn_cell_forward(zero, np.ones((k, n), np.int8), large)
"""

THREATS = (
    Threat(
        "18", "endlessly-wide", "answers with arrays without elements that are 2⁴⁰ rows long", DATA_ONLY,
        lambda release: release.submit(release.everywhere(ENDLESSLY_WIDE)), words=("more data than can be read",),
    ),
    Threat(
        "18", "spreading", "answers in shapes whose sum would fill the grader's memory",
        "shapes are looked at before numbers",
        lambda release: release.submit({"rnn_cell_backward": SPREADING}),
    ),
    Threat(
        "18", "asks-for-much", "asks the functions that a check lends for more than the grader has",
        "bounded in size, integers and time",
        lambda release: release.submit({"sequence_loss": ASKS_FOR_LARGE, "rnn_forward": ASKS_FOR_LONG}),
        words=("integer of more than 100000", "more than 2 MiB of arrays"),
    ),
    Threat(
        "18", "hostile-values", "answers with object arrays, a shape of 10⁹, endless depth, NaN and infinity",
        DATA_ONLY,
        lambda release: release.submit(returning(HOSTILE), extra=HOSTILE_HELPERS), words=("cannot be read",),
    ),
    Threat(
        "18", "hostile-types", "answers with other types, pickles, itself, a number of 100,000 digits", DATA_ONLY,
        lambda release: release.submit(returning(HOSTILE_TYPES), extra=HOSTILE_HELPERS), words=("cannot be read",),
    ),
    Threat(
        "18", "out-of-turn", "sends replies out of turn, under other names, and bytes that are none", DATA_ONLY,
        lambda release: release.submit(release.everywhere(OUT_OF_TURN)),
    ),
)  # fmt: skip
