"""What runs on a Dask worker: it is handed the kit once, keeps a sandbox warm and cleans up behind itself."""

from __future__ import annotations

import threading

from distributed import Worker, WorkerPlugin

from grader.engine.bounds import bounded
from grader.engine.contract import GradingKit
from grader.engine.kit import Failure, Unit
from grader.engine.versions import installed_code
from grader.engine.warm import SANDBOXES
from grader.engine.work import grade_unit

_KITS: dict[str, GradingKit] = {}
_BUSY = threading.Lock()  # a sandbox serves one submission at a time, however many threads a worker has


class KitPlugin(WorkerPlugin):
    """Brings a kit to every worker, those that come later or start again included.

    Parameters
    ----------
    name
        Under which the kit is known; one run's own.
    kit
        What grading needs beside the submissions.
    """

    def __init__(self, name: str, kit: GradingKit) -> None:
        self.name = name
        self._kit = kit

    def setup(self, worker: Worker) -> None:
        """Take the kit; called by Dask."""
        _KITS[self.name] = self._kit

    def teardown(self, worker: Worker) -> None:
        """Drop the kit, and the sandbox when no run needs one; called by Dask."""
        _KITS.pop(self.name, None)
        if not _KITS:
            SANDBOXES.close()


def grade_on_worker(name: str, unit: Unit) -> bytes | Failure:
    """Grade a unit with a kit that was brought before.

    Parameters
    ----------
    name
        The kit's name.
    unit
        The submission.
    """
    kit = _KITS.get(name)
    if kit is None:
        return Failure("a worker was not told what to grade", fatal=True, hint="run the same command again")
    with _BUSY, bounded():
        return grade_unit(kit, unit)


def describe_worker(packages: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what is installed on a worker, of a course's packages, too."""
    return installed_code(packages)
