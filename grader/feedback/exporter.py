"""An nbconvert exporter that writes feedback pages, for ``nbgrader generate_feedback`` and the Formgrader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import GetGrades
from traitlets import Unicode, default

from grader.feedback.hand import GradeState, Hand
from grader.feedback.page import feedback_page
from grader.feedback.sections import cells_of, grading_metadata
from grader.feedback.stored import stored_result

HAND = "grader_hand"  # among nbgrader's resources


class GetMarks(GetGrades):  # type: ignore[misc]
    """Gets grades and comments from the gradebook as nbgrader does, and who gave them."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Get the marks of a notebook."""
        self._grades: list[GradeState] = []
        self._commented: list[str] = []
        result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        resources["nbgrader"][HAND] = Hand.of(self._grades, self._commented)
        return result

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        asked, automatic, manual = grade.needs_manual_grade, grade.auto_score, grade.manual_score
        self._grades.append(GradeState.of(name, asked, automatic, manual, grade.extra_credit))

    def _get_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_comment(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
        if comment.manual_comment:
            self._commented.append(name)


class FeedbackExporter(Exporter):
    """Render an autograded notebook as a feedback page.

    The result is read from ``metadata["grader"]["result"]``, scores and comments from where nbgrader's
    GetGrades puts them. Without a result the page shows the notebook with nbgrader's scores alone.
    """

    output_mimetype = "text/html"

    language = Unicode("en", help="Language of the page, a file in grader/feedback/messages").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # every exporter returns text where the base class names a notebook
        self, nb: NotebookNode, resources: Any | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Turn a notebook into a page.

        Parameters
        ----------
        nb
            The autograded notebook.
        resources
            What nbgrader knows of the submission, under ``"nbgrader"``.
        **kw
            Ignored.

        Returns
        -------
        tuple
            The HTML document and the resources.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        known = resources.get("nbgrader") or {}
        scores, comments = _from_gradebook(notebook) if "score" in known else ({}, {})
        page = feedback_page(
            notebook,
            stored_result(notebook),
            student=str(known.get("student") or ""),
            assignment=str(known.get("assignment") or resources.get("metadata", {}).get("name") or ""),
            scores=scores or None,
            comments=comments,
            hand=known.get(HAND),
            late_penalty=float(known.get("late_penalty") or 0),
            max_score=float(known["max_score"]) if known.get("max_score") else None,
            language=self.language,
        )
        return page, resources


def _from_gradebook(notebook: NotebookNode) -> tuple[dict[str, float], dict[str, str]]:
    """Return the scores and comments that GetGrades has just written; elsewhere these fields mean nothing."""
    scores: dict[str, float] = {}
    comments: dict[str, str] = {}
    for cell in cells_of(notebook):
        entry: Mapping[str, Any] = grading_metadata(cell)
        name = str(entry.get("grade_id"))
        if utils.is_grade(cell) or utils.is_task(cell):
            scores.setdefault(name, float(entry.get("score") or 0))
        if (utils.is_solution(cell) or utils.is_task(cell)) and entry.get("comment"):
            comments.setdefault(name, str(entry["comment"]))
    return scores, comments
