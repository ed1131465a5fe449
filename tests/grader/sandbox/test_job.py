"""What the trusted side makes of what a job says, in whatever order it is said."""

from __future__ import annotations

import os
import socket

import pytest

from grader.sandbox.inside.wire import Channel
from grader.sandbox.job import Job

READY = {"event": "ready"}


@pytest.mark.parametrize("early", [False, True])
def test_job_starts_whichever_of_its_two_processes_speaks_first(early: bool) -> None:
    ours, theirs = (Channel(end) for end in socket.socketpair())
    handle = os.open(os.devnull, os.O_RDONLY)
    if early:
        theirs.send(READY)
    theirs.send({"event": "born"}, fds=(handle,))
    if not early:
        theirs.send(READY)
    theirs.send({"event": "done"})
    job = Job(ours)
    job.start({}, b"")
    try:
        assert job.alive
        assert job.command({}, "done") == {"event": "done"}
    finally:
        os.close(handle)
        theirs.close()
        ours.close()
