"""A local worker, which takes its orders on standard input.

It ends when standard input does, which the kernel sees to when the coordinator is killed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from typing import Any

import dask
from distributed import Worker
from distributed.security import Security

import grader.engine.worker  # noqa: F401, all that it will be asked for: imported while the scheduler starts
from grader.engine.warm import SANDBOXES
from grader.quick_start import settle

QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.interval": "5s"}


def serve() -> None:
    """Work for the scheduler named on standard input until it says that it is over."""
    settle()
    line = sys.stdin.readline()
    if not line:  # the coordinator has given up before there was anything to do
        return
    order = json.loads(line)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    threading.Thread(target=_end_with_the_coordinator, daemon=True).start()
    with dask.config.set(QUIET):
        asyncio.run(_work(order))


def _end_with_the_coordinator() -> None:
    sys.stdin.read()
    # A submission may be under way and nobody waits for it: the sandbox is closed, and the process goes at once.
    SANDBOXES.close()
    os._exit(0)


async def _work(order: dict[str, Any]) -> None:
    security = Security(require_encryption=True, **order["security"])
    worker = Worker(
        order["address"],
        nthreads=1,
        host="127.0.0.1",
        protocol="tls",
        security=security,
        dashboard_address="127.0.0.1:0",
        dashboard=False,
        memory_limit=0,
        death_timeout=60,
    )
    async with worker:
        await worker.finished()
