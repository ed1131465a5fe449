"""One check from the trusted side: requests go out, outcomes and questions to stand-ins come back."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable

from .answering import ANSWERS, QUESTION_BYTES
from .endings import Answers, Ending, signal_name
from .inside.answers import BadAnswer, Caps, Encoded, decode
from .inside.requests import CallError, Outcome, Request
from .inside.standing_in import StandInRefused
from .inside.wire import BadFrame, Channel, Closed, Message, TimeOver
from .job import ANSWER_TIMEOUT_S, Job
from .limits import Limits
from .packing import PACKED

JSON_SHARE = 16 << 20
NAMED_PARTS = 20
LONGEST_TEXT = 4000
STAND_INS_S = 10.0  # of CPU time, for all questions of one check
KINDS = frozenset(
    ("missing", "not-callable", "unwritten", "raised", "unreadable", "memory", "stand-in", "too-large")
)  # what the child may say of itself; the others are seen from outside

Functions = dict[str, Callable[..., object]]


class Asking:
    """The course of one check.

    Parameters
    ----------
    requests : tuple of Request
        The calls.
    stand_ins, offered : dict of str to callable
        Functions that replace names, and functions behind arguments.
    limits : Limits
        Bounds on the submission.
    deadline : float
        When its time is over, by the monotonic clock.
    measure : bool
        Whether its CPU time is wanted.
    """

    def __init__(
        self,
        requests: tuple[Request, ...],
        stand_ins: Functions,
        offered: Functions,
        limits: Limits,
        deadline: float,
        measure: bool = False,
    ) -> None:
        self.measure = measure
        self.requests, self.limits, self.deadline = requests, limits, deadline
        self.stand_ins, self.known = stand_ins, {**stand_ins, **offered}
        self.caps = Caps(raw_bytes=limits.answer_bytes)
        self.question_caps = Caps(raw_bytes=QUESTION_BYTES)
        self.spent_s = 0.0
        self.outcomes: list[Outcome] = []
        self.calls: Counter[str] = Counter()
        self.cpu_s: float | None = None
        self.fault: CallError | None = None

    def run(self, data: Channel, job: Job) -> None:
        """Carry the check through; afterwards nothing of it lives.

        Raises
        ------
        Closed, TimeOver, BadFrame
            If the kernel itself, not only the check, is gone or broken.
        """
        packed = PACKED.pack(self.requests)
        ours, theirs = socket.socketpair()
        channel = Channel(ours)
        try:
            data.send({"do": "check"}, deadline=self.deadline, fds=(theirs.fileno(),))
            theirs.close()
            started = self._isolate(channel, job)
            if started is not None:
                self._converse(channel, packed)
            self._sweep(job, started)
        finally:
            theirs.close()
            channel.close()
        self._await_kernel(data)

    def _isolate(self, channel: Channel, job: Job) -> float | None:
        """Have the rest of the job stopped; return the CPU time used so far, or None if there is no child."""
        try:
            hello, _ = channel.receive(deadline=self.deadline, json_limit=1000, raw_limit=0)
            pid = hello.get("pid")
        except (Closed, BadFrame):
            pid = None
        except TimeOver:
            self.fault = CallError("time", "the kernel did not start the check in time")
            return None
        if type(pid) is not int or not 1 < pid < 1 << 22:
            self.fault = CallError("crash", "the kernel could not start the check")
            return None
        isolated = job.command({"do": "isolate", "pid": pid, "measure": self.measure}, "isolated")
        if not isolated["good"]:
            self.fault = CallError(
                "crash", "the process of the check shares memory, a pipe or a file with others, or is gone"
            )
            return None
        return float(isolated["cpu_s"])

    def _converse(self, channel: Channel, packed: Encoded) -> None:
        message: Message = {"stand_ins": list(self.stand_ins), "answer_bytes": self.limits.answer_bytes}
        try:
            channel.send(
                {**message, "tree": packed.tree, "lengths": packed.lengths},
                packed.raw,
                deadline=self.deadline,
            )
            left = JSON_SHARE + self.limits.answer_bytes  # for all answers: they are kept until all have been judged
            while len(self.outcomes) < len(self.requests):
                before = channel.received_bytes
                reply, raw = channel.receive(
                    deadline=self.deadline,
                    json_limit=min(left, JSON_SHARE),
                    raw_limit=min(left, self.limits.answer_bytes),
                )
                if reply.get("t") == "call":
                    self._answer(channel, reply, raw)
                else:
                    left = max(0, left - (channel.received_bytes - before))
                    self.outcomes.append(self._outcome(reply, raw))
        except TimeOver:
            self.fault = CallError("time", "the call took too long")
        except BadFrame as error:
            self.fault = CallError("unreadable", str(error))
        except Closed:
            self.fault = CallError("crash", "the process of the check ended")

    def _outcome(self, reply: Message, raw: bytes) -> Outcome:
        if reply.get("t") != "outcome" or reply.get("index") != len(self.outcomes):
            raise BadFrame("an answer out of turn")
        changed, shared = _texts(reply.get("changed")), _texts(reply.get("shared"))
        if "error" in reply:
            return Outcome(None, _call_error(reply["error"]), changed, shared)
        try:
            value = decode(Encoded(reply.get("tree"), reply.get("lengths"), raw), self.caps)  # type: ignore[arg-type]
        except BadAnswer as error:
            kind = "too-large" if error.too_large else "unreadable"
            return Outcome(None, CallError(kind, str(error)), changed, shared)
        return Outcome(value, None, changed, shared)

    def _answer(self, channel: Channel, reply: Message, raw: bytes) -> None:
        """Answer one question to a stand-in."""
        try:
            name = reply.get("name")
            if type(name) is not str or name not in self.known:
                raise StandInRefused("no such function is offered")
            self.calls[name] += 1
            if self.calls.total() > self.limits.stand_in_calls:
                raise StandInRefused(f"more than {self.limits.stand_in_calls} calls of functions that are given")
            if self.spent_s > STAND_INS_S:
                raise StandInRefused(f"functions that are given took more than {STAND_INS_S:.0f} s")
            asked, began = Encoded(reply.get("tree"), reply.get("lengths"), raw), time.thread_time()  # type: ignore[arg-type]
            try:
                answer = ANSWERS.answer(self.known, name, asked, self.question_caps)
            finally:
                self.spent_s += time.thread_time() - began
        except (StandInRefused, BadAnswer) as error:
            channel.send({"t": "refused", "message": str(error)}, deadline=self.deadline)
            return
        channel.send({"t": "value", "tree": answer.tree, "lengths": answer.lengths}, answer.raw, deadline=self.deadline)

    def _sweep(self, job: Job, started: float | None) -> None:
        swept = job.command({"do": "sweep", "measure": self.measure}, "swept")
        if started is not None and self.measure and swept["cpu_s"] is not None:
            self.cpu_s = max(0.0, swept["cpu_s"] - started)
        ended = swept["wait_status"]
        if swept["cause"] == "tampering":
            self.outcomes.clear()
            self.fault = CallError("crash", "the check reached for the notebook that it was forked from")
            return
        if swept["cause"] and self.fault is not None:
            what = "more memory" if swept["cause"] == "memory" else "more or larger files"
            self.fault = CallError("memory", f"{what} than the limit allows")
        elif self.fault is not None and self.fault.kind == "crash" and ended is not None:
            self.fault = CallError("crash", _how(ended))

    def _await_kernel(self, data: Channel) -> None:
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        while True:
            message, _ = data.receive(deadline=deadline, json_limit=JSON_SHARE, raw_limit=0)
            if message.get("t") == "checked":
                return
            if message.get("t") == "done":
                raise BadFrame("an answer out of turn")

    def answers(self, ended: Ending | None) -> Answers:
        """Return what was found, each request with an outcome."""
        outcomes, missing = list(self.outcomes), len(self.requests) - len(self.outcomes)
        if missing:
            fault = self.fault or CallError("crash", "the kernel gave no answer")
            if ended is not None:
                kind = {"cpu": "time", "wall": "time", "time": "time", "memory": "memory"}.get(ended.cause, "crash")
                fault = CallError(kind, f"the kernel was ended: {ended.detail}")
            stopped = CallError("stopped", "not run: an earlier call ended the process")
            outcomes += [Outcome(error=fault), *[Outcome(error=stopped)] * (missing - 1)]
        return Answers(outcomes, None if missing else self.cpu_s, dict(self.calls))


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        cpu = " (CPU time used up)" if number == signal.SIGXCPU else ""
        return f"the process was ended by {signal_name(number)}{cpu}"
    return f"the process exited with status {os.WEXITSTATUS(status)} in the middle of the call"


def _texts(value: object) -> tuple[str, ...]:
    if type(value) is not list or len(value) > NAMED_PARTS or not all(type(text) is str for text in value):
        raise BadFrame("a malformed report")
    return tuple(_clean(text) for text in value)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_TEXT]


def _call_error(value: object) -> CallError:
    if type(value) is not list or len(value) != 4:
        raise BadFrame("a malformed error")
    kind, message, line, source_line = value
    if kind not in KINDS or type(message) is not str or type(source_line) is not str:
        raise BadFrame("a malformed error")
    if line is not None and (type(line) is not int or not 0 <= line < 1 << 31):
        raise BadFrame("a malformed error")
    return CallError(kind, _clean(message), line, _clean(source_line))
