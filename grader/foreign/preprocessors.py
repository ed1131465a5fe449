"""``nbgrader autograde`` and the Formgrader on an nbgrader course, graded by the code of ``grader grade``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import Connection

from grader.course import Course
from grader.definition import AssignmentDefinition
from grader.engine.database import Database
from grader.engine.parcel import Part
from grader.engine.rows import Cells, open_submission
from grader.engine.warm import SANDBOXES
from grader.engine.writer import handed_in_at, write_part
from grader.errors import CourseError
from grader.foreign.course import ForeignCourse
from grader.foreign.grading import grade_notebook
from grader.foreign.handed_in import HandedIn
from grader.foreign.kit import part_of
from grader.foreign.running import ForeignWork, foreign_work
from grader.sanitizing import sanitize
from grader.submission import DamagedSubmission, parse_notebook

GRADED = "grader"  # where one step leaves for the next what it found


def _looked_up(resources: Any) -> tuple[ForeignWork, AssignmentDefinition]:
    work = foreign_work(ForeignCourse.of(Course.find().root), resources["nbgrader"]["assignment"])
    wanted = resources["nbgrader"]["notebook"]
    for definition in work.kit.conditions.assignment.notebooks:
        if definition.name == wanted:
            return work, definition
    raise CourseError(f"{wanted} is no notebook of {work.name}", hint="rename it, or leave it out")


class ForeignExporter(NotebookExporter):
    """Reads submissions as the grader does: a damaged one becomes a blank notebook that earns nothing."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Read a submitted or autograded notebook and run the preprocessors on it."""
        try:
            notebook = parse_notebook(Path(filename).read_bytes())
        except (DamagedSubmission, OSError):
            notebook = nbformat.from_dict(_looked_up(resources)[1].release)
        result: tuple[Any, Any] = self.from_notebook_node(notebook, resources, **kw)  # type: ignore[no-untyped-call]
        return result


class RestoreForeignCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts released cells and metadata back, in the place of nbgrader's sanitising preprocessors."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore the notebook."""
        restored, remarks = sanitize(nb, _looked_up(resources)[1])
        for remark in remarks:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], remark)
        return restored, resources


class GradeForeignNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs the submission in the sandbox, in the place of nbgrader's Execute and of what follows it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Replace the notebook by the one with outputs."""
        work, definition = _looked_up(resources)
        student, kit = resources["nbgrader"]["student"], work.kit
        submission = work.read(student)
        sandbox = SANDBOXES.get(kit.surroundings, kit.edition, kit.packages)
        graded = grade_notebook(submission, definition, kit.conditions, sandbox)
        self.log.info("%s, %s: %s %s", student, definition.name, graded.verdict, graded.detail)
        resources[GRADED] = submission, part_of(work.name, definition, graded, student, kit.conditions.language)
        return graded.notebook or nb, resources


class SaveForeignGrades(NbGraderPreprocessor):  # type: ignore[misc]
    """Saves grades and comments as our own runs do, in one transaction for each notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the grades and comments of a notebook."""
        submission: HandedIn
        part: Part
        submission, part = resources.pop(GRADED)

        def write(connection: Connection) -> None:
            """Try once."""
            cells = Cells.read(connection, submission.assignment, part.name)
            submitted = open_submission(connection, cells, submission.student, handed_in_at(submission))
            write_part(connection, cells, submitted, part)

        database = Database(resources["nbgrader"]["db_url"])
        try:
            database.transaction(write, f"the grade of {submission.student}")
        finally:
            database.close()
        return nb, resources
