"""Lines 1 to 5: objects that equal anything, patched tests and kernels, forged outputs."""

from __future__ import annotations

from threats.model import Threat

from grader.demo import cheats

WHATEVER = '''
class Whatever:
    """Has every item, every attribute, and no value."""

    def __getitem__(self, key):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **named):
        return self


def {function}(*arguments, **named):
    return Whatever()
'''

EQUAL_ARRAY = '''
class Right(np.ndarray):
    """An array that says yes to every question."""

    def __array_function__(self, function, types, arguments, named):
        return True

    def __array_ufunc__(self, function, method, *inputs, **named):
        return np.bool_(True)

    def __eq__(self, other):
        return self

    def __getitem__(self, key):
        return self

    def argmax(self, *arguments, **named):
        return self

    def all(self, *arguments, **named):
        return True

    def __bool__(self):
        return True


def {function}(*arguments, **named):
    return np.zeros((2, 2)).view(Right)
'''

ZERO_DISTANCE = '''
class Near(float):
    """A number at no distance from any other."""

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __getitem__(self, key):
        return self


def {function}(*arguments, **named):
    return Near(7)
'''

PATCHED_TESTS = """
import numpy.testing
for name in dir(numpy.testing):
    if name.startswith("assert_"):
        setattr(numpy.testing, name, lambda *arguments, **named: None)
np.allclose = np.array_equal = np.isclose = np.all = lambda *arguments, **named: True
"""

PATCHED_BUILTINS = """
import builtins
builtins.all = builtins.any = builtins.isinstance = lambda *arguments, **named: True
builtins.abs = builtins.max = builtins.sum = lambda *arguments, **named: 0
builtins.float = builtins.tuple = lambda *arguments: 0
"""

AST_TRANSFORMER = """
import ast


class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Expr(self, node):
        return ast.Pass() if "assert" in ast.dump(node) else node


get_ipython().ast_transformers.append(Strip())
"""

INPUT_TRANSFORMER = """
def blank(lines):
    return ["pass"] if any("assert" in line or "check(" in line for line in lines) else lines


get_ipython().input_transformers_cleanup.append(blank)
"""

PATCHED_RUN_CODE = """
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell


async def run_code(self, code_obj, result=None, *, async_=False):
    return False


ExecutionResult.success = property(lambda self: True)
InteractiveShell.run_code = run_code
"""

PATCHED_KERNEL = """
kernel = getattr(get_ipython(), "kernel", None)


async def do_execute(*arguments, **named):
    return {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}


if kernel is not None:
    kernel.do_execute = do_execute
"""

# Our own kernel's answering side, taken over: it can say whatever it likes, and still has to know the values.
PATCHED_ANSWERS = """
from inside import calls, child, encoding, requests, serve


class Passed:
    value, error, changed, shared = "passed", None, [], []


child.evaluate = lambda *arguments, **named: Passed
child.unreadable = lambda *arguments, **named: Passed
calls.evaluate = child.evaluate
"""

FORGED_REPORTS = """
import gc
from inside.wire import Channel


def {function}(*arguments, **named):
    for channel in gc.get_objects():
        if type(channel) is Channel and channel.sock.fileno() >= 0:
            for index in range(40):
                channel.send({"t": "outcome", "index": index, "changed": [], "shared": [],
                              "tree": True, "lengths": [], "passed": True, "points": 100})
    return 100
"""

FORGED_OUTPUT = """
def {function}(*arguments, **named):
    get_ipython().displayhook(VALUE)
    return 0
"""


def forged(value: str) -> str:
    """Return functions that show a value as a cell's result, whatever they are asked."""
    return FORGED_OUTPUT.replace("VALUE", value)


AS_DATA = "values travel as plain arrays, no method of the student's is asked"
OUTSIDE = "what is judged is judged outside of the student's process"
OUTPUTS = "the grader writes the outputs of grade cells itself"

THREATS = (
    Threat(
        "1", "always-equal", "returns an object whose `__eq__` is always true", AS_DATA,
        lambda release: release.submit(release.everywhere(cheats.ALWAYS_EQUAL)),
        words=("cannot be read",), stock=True,
    ),
    Threat(
        "1", "equal-array", "returns a subclass of ndarray that answers every NumPy function with True", AS_DATA,
        lambda release: release.submit(release.everywhere(EQUAL_ARRAY)), stock=True,
    ),
    Threat(
        "1", "near-number", "returns a number at no distance from any other", AS_DATA,
        lambda release: release.submit(release.everywhere(ZERO_DISTANCE)), stock=True,
    ),
    Threat(
        "2", "patched-tests", "replaces `numpy.testing.assert_*` and `np.allclose`", OUTSIDE,
        lambda release: release.submit(release.everywhere(PATCHED_TESTS + WHATEVER)), stock=True,
    ),
    Threat(
        "2", "patched-builtins", "replaces builtins that a test uses", OUTSIDE,
        lambda release: release.submit(release.everywhere(PATCHED_BUILTINS + WHATEVER)), verdict="stopped",
        words=("ended its own",), stock=True,
    ),
    Threat(
        "2", "patched-check", "replaces the course's own check, NumPy's asserts and the kernel at once", OUTSIDE,
        lambda release: release.submit(extra=cheats.PATCHED_KERNEL),
    ),
    Threat(
        "3", "ast-transformer", "strips asserts from every cell by an AST transformer", OUTSIDE,
        lambda release: release.submit(release.everywhere(WHATEVER), extra=AST_TRANSFORMER), stock=True,
    ),
    Threat(
        "3", "input-transformer", "blanks the test cells by an input transformer", OUTSIDE,
        lambda release: release.submit(release.everywhere(WHATEVER), extra=INPUT_TRANSFORMER), stock=True,
    ),
    Threat(
        "4", "patched-run-code", "patches `run_code` and `ExecutionResult` to report success", OUTSIDE,
        lambda release: release.submit(extra=PATCHED_RUN_CODE), stock=True,
    ),
    Threat(
        "4", "patched-kernel", "patches the kernel's `do_execute`", OUTSIDE,
        lambda release: release.submit(extra=PATCHED_KERNEL), stock=True,
    ),
    Threat(
        "4", "patched-answers", "takes over the part of our kernel that answers the grader",
        "it may answer what it likes, but not know what is right",
        lambda release: release.submit(release.everywhere(WHATEVER), extra=PATCHED_ANSWERS),
    ),
    Threat(
        "4", "forged-reports", "finds the channel to the grader and reports success on it", AS_DATA,
        lambda release: release.submit(release.everywhere(FORGED_REPORTS)),
    ),
    Threat(
        "5", "forged-number", "shows a number as the result of the test cell", OUTPUTS,
        lambda release: release.submit(release.everywhere(forged("5"))), stock=True,
    ),
    Threat(
        "5", "forged-nan", "shows NaN as the result of the test cell", OUTPUTS,
        lambda release: release.submit(release.everywhere(forged("float('nan')"))), stock=True,
    ),
    Threat(
        "5", "forged-text", "shows “ok” as the result of the test cell and ends the function", OUTPUTS,
        lambda release: release.submit(release.everywhere(forged("'ok'"))), stock=True,
    ),
)  # fmt: skip
