"""Process 1 of a job: it builds the walls and starts the student's process, over which a warden keeps watch.

Whatever is said about how a job ended, and what it used, is said here and never by student code.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from . import jail, linux, watch
from .footing import Footing
from .places import Places
from .warden import Warden
from .wire import Channel, Closed, Message

SETUP_FAILED = 250

Student = Callable[[Message], None]


@dataclass(frozen=True)
class Post:
    """What a job's init is given by the warm process.

    Parameters
    ----------
    status : Channel
        The trusted side.
    footing : Footing
        What the walls stand on.
    ids : tuple of int
        User and group of the worker.
    folder : str
        Folder to make for the job, where it has no file systems of its own.
    """

    status: Channel
    footing: Footing
    ids: tuple[int, int]
    folder: str


def run(post: Post, student: Student, close_in_init: Callable[[], None]) -> None:
    """Be the init of one job; never returns.

    Parameters
    ----------
    post : Post
        What it is given.
    student : callable
        Serves the student's cells; runs in a process of its own, behind the walls.
    close_in_init : callable
        Closes what only the student's process may hold.
    """
    status = post.status
    try:
        linux.die_with_parent()
        own = post.footing.namespaces
        if own:
            jail.settle(post.ids)
        else:
            linux.adopt_orphans()
        job, raw = status.receive()
        limits = job["limits"]
        places = (
            jail.make_file_systems(limits) if own else jail.make_folder(post.folder, in_memory=post.footing.in_memory)
        )
        _write_files(status, places, job, raw)
        del raw
        pid = _start(post, job, places, student)
        close_in_init()
        linux.drop_capabilities(bounding=own)
        status.send({"event": "ready"})
    except BaseException:  # whatever it is, nothing may run: say so and go
        _say_failed(status)
        os._exit(SETUP_FAILED)
    Warden(status, pid, limits, places).keep()
    os._exit(0)


def _write_files(status: Channel, places: Places, job: Message, raw: bytes) -> None:
    try:
        jail.write_files(places.work, job["names"], job["lengths"], raw)
        _check_size(places, job["limits"])
    except (jail.BadPath, OSError, ValueError) as error:  # the submission's fault: too large, or odd names
        status.send({"event": "refused", "detail": str(error)})
        os._exit(SETUP_FAILED)


def _check_size(places: Places, limits: jail.Bounds) -> None:
    """Refuse what a file system of the job's own would have refused."""
    written, count = places.written()
    if not places.mounted and (written > limits["work_mib"] * jail.MIB or count > limits["inodes"]):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _say_failed(status: Channel) -> None:
    try:
        status.send({"event": "failed", "detail": traceback.format_exc()[-3000:]})
    except Closed:
        os._exit(SETUP_FAILED)


def _start(post: Post, job: Message, places: Places, student: Student) -> int:
    """Fork the student's process and wait until its walls stand."""
    gc.disable()  # a collection would touch, and so copy, every page that is shared with the worker
    linux.set_dumpable(False)
    taken = 0 if post.footing.namespaces else watch.tasks_of(os.getuid())
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        post.status.close()
        try:
            _build_walls(post.footing, job["limits"], places, taken)
        except BaseException:
            os.write(writer, b"E" + traceback.format_exc()[-3000:].encode())
            os._exit(SETUP_FAILED)
        os.write(writer, b"R")
        os.close(writer)
        _be_student(job, student)
    os.close(writer)
    said = b""
    while piece := os.read(reader, 4096):
        said += piece
    os.close(reader)
    if said != b"R":
        raise RuntimeError("the student's process did not start: " + said[1:].decode("utf-8", "replace"))
    return pid


def _build_walls(footing: Footing, limits: jail.Bounds, places: Places, taken: int) -> None:
    linux.die_with_parent()
    os.setpgid(0, 0)
    linux.set_dumpable(True)  # so that init, which has no capabilities, may read its memory use
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.chdir(places.work)
    os.environ.update(places.environment())
    tempfile.tempdir = None  # it is found anew
    jail.reopen_files()
    jail.restrict(limits, taken, bounding=footing.namespaces)
    if footing.namespaces:
        jail.filter_calls()
    elif footing.landlock:
        jail.fence(footing.grants, places, footing.landlock)


def _be_student(job: Message, student: Student) -> None:
    gc.enable()
    status = 1
    try:
        student(job)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    finally:
        os._exit(status & 0xFF)
