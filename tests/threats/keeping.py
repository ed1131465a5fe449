"""Lines 11b and 12: things kept from one check to another, code that notices that it is graded."""

from __future__ import annotations

from typing import Any

from threats.model import Handed, Release, Threat, grade_id

NOTICES_GRADING = """
import os, sys


def graded():
    return "inside" in sys.modules or "ipykernel" not in sys.modules or os.environ.get("USER") == "student"


def {function}(*arguments, **named):
    if not graded():
        return None
    frame = sys._getframe()
    while frame is not None:  # say to everyone who asks that all is well
        for name in ("passed", "good", "ok", "success", "right"):
            if name in frame.f_globals:
                frame.f_globals[name] = True
        frame = frame.f_back
    return True
"""

HOARDING = """
import builtins, os, pickle, socket, threading

builtins.kept = []


def keep(*things):
    builtins.kept.extend(things)
    np.kept = builtins.kept
    for path in ("/tmp/kept", "kept", "/dev/shm/kept", os.path.expanduser("~/kept")):
        try:
            with open(path, "ab") as file:
                file.write(pickle.dumps([thing for thing in things if not callable(thing)]))
        except Exception:
            continue
    os.environ["KEPT"] = repr(things)[:1000]


def kept_things():
    found = list(builtins.kept)
    for path in ("/tmp/kept", "kept", "/dev/shm/kept", os.path.expanduser("~/kept")):
        try:
            with open(path, "rb") as file:
                found += pickle.load(file)
        except Exception:
            continue
    if os.environ.get("KEPT") or found:
        print("KEPT SOMETHING")
    return found
"""

KEEPS_STAND_IN = """
def rnn_forward(x, a0, parameters):
    keep(rnn_cell_forward, softmax, x, a0, parameters)
    keep(rnn_cell_forward(x[:, :, 0], a0, parameters))
    raise ValueError("only here to look")
"""

USES_STAND_IN = """
def rnn_cell_forward(xt, a_prev, parameters):
    for thing in kept_things():
        if callable(thing) and thing is not rnn_cell_forward:
            return thing(xt, a_prev, parameters)
    for thing in kept_things():
        if isinstance(thing, tuple) and len(thing) == 3:
            return thing
    raise ValueError("nothing was kept")


kept_things()
"""

KEEPS_CACHES = """
def rnn_cell_backward(da_next, cache):
    keep(cache)
    raise ValueError("only here to look")
"""

USES_CACHES = """
def rnn_cell_forward(xt, a_prev, parameters):
    for cache in kept_things():
        if np.array_equal(cache[1], a_prev) and np.array_equal(cache[2], xt):
            return cache[0], softmax(parameters["Wya"] @ cache[0] + parameters["by"]), cache
    raise ValueError("nothing was kept")


kept_things()
"""

# Ways out of a check that need no file: a pipe, shared memory, a socket, a thread that waits.
SHARED_BY_NOTEBOOK = """
import mmap, os, socket, threading

shared = mmap.mmap(-1, 1 << 16)
reading, writing = os.pipe()


def {function}(*arguments, **named):
    shared[:4] = b"KEPT"
    os.write(writing, b"KEPT")
    raise ValueError("only here to look")
"""


# Ways that a notebook can prepare: what comes through is of no use, because no two checks ask the same.
PREPARED = (
    HOARDING
    + """
import ctypes

libc = ctypes.CDLL(None)
queue = libc.msgget(0x1234, 0o1666)
open("/tmp/carried", "w").close()
held = open("/tmp/carried", "rb")
try:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\\0carried")
    listener.listen(8)
    listener.setblocking(False)
except OSError:
    listener = None


class Letter(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_long), ("text", ctypes.c_char * 4096)]


def carry_out(*things):
    text = pickle.dumps(things)
    libc.msgsnd(queue, ctypes.byref(Letter(1, text[:4000])), 4096, 0o4000)
    for way in (lambda: open("/tmp/carried", "ab").write(text),
                lambda: connected().sendall(text)):
        try:
            way()
        except OSError:
            continue


def connected():
    client = socket.socket(socket.AF_UNIX)
    client.connect("\\0carried")
    return client


def carried():
    letter = Letter()
    libc.msgrcv(queue, ctypes.byref(letter), 4096, 0, 0o4000)
    texts = [letter.text, held.read()]
    try:
        texts.append(listener.accept()[0].recv(1 << 16))
    except (OSError, AttributeError):
        pass
    found = []
    for text in texts:
        try:
            found += pickle.loads(text)
        except Exception:
            continue
    return found
"""
)

CARRIES_OUT = """
def rnn_forward(x, a0, parameters):
    carry_out(x[:, :, 0], a0, rnn_cell_forward(x[:, :, 0], a0, parameters))
    raise ValueError("only here to look")
"""

ANSWERS_CARRIED = """
came = carried()


def rnn_cell_forward(xt, a_prev, parameters):
    if came and np.array_equal(came[0], xt) and np.array_equal(came[1], a_prev):
        return came[2]
    return came[2] if came else 0
"""


def reordered(release: Release, late: str, work: dict[str, str], extra: str = HOARDING) -> Handed:
    """Return a submission in which a later exercise stands before all others."""

    def change(cells: list[dict[str, Any]]) -> None:
        moved = [cell for cell in cells if grade_id(cell).removesuffix("_solution") == late]
        rest = [cell for cell in cells if not any(cell is one for one in moved)]
        first = next(k for k, cell in enumerate(rest) if grade_id(cell) == "one_hot_solution")
        cells[:] = [*rest[:first], *moved, *rest[first:]]

    return release.edited(change, work=work, extra=extra)


KILLED = "each check runs in a fork that is killed after it"

THREATS = (
    Threat(
        "11b", "stand-in-kept", "moves cells so that a stand-in is met early, keeps it and its answers", KILLED,
        lambda release: reordered(release, "rnn_forward",
                                  {"rnn_forward": KEEPS_STAND_IN, "rnn_cell_forward": USES_STAND_IN}),
        words=("nothing was kept",),
    ),
    Threat(
        "11b", "cache-kept", "keeps the right caches of one check to answer another", KILLED,
        lambda release: reordered(release, "rnn_cell_backward",
                                  {"rnn_cell_backward": KEEPS_CACHES, "rnn_cell_forward": USES_CACHES}),
        words=("nothing was kept",),
    ),
    Threat(
        "11b", "carried-out", "prepares sockets, queues and open files to carry inputs and answers out of a check",
        "no two checks share inputs: what it has learned is never asked again",
        lambda release: reordered(release, "rnn_forward",
                                  {"rnn_forward": CARRIES_OUT, "rnn_cell_forward": ANSWERS_CARRIED}, PREPARED),
    ),
    Threat(
        "11b", "shared-memory", "opens shared memory and a pipe that outlive a check",
        "a check that shares anything with the notebook is not made",
        lambda release: release.submit(release.everywhere(SHARED_BY_NOTEBOOK)), words=("made Python crash",),
    ),
    Threat(
        "12", "notices-grading", "behaves differently when it notices that it is graded",
        "what it returns while graded is what counts",
        lambda release: release.submit(release.everywhere(NOTICES_GRADING)), stock=True,
    ),
)  # fmt: skip
