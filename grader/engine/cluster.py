"""Grade on a Dask cluster: a local one, one process for each core, or any other by its address.

Submissions travel to the workers a few at a time, so that memory stays flat however large the class is. A worker that
dies takes no result with it: Dask sends its work elsewhere. A submission in whose company workers die again and again
is tried once more with nothing else under way, so that only the one that kills them is to blame.
"""

from __future__ import annotations

import contextlib
import os
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Any

import dask
from distributed import Client, Future
from distributed.scheduler import KilledWorker

from grader.engine.bounds import MOST_CPU_S
from grader.engine.contract import GradingKit
from grader.engine.inline import Answer
from grader.engine.interruption import Interruption
from grader.engine.kit import Failure, Unit
from grader.engine.local import LocalCluster
from grader.engine.slow import AFTER_S, still_grading
from grader.engine.versions import differences, installed_code
from grader.engine.worker import KitPlugin, describe_worker, grade_on_worker
from grader.errors import RunError

START_TIMEOUT_S = 60
POLL_S = 0.2
# How a future stands whose parcel is there, on its way, or lost with its worker and to be made again.
WAITING = ("finished", "pending", "lost")
FETCH_TIMEOUT_S = 5  # for one parcel; a worker that has died does not say so
RECOUNT_S = 5.0
AHEAD = 2  # submissions for each worker that are under way at once
SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "5s",
    # The scheduler's logs keep every submission that they mention, and it lives in this process.
    "distributed.admin.log-length": 10,
    "distributed.admin.low-level-log-length": 10,
    "distributed.comm.timeouts.connect": "30s",
}
_START_HINT = "start workers with 'dask worker ADDRESS', in an environment with this same grader"
KILLER = (
    "the worker that graded it died again and again, also when it graded nothing else; "
    f"a worker ends, too, when it takes more than {MOST_CPU_S:g} s of its own CPU time to judge a submission"
)


class DaskPool:
    """Grades on workers.

    Parameters
    ----------
    kit
        What grading needs beside the submissions.
    scheduler
        Address of a running scheduler; empty for a local cluster.
    workers
        Number of processes of a local cluster; by default one for each core.
    notice
        Is told what takes long.

    Raises
    ------
    RunError
        If the cluster cannot be reached, has no workers, or grades by other code than this process.
    """

    def __init__(
        self, kit: GradingKit, scheduler: str = "", workers: int = 0, *, notice: Callable[[str], None]
    ) -> None:
        self._name = f"rnn-course-{uuid.uuid4().hex}"
        self._stack = contextlib.ExitStack()
        self._done: queue.SimpleQueue[tuple[Unit, Future[Answer]]] = queue.SimpleQueue()
        self._flying: dict[Any, tuple[Unit, Future[Answer]]] = {}
        self._counted, self._threads = 0.0, 1
        self._notice = notice
        self._local: LocalCluster | None = None
        self._registered = False
        try:
            self._client = self._connect(scheduler, workers or os.cpu_count() or 1)
            self._compare(kit.packages)
            self._client.register_plugin(KitPlugin(self._name, kit))
            self._registered = True
        except BaseException:
            self.close()
            raise

    def _connect(self, scheduler: str, workers: int) -> Client:
        self._stack.enter_context(dask.config.set(SETTINGS))
        try:
            if not scheduler:
                self._local = self._stack.enter_context(LocalCluster(workers))
            address = self._local.address if self._local else scheduler
            security = self._local.security if self._local else None
            client = Client(address, timeout=START_TIMEOUT_S, set_as_default=False, security=security)
            self._stack.enter_context(client)
            self._await_workers(client)
        except (OSError, TimeoutError, ValueError) as error:
            where = scheduler or "the local cluster"
            raise RunError(f"{where} does not answer: {error!r}", hint=_START_HINT) from error
        return client

    def _await_workers(self, client: Client) -> None:
        """Wait for the first worker; others may come while it works."""
        until = time.monotonic() + START_TIMEOUT_S
        while not client.nthreads():
            if self._local:
                self._local.mend()
            if time.monotonic() > until:
                raise RunError("the cluster has no workers", hint=_START_HINT)
            time.sleep(POLL_S)

    def _compare(self, packages: tuple[str, ...]) -> None:
        """Refuse workers that would grade by other code."""
        hint = "install the same version of the course's grader on every worker, then start the workers again"
        try:
            found: dict[str, dict[str, str]] = self._client.run(describe_worker, packages)
        except Exception as error:  # whatever the worker's environment makes of a name that it may not know
            raise RunError(f"a worker cannot run this grader: {error!r}", hint=hint) from error
        for address, theirs in found.items():
            if wrong := differences(installed_code(packages), theirs):
                raise RunError(f"the worker {address} has {wrong}", hint=hint)

    def answers(self, units: Iterable[Unit], interruption: Interruption) -> Iterator[tuple[Unit, Answer]]:
        """Yield each unit with its parcel, or why there is none, in the order in which they are done.

        Parameters
        ----------
        units
            The work; taken as it is needed.
        interruption
            Ctrl-C ends the waiting.

        Raises
        ------
        RunError
            If the scheduler is lost.
        """
        suspects: list[Unit] = []
        for unit, answer in self._pass(iter(units), interruption, self._window):
            if answer is None:
                suspects.append(unit)
            else:
                yield unit, answer
        for unit in suspects:
            for _, answer in self._pass(iter([unit]), interruption, lambda: 1):
                yield unit, answer if answer is not None else Failure(KILLER)

    def _pass(self, units: Iterator[Unit], interruption: Interruption, window: Any) -> Iterator[tuple[Unit, Any]]:
        more = True
        while more or self._flying:
            while more and len(self._flying) < window():
                unit = next(units, None)
                more = unit is not None
                if unit is not None:
                    self._send(unit)
            if self._flying:
                yield self._take(*self._await_one(interruption), interruption)

    def _window(self) -> int:
        if time.monotonic() - self._counted > RECOUNT_S:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return AHEAD * self._threads

    def _send(self, unit: Unit) -> None:
        # pure=False gives each its own key: two students may hand in the very same file.
        future = self._client.submit(grade_on_worker, self._name, unit, pure=False)
        self._flying[future.key] = unit, future
        future.add_done_callback(lambda done: self._done.put((unit, done)))

    def _await_one(self, interruption: Interruption) -> tuple[Unit, Future[Answer]]:
        tell_at = time.monotonic() + AFTER_S
        while True:
            if interruption.wanted:
                raise KeyboardInterrupt
            try:
                return self._done.get(timeout=POLL_S)
            except queue.Empty:
                self._look_after(interruption)
            if time.monotonic() > tell_at:
                first_sent = [unit.submission.student for unit, _ in self._flying.values()][: self._threads]
                self._notice(still_grading(first_sent))
                tell_at = inf

    def _look_after(self, interruption: Interruption) -> None:
        """While waiting: start workers in the place of dead ones, and stop when there is nothing to wait for."""
        if interruption.wanted:
            raise KeyboardInterrupt
        if self._local:
            self._local.mend()
        if self._client.status not in ("running", "connecting"):
            raise _lost()

    def _take(self, unit: Unit, future: Future[Answer], interruption: Interruption) -> tuple[Unit, Answer | None]:
        """Return what became of a unit; None when the workers that had it died."""
        self._flying.pop(future.key, None)
        if self._local:
            self._local.note_result()
        while future.status in WAITING:
            try:
                answer: Answer = future.result(timeout=FETCH_TIMEOUT_S)
                return unit, answer
            except Exception:  # the task's own error, which the status tells; or the parcel is lost with its worker
                time.sleep(POLL_S)
                self._look_after(interruption)  # another worker, which there must be, grades it again
        if future.status != "error":
            raise _lost()
        error = future.exception()
        if isinstance(error, KilledWorker):
            return unit, None
        return unit, Failure(f"the worker failed: {error!r}")

    def finished(self) -> Iterator[tuple[Unit, Answer]]:
        """Yield what is done by now, after an interruption."""
        while not self._done.empty():
            unit, future = self._done.get()
            with contextlib.suppress(TimeoutError):  # lost with its worker: it is graded by the next run
                if future.status == "finished":
                    yield unit, future.result(timeout=FETCH_TIMEOUT_S)

    def close(self) -> None:
        """Withdraw what is under way, and end a local cluster."""
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):  # a scheduler that is gone has forgotten us
            if self._flying:
                self._client.cancel([future for _, future in self._flying.values()], force=True)
            if self._registered:
                self._client.unregister_worker_plugin(self._name)
        self._flying.clear()
        self._stack.close()


def _lost() -> RunError:
    hint = "see whether the scheduler lives, then run the same command again: what was graded until now is kept"
    return RunError("the connection to the Dask scheduler was lost", hint=hint)
