"""The grader inside nbgrader: ``nbgrader autograde`` and the Formgrader grade by the code of ``grader grade``."""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.course import Course
from grader.engine.noting import PREPARED, keep
from grader.exercises.seeds import Seed
from grader.grading import Conditions, grade_submission
from grader.sandbox import Limits, Sandbox
from grader.sanitizing import sanitize
from grader.submission import DamagedSubmission, parse_notebook, read_submission

_sandboxes: dict[Path, Sandbox] = {}


def warm_sandbox(edition: Path) -> Sandbox:
    """Return a sandbox with this student edition, started once per process."""
    known = _sandboxes.get(edition)
    if known is not None and known.healthy:
        return known
    if known is not None:
        known.close()
    _sandboxes[edition] = Sandbox(edition=edition)
    return _sandboxes[edition]


@atexit.register
def _close_sandboxes() -> None:
    while _sandboxes:
        _sandboxes.popitem()[1].close()


def conditions(course: Course, name: str, limits: Limits | None = None) -> Conditions:
    """Return what the grades of an assignment depend on in this course."""
    definition = course.definition(name)
    seed = Seed.derive(course.secret(), name, definition.version)
    return Conditions(definition, seed, limits or Limits())


class SubmissionExporter(NotebookExporter):
    """Reads submissions as the grader does: a damaged one becomes a blank notebook with a verdict."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Read a submitted or autograded notebook and run the preprocessors on it."""
        try:
            notebook = parse_notebook(Path(filename).read_bytes())
        except (DamagedSubmission, OSError):
            definition = Course.find().definition(resources["nbgrader"]["assignment"])
            notebook = nbformat.from_dict(definition.release)
        result: tuple[Any, Any] = self.from_notebook_node(notebook, resources, **kw)  # type: ignore[no-untyped-call]
        return result


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts released cells and metadata back, in the place of nbgrader's sanitising preprocessors."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore the notebook."""
        definition = Course.find().definition(resources["nbgrader"]["assignment"])
        restored, remarks = sanitize(nb, definition)
        for remark in remarks:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], remark)
        return restored, resources


class GradeInSandbox(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the submission in the sandbox, in the place of nbgrader's Execute."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Replace the notebook by the graded one."""
        course = Course.find()
        student, name = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        submission = read_submission(course.submitted / student / name, student, name)
        sandbox = warm_sandbox(course.edition_path(name))
        under = conditions(course, name)
        graded = grade_submission(submission, under, sandbox)
        self.log.info("%s: %s", student, graded.result.verdict)
        resources["nbgrader"][PREPARED] = keep(course, under, submission, graded, sandbox.level.value)
        return graded.notebook, resources
