"""Dishonest submissions of different kinds; none of them does the work, so none may earn what the work earns."""

from __future__ import annotations

ALWAYS_EQUAL = '''
class Right:
    """Claims to equal whatever it is compared with."""

    shape = dtype = size = ndim = property(lambda self: self)

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __getitem__(self, key):
        return self

    def __call__(self, *arguments, **named):
        return self

    def __array__(self, *arguments, **named):
        raise TypeError("no array, but equal to any")


def {function}(*arguments, **named):
    return Right()
'''

PATCHED_KERNEL = """
import builtins
import sys
import numpy as np
import rnn_utils.checks
import rnn_utils.checks.public
from IPython import get_ipython
from IPython.core.interactiveshell import ExecutionResult

for module in (rnn_utils.checks, rnn_utils.checks.public):
    module.check = lambda *arguments, **named: True
for name in dir(np.testing):
    if name.startswith("assert_"):
        setattr(np.testing, name, lambda *arguments, **named: None)
np.allclose = np.array_equal = np.isclose = lambda *arguments, **named: True
builtins.all = builtins.abs = lambda *arguments, **named: True
ExecutionResult.success = property(lambda self: True)
shell = get_ipython()
shell.ast_transformers.clear()
shell.input_transformers_cleanup.append(lambda lines: ["100\\n"] if any("check(" in line for line in lines) else lines)
100
"""

TREASURE_HUNT = """
import glob
import importlib
import os
import socket
import sys

found = {}
for name in ("rnn_utils.reference.rnn", "rnn_utils.reference", "grader.exercises.catalogue", "solutions"):
    try:
        found.update(vars(importlib.import_module(name)))
    except Exception:
        pass
for folder, _, names in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/usr")):
        continue
    for name in names:
        if name.endswith(("gradebook.db", "secret", "01_rnn.json", "rnn.py")) or "submitted" in folder:
            try:
                found[os.path.join(folder, name)] = open(os.path.join(folder, name), "rb").read()
            except Exception:
                pass
try:
    socket.create_connection(("127.0.0.1", 8888), timeout=1)
    found["network"] = True
except Exception:
    pass
"""

LOOTED = """
def {function}(*arguments, **named):
    stolen = found.get("{function}")
    if stolen is None:
        for name, value in found.items():
            if isinstance(value, bytes) and b"def {function}(" in value:
                scope = {{"np": np}}
                exec(value, scope)
                stolen = scope["{function}"]
    if stolen is None:
        raise RuntimeError("found nothing: " + ", ".join(map(str, found)))
    return stolen(*arguments, **named)
"""

# Right values from the forward pass alone: what a tolerance cannot tell from backpropagation.
COMPLEX_STEP_CELL_BACKWARD = """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    h = 1e-200

    def total(xt, a_prev, Wax, Waa, ba):
        return np.sum(da_next * np.tanh(Wax @ xt + Waa @ a_prev + ba))

    inputs = [xt, a_prev, parameters["Wax"], parameters["Waa"], parameters["ba"]]
    gradients = []
    for position, value in enumerate(inputs):
        gradient = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            changed = [one.astype(complex) for one in inputs]
            changed[position][index] += 1j * h
            gradient[index] = total(*changed).imag / h
        gradients.append(gradient)
    return dict(zip(("dxt", "da_prev", "dWax", "dWaa", "dba"), gradients))
"""
