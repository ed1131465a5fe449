"""Put a submitted notebook back into the form that was released, keeping the student's code.

nbgrader's own ``OverwriteCells`` restores sources, types, points and checksums. Around it stands what it leaves open:
metadata that editors strip or students edit is taken from the release, copied cells lose their claim to a grade, and
deleted grade cells come back in a place where the code they look at has run. It works from the assignment's
definition, so that no database is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import OverwriteCells

from grader import sentences
from grader.course import AssignmentDefinition
from grader.handed_files import LONGEST_NAME, at_most
from rnn_utils.checks.messages import Message


class DefinitionGradebook:
    """Answers the look-ups of nbgrader's preprocessors from an assignment's definition."""

    def __init__(self, definition: AssignmentDefinition) -> None:
        self._sources = {cell.name: cell for cell in definition.source_cells}
        self._grades = {cell.name: cell for cell in definition.grade_cells}

    def __enter__(self) -> DefinitionGradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing: there is no connection to close."""

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Any:
        """Return a source cell by name."""
        return self._find(self._sources, name)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Any:
        """Return a grade cell by name."""
        return self._find(self._grades, name)

    @staticmethod
    def _find(cells: Mapping[str, Any], name: str) -> Any:
        if name not in cells:
            raise MissingEntry(f"no cell {name}")
        return cells[name]


class RestoreSources(OverwriteCells):  # type: ignore[misc]
    """Overwrite cells as nbgrader does, from a definition in the place of a database."""

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Say nothing: hidden regions make every checksum differ; the remarks tell what matters."""

    def restore(self, notebook: NotebookNode, definition: AssignmentDefinition) -> None:
        """Restore source, type, points, lock and checksum of every cell that the definition knows."""
        self.notebook_id, self.assignment_id = definition.notebook, definition.name
        self.gradebook = DefinitionGradebook(definition)
        for index, cell in enumerate(notebook.cells):
            notebook.cells[index], _ = self.preprocess_cell(cell, {}, index)


def sanitize(notebook: NotebookNode, definition: AssignmentDefinition) -> tuple[NotebookNode, tuple[Message, ...]]:
    """Restore a submitted notebook.

    Parameters
    ----------
    notebook
        As parsed; left unchanged.
    definition
        The assignment.

    Returns
    -------
    tuple
        The restored notebook, and remarks about what had to be put right, for the instructor.
    """
    notebook = fresh_cells(notebook)
    released = {_grade_id(cell): cell for cell in definition.release["cells"] if _grade_id(cell)}
    remarks = _restore_metadata(notebook, released)
    remarks += _note_changes(notebook, definition)
    for cell in notebook.cells:
        if _grade_id(cell) and released[_grade_id(cell)]["cell_type"] == "code":
            cell.pop("attachments", None)  # it became Markdown, and code cells can hold no pictures
    RestoreSources().restore(notebook, definition)
    remarks += _add_missing(notebook, definition, released)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict({"kernelspec": dict(definition.kernelspec)})
    return notebook, at_most(remarks)


def fresh_cells(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook with cells of its own; what is in the cells is shared, and may be replaced but not changed."""
    fresh = _shallow(notebook)
    dict.__setitem__(fresh, "cells", [_shallow(cell) for cell in notebook.cells])
    return fresh


def _shallow(node: NotebookNode) -> NotebookNode:
    copied = NotebookNode()
    dict.update(copied, node)  # by itself it would convert all that is in it once more
    return copied


def _grade_id(cell: Mapping[str, Any]) -> str:
    marks = cell["metadata"].get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, Mapping) else None
    return name if isinstance(name, str) else ""


def _restore_metadata(notebook: NotebookNode, released: Mapping[str, Mapping[str, Any]]) -> list[Message]:
    """Take nbgrader's metadata from the release; of copies, the last keeps its name, as nbgrader has it."""
    remarks = []
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        name = _grade_id(cell)
        cell.metadata = NotebookNode()
        if not name:
            continue
        if name not in released:
            remarks.append(sentences.UNKNOWN_CELL(name=repr(name[:LONGEST_NAME])))
        elif name in seen:
            remarks.append(sentences.COPIED_CELL(name=repr(name)))
        else:
            seen.add(name)
            cell.metadata["nbgrader"] = nbformat.from_dict(released[name]["metadata"]["nbgrader"])
    return remarks


def _note_changes(notebook: NotebookNode, definition: AssignmentDefinition) -> list[Message]:
    remarks = []
    order = [cell.name for cell in definition.source_cells]
    found = [_grade_id(cell) for cell in notebook.cells if _grade_id(cell) in set(order)]
    if found != [name for name in order if name in set(found)]:
        remarks.append(sentences.OTHER_ORDER())
    released = {_grade_id(cell): cell for cell in definition.release["cells"]}
    locked = {cell.name for cell in definition.source_cells if cell.locked}
    for cell in notebook.cells:
        name = _grade_id(cell)
        if name in locked and (cell.source, cell.cell_type) != (released[name]["source"], released[name]["cell_type"]):
            remarks.append(sentences.EDITED_CELL(name=repr(name)))
    return remarks


def _add_missing(
    notebook: NotebookNode, definition: AssignmentDefinition, released: Mapping[str, Mapping[str, Any]]
) -> list[Message]:
    """Add deleted grade cells behind the cell they belong to, or at the end where that is gone as well."""
    remarks = []
    sources = {cell.name: cell for cell in definition.source_cells}
    order = [cell.name for cell in definition.source_cells]
    present = [_grade_id(one) for one in notebook.cells]
    for cell in definition.grade_cells:
        if cell.name in present:
            continue
        remarks.append(sentences.MISSING_CELL(name=repr(cell.name)))
        before = order[order.index(cell.name) - 1] if order.index(cell.name) else ""
        position = present.index(before) + 1 if before in present else len(notebook.cells)
        added = nbformat.from_dict(released[cell.name])
        added.source = sources[cell.name].source
        added["metadata"]["nbgrader"]["checksum"] = sources[cell.name].checksum
        added["id"] = f"added-{cell.name}"[:64]
        notebook.cells.insert(position, added)
        present.insert(position, cell.name)
    return remarks
