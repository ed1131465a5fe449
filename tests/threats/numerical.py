"""Line 11, and a part of 12: differentiating numerically in the place of backpropagation."""

from __future__ import annotations

from threats.model import Threat

from grader.demo import cheats

CENTRAL_DIFFERENCES = """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    values = {"xt": xt, "a_prev": a_prev, **{name: parameters[name] for name in ("Wax", "Waa", "ba")}}
    values = {name: np.array(value, float) for name, value in values.items()}

    def total():
        v = values
        return np.sum(da_next * np.tanh(v["Wax"] @ v["xt"] + v["Waa"] @ v["a_prev"] + v["ba"]))

    gradients = {}
    for name, value in values.items():
        gradients["d" + name] = gradient = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-5
            up = total()
            value[index] = kept - 1e-5
            gradient[index] = (up - total()) / 2e-5
            value[index] = kept
    return gradients
"""

COMPLEX_STEP_SEQUENCE = """
def rnn_backward(da, caches):
    steps, x = caches
    values = {"x": x, "a0": steps[0][1], **{name: steps[0][3][name] for name in ("Wax", "Waa", "ba")}}
    values = {name: value.astype(complex) for name, value in values.items()}

    def total():
        a, sum_ = values["a0"], 0
        for t in range(x.shape[2]):
            a = np.tanh(values["Wax"] @ values["x"][:, :, t] + values["Waa"] @ a + values["ba"])
            sum_ = sum_ + np.sum(da[:, :, t] * a)
        return sum_

    gradients = {}
    for name, value in values.items():
        gradients["d" + name] = gradient = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-200j
            gradient[index] = total().imag / 1e-200
            value[index] = kept
    return gradients
"""

# Numerical where it is judged by values, and quick where it is judged by time.
NOTICES_SIZE = (
    cheats.COMPLEX_STEP_CELL_BACKWARD.replace("def rnn_cell_backward(", "def slowly(")
    + """

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    if len(a_next) > 30:
        values = {"xt": xt, "a_prev": a_prev, **{name: parameters[name] for name in ("Wax", "Waa", "ba")}}
        return {"d" + name: np.zeros(value.shape) for name, value in values.items()}
    return slowly(da_next, cache)
"""
)

# Its children are reaped by nobody, so that the time of a check that ends by itself is counted nowhere.
CHILDREN_IGNORED = """
import signal

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
"""
ANSWERS_AND_IS_GONE = (
    cheats.COMPLEX_STEP_CELL_BACKWARD.replace("def rnn_cell_backward(", "def slowly(")
    + """

def rnn_cell_backward(da_next, cache):
    import os, sys

    found = {name: value.astype(da_next.dtype) for name, value in slowly(da_next, cache).items()}
    if len(da_next) > 50:
        from inside.answers import encode

        frame = sys._getframe()
        while "channel" not in frame.f_locals:
            frame = frame.f_back
        packed = encode(found)
        reply = {"t": "outcome", "index": 0, "changed": [], "shared": []}
        reply |= {"tree": packed.tree, "lengths": packed.lengths}
        frame.f_locals["channel"].send({**reply, "slow to read": [0] * 4_000_000}, packed.raw)
        os._exit(0)
    return found
"""
)

BY_COST = "CPU time at a large size is measured from outside, and its values are judged as well"

THREATS = (
    Threat(
        "11", "complex-step", "differentiates by complex steps, one backward step", BY_COST,
        lambda release: release.submit({"rnn_cell_backward": cheats.COMPLEX_STEP_CELL_BACKWARD}),
        words=("longer than backpropagation",), stock=True,
    ),
    Threat(
        "11", "central-differences", "differentiates by central differences, one backward step",
        "not exact enough, and too slow at a large size",
        lambda release: release.submit({"rnn_cell_backward": CENTRAL_DIFFERENCES}), stock=True,
    ),
    Threat(
        "11", "complex-step-sequence", "differentiates by complex steps through the whole sequence", BY_COST,
        lambda release: release.submit({"rnn_backward": COMPLEX_STEP_SEQUENCE}),
        words=("longer than backpropagation",),
    ),
    Threat(
        "11", "time-counted-nowhere", "differentiates by complex steps, and ends so that no CPU time is counted",
        "a time that cannot be measured earns nothing",
        lambda release: release.submit({"rnn_cell_backward": ANSWERS_AND_IS_GONE}, extra=CHILDREN_IGNORED),
        words=("could not be measured",),
    ),
    Threat(
        "12", "notices-size", "differentiates numerically, and returns anything quickly when its time is measured",
        BY_COST, lambda release: release.submit({"rnn_cell_backward": NOTICES_SIZE}), stock=True,
    ),
)  # fmt: skip
