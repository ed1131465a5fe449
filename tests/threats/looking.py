"""Lines 6 to 10: looking for the answer instead of working it out."""

from __future__ import annotations

from threats.forging import WHATEVER
from threats.model import Threat

from grader.demo import cheats

IMPORTED = """
def {function}(*arguments, **named):
    import importlib

    for name in ("rnn_utils.reference.rnn", "rnn_utils.reference", "solutions.01_rnn", "grader.exercises.catalogue"):
        try:
            return getattr(importlib.import_module(name), "{function}")(*arguments, **named)
        except (ImportError, AttributeError):
            continue
    raise RuntimeError("found nothing")
"""

SHADOW = b"""
class Anything:
    def __getattr__(self, name):
        return self

    def __call__(self, *arguments, **named):
        return self

    def __getitem__(self, key):
        return self

    def __bool__(self):
        return True

    def __eq__(self, other):
        return True


anything = Anything()
check = lambda *arguments, **named: True


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return anything
"""

FROM_SOURCE = """
def {function}(*arguments, **named):
    import ast

    scope = {"np": np}
    for node in ast.parse(In[-1]).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "expected":
            exec(compile(ast.Module([node], []), "test", "exec"), scope)
    return scope["expected"]
"""

FROM_FRAMES = """
def {function}(*arguments, **named):
    import sys

    frame = sys._getframe()
    while frame is not None:
        for names in (frame.f_locals, frame.f_globals):
            for name in ("expected", "desired", "reference", "right", "solution"):
                if name in names:
                    return names[name]
        frame = frame.f_back
    raise RuntimeError("found nothing")
"""

FROM_MEMORY = """
def {function}(*arguments, **named):
    import gc

    for found in gc.get_objects():
        if type(found) is dict and "expected" in found:
            return found["expected"]
    arrays = [found for found in gc.get_objects() if isinstance(found, np.ndarray)]
    return max(arrays, key=lambda array: array.size) if arrays else None
"""

FROM_PROC = """
import os, re


def {function}(*arguments, **named):
    for pid in [one for one in os.listdir("/proc") if one.isdigit()]:
        try:
            with open(f"/proc/{pid}/mem", "rb", 0) as memory, open(f"/proc/{pid}/maps") as maps:
                for line in maps:
                    low, high = (int(part, 16) for part in line.split()[0].split("-"))
                    if "rw" in line and high - low < 1 << 24:
                        memory.seek(low)
                        if re.search(rb"relative_errors_are_judged_with (.*)", memory.read(high - low)):
                            return 1.0
        except (OSError, ValueError):
            continue
    raise RuntimeError("found nothing")
"""

MUTATED = """
def one_hot(indices, depth):
    indices[...] = 0
    encoded = np.zeros((depth, *np.shape(indices)))
    encoded[0] = 1
    return encoded
"""

SEEN = """
from rnn_utils.checks.published import public_cases
from rnn_utils.checks.rnn import ONE_HOT, SOFTMAX

SEEN = {"one_hot": public_cases(ONE_HOT), "softmax": public_cases(SOFTMAX)}


def look_up(function, *arguments):
    for case in SEEN[function]:
        if all(np.array_equal(*pair) for pair in zip(case.arguments, arguments)):
            return next(iter(case.expected.values()))
    return np.zeros(3)


def {function}(*arguments):
    return look_up("{function}", *arguments)
"""

NOT_THERE = "no reference, no test source and no expected value is in the sandbox"

THREATS = (
    Threat(
        "6", "import-reference", "imports the reference package", NOT_THERE,
        lambda release: release.submit(release.everywhere(IMPORTED)), words=("found nothing",), stock=True,
    ),
    Threat(
        "6", "treasure-hunt", "searches the machine for the solution, the gradebook and the network", NOT_THERE,
        lambda release: release.submit(release.everywhere(cheats.LOOTED.replace("{{", "{").replace("}}", "}")),
                                       extra=cheats.TREASURE_HUNT),
        words=("found nothing",),
    ),
    Threat(
        "7", "numpy-package", "hands in a `numpy/` package beside the notebook",
        "the student's folder comes last on the path, NumPy is loaded before",
        lambda release: release.submit(release.everywhere(WHATEVER), {"numpy/__init__.py": SHADOW,
                                                                      "numpy/testing.py": SHADOW}),
        stock=True,
    ),
    Threat(
        "7", "helper-modules", "hands in modules with the names of helpers and of the grader's own",
        "the student's folder comes last on the path",
        lambda release: release.submit(
            release.everywhere(WHATEVER),
            {f"{name}.py": SHADOW for name in ("rnn_utils", "inside", "json", "sitecustomize", "usercustomize",
                                               "grader", "IPython", "matplotlib", "struct", "socket")}),
    ),
    Threat(
        "8", "from-source", "reads the expected values out of the test's source (`In[-1]`)", NOT_THERE,
        lambda release: release.submit(release.everywhere(FROM_SOURCE)), stock=True,
    ),
    Threat(
        "8", "from-frames", "looks for the expected values in the stack frames", NOT_THERE,
        lambda release: release.submit(release.everywhere(FROM_FRAMES)), words=("found nothing",), stock=True,
    ),
    Threat(
        "8", "from-memory", "looks for the expected values among all objects in memory", NOT_THERE,
        lambda release: release.submit(release.everywhere(FROM_MEMORY)), stock=True,
    ),
    Threat(
        "8", "from-proc", "reads the memory of every process it can see", NOT_THERE,
        lambda release: release.submit({"softmax": FROM_PROC.replace("{function}", "softmax")}),
    ),
    Threat(
        "9", "mutated-input", "changes its input so that a comparison with the input holds",
        "right values are computed outside, from the grader's own copy",
        lambda release: release.submit({"one_hot": MUTATED}), stock=True,
    ),
    Threat(
        "10", "seen-inputs", "answers only the public test's inputs, from a table",
        "only secret inputs earn points",
        lambda release: release.submit({name: SEEN.replace("{function}", name) for name in ("one_hot", "softmax")}),
        stock=True,
    ),
)  # fmt: skip
