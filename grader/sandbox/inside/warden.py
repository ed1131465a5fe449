"""The watch over one student's process: its limits, the checks, and the report of how the job ended.

It is kept by the job's init, process 1 of the job, outside the student's process and without capabilities.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from typing import Any

from . import jail, traces, watch
from .wire import BadFrame, Channel, Closed, Message

TICK_S = 0.03
DEATH_S = 0.0005  # what a killed process takes to be gone
PEAK_STEP_BYTES = 4 << 20


class Warden:
    """The watch over one student's process, and the answers to what the trusted side asks.

    Parameters
    ----------
    status : Channel
        The trusted side.
    pid : int
        The student's process.
    limits : mapping of str to float
        The job's limits.
    """

    def __init__(self, status: Channel, pid: int, limits: jail.Bounds) -> None:
        self.status, self.pid, self.limits = status, pid, limits
        self.pidfd = os.pidfd_open(pid)
        self.born = time.monotonic()
        self.peak_bytes = self.bound_bytes = 0
        self.check: Check | None = None
        self.cause = self.detail = ""

    def keep(self) -> None:
        """Watch until the job has ended, then say how it ended and what it used."""
        while not self.cause:
            ready, _, _ = select.select([self.pidfd, self.status.sock.fileno()], [], [], TICK_S)
            if self.pidfd in ready:
                break
            if ready:
                self._obey()
            self._look()
        self._report()

    def _obey(self) -> None:
        try:
            message, _ = self.status.receive()
        except (Closed, BadFrame):  # the trusted side is gone: so is the job
            os._exit(0)
        match message["do"]:
            case "interrupt":
                os.kill(self.pid, signal.SIGINT)
                self.status.send({"event": "interrupted"})
            case "isolate":
                self._isolate(message["pid"])
            case "sweep":
                self._sweep()
            case "end":
                self.cause, self.detail = "closed", ""

    def _look(self) -> None:
        pids = watch.processes()
        limit = self.limits["memory_mib"] * jail.MIB
        used = watch.memory_bytes(pids, limit)
        if used > self.bound_bytes + PEAK_STEP_BYTES:  # the exact figure costs a millisecond: only when it can matter
            self.bound_bytes = used
            self.peak_bytes = max(self.peak_bytes, watch.memory_bytes(pids, 0))
        if used > limit:
            self._too_much("memory", f"more than {self.limits['memory_mib']:.0f} MiB in {len(pids)} processes")
        elif watch.cpu_s(pids) > self.limits["cpu_s"]:
            self.cause, self.detail = "cpu", f"more than {self.limits['cpu_s']:.0f} s of CPU time"
        elif time.monotonic() - self.born > self.limits["submission_timeout_s"]:
            self.cause, self.detail = "wall", f"more than {self.limits['submission_timeout_s']:.0f} s in all"
        if self.check is not None:
            self.check.look(self)
        self._reap()

    def _too_much(self, cause: str, detail: str) -> None:
        if self.check is None:
            self.cause, self.detail = cause, detail
        elif not self.check.cause:  # a check may cost itself its life, not the session
            self.check.cause = cause
            self.kill_all_but(self.pid)

    def _reap(self) -> None:
        while True:
            try:
                waited = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if waited is None or waited.si_pid == self.pid:  # the student's own end is for the report
                return
            os.waitpid(waited.si_pid, 0)

    def kill_all_but(self, *kept: int) -> None:
        """Kill every process of the job but init and those named, until none is left."""
        while True:
            others = [pid for pid in watch.processes() if pid not in kept and watch.wait_status(pid) is None]
            if not others:
                return
            for pid in others:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self._reap()
            time.sleep(DEATH_S)

    def _isolate(self, child: object) -> None:
        """Leave one check's process alone with the trusted side: the rest is stopped or killed."""
        good = isinstance(child, int) and child in watch.processes() and child != self.pid
        if good and isinstance(child, int):
            os.kill(self.pid, signal.SIGSTOP)
            self.kill_all_but(self.pid, child)
            good = traces.holds_no_other_channel(child)
            self.check = Check(child)
        self.status.send({"event": "isolated", "good": good, "cpu_s": watch.cpu_s(watch.processes())})

    def _sweep(self) -> None:
        """End a check: measure, kill everything but the student's process, and let that go on."""
        used = watch.cpu_s(watch.processes())
        found: Message = {"event": "swept", "cpu_s": used, "cause": "", "wait_status": None}
        if self.check is not None:
            self.check.look(self)
            found.update(cause=self.check.cause, wait_status=self.check.wait_status)
        self.kill_all_but(self.pid)
        if self.check is not None:
            self.check.files.restore()
            self.check = None
        os.kill(self.pid, signal.SIGCONT)
        self.status.send(found)

    def _report(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, ended = os.waitpid(self.pid, 0)
        self.kill_all_but()
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report: dict[str, Any] = {
            "event": "ended",
            "cause": self.cause,
            "detail": self.detail,
            "wait_status": ended,
        }
        report["usage"] = {
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_memory_mib": self.peak_bytes / jail.MIB,
            "wall_s": time.monotonic() - self.born,
        }
        self.status.send(report)


class Check:
    """The process of one check, as its init sees it.

    Parameters
    ----------
    pid : int
        The process.

    Attributes
    ----------
    cause : str
        Why init killed it; empty if it did not.
    wait_status : int or None
        How it ended by itself; None while it runs.
    """

    def __init__(self, pid: int) -> None:
        self.pid, self.cause = pid, ""
        self.files = traces.Files()
        self.wait_status = watch.wait_status(pid)
        if self.wait_status is None:
            # No new processes: one that nobody waits for would escape the measuring of CPU time.
            resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))

    def look(self, warden: Warden) -> None:
        """See whether it has ended; if so, end what holds its channel open."""
        if self.wait_status is None and not self.cause:
            self.wait_status = watch.wait_status(self.pid)
            if self.wait_status is not None:
                warden.kill_all_but(warden.pid)
