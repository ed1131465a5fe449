"""Notebooks that lie where no submission is looked for: one folder too high, or under another name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.feedback.text import one_line

ENDING = ".ipynb"
MOST_NAMED = 5


def misplaced(submitted: Path, name: str) -> list[Path]:
    """Find notebooks named after an assignment that are not in a student's folder for it.

    Parameters
    ----------
    submitted
        The folder of submissions.
    name
        The assignment. What lies in ``submitted/STUDENT/ASSIGNMENT`` is a submission, whatever it is called.

    Returns
    -------
    list of Path
        Relative to the folder above, in order; links are not followed.
    """
    found = [path for path in _notebooks(submitted) if name in path.name]
    for student in _folders(submitted):
        found += [path for path in _notebooks(student) if name in path.name]
        for folder in _folders(student):
            if folder.name != name:
                found += [path for path in _notebooks(folder) if name in path.name]
    return sorted(path.relative_to(submitted.parent) for path in found)


def some_of(paths: Sequence[Path]) -> str:
    """Name the first few."""
    more = len(paths) - MOST_NAMED
    named = [one_line(str(path), 100) for path in paths[:MOST_NAMED]]
    return ", ".join([*named, *([f"{more} more"] if more > 0 else [])])


def _notebooks(folder: Path) -> Iterator[Path]:
    return (Path(entry) for entry in _entries(folder) if entry.name.endswith(ENDING) and not _is_folder(entry))


def _folders(folder: Path) -> Iterator[Path]:
    return (Path(entry) for entry in _entries(folder) if _is_folder(entry))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:  # not there, or not to be read: grading itself says so
        return []
