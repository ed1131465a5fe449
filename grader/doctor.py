"""Say what works on this machine and in this course, and how to mend what does not."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from grader.configuration import load_configuration
from grader.course import Course
from grader.errors import GraderError

MINIMUM_FREE_MIB = 500
OURS = {"sanitize_preprocessors": "RestoreCells", "autograde_preprocessors": "GradeInSandbox"}


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at.

    Parameters
    ----------
    subject
        What was looked at.
    good
        Whether it works.
    finding
        What was seen.
    hint
        What to do when it does not work.
    needed
        Whether grading is impossible without it.
    """

    subject: str
    good: bool
    finding: str
    hint: str = ""
    needed: bool = True


def examine(course: Course | None) -> Iterator[Diagnosis]:
    """Look at the machine, and at the course where there is one.

    Parameters
    ----------
    course
        The course, or None outside of one.

    Yields
    ------
    Diagnosis
        As they are found, in the order in which to mend them.
    """
    yield from _python()
    yield from _sandbox()
    if course is None:
        yield Diagnosis("course", False, "not inside a course", "change to the folder of nbgrader_config.py")
        return
    from grader.foreign.course import has_exercises

    about_ours = (_secret, _configuration, _assignments, _gradebook)
    about_course = about_ours if has_exercises(course) else (_foreign,)
    for look in (_course_folder, *about_course):
        yield from look(course)


def _python() -> Iterator[Diagnosis]:
    current = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("Python", sys.version_info >= (3, 11), current, "install Python 3.11 or newer")
    packages = ("nbgrader", "numpy", "ipython", "matplotlib", "nbconvert", "jupytext")
    yield Diagnosis("packages", True, ", ".join(f"{name} {version(name)}" for name in packages))
    has_alembic = shutil.which("alembic", path=str(Path(sys.executable).parent)) or importlib.util.find_spec("alembic")
    yield Diagnosis("alembic", bool(has_alembic), "found" if has_alembic else "missing", "pip install alembic")


def _sandbox() -> Iterator[Diagnosis]:
    from grader.sandbox import Sandbox, probe

    report = probe()
    for finding in report.findings:
        yield Diagnosis(finding.name, finding.works, finding.detail, finding.hint, needed=report.level is None)
    if report.level is None:
        yield Diagnosis("isolation", False, "student code cannot be isolated here", "mend what is missing above")
        return
    try:
        with Sandbox() as sandbox, sandbox.open() as session:
            ran = session.run_cell("6 * 7")
        yield Diagnosis("sandboxed cell", ran.ok, f"ran at level {sandbox.level.value}", "run 'grader doctor' as root")
    except GraderError as error:
        yield Diagnosis("sandboxed cell", False, str(error), error.hint)


def _course_folder(course: Course) -> Iterator[Diagnosis]:
    writable = os.access(course.root, os.W_OK)
    yield Diagnosis("course folder", writable, str(course.root), "make it writable for the account that grades")
    free = shutil.disk_usage(course.root).free >> 20
    yield Diagnosis("disk", free >= MINIMUM_FREE_MIB, f"{free} MiB free", "make room before grading a class")


def _secret(course: Course) -> Iterator[Diagnosis]:
    try:
        course.secret()
        yield Diagnosis("secret", True, "there is one, of this installation alone: back up .grader/secret")
    except GraderError as error:
        yield Diagnosis("secret", False, str(error.args[0]), error.hint)


def _configuration(course: Course) -> Iterator[Diagnosis]:
    """See that nbgrader, in this course, grades with our preprocessors and not in the student's kernel."""
    try:
        configured = load_configuration(course.root).get("Autograde", {})
    except GraderError as error:
        yield Diagnosis("nbgrader_config.py", False, str(error.args[0]), error.hint)
        return
    for setting, needed in OURS.items():
        names = [getattr(entry, "__name__", str(entry)).split(".")[-1] for entry in configured.get(setting, [])]
        good = needed in names
        finding = f"{needed} is set" if good else f"Autograde.{setting} lacks {needed}: {names or 'nbgrader default'}"
        yield Diagnosis("nbgrader_config.py", good, finding, "call grader.settings.configure(get_config()) at its end")


def _foreign(course: Course) -> Iterator[Diagnosis]:
    """See what can be graded in a course that nbgrader made, without exercises of ours."""
    from grader.foreign.assignment import read_assignment
    from grader.foreign.course import ForeignCourse
    from grader.registration import open_gradebook

    try:
        found = ForeignCourse.of(course.root)
        with open_gradebook(found.db_url, found.course_id) as gradebook:
            names = [assignment.name for assignment in gradebook.assignments]
    except GraderError as error:
        yield Diagnosis("nbgrader course", False, str(error.args[0]), error.hint)
        return
    known = ", ".join(names) or "none"
    hint = "run 'nbgrader generate_assignment ASSIGNMENT'"
    yield Diagnosis("nbgrader course", bool(names), f"no exercises of ours; assignments: {known}", hint, needed=False)
    for name in names:
        try:
            notebooks = ", ".join(notebook.name for notebook in read_assignment(found, name).notebooks)
            yield Diagnosis(name, True, f"its tests run in the student's kernel: {notebooks}")
        except GraderError as error:
            yield Diagnosis(name, False, str(error.args[0]), error.hint, needed=False)
    without = "runs student code without a sandbox; 'grader grade' runs it in one"
    finding = "runs in the sandbox" if found.sandboxed else without
    hint = "call grader.settings.configure_foreign(get_config()) at the end of nbgrader_config.py"
    yield Diagnosis("nbgrader autograde", found.sandboxed, finding, hint, needed=False)


def _assignments(course: Course) -> Iterator[Diagnosis]:
    built = sorted(path.stem for path in course.definition_path("x").parent.glob("*.json"))
    for name in built:
        try:
            definition = course.definition(name)
        except GraderError as error:
            yield Diagnosis(name, False, str(error.args[0]), error.hint)
            continue
        edition = course.edition_path(name).is_dir()
        finding = f"built, version {definition.version}" if edition else "its student edition is missing"
        yield Diagnosis(name, edition, finding, f"grader build {name}")
    if not built:
        yield Diagnosis("assignments", False, "none is built yet", "grader build --no-execute", needed=False)


def _gradebook(course: Course) -> Iterator[Diagnosis]:
    from grader.registration import open_gradebook

    try:
        with open_gradebook(course.db_url, course.course_id) as gradebook:
            names = json.dumps([assignment.name for assignment in gradebook.assignments])
        yield Diagnosis("gradebook", True, f"opens; assignments: {names}")
    except GraderError as error:
        yield Diagnosis("gradebook", False, str(error.args[0]), error.hint)
