"""The course of ``nbgrader quickstart``, with a second assignment whose tests return values, and its classes."""

from __future__ import annotations

import atexit
import copy
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.course import Course
from grader.foreign.running import grade_any
from grader.registration import open_gradebook
from grader.runner import Graded, Options

COURSE_ID = "course101"
STUDENTS_FILE, COURSES_FILE = "own.txt", "data.txt"
SETTINGS = f"""
c.Execute.timeout = 5
c.LateSubmissionPlugin.penalty_method = "zero"
c.Autograde.exclude_overwriting = {{"ps2": ["{STUDENTS_FILE}"]}}
"""
RIGHT = "value = 1.5\n\ndef helper():\n    pass"

Cell = tuple[float | None, float | None, bool]


@dataclass(frozen=True)
class Work:
    """One submission: changed sources by grade id and notebook, or whole files, and when it was handed in."""

    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    change: Callable[[NotebookNode], None] = lambda notebook: None
    files: Mapping[str, bytes] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    timestamp: str = ""


# Half of the time in which nbgrader starts goes into an import that nothing of it uses; see grader/quick_start.py.
# Python runs this in nbgrader's own subprocesses, too.
START_SOONER = """
import sys
sys.modules["rfc3987_syntax"] = None
"""


@functools.cache
def environment() -> dict[str, str]:
    """Return the environment in which nbgrader is run."""
    folder = tempfile.mkdtemp(prefix="start-sooner-")
    atexit.register(shutil.rmtree, folder)
    Path(folder, "sitecustomize.py").write_text(START_SOONER)
    programs = str(Path(sys.executable).parent)
    path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PATH": os.pathsep.join([programs, os.environ["PATH"]]), "PYTHONPATH": path}


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader as its users do."""
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


def graded(
    course: Path, assignment: str, students: Sequence[str] | None = None, *, again: bool = False
) -> dict[str, Graded]:
    """Grade an assignment by our own code in this process, and return the lines by student."""
    lines = grade_any(Course(course), assignment, students, Options(workers=0, again=again))
    return {line.student: line for line in lines}


def make_course(folder: Path) -> Path:
    """Make the course: quickstart's ps1, our ps2, both generated."""
    made = nbgrader(folder, "quickstart", COURSE_ID)
    assert made.returncode == 0, made.stderr
    course = folder / COURSE_ID
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    source = course / "source" / "ps2"
    source.mkdir()
    nbformat.write(second_assignment(), source / "marks.ipynb")
    (source / COURSES_FILE).write_text("the course's")
    (source / STUDENTS_FILE).write_text("the course's")
    for name in ("ps1", "ps2"):
        generated = nbgrader(course, "generate_assignment", name)
        assert generated.returncode == 0, generated.stderr
    return course


def _marks(name: str, **marks: Any) -> dict[str, Any]:
    kinds = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**kinds, "grade_id": name, **marks}}


def _tests(name: str, points: float, source: str) -> NotebookNode:
    cell: NotebookNode = new_code_cell(source, id=name, metadata=_marks(name, grade=True, points=points, locked=True))
    return cell


def second_assignment() -> NotebookNode:
    """Return a notebook with every kind of test that a value, a file or an error can decide."""
    solution = f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION"
    files_read = (
        f'import os\nassert open({COURSES_FILE!r}).read() == "the course\'s"\n'
        f'assert open({STUDENTS_FILE!r}).read() == "the student\'s"\n'
        "assert os.environ['NBGRADER_EXECUTION'] == 'autograde'"
    )
    hidden = "### BEGIN HIDDEN TESTS\nassert value is not None\n### END HIDDEN TESTS\nvalue"
    essay = _marks("essay", grade=True, solution=True, points=3)
    cells = [
        new_markdown_cell("# Marks", id="title"),
        new_code_cell(solution, id="answer", metadata=_marks("answer", solution=True)),
        _tests("runs", 1, "helper()\nassert value is not None"),
        _tests("partial", 2, hidden),
        _tests("files", 1, files_read),
        _tests("strict", 1, "helper()\nassert value == 1.5"),
        new_markdown_cell("Write here.", id="essay", metadata=essay),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook: NotebookNode = new_notebook(cells=cells, metadata=kernel)
    return notebook


def read(path: Path) -> NotebookNode:
    """Read a notebook."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's grade id, or an empty string."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def model_answers(course: Path) -> dict[str, dict[str, str]]:
    """Return the sources of ps1's solution cells by notebook, as an instructor wrote them."""
    found: dict[str, dict[str, str]] = {}
    for name in ("problem1", "problem2"):
        cells = read(course / "source" / "ps1" / f"{name}.ipynb").cells
        found[name] = {
            grade_id(cell): "\n".join(line for line in cell.source.split("\n") if "### " not in line)
            for cell in cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
    return found


def hand_in(course: Path, assignment: str, student: str, work: Work) -> None:
    """Put a submission where nbgrader looks for it, in the place of an earlier one."""
    folder = course / "submitted" / student / assignment
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(course / "release" / assignment, folder)
    for path in sorted(folder.glob("*.ipynb")):
        notebook = read(path)
        for cell in notebook.cells:
            cell.source = work.sources.get(path.stem, {}).get(grade_id(cell), cell.source)
        work.change(notebook)
        path.unlink()
        if path.stem not in work.without:
            path.write_text(nbformat.writes(notebook), encoding="utf-8")
    for name, content in work.files.items():
        (folder / name).write_bytes(content)
    if work.timestamp:
        (folder / "timestamp.txt").write_text(work.timestamp)


def hand_in_own(course: Path) -> None:
    """Hand in the two submissions that come with nbgrader's documentation."""
    theirs = Path(str(files("nbgrader"))) / "docs" / "source" / "user_guide" / "submitted"
    for student in ("bitdiddle", "hacker"):
        shutil.copytree(theirs / student, course / "submitted" / student)


def copied(course: Path, target: Path) -> Path:
    """Copy a course with its gradebook."""
    shutil.copytree(course, target)
    return target


def grades(course: Path, assignment: str) -> dict[tuple[str, str, str], Cell]:
    """Return automatic score, manual score and whether a person is wanted, by student, notebook and cell."""
    with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def remarks(course: Path, assignment: str) -> dict[tuple[str, str, str], Any]:
    """Return automatic comments by cell, and of each notebook the late penalty and the time."""
    with open_gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        found: dict[tuple[str, str, str], Any] = {}
        for submission in gradebook.assignment_submissions(assignment):
            for notebook in submission.notebooks:
                late = (notebook.late_submission_penalty, submission.timestamp)
                found[submission.student.id, notebook.name, ""] = late
                for comment in notebook.comments:
                    found[submission.student.id, notebook.name, comment.name] = comment.auto_comment
        return found


def duplicated(name: str) -> Callable[[NotebookNode], None]:
    """Return a change that copies a cell, metadata included."""

    def change(notebook: NotebookNode) -> None:
        (position,) = [number for number, cell in enumerate(notebook.cells) if grade_id(cell) == name]
        twin = copy.deepcopy(notebook.cells[position])
        twin["id"] = "twin"
        notebook.cells.insert(position + 1, twin)

    return change


def deleted(names: Iterable[str]) -> Callable[[NotebookNode], None]:
    """Return a change that deletes cells."""
    gone = set(names)

    def change(notebook: NotebookNode) -> None:
        notebook.cells = [cell for cell in notebook.cells if grade_id(cell) not in gone]

    return change


def skipped(name: str) -> Callable[[NotebookNode], None]:
    """Return a change that tags a cell so that nbclient does not run it."""

    def change(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if grade_id(cell) == name:
                cell.metadata["tags"] = ["skip-execution"]

    return change


def stripped(notebook: NotebookNode) -> None:
    """Take all metadata away, as some editors do."""
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
