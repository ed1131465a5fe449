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

THREATS = (
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
