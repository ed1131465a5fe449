"""The warm process of a worker: it has imported everything and forks one jailed child for each job.

It never runs student code.

Processes: zygote → starter (new namespaces; waits) → init (process 1 of the job) → the student's process.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
import traceback

from . import init, linux, serve
from .jail import enter_namespaces
from .shell import Shell, make_shell
from .wire import Channel

LARGEST_ORDER = 1 << 16


def main() -> None:
    """Warm up, then serve the trusted side until it closes the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        shell = _warm_up(json.loads(sys.argv[2]))
    except BaseException:
        control.send(json.dumps({"event": "failed", "detail": traceback.format_exc()[-3000:]}).encode())
        raise
    control.send(json.dumps({"event": "up", "threads": len(os.listdir("/proc/self/task"))}).encode())
    while True:
        order, fds, _, _ = socket.recv_fds(control, LARGEST_ORDER, 2)
        if not order:
            return
        _fork_job(control, shell, Channel(socket.socket(fileno=fds[0])), Channel(socket.socket(fileno=fds[1])))
        _reap()


def _warm_up(preload: list[str]) -> Shell:
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
    linux.set_dumpable(False)  # no job may look into the process that all jobs come from
    return shell


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return


def _fork_job(control: socket.socket, shell: Shell, status: Channel, data: Channel) -> None:
    if os.fork() == 0:
        try:
            control.close()
            _be_starter(shell, status, data)
        finally:
            os._exit(init.SETUP_FAILED)
    status.close()
    data.close()


def _be_starter(shell: Shell, status: Channel, data: Channel) -> None:
    """Enter new namespaces and wait for the job's init, so that the zygote has one direct child per job."""
    try:
        linux.die_with_parent()
        enter_namespaces()
        pid = os.fork()
    except BaseException:
        status.send({"event": "failed", "detail": traceback.format_exc()[-3000:]})
        os._exit(init.SETUP_FAILED)
    if pid == 0:
        init.run(status, lambda job: serve.serve(shell, data, job), data.close)
    data.close()
    pidfd = os.pidfd_open(pid)
    status.send({"event": "born"}, fds=(pidfd,))
    os.close(pidfd)
    status.close()
    os.waitpid(pid, 0)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
