"""What comes back from a worker: result, graded cells, autograded notebooks and feedback pages, packed into bytes.

Everything that takes time is done where the grade is computed, so that the one writer only copies.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.engine.notebook_text import notebook_text
from grader.engine.sheet import Sheet, blank_sheet
from grader.errors import RunError
from grader.feedback.page import feedback_page
from grader.gradebook import Marks
from grader.grading import GradedSubmission
from grader.results import SubmissionResult, Verdict

LEVEL = 3  # of compression: a third of the size for a millisecond


@dataclass(frozen=True)
class Part:
    """One graded notebook of a submission, ready to be written.

    Parameters
    ----------
    name
        The notebook's name.
    findings
        What was found in it; where the assignment has one notebook, the result of the submission.
    cells
        The cells that the gradebook knows, with the outputs that its rules look at; none where nothing could be run.
    notebook
        The autograded notebook as text; empty where there is none to be had.
    page
        The feedback page, right as long as the gradebook holds ``expected``; empty where there is no notebook.
    expected
        The marks of a submission that no person has marked and that was in time.
    doubts
        Names of the cells whose points a person should look at.
    max_score
        Points that the page counts; None for those of the cells that it shows.
    notes
        Automatic comments by cell, where nbgrader leaves none.
    """

    name: str
    findings: SubmissionResult
    cells: tuple[NotebookNode, ...]
    notebook: str
    page: str
    expected: Marks
    doubts: tuple[str, ...] = ()
    max_score: float | None = None
    notes: Mapping[str, str] = field(default_factory=dict)

    def page_for(self, student: str, marks: Marks) -> str:
        """Return the feedback page for the marks in the gradebook."""
        if marks == self.expected:
            return self.page
        return page_of(nbformat.v4.reads(self.notebook), self.findings, student, marks, self.max_score)

    @staticmethod
    def from_dict(data: Mapping[str, Any], result: SubmissionResult) -> Part:
        """Read a part from the form in which it travels; findings that it lacks are the whole result."""
        findings = SubmissionResult.from_dict(data["findings"]) if data["findings"] else result
        cells = tuple(nbformat.from_dict(cell) for cell in data["cells"])
        rest = {"expected": Marks.from_dict(data["expected"]), "doubts": tuple(data["doubts"])}
        return Part(**{**data, "findings": findings, "cells": cells, **rest})


@dataclass(frozen=True)
class Parcel:
    """One graded submission, ready to be written.

    Parameters
    ----------
    key
        Hash of all that the result depends on.
    result, result_text
        The result, and the same as JSON.
    parts
        Its notebooks, in the assignment's order.
    origin
        How it was computed, as :func:`grader.engine.versions.origin` tells; empty where nothing was computed.
    """

    key: str
    result: SubmissionResult
    result_text: str
    parts: tuple[Part, ...]
    origin: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(key: str, result: SubmissionResult, parts: tuple[Part, ...]) -> Parcel:
        """Make a parcel of a result and its notebooks."""
        return Parcel(key, result, json.dumps(result.to_dict()), parts)

    def to_bytes(self) -> bytes:
        """Return the parcel in the form in which it travels and is kept."""
        parts = [
            {
                **vars(part),
                "findings": None if part.findings == self.result else part.findings.to_dict(),
                "expected": asdict(part.expected),
            }
            for part in self.parts
        ]
        data = {"key": self.key, "result": self.result_text, "parts": parts, "origin": dict(self.origin)}
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
            result = SubmissionResult.from_dict(json.loads(data["result"]))
            parts = tuple(Part.from_dict(part, result) for part in data["parts"])
            # Results that were kept by earlier versions do not tell their origin.
            return Parcel(key, result, data["result"], parts, dict(data.get("origin", {})))
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunError(f"this is no whole result: {error!r}") from error


def pack(key: str, student: str, graded: GradedSubmission) -> Parcel:
    """Make a parcel of a graded submission to an assignment of ours.

    Parameters
    ----------
    key
        Hash of all that the result depends on.
    student
        Whose it is, for the page.
    graded
        What came out.
    """
    cells = named_cells(graded.notebook.cells)
    part = make_part(graded.result.assignment, graded.result, cells, graded.notebook, student, blank_sheet(cells))
    return Parcel.of(key, graded.result, (part,))


def make_part(
    name: str,
    findings: SubmissionResult,
    cells: tuple[NotebookNode, ...],
    notebook: NotebookNode | None,
    student: str,
    sheet: Sheet,
    doubts: Iterable[str] = (),
    max_score: float | None = None,
    notes: Mapping[str, str] | None = None,
) -> Part:
    """Make the part of a graded notebook: its text, and the page for the marks that are to be expected.

    Parameters
    ----------
    name, findings, cells
        As for :class:`Part`.
    notebook
        The notebook with outputs; None where there is none to be had.
    student
        Whose it is.
    sheet
        The rows that nbgrader makes for the notebook.
    doubts, max_score, notes
        As for :class:`Part`.
    """
    doubts, notes = tuple(doubts), dict(notes or {})
    sheet.enter(cells, findings, doubts, notes)
    marks = sheet.automatic_marks()
    text = notebook_text(notebook) if notebook else ""
    page = page_of(notebook, findings, student, marks, max_score) if notebook else ""
    return Part(name, findings, cells, text, page, marks, doubts, max_score, notes)


def page_of(
    notebook: NotebookNode, findings: SubmissionResult, student: str, marks: Marks, max_score: float | None = None
) -> str:
    """Return the feedback page for the marks in the gradebook."""
    # Where the notebook's own tests decide, the gradebook alone knows what came out.
    told = findings.exercises or findings.verdict is not Verdict.GRADED
    return feedback_page(
        notebook,
        findings if told else None,
        student=student,
        assignment=findings.assignment,
        scores=marks.scores,
        comments=marks.comments,
        hand=marks.hand,
        late_penalty=marks.late_penalty,
        max_score=max_score,
        language=findings.language,
    )


def named_cells(cells: Iterable[NotebookNode]) -> tuple[NotebookNode, ...]:
    """Return the cells that nbgrader knows, without the outputs that no grade depends on."""
    return tuple(_marked(cell) for cell in cells if cell.metadata.get("nbgrader"))


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
