"""A tiny assignment for tests: one locked cell, two solution cells with their grade cells, one demonstration."""

from __future__ import annotations

import copy
import json

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from grader.definition import AssignmentDefinition, GradeCell, SourceCell, source_hash

NAME = "tiny"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
DEMONSTRATION = "shown = 1"
HIDDEN = "\n### BEGIN HIDDEN TESTS\nraise RuntimeError('not graded by its own preprocessors')\n### END HIDDEN TESTS"


def marked(cell: NotebookNode, grade_id: str, **marks: object) -> NotebookNode:
    """Give a cell nbgrader's metadata, with its checksum."""
    usual = {"schema_version": 3, "grade": False, "solution": False, "task": False, "locked": False}
    cell.metadata["nbgrader"] = NotebookNode({**usual, "grade_id": grade_id, "cell_type": cell.cell_type, **marks})
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    return cell


def grade_cell(name: str, points: float, hidden: str = "") -> NotebookNode:
    """Return a locked grade cell."""
    cell = new_code_cell(f"assert check({name}){hidden}", id=name)
    return marked(cell, name, grade=True, locked=True, points=points)


def source_cells() -> list[NotebookNode]:
    """Return the assignment's cells as nbgrader's source has them after its solutions were cleared."""
    return [
        new_markdown_cell("A tiny assignment", id="title"),
        marked(new_code_cell("import numpy as np", id="imports"), "imports", locked=True),
        marked(new_code_cell("raise NotImplementedError", id="one"), "one_hot_solution", solution=True),
        grade_cell("one_hot", 3, HIDDEN),
        new_code_cell(DEMONSTRATION, id="demo"),
        marked(new_code_cell("raise NotImplementedError", id="two"), "softmax_solution", solution=True),
        grade_cell("softmax", 4, HIDDEN),
    ]


def definition() -> AssignmentDefinition:
    """Return the definition of the tiny assignment."""
    cells = source_cells()
    named = [cell for cell in cells if "nbgrader" in cell.metadata]
    released = copy.deepcopy(cells)
    for cell in released:
        cell.source = cell.source.removesuffix(HIDDEN)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    notebook = new_notebook(cells=released, metadata={"kernelspec": KERNEL})
    return AssignmentDefinition(
        name=NAME,
        version="1",
        kernelspec=KERNEL,
        source_cells=tuple(_source_cell(cell) for cell in named),
        grade_cells=(GradeCell("one_hot", 3.0, "code"), GradeCell("softmax", 4.0, "code")),
        solution_cells=("one_hot_solution", "softmax_solution"),
        exercises={"one_hot": "one_hot", "softmax": "softmax"},
        demonstrations=frozenset({source_hash(DEMONSTRATION)}),
        release=json.loads(json.dumps(notebook)),
    )


def _source_cell(cell: NotebookNode) -> SourceCell:
    marks = cell.metadata.nbgrader
    locked = bool(marks.locked or marks.grade)
    return SourceCell(marks.grade_id, cell.cell_type, locked, cell.source, marks.checksum)


def submitted(**answers: str) -> NotebookNode:
    """Return the released notebook with some solution cells answered."""
    notebook: NotebookNode = nbformat.from_dict(definition().release)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id.endswith("_solution"):
            cell.source = answers.get(grade_id.removesuffix("_solution"), cell.source)
    return notebook
