"""The watch over one student's process: its limits, the checks, and the report of how the job ended.

It is kept by the job's init, process 1 of the job, outside the student's process and without capabilities.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from typing import Any

from . import jail, mappings, traces, watch
from .files import Files
from .places import OutOfReach, Places
from .stillness import Stillness
from .wire import BadFrame, Channel, Closed, Message

TICK_S = 0.03
DEATH_S = 0.0005  # what a killed process takes to be gone
DEATH_TIMEOUT_MS = 1000
PEAK_STEP_BYTES = 16 << 20


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
    places : Places
        Where the job may write.
    """

    def __init__(self, status: Channel, pid: int, limits: jail.Bounds, places: Places) -> None:
        self.status, self.pid, self.limits, self.places = status, pid, limits, places
        self.most_bytes = (limits["work_mib"] + 2 * limits["tmp_mib"]) * jail.MIB
        self.pidfd = os.pidfd_open(pid)
        self.born = time.monotonic()
        self.bound_bytes, self.peak_bytes = watch.resident_bytes(pid), 0
        self.known = mappings.shared_mappings("self")
        self.look_at = self.born + TICK_S
        self.check: Check | None = None
        self.cause = self.detail = ""

    def keep(self) -> None:
        """Watch until the job has ended, then say how it ended and what it used."""
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        poll.register(self.status.sock, select.POLLIN)
        while not self.cause:
            left_ms = max(0.0, (self.look_at - time.monotonic()) * 1000)
            ready = [] if self.status.pending else poll.poll(left_ms)
            if any(descriptor == self.pidfd for descriptor, _ in ready):
                break
            if ready or self.status.pending:
                self._obey()
            if time.monotonic() >= self.look_at:
                self._look()
                self.look_at = time.monotonic() + TICK_S
        self._report()

    def _obey(self) -> None:
        try:
            message, _ = self.status.receive()
        except (Closed, BadFrame):  # the trusted side is gone: so is the job
            self._leave()
        match message["do"]:
            case "interrupt":
                os.kill(self.pid, signal.SIGINT)
                self.status.send({"event": "interrupted"})
            case "isolate":
                self._isolate(message["pid"], message["measure"])
            case "sweep":
                self._sweep(message["measure"])
            case "end":
                self.cause, self.detail = "closed", ""

    def _look(self) -> None:
        pids = watch.processes()
        watch.put_crowd_last(pids)
        if self._disk_is_full():  # first: what there is of files may take long to add up
            self._too_much("disk", "more or larger files than a submission may write")
        elif too_much := self._memory_too_much(pids):
            self._too_much("memory", too_much)
        elif watch.cpu_s(pids) > self.limits["cpu_s"]:
            self.cause, self.detail = "cpu", f"more than {self.limits['cpu_s']:.0f} s of CPU time"
        elif time.monotonic() - self.born > self.limits["submission_timeout_s"]:
            self.cause, self.detail = "wall", f"more than {self.limits['submission_timeout_s']:.0f} s in all"
        if self.check is not None:
            self.check.look(self)
        self._reap()

    def _memory_too_much(self, pids: list[int]) -> str:
        """Say what is more than may be, if anything is."""
        limit = self.limits["memory_mib"] * jail.MIB
        used = self._memory(pids, limit)
        if used > self.bound_bytes + PEAK_STEP_BYTES:
            self.bound_bytes = used
            # The exact figure costs milliseconds: it is taken only where it can matter.
            self.peak_bytes = max(self.peak_bytes, self._memory(pids, 0))
        if used > limit:
            return f"more than {self.limits['memory_mib']:.0f} MiB in {len(pids)} processes"
        if used + watch.socket_bytes(pids, limit - used) > limit:
            return f"more than {self.limits['memory_mib']:.0f} MiB with what its sockets may hold"
        return ""

    def _memory(self, pids: list[int], limit: float) -> int:
        return watch.memory_bytes(pids, limit, self.places, self.pid if self.check is not None else None)

    def _disk_is_full(self) -> bool:
        """Say whether there is more on the disk than file systems of the job's own would have held."""
        if self.places.mounted:
            return False
        most = 2 * self.limits["inodes"]
        written, count = self.places.written(most)
        return written > self.most_bytes or count > most

    def _leave(self) -> None:
        """End the job and this process: the trusted side is gone."""
        os.kill(self.pid, signal.SIGKILL)
        self.kill_all_but()
        os._exit(0)

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

    def _isolate(self, child: object, measure: bool) -> None:
        """Leave one check's process alone with the trusted side: the rest is stopped or killed.

        Nothing is answered where the job ends for what it wrote: the report of that is the answer.
        """
        os.kill(self.pid, signal.SIGSTOP)
        good = isinstance(child, int) and child != self.pid and child in watch.processes()
        if good and isinstance(child, int):
            self.kill_all_but(self.pid, child)
            # The check must not write into the notebook's memory either, which a stopped process cannot allow.
            good = traces.is_out_of_reach(self.pid) and traces.holds_no_other_channel(child, self.known, self.places)
            stillness = Stillness(self.pid)  # first: what still runs could change its files
            try:
                self.check = Check(child, Files(self.places, self.most_bytes), stillness)
            except OutOfReach as error:  # what a check did to it could not be seen
                self.cause, self.detail = "disk", str(error)
                return
            good = good and self.check.stillness.good
        used = watch.cpu_s(watch.processes()) if measure else 0.0
        self.status.send({"event": "isolated", "good": good, "cpu_s": used})

    def _sweep(self, measure: bool) -> None:
        """End a check: measure, kill everything but the student's process, and let that go on."""
        pids = watch.processes() if measure else []
        # A notebook that ignores its children's end has them reaped by nobody, and their time is counted nowhere.
        seen = self.check is not None and self.check.pid in pids
        used = watch.cpu_s(pids) if seen else None
        found: Message = {"event": "swept", "cpu_s": used, "cause": "", "wait_status": None}
        if self.check is not None:
            self.check.look(self)
            found.update(cause=self.check.cause, wait_status=self.check.wait_status)
            self.check.kill()
        self.kill_all_but(self.pid)
        if self.check is not None and not self.check.close():
            found["cause"] = self.cause = "tampering"
            self.detail = "a check woke the notebook, sent it a signal, or did to its files what cannot be undone"
        else:
            os.kill(self.pid, signal.SIGCONT)
        self.check = None
        self.status.send(found)

    def _report(self) -> None:
        self.peak_bytes = max(self.peak_bytes, self._memory(watch.processes(), 0))
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
    files : Files
        The files before it.
    stillness : Stillness
        The notebook, which must lie still.

    Attributes
    ----------
    cause : str
        Why init killed it; empty if it did not.
    wait_status : int or None
        How it ended by itself; None while it runs.
    """

    def __init__(self, pid: int, files: Files, stillness: Stillness) -> None:
        self.pid, self.cause, self.files, self.stillness = pid, "", files, stillness
        self.wait_status: int | None = None
        self.pidfd = os.pidfd_open(pid)
        self.ended = select.poll()
        self.ended.register(self.pidfd, select.POLLIN)
        with contextlib.suppress(ProcessLookupError):
            # No new processes: one that nobody waits for would escape the measuring of CPU time.
            resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))

    def look(self, warden: Warden) -> None:
        """See whether it has ended; if so, end what holds its channel open."""
        if self.wait_status is None and not self.cause and self.ended.poll(0):
            self.wait_status = watch.wait_status(self.pid)
            warden.kill_all_but(warden.pid)

    def kill(self) -> None:
        """Kill the process and wait until it is dead, though its parent, which is stopped, cannot reap it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.ended.poll(DEATH_TIMEOUT_MS)

    def close(self) -> bool:
        """Take away what it left and put back what it changed; say whether nothing of it can reach the notebook."""
        os.close(self.pidfd)
        return self.files.restore() and self.stillness.unbroken()
