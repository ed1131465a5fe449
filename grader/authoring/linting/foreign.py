"""Source notebooks of courses that are nbgrader's alone: the rules that need no exercise of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError

from grader.authoring.linting import grade_cells, leaks, marks, points
from grader.authoring.linting.fault import Fault


def source_folder_faults(folder: Path) -> Iterator[Fault]:
    """Look at every notebook in the folder of an assignment's source.

    Parameters
    ----------
    folder
        Such as ``source/ps1``.

    Yields
    ------
    Fault
        What is wrong with graded cells, marks or points, or gives a solution away.
    """
    for path in sorted(folder.glob("*.ipynb")):
        name = f"{folder.name}/{path.name}"
        try:
            notebook = nbformat.read(path, 4)
        except (NotJSONError, ValueError, AttributeError) as error:
            first = str(error).splitlines()[0]
            yield Fault(name, "text", f"is no notebook: {first}", "save it again with Jupyter")
            continue
        yield from grade_cells.grade_cell_faults(notebook, name)
        yield from marks.marks_faults(notebook, name)
        yield from points.notebook_faults(notebook, name)
        yield from leaks.source_faults(notebook, name)
