"""What a grade cell must not do: nbgrader takes a trailing value for a score, and text on stderr for zero points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grader.authoring.linting.fault import Fault

KIND = "grade-cell"
# The last part of what is called → what comes of it.
LOUD = {
    "print": "prints",
    "display": "shows something",
    "warn": "warns",
    "warn_explicit": "warns",
    "warning": "logs a warning",
}
STREAMS = {"stdout": "prints", "stderr": "writes to stderr"}
ON_STDERR = "nbgrader gives no points where a grade cell has text on stderr"
# A line that a person or a program could take for a score: 7, 7.5 / 10, score: 80 %.
SCORE = re.compile(
    r"""^\W*(?:(?:your|total|final)\ )*(?:score|grade|mark|points?)?\W*  # what it is said to be
        \d+(?:\.\d+)?\s*(?:(?:/|of|out\ of)\s*\d+)?\s*(?:%|points?)?\W*$""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
MEANT = "partial credit"  # a comment with these words says that the value is meant as the score


def is_autograded(cell: NotebookNode) -> bool:
    """Say whether a cell is a test whose outcome is a score; a person marks what is a solution as well."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and marks.get("grade") and not marks.get("solution"))


def place_of(name: str, cell: NotebookNode) -> str:
    """Return where a cell is, in words for messages."""
    return f"{name}, cell {cell.metadata.get('nbgrader', {}).get('grade_id') or cell.get('id', '?')}"


def grade_cell_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    """Look at the source and the stored outputs of every autograded cell.

    Parameters
    ----------
    notebook
        nbgrader's source notebook.
    name
        What to call it.

    Yields
    ------
    Fault
        A cell that ends in an expression, prints, warns or is no Python.
    """
    for cell in filter(is_autograded, notebook.cells):
        where = place_of(name, cell)
        yield from _source_faults(cell.source, where)
        yield from output_faults(cell, where)


def output_faults(cell: NotebookNode, where: str) -> Iterator[Fault]:
    """Say what a grade cell put out when it was run.

    Parameters
    ----------
    cell
        The cell with its outputs.
    where
        What to call it.

    Yields
    ------
    Fault
        One for each output that could be taken for a score.
    """
    for output in cell.get("outputs", ()):
        text = str(output.get("text") or output.get("data", {}).get("text/plain", "")).strip()
        shown = f"{text.splitlines()[0][:60]!r}" if text else "something"
        if output.get("name") == "stderr":
            yield Fault(where, KIND, f"wrote {shown} to stderr when it was run: {ON_STDERR}", "mend what it warns of")
        elif output.output_type == "execute_result":
            what = f"showed the value {shown} when it was run, which nbgrader reads as its score"
            yield Fault(where, KIND, what, "let it end in an assert statement")
        elif SCORE.search(text):
            what = f"put out {shown} when it was run, which could be taken for a score"
            yield Fault(where, KIND, what, "print in another cell")


def _source_faults(source: str, where: str) -> Iterator[Fault]:
    if source.startswith("%%"):
        return  # another language's
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError as error:
        what = f"is not Python: {error.msg} in line {error.lineno}"
        yield Fault(where, KIND, what, "mend it: it would give no points to anybody")
        return
    if tree.body and _is_shown(tree.body[-1], source):
        last = ast.unparse(tree.body[-1]).splitlines()[0][:60]
        do = f'let it end in an assert statement, or say "# {MEANT}" in it'
        yield Fault(where, KIND, f"ends in the expression {last}, whose value nbgrader reads as the score", do)
    for node in ast.walk(tree):
        said = _noise(node)
        if said:
            line = source.splitlines()[node.lineno - 1].strip()[:60] if hasattr(node, "lineno") else ""
            why = ON_STDERR if said in ("warns", "logs a warning", "writes to stderr") else "a text is no score"
            yield Fault(where, KIND, f"{said} ({line}): {why}", "use assert with a message")


def _is_shown(last: ast.stmt, source: str) -> bool:
    """Say whether IPython shows the value of the last statement; functions named assert… return nothing."""
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";") or MEANT in source.lower():
        return False
    return not (isinstance(last.value, ast.Call) and _called(last.value).startswith("assert"))


def _called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _noise(node: ast.AST) -> str:
    """Say what a call does that is heard outside of the cell; empty when it is none."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr == "write":
        return STREAMS.get(getattr(function.value, "attr", getattr(function.value, "id", "")), "")
    return LOUD.get(_called(node), "")
