"""The pages that name every exercise: where it comes from, and what its signature is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.authoring.linting.fault import Fault
from grader.exercises.model import HiddenExercise

NOTES, NOTATION = "docs/notes.md", "docs/notation.md"


def document_faults(root: Path, exercise: HiddenExercise) -> Iterator[Fault]:
    """Look an exercise up in the documentation.

    Parameters
    ----------
    root
        The folder of the repository; where it has no such pages, nothing is asked.
    exercise
        The exercise.

    Yields
    ------
    Fault
        A page that does not name it.
    """
    notes, notation = (_text(root / page) for page in (NOTES, NOTATION))
    rows = [line for line in notes.splitlines() if re.match(r"\| S\d", line)]
    if notes and not any(f"`{name}`" in row for row in rows for name in exercise.reference):
        do = "add a row: note, equation or idea, notebook and section, function, test"
        yield Fault(NOTES, "source", f"no row says which note {exercise.id} comes from", do)
    for name in exercise.reference if notation else ():
        if not re.search(rf"\b{name}\b", notation):
            yield Fault(NOTATION, "source", f"{name} is not listed", "add its signature with what it returns")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
