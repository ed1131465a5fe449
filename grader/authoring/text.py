"""Read the text of an assignment: Jupytext's percent format with the course's short cell options.

=========================  ==========================================================================
``# %% [markdown]``        prose
``# %%``                   a given code cell
``# %% locked="imports"``  a given code cell that is restored when it is graded; the value is its grade id
``# %% demo``              a given code cell that only shows something
``# %% varies``            a given code cell whose output is another one on another processor
``# %% demo varies``       both
``# %% solution="f"``      what students write for exercise ``f``: signatures and docstrings without bodies
``# %% grade="f"``         the grade cell of exercise ``f``, empty
=========================  ==========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import jupytext

from grader.errors import AuthoringError

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
MARKER = re.compile(r"# ?%%+(\s|$)")
FORMAT = "py:percent"
SHOWN = frozenset({"demo", "varies", "demo varies"})
SPELLINGS = '[markdown], demo, varies, demo varies, locked="NAME", solution="EXERCISE", grade="EXERCISE"'


class Kind(StrEnum):
    """What a cell is for."""

    MARKDOWN = "markdown"
    CODE = "code"
    DEMO = "demo"
    LOCKED = "locked"
    SOLUTION = "solution"
    GRADE = "grade"


@dataclass(frozen=True)
class TextCell:
    """One cell of the text.

    Parameters
    ----------
    kind
        What it is for.
    source
        Its text.
    name
        The value of its option: an exercise's id or a grade id; empty for other kinds.
    line
        Where it begins in the file, counted from 1.
    varies
        Whether its output differs from processor to processor, as that of a long training in single precision does.
    """

    kind: Kind
    source: str
    name: str
    line: int
    varies: bool = False

    @property
    def grade_id(self) -> str:
        """Return the name that nbgrader knows the cell by; empty when it has none."""
        return f"{self.name}_solution" if self.kind is Kind.SOLUTION else self.name


@dataclass(frozen=True)
class AssignmentText:
    """The text of an assignment.

    Parameters
    ----------
    name
        Name of the assignment.
    path
        The file that it was read from.
    cells
        Its cells in order.
    """

    name: str
    path: Path
    cells: tuple[TextCell, ...]

    def of_kind(self, *kinds: Kind) -> tuple[TextCell, ...]:
        """Return the cells of some kinds, in order."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)

    def error(self, cell: TextCell, message: str, *, hint: str = "") -> AuthoringError:
        """Return an error that says where in the text it is."""
        return AuthoringError(f"{self.path}:{cell.line}: {message}", hint=hint)


def read_text(path: Path) -> AssignmentText:
    """Read an assignment's text and check that its cells fit together.

    Parameters
    ----------
    path
        The file; its name without the ending is the assignment's.

    Returns
    -------
    AssignmentText
        The cells with their options understood.

    Raises
    ------
    AuthoringError
        If the file cannot be read, an option is unknown, or names are doubled or lack their counterpart.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = f"write the assignment in {path}, in Jupytext's percent format and UTF-8"
        raise AuthoringError(f"cannot read the text of an assignment: {error}", hint=hint) from error
    result = parse_text(text, path)
    _check_names(result)
    _check_pairs(result)
    return result


def parse_text(text: str, path: Path) -> AssignmentText:
    """Split a text into cells.

    Parameters
    ----------
    text
        The file's content.
    path
        The file, for the assignment's name and for messages.
    """
    notebook = jupytext.reads(text, fmt=FORMAT)
    lines = _first_lines(text, len(notebook.cells), path)
    cells = tuple(_cell(cell, line, path) for cell, line in zip(notebook.cells, lines, strict=True))
    return AssignmentText(path.stem, path, cells)


def _first_lines(text: str, count: int, path: Path) -> Sequence[int]:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if MARKER.match(line)]
    if len(lines) == count - 1:
        lines.insert(0, 1)  # text before the first marker is a cell of its own
    if len(lines) != count:
        hint = "begin each cell with '# %%' in the first column, and use it nowhere else"
        raise AuthoringError(f"{path}: {count} cells, but {len(lines)} lines that begin one", hint=hint)
    return lines


def _cell(cell: Any, line: int, path: Path) -> TextCell:
    ours = {"locked", "solution", "grade"}
    options = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    is_code = cell.cell_type == "code"
    if not options and cell.cell_type in ("code", "markdown"):
        return TextCell(Kind.CODE if is_code else Kind.MARKDOWN, cell.source, "", line)
    if is_code and list(options) == ["title"] and options["title"] in SHOWN:
        kind = Kind.DEMO if "demo" in options["title"] else Kind.CODE
        return TextCell(kind, cell.source, "", line, varies="varies" in options["title"])
    if is_code and len(options) == 1 and ours.issuperset(options):
        ((option, value),) = options.items()
        if isinstance(value, str) and NAME.fullmatch(value):
            return TextCell(Kind(option), cell.source, value, line)
    came = " ".join(_spelled(key, value) for key, value in options.items()) or cell.cell_type
    expected = f"a cell may have one of {SPELLINGS}"
    raise AuthoringError(f"{path}:{line}: cannot understand the cell option {came}; {expected}")


def _spelled(key: str, value: object) -> str:
    return str(value) if key in ("title", "incorrectly_encoded_metadata") else f"{key}={value!r}"


def _check_names(text: AssignmentText) -> None:
    seen: dict[str, TextCell] = {}
    for cell in text.of_kind(Kind.LOCKED, Kind.SOLUTION, Kind.GRADE):
        other = seen.setdefault(cell.grade_id, cell)
        if other is not cell:
            message = f'{cell.kind}="{cell.name}" has the grade id {cell.grade_id!r}, like line {other.line}'
            raise text.error(cell, message, hint="every cell needs a grade id of its own: rename one")


def _check_pairs(text: AssignmentText) -> None:
    solutions = {cell.name: cell for cell in text.of_kind(Kind.SOLUTION)}
    grades = {cell.name: cell for cell in text.of_kind(Kind.GRADE)}
    for message, cell in _unpaired(solutions, grades):
        raise text.error(cell, message, hint="an exercise is a solution cell and, below it, a grade cell")
    for cell in grades.values():
        if cell.source.strip():
            found = cell.source.strip().splitlines()[0]
            hint = "leave the cell empty; the check stands in grader/exercises"
            raise text.error(cell, f"the build writes grade cells, but this one holds {found!r}", hint=hint)


def _unpaired(solutions: dict[str, TextCell], grades: dict[str, TextCell]) -> Iterator[tuple[str, TextCell]]:
    for name, cell in solutions.items():
        if name not in grades:
            yield f"the solution cell {name!r} has no grade cell", cell
        elif grades[name].line < cell.line:
            yield f"the grade cell {name!r} stands above its solution cell (line {cell.line})", grades[name]
    for name, cell in grades.items():
        if name not in solutions:
            yield f"the grade cell {name!r} has no solution cell", cell
