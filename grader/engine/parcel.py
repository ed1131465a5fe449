"""What comes back from a worker: result, graded cells, autograded notebook and feedback page, packed into bytes.

Everything that takes time is done where the grade is computed, so that the one writer only copies.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.engine.notebook_text import notebook_text
from grader.engine.sheet import blank_sheet
from grader.errors import RunError
from grader.feedback.page import feedback_page
from grader.gradebook import Marks
from grader.grading import GradedSubmission
from grader.results import SubmissionResult

LEVEL = 3  # of compression: a third of the size for a millisecond


@dataclass(frozen=True)
class Parcel:
    """One graded submission, ready to be written.

    Parameters
    ----------
    key
        Hash of all that the result depends on.
    result, result_text
        The result, and the same as JSON.
    cells
        The cells that the gradebook knows, with the outputs that its rules look at.
    notebook
        The autograded notebook as text.
    page
        The feedback page, right as long as the gradebook holds ``expected``.
    expected
        The marks of a submission that no person has marked and that was in time.
    """

    key: str
    result: SubmissionResult
    result_text: str
    cells: tuple[NotebookNode, ...]
    notebook: str
    page: str
    expected: Marks

    def to_bytes(self) -> bytes:
        """Return the parcel in the form in which it travels and is kept."""
        data = {
            "key": self.key,
            "result": self.result_text,
            "cells": self.cells,
            "scores": dict(self.expected.scores),
            "comments": dict(self.expected.comments),
            "notebook": self.notebook,
            "page": self.page,
        }
        return gzip.compress(json.dumps(data).encode(), LEVEL, mtime=0)

    @staticmethod
    def from_bytes(content: bytes, key: str) -> Parcel:
        """Read a parcel.

        Parameters
        ----------
        content
            What :meth:`to_bytes` returned.
        key
            The key that it must have.

        Raises
        ------
        RunError
            If it is torn, of another form, or the result of something else.
        """
        try:
            data = json.loads(gzip.decompress(content))
            if data["key"] != key:
                raise RunError("this is the result of something else")
            cells = tuple(nbformat.from_dict(cell) for cell in data["cells"])
            marks = Marks(data["scores"], data["comments"])
            result = SubmissionResult.from_dict(json.loads(data["result"]))
            return Parcel(key, result, data["result"], cells, data["notebook"], data["page"], marks)
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunError(f"this is no whole result: {error!r}") from error


def pack(key: str, student: str, graded: GradedSubmission) -> Parcel:
    """Make a parcel of a graded submission.

    Parameters
    ----------
    key
        Hash of all that the result depends on.
    student
        Whose it is, for the page.
    graded
        What came out.
    """
    cells = tuple(_marked(cell) for cell in graded.notebook.cells if cell.metadata.get("nbgrader"))
    sheet = blank_sheet(cells)
    sheet.fill(cells, graded.result)
    scores = {name: float(row.auto_score or 0.0) for name, row in sheet.grades.items()}
    comments = {name: row.auto_comment for name, row in sheet.comments.items() if row.auto_comment}
    marks = Marks(scores, comments)
    notebook = notebook_text(graded.notebook)
    page = page_of(graded.notebook, graded.result, student, marks)
    text = json.dumps(graded.result.to_dict())
    return Parcel(key, graded.result, text, cells, notebook, page, marks)


def page_of(notebook: NotebookNode, result: SubmissionResult, student: str, marks: Marks) -> str:
    """Return the feedback page for the marks in the gradebook."""
    return feedback_page(
        notebook,
        result,
        student=student,
        scores=marks.scores,
        comments=marks.comments,
        late_penalty=marks.late_penalty,
    )


def _marked(cell: NotebookNode) -> NotebookNode:
    """Return a cell without the outputs that no grade depends on."""
    kept: dict[str, Any] = {name: cell[name] for name in ("cell_type", "metadata", "source")}
    if cell.cell_type == "code":
        marks: Mapping[str, Any] = cell.metadata.nbgrader
        outputs: Sequence[Any] = cell.outputs if marks.get("grade") and not marks.get("solution") else ()
        kept["outputs"] = [_telling(output) for output in outputs]
    slim: NotebookNode = nbformat.from_dict(kept)
    return slim


def _telling(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return what nbgrader's rules read of an output."""
    kept = {name: output[name] for name in ("output_type", "name") if name in output}
    data = output.get("data", {})
    return kept | ({"data": {"text/plain": data.get("text/plain", "")}} if "data" in output else {})
