"""Notebooks are written as nbformat writes them, to the byte."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.engine.notebook_text import notebook_text

RESULT = new_output("execute_result", {"text/plain": "a\nb", "text/html": "<p>\n</p>"}, execution_count=None)
CELLS: dict[str, Any] = {
    "none": [],
    "one": [new_markdown_cell("# Ünïcode \ud7ff\n\ntext", id="a")],
    "several": [
        new_markdown_cell("![x](attachment:x)", id="b", attachments={"x": {"image/png": "aGk="}}),
        new_code_cell("x = 1\n\nx", id="c", metadata={"nbgrader": {"grade_id": "c", "points": 2.5}}, outputs=[RESULT]),
        new_code_cell('"cells": []', id="d", outputs=[new_output("stream", text="one\ntwo")]),
    ],
}


@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("metadata", [{}, {"grader": {"result": {"exercises": [{"points": 0.1}]}}}])
def test_text_is_that_of_nbformat(cells: list[Any], metadata: dict[str, Any]) -> None:
    notebook = new_notebook(cells=cells, metadata=metadata)
    assert notebook_text(notebook) == nbformat.v4.writes(notebook)
    assert notebook_text(notebook) == nbformat.v4.writes(notebook)  # and so does what was kept
