"""What `grader new-exercise` left for the author to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.authoring.linting.fault import Fault

MARK = "UNFINISHED"
# Where a skeleton is put.
FOLDERS = ("rnn_utils/reference", "rnn_utils/checks", "grader/exercises", "solutions", "tests/rnn_utils")


def unfinished_faults(root: Path) -> Iterator[Fault]:
    """Look for the marks of a skeleton.

    Parameters
    ----------
    root
        The folder of the repository.

    Yields
    ------
    Fault
        One for each marked line.
    """
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield from _in_file(path, root)


def _in_file(path: Path, root: Path) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if MARK not in text:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if MARK in line:
            asked = line[line.index(MARK) + len(MARK) :].strip(" :\"',()")
            where = f"{path.relative_to(root)}:{number}"
            yield Fault(where, "unfinished", asked or "not written yet", f"write it, and remove {MARK}")
