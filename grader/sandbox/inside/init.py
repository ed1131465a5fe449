"""Process 1 of a job: it builds the walls and starts the student's process, over which a warden keeps watch.

Whatever is said about how a job ended, and what it used, is said here and never by student code.
"""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Callable

from . import jail, linux
from .warden import Warden
from .wire import Channel, Closed, Message

SETUP_FAILED = 250

Student = Callable[[Message], None]


def run(status: Channel, student: Student, close_in_init: Callable[[], None]) -> None:
    """Be the init of one job; never returns.

    Parameters
    ----------
    status : Channel
        The trusted side.
    student : callable
        Serves the student's cells; runs in a process of its own, behind the walls.
    close_in_init : callable
        Closes what only the student's process may hold.
    """
    try:
        linux.die_with_parent()
        job, raw = status.receive()
        limits = job["limits"]
        jail.make_file_systems(limits)
        _write_files(status, job, raw)
        del raw
        pid = _start(job, student, status)
        close_in_init()
        linux.drop_capabilities()
        status.send({"event": "ready"})
    except BaseException:  # whatever it is, nothing may run: say so and go
        _say_failed(status)
        os._exit(SETUP_FAILED)
    Warden(status, pid, limits).keep()
    os._exit(0)


def _write_files(status: Channel, job: Message, raw: bytes) -> None:
    try:
        jail.write_files(job["names"], job["lengths"], raw)
    except (jail.BadPath, OSError, ValueError) as error:  # the submission's fault: too large, or odd names
        status.send({"event": "refused", "detail": str(error)})
        os._exit(SETUP_FAILED)


def _say_failed(status: Channel) -> None:
    try:
        status.send({"event": "failed", "detail": traceback.format_exc()[-3000:]})
    except Closed:
        os._exit(SETUP_FAILED)


def _start(job: Message, student: Student, status: Channel) -> int:
    """Fork the student's process and wait until its walls stand."""
    gc.disable()  # a collection would touch, and so copy, every page that is shared with the worker
    linux.set_dumpable(False)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        status.close()
        _be_student(job, student, writer)
    os.close(writer)
    said = b""
    while piece := os.read(reader, 4096):
        said += piece
    os.close(reader)
    if said != b"R":
        raise RuntimeError("the student's process did not start: " + said[1:].decode("utf-8", "replace"))
    return pid


def _be_student(job: Message, student: Student, writer: int) -> None:
    try:
        os.setpgid(0, 0)
        linux.set_dumpable(True)  # so that init, which has no capabilities, may read its memory use
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        os.chdir(jail.WORK)
        jail.reopen_files()
        jail.restrict(job["limits"])
    except BaseException:
        os.write(writer, b"E" + traceback.format_exc()[-3000:].encode())
        os._exit(SETUP_FAILED)
    os.write(writer, b"R")
    os.close(writer)
    gc.enable()
    status = 1
    try:
        student(job)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    finally:
        os._exit(status & 0xFF)
