"""A Dask cluster on this machine: the scheduler in this process, each worker in one of its own, all of it encrypted.

Other users of the machine can reach the ports of a cluster, and whoever can speak to one can run programs as its owner.
So both ends show a certificate that is made for this cluster alone and never written to a disk.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import IO

from distributed import Scheduler
from distributed.deploy.spec import SpecCluster
from distributed.security import Security

from grader.errors import RunError

MOST_DEATHS = 10  # in a row, with nothing graded in between
STOP_TIMEOUT_S = 5.0


class LocalCluster:
    """A scheduler and its workers, which are started again when they die.

    Parameters
    ----------
    workers
        Number of worker processes.
    """

    def __init__(self, workers: int) -> None:
        for name in ("distributed", "distributed.scheduler", "distributed.core", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed by close()
        self._deaths = 0
        self._cluster: SpecCluster | None = None
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            for _ in range(workers):  # first of all: they import for as long as all the rest here takes
                self._processes.append(self._launch())
            self._start_scheduler()
            for process in self._processes:
                self._instruct(process)
        except BaseException:
            self.close()
            raise

    def _start_scheduler(self) -> None:
        self.security = Security.temporary()
        # The page with the dashboard is off; its server cannot be switched off, but be kept to this machine.
        options = {
            "host": "127.0.0.1",
            "protocol": "tls",
            "security": self.security,
            "dashboard": False,
            "dashboard_address": "127.0.0.1:0",
        }
        scheduler = {"cls": Scheduler, "options": options}
        self._cluster = SpecCluster(
            workers={}, scheduler=scheduler, security=self.security, silence_logs=logging.CRITICAL
        )
        self.address: str = self._cluster.scheduler_address

    def _launch(self) -> subprocess.Popen[bytes]:
        # Not multiprocessing, which runs the caller's main program once more; and in a session of its own, so that
        # Ctrl-C on the terminal reaches the coordinator alone.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.engine.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=environment,
            start_new_session=True,
        )

    def _instruct(self, process: subprocess.Popen[bytes]) -> None:
        """Tell a worker whom to work for."""
        names = ("tls_ca_file", "tls_worker_key", "tls_worker_cert", "tls_client_key", "tls_client_cert")
        order = {"address": self.address, "security": {name: getattr(self.security, name) for name in names}}
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:  # it is gone already; mend() sees that
            pass

    def mend(self) -> None:
        """Start workers again that have died.

        Raises
        ------
        RunError
            If they die as often as they are started.
        """
        for position, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                words = self._last_words()
                raise RunError(f"the workers die as soon as they start: {words}", hint="run 'grader doctor'")
            _hang_up(process)
            self._processes[position] = self._launch()
            self._instruct(self._processes[position])

    def note_result(self) -> None:
        """Take note that the workers do what they should."""
        self._deaths = 0

    def _last_words(self) -> str:
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 1000))
        words = self._errors.read().decode("utf-8", "replace").strip()
        return words.splitlines()[-1] if words else "no word from them"

    def pids(self) -> list[int]:
        """Return the workers' process ids."""
        return [process.pid for process in self._processes]

    def close(self) -> None:
        """End the workers and the scheduler."""
        for process in self._processes:
            _hang_up(process)
        for process in self._processes:
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._cluster is not None:
            self._cluster.close()
        self._errors.close()

    def __enter__(self) -> LocalCluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """Close a worker's standard input, which tells it to end."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it has not read its order and never will
        process.stdin.close()
