"""A class that is graded in a second or two, and ways to compare gradebooks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from small_assignment import NAME, make_course
from sqlalchemy import create_engine, inspect, text

from grader.authoring import build
from grader.course import COURSE_ID, Course
from grader.demo.notebooks import fill
from grader.exercises.catalogue import EXERCISES
from grader.registration import open_gradebook

ROOT = Path(__file__).parents[3]
SOFTMAX = "def softmax(x):\n    e = np.exp(x - np.max(x, axis=0))\n    return e / np.sum(e, axis=0)"
WRONG = "def softmax(x):\n    return np.exp(x)"
SLOW = f"import time\ntime.sleep(0.4)\n{SOFTMAX}"
# What differs between two runs that did the same: random ids, times of writing, what was measured.
DIFFERENT = {"id", "token", "submission_id", "written_at", "result", "assignment_id", "notebook_id", "cell_id"}
NAMES = {"student": {"id"}, "course": {"id"}}
JOINED = {
    "grade": "SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
    "FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id",
    "comment": "SELECT s.student_id, b.name, g.auto_comment, g.manual_comment "
    "FROM comment g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id",
}


def contents(course: Course) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables of a gradebook, without ids, times and measurements."""
    engine = create_engine(course.db_url)
    found: dict[str, list[tuple[Any, ...]]] = {}
    try:
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                left_out = DIFFERENT - NAMES.get(table, set())
                rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
                plain = [{str(name): value for name, value in row.items()} for row in rows]
                kept = [tuple(shown(row[name]) for name in sorted(row) if name not in left_out) for row in plain]
                found[table] = sorted(kept)
            for table, query in JOINED.items():
                found[f"{table} by name"] = sorted(tuple(map(shown, row)) for row in connection.execute(text(query)))
    finally:
        engine.dispose()
    return found


def shown(value: object) -> str:
    """Return a value as text; SQLite has no truth values."""
    return repr(int(value) if isinstance(value, bool) else value)


def files(course: Course) -> dict[str, list[str]]:
    """Return what lies in the folders of a graded class."""
    return {
        folder.name: sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        for folder in (course.autograded, course.feedback)
    }


def command(course: Course, *arguments: str) -> list[str]:
    """Return the command line that grades a course."""
    return [sys.executable, "-m", "grader", "--course", str(course.root), "grade", NAME, *arguments]


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which this very grader is found."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **more}


def grade(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Grade a course in a process of its own."""
    return subprocess.run(
        command(course, *arguments), env=environment(), capture_output=True, text=True, check=False, timeout=300
    )


def start(course: Course, *arguments: str) -> subprocess.Popen[str]:
    """Start to grade a course, in a process group of its own as a terminal would make it."""
    return subprocess.Popen(
        command(course, *arguments),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Poll until something is so."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the small course, built, with its secret, without submissions."""
    course = make_course(tmp_path_factory.mktemp("small") / "course")
    exercises = {name: EXERCISES[name] for name in ("softmax", "rnn_cell_forward")}
    build(course, NAME, execute=False, exercises=exercises)
    course.secret()
    with open_gradebook(course.db_url, COURSE_ID):  # empty, so that not every test waits for alembic
        return course


@pytest.fixture
def make_class(small: Course, tmp_path: Path) -> Callable[..., Course]:
    """Return a function that makes a course with submissions of the given softmax cells, or bytes, by student."""

    def make(works: dict[str, str | bytes], folder: str = "course") -> Course:
        course = Course(tmp_path / folder)
        shutil.copytree(small.root, course.root)
        for student, work in works.items():
            hand_in(course, student, work)
        return course

    return make


def hand_in(course: Course, student: str, work: str | bytes) -> None:
    """Put a student's notebook where it is collected."""
    path = course.submission_path(student, NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = fill(course.definition(NAME).release, {"softmax_solution": work}) if isinstance(work, str) else work
    path.write_bytes(content)


def mixed(number: int) -> dict[str, str | bytes]:
    """Return the work of a class: right, wrong, slow, blank and damaged, in turn."""
    works: Sequence[str | bytes] = (SOFTMAX, WRONG, SLOW, "", b"{")
    return {f"student-{index:02d}": works[index % len(works)] for index in range(number)}


@pytest.fixture
def no_leftovers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check that no process of the test's runs outlives them; other tests may run at the same time."""
    mark = f"{uuid.uuid4()}"
    monkeypatch.setenv("RNN_COURSE_TEST", mark)
    yield
    wait_for(lambda: not _workers_with(mark.encode()), 10)


def _workers_with(mark: bytes) -> list[int]:
    """Return the worker processes whose environment holds a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line, variables = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:  # gone meanwhile, or somebody else's
                continue
            if b"grader.engine.process" in line and mark in variables:
                found.append(int(entry.name))
    return found


def kill_hard(process: subprocess.Popen[str]) -> None:
    """End a process as a loss of power would."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
