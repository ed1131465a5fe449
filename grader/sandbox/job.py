"""One job from outside: its init is told what to do, says what became of it, and can always be killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time

from grader.errors import SandboxFailed, SubmissionError

from .inside.wire import BadFrame, Channel, Closed, Message, TimeOver

SETUP_TIMEOUT_S = 60.0  # a worker that lives answers at last, also beside hundreds of busy processes
OBEY_TIMEOUT_S = 1.0
REPORT_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 20.0


class Ended(Closed):
    """The job has ended of itself.

    Parameters
    ----------
    report : dict
        The last words of its init.
    """

    def __init__(self, report: Message) -> None:
        super().__init__("the job has ended")
        self.report = report


class Job:
    """The init of one job.

    Parameters
    ----------
    status : Channel
        The channel to it.
    """

    def __init__(self, status: Channel) -> None:
        self.status = status
        self._pidfd: int | None = None

    def start(self, order: Message, raw: bytes) -> None:
        """Have the walls built and the student's process started.

        Parameters
        ----------
        order : dict
            The limits, the names and lengths of the files, the seed.
        raw : bytes
            The files, one after another.

        Raises
        ------
        SubmissionError
            If the files cannot be written: too large, too many, or names that lead elsewhere.
        SandboxFailed
            If anything else fails; nothing was run.
        """
        deadline = time.monotonic() + SETUP_TIMEOUT_S
        try:
            self.status.send(order, raw, deadline=deadline)
            awaited = {"born", "ready"}  # from the worker and from the init: on a busy machine in either order
            while awaited:
                message, _, fds = self.status.receive_with_fds(1, deadline=deadline)
                self._pidfd = fds[0] if fds else self._pidfd
                if message["event"] == "refused":
                    raise SubmissionError(
                        f"the submission's files cannot be written: {message['detail']}",
                        hint="Remove what does not belong to the submission, or raise its limits.",
                    )
                if message["event"] == "failed":
                    raise SandboxFailed(f"the walls of a job could not be built: {message['detail']}")
                awaited.discard(message["event"])
        except (Closed, TimeOver, BadFrame):
            self.release()
            raise SandboxFailed("the worker of the sandbox gave no answer", hint="Start another Sandbox.") from None
        except (SandboxFailed, SubmissionError):
            self.release()
            raise

    def command(self, order: Message, answer: str) -> Message:
        """Have the init do something, and wait until it has.

        Parameters
        ----------
        order : dict
            What to do.
        answer : str
            The event that says that it has been done.

        Returns
        -------
        dict
            What the init said.

        Raises
        ------
        Ended
            If the job has ended meanwhile.
        SandboxFailed
            If the init does not answer or has broken, which is no fault of the student.
        """
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        try:
            self.status.send(order, deadline=deadline)
            message, _ = self.status.receive(deadline=deadline)
        except (TimeOver, BadFrame):
            raise SandboxFailed("the init of a job does not answer", hint="Start another Sandbox.") from None
        if message["event"] == "ended":
            raise Ended(message)
        if message["event"] != answer:  # it says what broke it
            raise SandboxFailed(f"the init of a job broke: {message.get('detail', message['event'])}")
        return message

    def last_report(self, *, end: bool) -> Message | None:
        """Return the init's last words and kill what is left.

        Parameters
        ----------
        end : bool
            Whether to have the job ended at once; else it is expected to have ended by itself.

        Returns
        -------
        dict or None
            How the job ended and what it used; None when its init is gone without a word.
        """
        report: Message | None = None
        try:
            if not end:  # a process that closes its channel may well live on
                report = self._report_by(time.monotonic() + OBEY_TIMEOUT_S)
            if report is None:
                self.status.send({"do": "end"}, deadline=time.monotonic() + REPORT_TIMEOUT_S)
                report = self._report_by(time.monotonic() + REPORT_TIMEOUT_S)
        except Closed:
            report = None
        self.kill()
        return report

    def _report_by(self, deadline: float) -> Message | None:
        try:
            while True:
                message, _ = self.status.receive(deadline=deadline)
                if message["event"] == "ended":
                    return message
        except (TimeOver, BadFrame):
            return None

    def kill(self) -> None:
        """Kill the init, and with it every process of the job."""
        if self._pidfd is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        poll.poll(REPORT_TIMEOUT_S * 1000)
        os.close(self._pidfd)
        self._pidfd = None

    @property
    def alive(self) -> bool:
        """Whether the init may still be there to be killed."""
        return self._pidfd is not None

    def release(self) -> None:
        """Kill the job and close the channel."""
        self.kill()
        self.status.close()
