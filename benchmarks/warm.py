"""One warm process: a submission's latency, where its time goes, and the limit, in turn on the same work.

Run as ``python -m benchmarks.warm FOLDER SIZE DEMONSTRATED``; it prints one JSON document.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from benchmarks.contenders import NAME
from benchmarks.invented import Work, invent
from benchmarks.stock import without_demonstrations
from grader.course import COURSE_ID, Course, register
from grader.demo.notebooks import answers_of, fill
from grader.exercises.catalogue import EXERCISES, REFERENCES, exercises_of
from grader.exercises.diagnosis import diagnose
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.feedback.page import feedback_page
from grader.gradebook import GradebookWriter
from grader.grading import Conditions, GradedSubmission, grade_submission
from grader.preprocessors import conditions
from grader.results import ExerciseResult
from grader.sandbox import Sandbox
from grader.sanitizing import sanitize
from grader.submission import Submission, parse_notebook

WARM_UP = 10  # one round of the mix: probes and replayed mistakes are then in memory


class Clock:
    """Adds up the seconds of each step, submission by submission."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = defaultdict(list)
        self._open: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what happens inside to a step of this submission."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._open[name] = self._open.get(name, 0.0) + time.perf_counter() - start

    def next_submission(self) -> None:
        """Close this submission's sums."""
        for name, seconds in self._open.items():
            self.steps[name].append(seconds)
        self._open.clear()

    def forget(self) -> None:
        """Forget everything so far."""
        self.steps.clear()


class TimedSession:
    """A sandbox's session that tells the clock how long each call took."""

    def __init__(self, session: Any, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._session, name)
        step = {"run_cell": "cells", "ask": "answers", "close": "end of the kernel"}.get(name)
        return _timed(found, step, self._clock) if step else found

    def __enter__(self) -> TimedSession:
        self._session.__enter__()
        return self

    def __exit__(self, *details: Any) -> None:
        self._session.__exit__(*details)


class TimedSandbox:
    """A sandbox whose sessions are timed."""

    def __init__(self, sandbox: Sandbox, clock: Clock) -> None:
        self._sandbox, self._clock = sandbox, clock

    def open(self, *arguments: Any, **named: Any) -> TimedSession:
        """Start a kernel."""
        with self._clock.step("start of the kernel"):
            return TimedSession(self._sandbox.open(*arguments, **named), self._clock)


def _timed(function: Callable[..., Any], step: str, clock: Clock) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        with clock.step(step):
            return function(*arguments, **named)

    return timed


def bare_shell() -> InteractiveShell:
    """Return IPython's shell in this process, with what the notebooks import already there."""
    config = Config()
    config.HistoryManager.enabled = False
    shell: InteractiveShell = InteractiveShell.instance(config=config)
    with capture_output():
        shell.run_cell("import matplotlib.pyplot\nfrom rnn_utils import datasets, plotting, training")
    return shell


def bare(
    notebook: NotebookNode, under: Conditions, shell: InteractiveShell, rows: sqlite3.Connection
) -> None:
    """Do the least that grading can be: run the cells, judge the functions, commit the marks once."""
    results: list[ExerciseResult] = []
    with capture_output():
        # Not shell.reset: it collects garbage all over this large process, which takes longer than the cells.
        shell.user_ns.clear()
        shell.init_user_ns()
        for cell in notebook.cells:
            exercise_id = under.definition.exercises.get(
                cell.metadata.get("nbgrader", {}).get("grade_id", "")
            )
            if cell.cell_type == "code" and exercise_id:
                exercise = EXERCISES[exercise_id]
                found = judge(exercise, DirectCaller(shell.user_ns), under.seed, REFERENCES)
                matches = diagnose(exercise, found, under.seed, REFERENCES)
                results.append(replace(found.result, mistakes=matches))
            elif cell.cell_type == "code":
                shell.run_cell(cell.source, store_history=False)
    with rows:
        marks = [(result.id, result.points, json.dumps(asdict(result))) for result in results]
        rows.executemany("INSERT INTO marks VALUES (?, ?, ?)", marks)


def record(graded: GradedSubmission, submission: Submission, writer: GradebookWriter, clock: Clock) -> None:
    """Write what a run writes: gradebook, autograded notebook, feedback page; the files are thrown away."""
    with clock.step("gradebook"):
        marks = writer.write(submission, graded.notebook)
    with clock.step("autograded notebook"):
        nbformat.writes(graded.notebook)
    with clock.step("feedback page"):
        feedback_page(
            graded.notebook,
            graded.result,
            student=submission.student,
            scores=marks.scores,
            comments=marks.comments,
            late_penalty=marks.late_penalty,
        )


def measure(course: Course, size: int, demonstrated: int) -> dict[str, Any]:
    """Grade a class in the sandbox and without one, a submission at a time, in turn.

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
    under, clock, shell = conditions(course, NAME), Clock(), bare_shell()
    release = without_demonstrations(under.definition.release, under.definition.demonstrations)
    answers = answers_of(json.loads(course.source_path(NAME).read_text(encoding="utf-8")))
    works = invent(answers, exercises_of(NAME), WARM_UP + size)
    with (
        TemporaryDirectory(prefix="bench-warm-") as folder,
        Sandbox(edition=course.edition_path(NAME)) as sandbox,
    ):
        own = Course(course.root, f"sqlite:///{Path(folder) / 'gradebook.db'}")
        register(own, under.definition)
        rows = sqlite3.connect(Path(folder) / "bare.db")
        rows.execute("CREATE TABLE marks (exercise TEXT, points REAL, result TEXT)")
        with GradebookWriter(own.db_url, COURSE_ID) as writer:
            for position, work in enumerate(works):
                if position == WARM_UP:
                    clock.forget()
                submission = Submission(work.student, NAME, fill(release, work.answers))
                _one(submission, under, sandbox, shell, rows, writer, clock)
        rows.close()
        right = [work for work in works if work.kind == "right"]
        shown = _demonstrations(right[:demonstrated], under, sandbox)
    return {"steps": dict(clock.steps), "demonstrations": shown, "isolation": str(sandbox.level.value)}


def _one(
    submission: Submission,
    under: Conditions,
    sandbox: Sandbox,
    shell: InteractiveShell,
    rows: sqlite3.Connection,
    writer: GradebookWriter,
    clock: Clock,
) -> None:
    timed = cast(Sandbox, TimedSandbox(sandbox, clock))
    with clock.step("latency"):
        with clock.step("grade_submission"):
            graded = grade_submission(submission, under, timed)
        record(graded, submission, writer, clock)
    with clock.step("reading"):
        parsed = parse_notebook(submission.notebook or b"")
    with clock.step("restoring"):
        notebook, _ = sanitize(parsed, under.definition)
    with clock.step("limit"):
        bare(notebook, under, shell, rows)
    clock.next_submission()


def _demonstrations(works: list[Work], under: Conditions, sandbox: Sandbox) -> dict[str, list[float]]:
    """Grade whole notebooks with and without running their demonstrations."""
    long = replace(under.limits, cell_timeout_s=300.0, submission_timeout_s=1200.0, cpu_s=1200.0)
    taken: dict[str, list[float]] = {"skipped": [], "run": []}
    for work in works:
        submission = Submission(work.student, NAME, fill(under.definition.release, work.answers))
        for name in taken:
            start = time.perf_counter()
            grade_submission(submission, replace(under, limits=long, demonstrations=name == "run"), sandbox)
            taken[name].append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    print(json.dumps(measure(Course(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))))
