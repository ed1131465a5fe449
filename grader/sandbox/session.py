"""The trusted side of one kernel: cells in order, then checks on what they left behind.

Every read is bounded in time and size. What the student's process does wrong ends the session with a cause;
it is never an exception here. Exceptions are for the sandbox's own failures.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

from grader.errors import SandboxFailed

from .asking import Asking
from .endings import Answers, CellRun, Ending, Usage, ending_of
from .inside.requests import CallError, Outcome, Request
from .inside.wire import BadFrame, Channel, Closed, Message, TimeOver, TooLarge
from .job import OBEY_TIMEOUT_S, Ended, Job
from .limits import Limits
from .outputs import BadOutput, Outputs


class Session:
    """One kernel in one jail, for one submission; made by ``Sandbox.open``.

    Parameters
    ----------
    status : Channel
        The job's init.
    data : Channel
        The student's process.
    files : dict of str to bytes
        Files for the working folder.
    limits : Limits
        Bounds on the submission.
    seed : int
        Seed of the kernel's global random states.
    worker_healthy : callable
        Says whether the worker lives.

    Attributes
    ----------
    ended : Ending or None
        How the kernel ended; None while it is alive.
    """

    def __init__(
        self,
        status: Channel,
        data: Channel,
        files: dict[str, bytes],
        limits: Limits,
        seed: int,
        worker_healthy: Callable[[], bool],
    ) -> None:
        self.limits = limits
        self.ended: Ending | None = None
        self._job, self._data, self._worker_healthy = Job(status), data, worker_healthy
        self._usage: Usage | None = None
        self._turn = self._outputs = self._repeated = 0
        self._born = time.monotonic()
        lengths = [len(content) for content in files.values()]
        order: Message = {"limits": limits.to_dict(), "names": list(files), "lengths": lengths, "seed": seed}
        try:
            self._job.start(order, b"".join(files.values()))
        except BaseException:
            data.close()
            raise
        self._deadline = time.monotonic() + limits.submission_timeout_s

    def run_cell(self, source: str, *, timeout_s: float | None = None) -> CellRun:
        """Run one cell.

        Parameters
        ----------
        source : str
            The cell's code.
        timeout_s : float, optional
            Wall time, seconds; the limit's if left out.

        Returns
        -------
        CellRun
            What it showed, and whether it ended well; nothing when the session has ended before.

        Raises
        ------
        SandboxFailed
            If the worker is gone, which is no fault of the student.
        """
        if self.ended is not None:
            return CellRun([], False, None, None)
        outputs, self._turn = Outputs(self.limits.output_bytes - self._repeated), self._turn + 1
        deadline = self._until(timeout_s or self.limits.cell_timeout_s)
        stopped: str | None = None
        try:
            self._data.send({"do": "cell", "source": source, "id": self._turn}, deadline=deadline)
            try:
                ok, count = self._collect(outputs, deadline)
            except TimeOver:
                if time.monotonic() >= self._deadline:
                    raise  # that of the whole submission: nothing comes after this cell
                stopped = "time"
                self._job.command({"do": "interrupt"}, "interrupted")
                ok, count = self._collect(outputs, time.monotonic() + OBEY_TIMEOUT_S)
            outputs.number(count)
            return CellRun(outputs.items, ok and stopped is None, count, stopped)
        except TimeOver:
            if time.monotonic() >= self._deadline:
                self._end(Ending("wall", f"more than {self.limits.submission_timeout_s:.0f} s in all"))
            else:
                self._end(Ending("time", "the cell did not stop when its time was over"))
        except (BadFrame, BadOutput) as error:
            self._end(Ending("output" if isinstance(error, TooLarge) else "protocol", str(error)))
        except _TooMuchOutput as error:
            self._end(Ending("output", str(error)))
        except Ended as error:
            self._end(None, error.report)
        except Closed:
            self._end(None)
        return CellRun(outputs.items, False, None, stopped)

    def _collect(self, outputs: Outputs, deadline: float) -> tuple[bool, int | None]:
        """Take the messages of one cell up to the last."""
        while True:
            message, _ = self._data.receive(deadline=deadline, json_limit=2 * self.limits.output_bytes, raw_limit=0)
            if message.get("t") == "done":
                count = message.get("execution_count")
                if message.get("id") != self._turn or type(message.get("ok")) is not bool:
                    raise BadOutput("an answer out of turn")
                self._outputs += len(outputs.items)
                self._repeated += outputs.repeated_bytes
                good = type(count) is int and 0 <= count < 1 << 31
                return message["ok"], count if good else None
            outputs.add(message)
            if self._data.received_bytes + self._repeated + outputs.repeated_bytes > self.limits.output_bytes:
                raise _TooMuchOutput(f"more than {self.limits.output_bytes} bytes of output")
            if self._outputs + len(outputs.items) > self.limits.outputs:
                raise _TooMuchOutput(f"more than {self.limits.outputs} outputs")

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: Mapping[str, Callable[..., object]] | None = None,
        offered: Mapping[str, Callable[..., object]] | None = None,
        timeout_s: float | None = None,
        measure: bool = False,
    ) -> Answers:
        """Make the calls of one check in a fork of the student's process that ends with it.

        Parameters
        ----------
        requests : sequence of Request
            The calls, answered in order.
        stand_ins : mapping of str to callable, optional
            Replace these names in the student's namespace during this check.
        offered : mapping of str to callable, optional
            Functions behind ``StandIn(name)`` arguments.
        timeout_s : float, optional
            Wall time, seconds, the stand-ins included; the limit's if left out.
        measure : bool
            Whether to report the CPU time of the calls, as the job's init sees it.

        Returns
        -------
        Answers
            One outcome for each request; "stopped" for those that were not run.

        Raises
        ------
        SandboxFailed
            If the worker is gone, which is no fault of the student.
        """
        requests = tuple(requests)
        if self.ended is not None:
            gone = CallError("stopped", "not run: the kernel had ended")
            return Answers([Outcome(error=gone) for _ in requests], None, {})
        deadline = self._until(timeout_s or self.limits.check_timeout_s)
        asking = Asking(requests, dict(stand_ins or {}), dict(offered or {}), self.limits, deadline, measure)
        try:
            asking.run(self._data, self._job)
        except TimeOver:
            self._end(Ending("time", "the kernel did not answer"))
        except (BadFrame, BadOutput) as error:
            self._end(Ending("protocol", str(error)))
        except Ended as error:
            self._end(None, error.report)
        except Closed:
            self._end(None)
        return asking.answers(self.ended)

    def _until(self, seconds: float) -> float:
        return min(time.monotonic() + seconds, self._deadline)

    def _end(self, ending: Ending | None, report: Message | None = None) -> None:
        """End the job; without an ending of our own, ask its init for one."""
        report = report or self._job.last_report(end=ending is not None)
        self._job.kill()
        if report is not None:
            self._usage = Usage(**report["usage"])
        elif not self._worker_healthy():
            self.ended = ending or Ending("crash", "the worker of the sandbox is gone")
            raise SandboxFailed("the worker of the sandbox died during a submission", hint="Start another Sandbox.")
        self.ended = ending or ending_of(report)

    def close(self) -> Usage:
        """End the kernel, if it is still alive, and say what it used.

        Returns
        -------
        Usage
            CPU time and memory as measured outside the student's process; NaN where the measure was lost.
        """
        if self._job.alive:
            report = self._job.last_report(end=True)
            self._usage = Usage(**report["usage"]) if report is not None else None
        if self._usage is None:
            self._usage = Usage(math.nan, math.nan, time.monotonic() - self._born)
        if self.ended is None:
            self.ended = Ending("closed", "")
        self._job.release()
        self._data.close()
        return self._usage

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _TooMuchOutput(Exception):
    """A cell has shown more than the limit."""
