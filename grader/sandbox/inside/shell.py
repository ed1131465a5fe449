"""IPython's own shell without a kernel around it: cells come as text, what they show goes to an outbox."""

from __future__ import annotations

import base64
import builtins
import functools
import getpass
import os
import re
import site
import sys
import types
import warnings
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .streams import Outbox, Stream, stream_pair

PROMPT = re.compile(r"In ?\[|Out ?\[")  # "In [1]: x" is an annotation to Python, a prompt to IPython
FRAMES_FIRST, FRAMES_LAST = 10, 30
WARM_UP = (
    "1 + 1",
    "def _f():\n    raise ValueError(1)\n_f()",
    "import matplotlib.pyplot as _p; _p.plot([1, 2], label='$x$'); _p.title('w'); _p.legend()",
    "_p.close('all')",
    "import numpy as _n; _n.arange(3.0)",
    "%timeit -n1 -r1 1",
)

outbox = Outbox()
streams: list[Stream] = []  # those of the student's process, whatever a cell puts in their place


def _mime_bundle(data: dict[str, Any]) -> dict[str, Any]:
    return {kind: base64.b64encode(v).decode() if isinstance(v, bytes) else v for kind, v in data.items()}


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # a student may have put anything in its place
            continue


class Publisher(DisplayPublisher):
    """Posts what ``display`` is given."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        """Post one object, or a new state of an object shown before."""
        _flush()
        display_id = str((transient or {}).get("display_id", ""))
        kind = "update" if update else "display"
        outbox.post({"t": kind, "data": _mime_bundle(data), "metadata": metadata or {}, "display_id": display_id})

    def clear_output(self, wait: bool = False) -> None:
        """Post that the cell's outputs are to go, at once or when the next one comes."""
        _flush()
        outbox.post({"t": "clear", "wait": bool(wait)})


class ResultHook(DisplayHook):
    """Posts the value of a cell's last expression."""

    bundle: tuple[dict[str, Any], dict[str, Any]] | None = None

    def write_output_prompt(self) -> None:
        """Write no prompt: the page has its own."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep what is to be shown."""
        self.bundle = (format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        """Post what was kept."""
        _flush()
        if self.bundle is not None:
            data, metadata = self.bundle
            outbox.post({"t": "result", "data": _mime_bundle(data), "metadata": metadata})
        self.bundle = None


class Shell(InteractiveShell):
    """A shell for cells that come over a pipe."""

    error_shown = False

    def init_io(self) -> None:
        """Leave the streams alone: each job sets its own."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no window system."""

    def ask_exit(self) -> None:
        """Do nothing: ``exit`` in a cell is no end of the kernel."""

    def transform_cell(self, raw_cell: str) -> str:
        """Leave a cell alone that is plain Python in several lines: no transformation would change it.

        IPython reads every cell four times over to find magics and the like, which costs more than most cells.
        """
        if not self.input_transformers_post and is_plain(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Say whether a cell needs an event loop; plain Python does not."""
        if known.get("preprocessing_exc_tuple") is None and is_plain(raw_cell):
            return False
        return bool(super().should_run_async(raw_cell, **known))

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show a traceback without the middle of a deep recursion, which takes IPython seconds."""
        error = (exc_tuple or sys.exc_info())[1]
        if isinstance(error, BaseException):
            shorten(error)
        super().showtraceback(exc_tuple, *args, **kwargs)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        _flush()
        try:
            text = str(evalue)
        except Exception:  # a student's own __str__ may raise anything
            text = "(without a readable message)"
        self.error_shown = True
        outbox.post({"t": "error", "ename": etype.__name__, "evalue": text, "traceback": [str(line) for line in stb]})


@functools.lru_cache(maxsize=1)
def is_plain(source: str) -> bool:
    """Say whether a cell of several lines is Python without magics, prompts or a top-level ``await``."""
    first = source.partition("\n")[0]
    if not first or first[0].isspace() or PROMPT.match(first) or "\n" not in source.rstrip():
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are for the compilation that counts
            compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def shorten(error: BaseException) -> None:
    """Cut the middle out of a long traceback."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append(traceback)
        traceback = traceback.tb_next
    if len(frames) > FRAMES_FIRST + FRAMES_LAST:
        frames[FRAMES_FIRST - 1].tb_next = frames[-FRAMES_LAST]


def _no_input(prompt: object = "", *_: object, **__: object) -> str:
    raise StdinNotImplementedError(
        "input() has nobody to ask while a notebook is graded. Please assign the value in the cell."
    )


def make_shell() -> Shell:
    """Build the shell in the warm process, and run everything once that is slow the first time."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "neutral"
    module = types.ModuleType("__main__")
    shell = Shell.instance(config=config, display_pub_class=Publisher, displayhook_class=ResultHook, user_module=module)
    shell.run_line_magic("matplotlib", "inline")
    builtins.input = _no_input
    getpass.getpass = _no_input
    site.sethelper()  # what the site module would have added, had it been imported at the start
    site.setcopyright()
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = stream_pair(outbox)
    for cell in WARM_UP:
        shell.run_cell(cell, store_history=False)  # type: ignore[no-untyped-call]
    sys.stdout, sys.stderr = kept
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.execution_count = 1
    return shell


def take_over(shell: Shell) -> None:
    """Make this process the student's: its own streams, ``__main__`` and standard descriptors."""
    sys.modules["__main__"] = shell.user_module
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    if nothing > 2:
        os.close(nothing)
    streams[:] = sys.stdout, sys.stderr = stream_pair(outbox)
    # Last, so that no submitted module can take the place of a real one.
    sys.path.append("")
    # A forked child must never speak on the parent's channel.
    os.register_at_fork(after_in_child=mute)


def mute() -> None:
    """Cut this process off from the channel of its parent."""
    outbox.connect(None)
    for stream in streams:
        stream.renew()


def run_cell(shell: Shell, source: str) -> bool:
    """Run one cell, show what it shows, and say whether it ended well."""
    shell.error_shown = False
    result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    error = result.error_before_exec or result.error_in_exec
    if error is not None and not shell.error_shown:
        shell.showtraceback((type(error), error, error.__traceback__))
    _flush()
    return bool(result.success)
