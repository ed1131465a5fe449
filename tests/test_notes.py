"""The table of docs/notes.md points at sections, functions and tests that there are, and leaves no equation out."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.exercises.catalogue import EXERCISES, references_of
from texts import NAMES, text_of

ROOT = Path(__file__).parents[1]
NUMBERED = {f"S2({k})" for k in range(1, 15)} | {f"S3({k})" for k in range(1, 15)}


class Row(NamedTuple):
    """Hold one row of the table."""

    note: str
    idea: str
    section: str
    functions: str
    test: str


def rows() -> list[Row]:
    """Return the rows of all tables of the page."""
    lines = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if re.match(r"\| S\d", line)]
    return [Row(*row) for row in cells]


ROWS = rows()
EACH = pytest.mark.parametrize("row", ROWS, ids=[f"{row.note}-{number}" for number, row in enumerate(ROWS)])


def assignment_of(row: Row) -> str:
    """Return the name of the assignment that a row points to."""
    (name,) = [name for name in NAMES if name.startswith(row.section[:2] + "_")]
    return name


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """Return the names of a module's tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@EACH
def test_section_is_in_the_notebook(row: Row) -> None:
    numbers = re.fullmatch(r"\d\d · (\d\.\d+(?:, \d\.\d+)*)", row.section)
    assert numbers
    for number in numbers[1].split(", "):
        assert re.search(rf"^# ## {re.escape(number)} \S", text_of(assignment_of(row)), re.MULTILINE), number


@EACH
def test_functions_are_written_or_given_in_the_notebook(row: Row) -> None:
    for function in re.findall(r"`(\w+)`", row.functions):
        assert function in references_of(assignment_of(row)) or re.search(
            rf"\b{function}\b", text_of(assignment_of(row))
        )


@EACH
def test_the_named_test_is_there(row: Row) -> None:
    path, name = row.test.split("::")
    assert name in names_of_tests(ROOT / path)


def test_every_numbered_equation_has_a_row() -> None:
    assert {row.note for row in ROWS} >= NUMBERED


def test_every_note_is_covered_in_depth() -> None:
    counts = Counter(row.note[:2] for row in ROWS)
    assert all(counts[note] >= 10 for note in ("S0", "S1", "S2", "S3", "S4")), counts


def test_every_exercise_comes_from_the_notes() -> None:
    named = {function for row in ROWS for function in re.findall(r"`(\w+)`", row.functions)}
    own = {"numerical_gradient"}
    assert {exercise.id for exercise in EXERCISES.values()} - own <= named
