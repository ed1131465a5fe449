"""Do tasks in several processes and keep what came of them, so that a stopped run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import as_completed
from pathlib import Path
from typing import Any

from grader.strength.tasks import Task, perform
from grader.strength.workers import pool


def done(tasks: Iterable[Task], kept: Path, jobs: int) -> Iterator[tuple[Task, Any]]:
    """Do the tasks whose results are not kept yet, and keep them.

    Parameters
    ----------
    tasks
        What to do.
    kept
        A file of JSON lines; a line counts as long as the programs that it comes from have not changed.
    jobs
        Processes.

    Yields
    ------
    task : Task
        A task, as they are done.
    result : object
        What came of it.
    """
    known = _read(kept)
    missing = []
    for task in tasks:
        key = task.key()
        if key in known:
            yield task, known[key]
        else:
            missing.append(task)
    if not missing:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with pool(jobs) as workers, kept.open("a", encoding="utf-8") as lines:
        asked = {workers.submit(perform, task): task for task in missing}
        for future in as_completed(asked):
            task, result = asked[future], future.result()
            lines.write(json.dumps({"key": task.key(), "result": result}, ensure_ascii=False) + "\n")
            lines.flush()
            yield task, result


def _read(kept: Path) -> dict[str, Any]:
    if not kept.exists():
        return {}
    entries = (json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())
    return {entry["key"]: entry["result"] for entry in entries}
