"""The student's process: it runs cells, and forks a child for each check."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from . import linux, traces
from . import shell as shells
from .child import serve_check
from .files import Inode
from .wire import BadFrame, Channel, Closed, Message

FORKED_CHECK_FAILED = 70

Handler = Callable[[int, FrameType | None], Any] | int | None


def serve(shell: shells.Shell, data: Channel, job: Message) -> None:
    """Answer the trusted side until it closes the channel.

    Parameters
    ----------
    shell : Shell
        The warm shell.
    data : Channel
        The trusted side.
    job : dict
        The job, with its seed.
    """
    shells.outbox.connect(data)
    shells.take_over(shell)
    # Every fork would else share the warm process's state.
    random.seed(job["seed"])
    np.random.seed(job["seed"])
    own_pid, interrupt = os.getpid(), _ignore_interrupts()
    library = traces.open_files()
    while True:
        try:
            message, _, fds = data.receive_with_fds(1)
        except (Closed, BadFrame):
            os._exit(0)
        if message["do"] == "cell":
            interrupt = _run_cell(shell, data, message, interrupt)
        else:
            _fork_check(shell, data, fds[0], library)
        if os.getpid() != own_pid:  # a child that the student forked and that came back here
            os._exit(0)


def _ignore_interrupts() -> Handler:
    """Ignore interrupts, which are meant for cells alone; return the handler that was there."""
    return signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_cell(shell: shells.Shell, data: Channel, message: Message, interrupt: Handler) -> Handler:
    own_pid = os.getpid()
    try:
        signal.signal(signal.SIGINT, interrupt)
        ok = shells.run_cell(shell, message["source"])
        interrupt = _ignore_interrupts()
    except KeyboardInterrupt:
        interrupt = _ignore_interrupts()
        ok = False
        shells.outbox.post({"t": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []})
    if os.getpid() == own_pid:
        count = shell.execution_count - 1
        data.send({"t": "done", "id": message["id"], "ok": ok, "execution_count": count})
    return interrupt


def _fork_check(shell: shells.Shell, data: Channel, fd: int, library: dict[int, Inode]) -> None:
    linux.set_dumpable(False)  # the check may not look into this process, nor write into it
    pipe: tuple[int, ...] = ()
    try:
        # The child waits until this process has let go of the channel: stopped with it in its hands, it would keep the
        # trusted side from seeing that the child has ended.
        pipe = reader, writer = os.pipe()
        pid = os.fork()
    except OSError:  # the notebook has left as many threads, processes or open files as it may have
        linux.set_dumpable(True)
        for descriptor in (fd, *pipe):
            os.close(descriptor)
        data.send({"t": "checked"})
        return
    if pid == 0:
        status = FORKED_CHECK_FAILED
        try:
            gc.freeze()  # a collection would touch, and so copy, every page that is shared with the notebook
            linux.set_dumpable(True)  # so that the job's init may look into it
            data.close()
            os.close(writer)
            os.read(reader, 1)
            traces.close_inherited(fd, library)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            serve_check(Channel(socket.socket(fileno=fd)), shell.user_ns)
            status = 0
        finally:
            os._exit(status)
    for descriptor in (fd, *pipe):
        os.close(descriptor)
    with contextlib.suppress(ChildProcessError):  # the student's code may ignore the ends of its children
        os.waitpid(pid, 0)
    linux.set_dumpable(True)
    data.send({"t": "checked"})
