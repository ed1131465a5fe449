"""Read the texts of the assignments and what their executed solutions show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from grader.exercises.catalogue import references_of

SOLUTIONS = Path(__file__).parents[1] / "solutions"
NAMES = sorted(path.stem for path in SOLUTIONS.glob("*.py"))


class Cell(NamedTuple):
    """Hold a cell of a text: what stands in its marker, and its lines."""

    options: str
    source: str

    def names(self, option: str) -> str | None:
        """Return the value of an option such as solution="softmax", if the cell has it."""
        found = re.search(rf'{option}="(\w+)"', self.options)
        return found[1] if found else None


class Shown(NamedTuple):
    """Hold what an executed solution shows: what it printed, and how many figures."""

    out: str
    figures: int


def text_of(name: str) -> str:
    """Return the text of an assignment."""
    return (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")


def cells_of(name: str) -> list[Cell]:
    """Return the cells of an assignment's text."""
    parts = re.split(r"^# %%(.*)\n", text_of(name), flags=re.MULTILINE)[1:]
    return [Cell(options.strip(), source) for options, source in zip(parts[::2], parts[1::2], strict=True)]


def functions_of_solutions(name: str) -> Iterator[ast.FunctionDef]:
    """Yield the functions that students write, as they stand in the text."""
    for cell in cells_of(name):
        for node in ast.parse(cell.source).body if cell.names("solution") else []:
            assert isinstance(node, ast.FunctionDef)
            yield node


def run_without_demonstrations(name: str) -> Mapping[str, Any]:
    """Run the cells that are no demonstrations, with the references in the students' place; return all names."""
    names: dict[str, Any] = {}
    for cell in cells_of(name):
        if cell.names("solution"):
            names |= references_of(name)
        elif not {"[markdown]", "demo"}.intersection(cell.options.split()) and not cell.names("grade"):
            exec(compile(cell.source, f"{name}.py", "exec"), names)
    return names


@cache
def shown_by(name: str) -> Shown:
    """Return what the executed solution of an assignment shows; nbval compares it with a fresh run."""
    notebook = nbformat.read(SOLUTIONS / f"{name}.ipynb", nbformat.NO_CONVERT)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    return Shown(printed, sum("image/png" in output.get("data", {}) for output in outputs))
