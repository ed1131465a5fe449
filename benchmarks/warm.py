"""One warm worker without a cluster: the latency of a submission, where its time goes, what demonstrations take.

Run as ``python -m benchmarks.warm FOLDER SIZE DEMONSTRATED``; it prints one JSON document.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from benchmarks.contenders import NAME, works_of
from benchmarks.limit import WARM_UP
from benchmarks.stock import without_demonstrations
from benchmarks.timing import Clock, TimedSandbox
from grader.course import Course
from grader.demo.invented import Work
from grader.engine.keys import KeyMaker
from grader.engine.own import OwnWork
from grader.engine.papers import Papers
from grader.engine.parcel import Parcel, pack
from grader.engine.warm import SANDBOXES
from grader.engine.writer import GradebookWriter
from grader.grading import Conditions, grade_submission
from grader.preprocessors import conditions
from grader.sandbox import Sandbox
from grader.submission import Submission


class Desk:
    """All that one warm process needs to grade a submission as a run does: worker and writer in one.

    Parameters
    ----------
    course
        A course in which the assignment has been built.
    folder
        Where gradebook and files go.
    """

    def __init__(self, course: Course, folder: Path) -> None:
        self.clock = Clock()
        own = Course(folder, f"sqlite:///{folder / 'gradebook.db'}")
        shutil.copytree(course.edition_path(NAME), own.edition_path(NAME))
        self._work = OwnWork(own, conditions(course, NAME))
        self._kit = self._work.kit
        self._keys = KeyMaker.of(self._kit)
        self.under = self._kit.conditions
        self.sandbox = SANDBOXES.get(self._kit.surroundings, self._kit.edition)
        self._writer = GradebookWriter(self._work)

    def grade(self, submission: Submission) -> None:
        """Grade one submission from its bytes to gradebook and feedback, and note what each step took."""
        clock, timed = self.clock, cast(Sandbox, TimedSandbox(self.sandbox, self.clock))
        with clock.step("latency"):
            with clock.step("grade_submission"):
                graded = grade_submission(submission, self.under, timed)
            with clock.step("feedback page and parcel"):
                key = self._keys.key(submission)
                parcel = Parcel.from_bytes(pack(key, submission.student, graded).to_bytes(), key)
            with clock.step("gradebook"):
                written = self._writer.write(submission, parcel)
            with clock.step("files"):
                Papers(self._work, submission.student).write(submission, parcel, written)
        clock.next_submission()

    def close(self) -> None:
        """Close gradebook and sandbox."""
        self._writer.__exit__()
        SANDBOXES.close()


def measure(course: Course, size: int, demonstrated: int) -> dict[str, Any]:
    """Grade a class on one warm worker, a submission at a time.

    Parameters
    ----------
    course
        A course in which the assignment has been built.
    size
        Number of submissions, after those that warm up.
    demonstrated
        Number of submissions that are graded with and without their demonstrations.

    Returns
    -------
    dict
        Step → seconds of each submission; and what demonstrations cost.
    """
    works = works_of(course, WARM_UP + size)
    with TemporaryDirectory(prefix="bench-warm-") as folder:
        desk = Desk(course, Path(folder))
        definition = desk.under.definition
        release = without_demonstrations(definition.release, definition.demonstrations)
        for position, work in enumerate(works):
            if position == WARM_UP:
                desk.clock.forget()
            desk.grade(Submission(work.student, NAME, work.notebook(release)))
        right = [work for work in works if work.kind == "right"][:demonstrated]
        shown = _demonstrations(right, desk.under, desk.sandbox)
        level = desk.sandbox.level.value
        desk.close()
    return {"steps": dict(desk.clock.steps), "demonstrations": shown, "isolation": str(level)}


def _demonstrations(works: list[Work], under: Conditions, sandbox: Sandbox) -> dict[str, list[float]]:
    """Grade whole notebooks with and without running their demonstrations."""
    long = replace(under.limits, cell_timeout_s=300.0, submission_timeout_s=1200.0, cpu_s=1200.0)
    taken: dict[str, list[float]] = {"skipped": [], "run": []}
    for work in works:
        submission = Submission(work.student, NAME, work.notebook(under.definition.release))
        for name in taken:
            start = time.perf_counter()
            grade_submission(submission, replace(under, limits=long, demonstrations=name == "run"), sandbox)
            taken[name].append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    print(json.dumps(measure(Course(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))))
