"""The least that grading can be: cells, checks and one commit in a process that is warm already, without a sandbox.

Run as ``python -m benchmarks.limit FOLDER SIZE SHARE SHARES`` it warms up, says so, and grades every SHARES-th
submission of a class, beginning with SHARE, as soon as a line comes on standard input. :func:`measure` runs as many of
these processes at once as there are workers, so that the limit has the cores that the grader has.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from benchmarks.contenders import NAME, Arena, environment, works_of
from benchmarks.stock import without_demonstrations
from grader.course import Course
from grader.errors import RunError
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.grading import Conditions
from grader.preprocessors import conditions
from grader.results import ExerciseResult
from grader.sanitizing import sanitize
from grader.submission import parse_notebook

WARM_UP = 10  # one round of the mix: what is computed once for a class is then in memory
READY = "ready"


@dataclass(frozen=True)
class Limit:
    """What a class took at the limit.

    Parameters
    ----------
    processes
        How many there were.
    wall_s
        Seconds from the word to begin to the last commit.
    cpu_s
        CPU seconds of all of them in that time.
    size
        Number of submissions.
    """

    processes: int
    wall_s: float
    cpu_s: float
    size: int


def measure(arena: Arena, size: int, processes: int) -> Limit:
    """Grade a class in warm bare processes.

    Parameters
    ----------
    arena
        Where our course is.
    size
        Number of submissions.
    processes
        Number of processes at once.

    Raises
    ------
    RunError
        If one of them fails.
    """
    root = arena.course.root
    command = [sys.executable, "-m", "benchmarks.limit", str(root), str(size)]
    started = [
        subprocess.Popen(
            [*command, str(share), str(processes)],
            env=environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in range(processes)
    ]
    for process in started:
        _expect(process, READY)
    start = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    cpu_s = sum(float(_expect(process)) for process in started)
    wall_s = time.perf_counter() - start
    for process in started:
        process.communicate()
    return Limit(processes, wall_s, cpu_s, size)


def _expect(process: subprocess.Popen[str], word: str = "") -> str:
    """Return the next line of a process, which may be required to be a certain word."""
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line or (word and line != word):
        process.kill()
        raise RunError(f"a bare process said {line!r}", hint="its own words stand above")
    return line


def bare_shell() -> InteractiveShell:
    """Return IPython's shell in this process, with what the notebooks import already there."""
    config = Config()
    config.HistoryManager.enabled = False
    shell: InteractiveShell = InteractiveShell.instance(config=config)
    with capture_output():
        shell.run_cell("import matplotlib.pyplot\nfrom rnn_utils import datasets, plotting, training")
    return shell


def grade_bare(notebook: NotebookNode, under: Conditions, shell: InteractiveShell, rows: sqlite3.Connection) -> None:
    """Run the cells, judge the functions, commit the marks once.

    Parameters
    ----------
    notebook
        A submission that is read and restored already.
    under
        Assignment and seed.
    shell
        Where its cells run, in this very process.
    rows
        A database with a table for the marks.
    """
    results: list[ExerciseResult] = []
    references = references_of(under.definition.name)
    with capture_output():
        # Not shell.reset: it collects garbage all over this large process, which takes longer than the cells.
        shell.user_ns.clear()
        shell.init_user_ns()
        for cell in notebook.cells:
            exercise_id = under.definition.exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if cell.cell_type == "code" and exercise_id:
                caller = DirectCaller(shell.user_ns)
                results.append(judge(EXERCISES[exercise_id], caller, under.seed, references).result)
            elif cell.cell_type == "code":
                shell.run_cell(cell.source, store_history=False)
    with rows:
        marks = [(result.id, result.points, json.dumps(asdict(result))) for result in results]
        rows.executemany("INSERT INTO marks VALUES (?, ?, ?)", marks)


def _notebooks(course: Course, under: Conditions, size: int) -> list[NotebookNode]:
    release = without_demonstrations(under.definition.release, under.definition.demonstrations)
    works = works_of(course, size)
    return [sanitize(parse_notebook(work.notebook(release)), under.definition)[0] for work in works]


def main(arguments: Sequence[str]) -> None:
    """Warm up, wait for the word, grade, and say how many CPU seconds it took."""
    course, (size, share, shares) = Course(Path(arguments[0])), map(int, arguments[1:])
    under = conditions(course, NAME)
    notebooks, shell = _notebooks(course, under, size), bare_shell()
    with TemporaryDirectory(prefix="bench-limit-") as folder:
        rows = sqlite3.connect(Path(folder) / "marks.db")
        rows.execute("CREATE TABLE marks (exercise TEXT, points REAL, result TEXT)")
        for notebook in _notebooks(course, under, WARM_UP):
            grade_bare(notebook, under, shell, rows)
        print(READY, flush=True)
        sys.stdin.readline()
        before = _cpu_s()
        for notebook in notebooks[share::shares]:
            grade_bare(notebook, under, shell, rows)
        print(_cpu_s() - before, flush=True)
        rows.close()


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
