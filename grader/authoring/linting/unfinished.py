"""What `grader new-exercise` left for the author to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.authoring.linting.fault import Fault
from grader.authoring.unfinished import MARK, unfinished_lines

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
            for number, asked in unfinished_lines(path.read_text(encoding="utf-8", errors="replace")):
                where = f"{path.relative_to(root)}:{number}"
                yield Fault(where, "unfinished", asked, f"write it, and remove {MARK}")
