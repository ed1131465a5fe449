"""Whether the notebook lies still during a check: stopped all the time, with no signal waiting for it.

A check has the same user as the notebook that it was forked from, so it may wake it or send it signals. The kernel
tells a parent about every stop, and shows which signals wait.
"""

from __future__ import annotations

import os
import signal
import time

STOP_TIMEOUT_S = 2.0
PAUSE_S = 0.0001
HARMLESS = 1 << (signal.SIGCHLD - 1)  # the end of the check itself


class Stillness:
    """The notebook's process, stopped by its parent, which is the one that asks.

    Parameters
    ----------
    pid : int
        The process, to which SIGSTOP has been sent.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.good = self._stopped() and not signals_waiting(pid)

    def _stopped(self) -> bool:
        """Wait for the stop and take the kernel's word for it away, so that another one would be told anew."""
        until = time.monotonic() + STOP_TIMEOUT_S
        while time.monotonic() < until:
            ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
            if ended is not None:
                return False
            if os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG) is not None:
                return True
            time.sleep(PAUSE_S)
        return False

    def unbroken(self) -> bool:
        """Say whether it has neither gone on for a moment nor been sent a signal since."""
        seen = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WSTOPPED | os.WCONTINUED | os.WNOWAIT | os.WNOHANG)
        return seen is None and not signals_waiting(self.pid)


def signals_waiting(pid: int) -> int:
    """Return the signals that wait for a process or one of its threads, one bit each, without those of children."""
    waiting = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", "rb") as file:
            for line in file:
                if line.startswith((b"SigPnd:", b"ShdPnd:")):
                    waiting |= int(line.split()[1], 16)
    return waiting & ~HARMLESS
