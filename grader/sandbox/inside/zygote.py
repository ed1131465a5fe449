"""The warm process of a worker: it has imported everything and forks one jailed child for each job.

It never runs student code.

Processes: zygote → init (process 1 of the job, in new namespaces) → the student's process → one for each check.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import sys
import traceback
from dataclasses import dataclass

from . import hugepages, init, linux, places, serve, watch
from .footing import Footing
from .shell import Shell, make_shell
from .wire import Channel, Closed

LARGEST_ORDER = 1 << 16


def main() -> None:
    """Warm up, then serve the trusted side until it closes the control socket."""
    control, plan = socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2])
    try:
        shell, footing = _warm_up(plan["preload"], plan["edition"]), Footing.read(plan)
    except BaseException:
        control.send(json.dumps({"event": "failed", "detail": traceback.format_exc()[-3000:]}).encode())
        raise
    control.send(json.dumps({"event": "up", "threads": len(os.listdir("/proc/self/task"))}).encode())
    nursery = Nursery(control, shell, footing)
    nursery.serve()
    nursery.end()


def _warm_up(preload: list[str], edition: list[str]) -> Shell:
    for name in (
        "asyncio",
        "random",
        "sqlite3",
        "subprocess",
        "tempfile",
        "numpy.testing",
        "jaxtyping",
        *preload,
    ):
        importlib.import_module(name)
    for name in edition:
        with contextlib.suppress(Exception):  # a notebook that imports it is told what is wrong with it
            importlib.import_module(name)
    pyplot = importlib.import_module("matplotlib.pyplot")
    figure = pyplot.figure()
    figure.add_subplot().plot([0, 1], label="$x$")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    pyplot.close(figure)
    shell = make_shell()
    for name in ("PYTHONPATH", "PWD"):
        os.environ.pop(name, None)
    gc.collect()
    gc.freeze()
    hugepages.gather()
    linux.set_dumpable(False)  # no job may look into the process that all jobs come from
    return shell


class Nursery:
    """The jobs of a worker.

    Parameters
    ----------
    control : socket.socket
        The trusted side.
    shell : Shell
        The warm shell.
    footing : Footing
        What the walls of the jobs stand on.
    """

    def __init__(self, control: socket.socket, shell: Shell, footing: Footing) -> None:
        self.control, self.shell, self.footing = control, shell, footing
        self.ids = os.getuid(), os.getgid()
        self.jobs: dict[int, Job] = {}
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)
        if not footing.namespaces:
            linux.adopt_orphans()

    def serve(self) -> None:
        """Start jobs, and clear away those that have ended."""
        while True:
            ready = [descriptor for descriptor, _ in self.poll.poll()]
            for ended in self.jobs.keys() & set(ready):
                self._clear(ended)
            if self.control.fileno() in ready:
                order, fds, _, _ = socket.recv_fds(self.control, LARGEST_ORDER, 2)
                if not order:
                    return
                status, data = (Channel(socket.socket(fileno=fd)) for fd in fds)
                self._start(status, data, order.decode())

    def end(self) -> None:
        """End every job."""
        for job in self.jobs.values():
            os.kill(job.pid, signal.SIGKILL)
        for ended in list(self.jobs):
            self._clear(ended)

    def _start(self, status: Channel, data: Channel, name: str) -> None:
        """Make the init of a job, in namespaces of its own from its first moment where there are any."""
        post = init.Post(status, self.footing, self.ids, os.path.join(self.footing.folder, name))
        try:
            pid = linux.fork_into(self.footing.flags)
        except OSError:
            status.send({"event": "failed", "detail": traceback.format_exc()[-3000:]})
            status.close()
            data.close()
            return
        if pid == 0:
            self.control.close()
            for other in self.jobs:
                os.close(other)
            init.run(post, lambda job: serve.serve(self.shell, data, job), data.close)
        pidfd = os.pidfd_open(pid)
        self.jobs[pidfd] = Job(pid, post.folder)
        self.poll.register(pidfd, select.POLLIN)
        with contextlib.suppress(Closed):
            status.send({"event": "born"}, fds=(pidfd,))
        status.close()
        data.close()

    def _clear(self, ended: int) -> None:
        """Take away what is left of a job whose init is dead."""
        job = self.jobs.pop(ended)
        self.poll.unregister(ended)
        os.close(ended)
        os.waitpid(job.pid, 0)
        if self.footing.namespaces:
            return  # all of it went with the namespaces
        known = {other.pid for other in self.jobs.values()}
        while strays := set(watch.children_of(os.getpid())) - known:
            for pid in strays:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        places.remove(job.folder)


@dataclass(frozen=True)
class Job:
    """A running job, as its worker knows it.

    Parameters
    ----------
    pid : int
        Its init.
    folder : str
        Its folder, where it has no file systems of its own.
    """

    pid: int
    folder: str


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
