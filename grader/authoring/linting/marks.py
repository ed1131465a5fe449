"""Marks of nbgrader in a source notebook: ids, solution and hidden regions, what is tested before it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grader.authoring.linting.fault import Fault
from grader.authoring.linting.grade_cells import is_autograded, place_of

KIND = "marks"
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
MARK = re.compile(r"^\s*###\s*(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b", re.MULTILINE)
# What a cell has to be for nbgrader to take such a region out of it.
NEEDS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade", "MARK SCHEME": "task"}


def marks_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    """Look at nbgrader's marks.

    Parameters
    ----------
    notebook
        nbgrader's source notebook.
    name
        What to call it.

    Yields
    ------
    Fault
        Doubled ids, regions that are not closed or that nbgrader does not take out, tests that come too early.
    """
    yield from _id_faults(notebook, name)
    for cell in notebook.cells:
        yield from _region_faults(cell, place_of(name, cell))
    yield from _order_faults(notebook, name)


def _id_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    seen = set[str]()
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        grade_id = str(marks.get("grade_id", ""))
        if not any(marks.get(kind) for kind in ("grade", "solution", "task", "locked")):
            continue
        if not re.fullmatch(r"[\w-]+", grade_id):
            what = f"has the grade id {grade_id!r}"
            yield Fault(place_of(name, cell), "id", what, "give it one of letters, digits, - and _")
        if grade_id in seen:
            what = "has the grade id of another cell, and nbgrader refuses the notebook"
            yield Fault(place_of(name, cell), "id", what, "rename one of the two")
        seen.add(grade_id)


def _region_faults(cell: NotebookNode, where: str) -> Iterator[Fault]:
    marks = cell.metadata.get("nbgrader", {})
    found = MARK.findall(cell.source)
    for region in REGIONS:
        ends = [end for end, what in found if what == region]
        if ends != ["BEGIN", "END"] * (len(ends) // 2):
            what = f"its marks ### BEGIN {region} and ### END {region} are not in pairs: {', '.join(ends)}"
            yield Fault(where, KIND, what, "close each region before the next begins")
        if ends and not marks.get(NEEDS[region]):
            what = f"holds a region {region}, but is no {NEEDS[region]} cell: nbgrader does not take it out"
            yield Fault(where, KIND, what, "change the type of the cell, or move the region")
    written = cell.cell_type == "code" and marks.get("solution") and cell.source.strip()
    if written and ("BEGIN", "SOLUTION") not in found:
        what = "has no ### BEGIN SOLUTION: nbgrader takes out all of it, signature and docstring too"
        yield Fault(where, KIND, what, "put the answer between ### BEGIN SOLUTION and ### END SOLUTION")


def _order_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    names = [_names(cell.source) for cell in code]
    for number, cell in enumerate(code):
        if not is_autograded(cell):
            continue
        if not any(other.metadata.get("nbgrader", {}).get("solution") for other in code[:number]):
            what = "tests something, and there is no solution cell above it"
            yield Fault(place_of(name, cell), "order", what, "add a solution cell above, or move this one down")
        before = set().union(*(defined for defined, _ in names[: number + 1]))
        after = set().union(*(defined for defined, _ in names[number + 1 :]))
        late = sorted((names[number][1] - before) & after)
        if late:
            what = f"uses {', '.join(late)}, which a cell further down defines"
            yield Fault(place_of(name, cell), "order", what, "move it below that cell")


def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell defines, and those that it reads."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return set(), set()
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return set(_defined(tree.body)), read


def _defined(statements: Sequence[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
