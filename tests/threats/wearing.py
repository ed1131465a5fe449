"""Lines 19 to 21: wearing the machine out."""

from __future__ import annotations

from collections.abc import Callable

from threats.model import EARLY, Handed, Release, Threat

CELL = "rnn_cell_forward"

LITTLE_IN_EVERY_CELL = "import time\ntime.sleep(4)\n"

MEMORY_BOMB = """
import mmap
kept = []
while True:
    kept.append(np.ones(1 << 20))
"""

FORKING_MEMORY_BOMB = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = np.ones(12 << 20)
        time.sleep(20)
time.sleep(20)
"""

FORK_BOMB = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""

THREAD_BOMB = """
import threading, time
for _ in range(100_000):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""

DISK = """
import os
for place in ("/tmp", ".", "/dev/shm", os.path.expanduser("~"), "/", "/var/tmp", "/edition"):
    for number in range(100_000):
        try:
            with open(f"{place}/fill-{number}", "wb") as file:
                file.write(bytes(1 << 20))
        except OSError:
            break
    for number in range(100_000):
        try:
            os.mkdir(f"{place}/folder-{number}")
        except OSError:
            break
"""

CLOSES_CHANNELS = """
import os
os.closerange(3, 1024)
while True:
    pass
"""

STACK_OVERFLOW = """
import sys
sys.setrecursionlimit(10**9)


class Deep:
    def __repr__(self):
        return repr(self)


def deeper(n):
    return deeper(n + 1) if n else max([n], key=deeper)


repr(Deep())
deeper(1)
"""

HOLES = """
import os
for k in range(3000):
    with open(f"hole-{k}", "wb") as file:
        file.truncate(32 << 20)
"""
DEEP = """
import os
for _ in range(20):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
"""
FULL_SOCKETS = """
import os, socket, time
for _ in range(40):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                kept += socket.socketpair()
                for end in kept[-2:]:
                    end.setblocking(False)
                    try:
                        while True:
                            end.send(bytes(1 << 17))
                    except BlockingIOError:
                        pass
        except OSError:
            time.sleep(20)
        os._exit(0)
time.sleep(20)
"""
ONE_DISPLAY = """
from IPython.display import publish_display_data
for _ in range(200):
    publish_display_data({"text/plain": "x"}, transient={"display_id": "one"})
publish_display_data({"text/plain": "y" * (1 << 20)}, transient={"display_id": "one"}, update=True)
"""
IGNORED_INTERRUPT = """
import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


def after(source: str) -> Callable[[Release], Handed]:
    """Return a maker: right answers up to the attack, which stands in the cell of the third function."""

    def make(release: Release) -> Handed:
        return release.submit({CELL: source}, honest=EARLY)

    return make


def little_in_every_cell(release: Release) -> Handed:
    """Return a submission that takes a little time in each of its cells."""
    slow = {name: LITTLE_IN_EVERY_CELL for name in release.names if name not in EARLY}
    return release.submit(slow, honest=EARLY)


LIMITED = "limits are enforced from outside; what was earned before is kept"


def _threat(line: str, name: str, does: str, source: str, verdict: str = "graded", *words: str) -> Threat:
    return Threat(line, name, does, LIMITED, after(source), EARLY, verdict, words)


STOPPED, EITHER, LONGER = "stopped", "graded or stopped", "longer than is allowed"
THREATS = (
    _threat("19", "endless-loop", "loops for ever in a cell", "while True:\n    pass"),
    _threat("19", "endless-c-loop", "loops for ever in C code", "sum(range(10 ** 15))", STOPPED, LONGER),
    _threat("19", "ignored-interrupt", "ignores the interrupt", IGNORED_INTERRUPT, STOPPED, LONGER),
    Threat("19", "little-in-every-cell", "takes a little time in every cell", LIMITED, little_in_every_cell, EARLY,
           STOPPED, (LONGER,)),
    _threat("19", "endless-function", "loops for ever when it is called",
            "def rnn_cell_forward(*arguments):\n    while True:\n        pass", "graded", "did not finish in time"),
    _threat("20", "memory-bomb", "allocates memory without end", MEMORY_BOMB, EITHER),
    _threat("20", "forked-memory", "allocates memory in many processes", FORKING_MEMORY_BOMB, STOPPED),
    _threat("20", "fork-bomb", "forks without end", FORK_BOMB, STOPPED),
    _threat("20", "thread-bomb", "starts threads without end", THREAD_BOMB),
    _threat("20", "disk-filled", "fills every place it can write to", DISK, EITHER),
    _threat("20", "holes", "writes 3,000 files of 32 MiB that are nothing but holes", HOLES, STOPPED, "larger files"),
    _threat("20", "deep-folder", "works in a folder whose path is longer than any call takes", DEEP, STOPPED,
            "larger files"),
    _threat("20", "full-sockets", "fills sockets in forty processes, which no limit of Linux counts", FULL_SOCKETS,
            STOPPED, "more memory"),
    _threat("20", "gigabyte-printed", "prints a gigabyte", "for _ in range(1 << 10):\n    print('x' * (1 << 20))",
            STOPPED, "printed more"),
    _threat("20", "million-displays", "shows a million objects", "for i in range(10**6):\n    display(i)",
            STOPPED, "printed more"),
    _threat("20", "one-display-many-times", "shows something under one name 200 times, then puts a megabyte there",
            ONE_DISPLAY, STOPPED, "printed more"),
    _threat("21", "os-exit", "calls `os._exit`", "import os\nos._exit(0)", STOPPED, "ended its own"),
    _threat("21", "sys-exit", "calls `sys.exit`", "import sys\nsys.exit(0)"),
    _threat("21", "segfault", "makes Python crash", "import ctypes\nctypes.string_at(0)", STOPPED, "crashed"),
    _threat("21", "stack-overflow", "overflows the stack", STACK_OVERFLOW, EITHER),
    _threat("21", "reads-stdin", "waits for input", "answer = input('Your name: ')"),
    _threat("21", "closes-channels", "closes its channels and goes on", CLOSES_CHANNELS, STOPPED),
)  # fmt: skip
