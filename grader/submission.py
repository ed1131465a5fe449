"""Read what a student handed in: bytes, checked for size and form before anything is parsed or run."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import parse_utc

from grader.errors import SubmissionError
from grader.results import Verdict

NOTEBOOK_MIB = 20
FILES_MIB = 50
FILE_COUNT = 500
LONGEST_TIMESTAMP = 100
TIMESTAMP = "timestamp.txt"
MOST_REMARKS = 100
MOST_CELLS = 5000
# Lists and objects, the outputs left out. Each may take a kilobyte and 30 µs to convert and check: 20 MiB of them took
# ten gigabytes and minutes in the trusted process, where no limit holds.
MOST_PARTS = 100_000
MOST_BRACKETS = 2_000_000  # in the file, those in texts and outputs too
MIB = 1 << 20


class DamagedSubmission(SubmissionError):
    """A submission that cannot be graded as it is.

    Parameters
    ----------
    verdict
        Which kind of damage.
    message
        What is wrong, for the student and the instructor.
    """

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message, hint="hand in the notebook again, saved by Jupyter")
        self.verdict = verdict
        self.message = message


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment, as data that can travel to a worker.

    Parameters
    ----------
    student, assignment
        Who handed in what.
    notebook
        The notebook's bytes; None when it is missing or must not be read, and ``problem`` says why.
    files
        Other files that were handed in beside it, by relative path.
    problem
        A verdict and its words when the submission cannot be graded.
    remarks
        What an instructor should know: links and other things that were left out.
    timestamp
        When it was handed in, as nbgrader writes it; empty when unknown.
    """

    student: str
    assignment: str
    notebook: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    problem: tuple[Verdict, str] | None = None
    remarks: tuple[str, ...] = ()
    timestamp: str = ""

    @property
    def digest(self) -> str:
        """Return a hash of everything that a grade can depend on."""
        state = hashlib.sha256()
        for name, content in [("", self.notebook or b""), *sorted(self.files.items())]:
            state.update(f"{name}\0{len(content)}\0".encode())
            state.update(content)
        state.update(repr(self.problem).encode())
        return state.hexdigest()


def read_submission(folder: Path, student: str, assignment: str) -> Submission:
    """Read a submission's folder without following links and without reading more than is allowed.

    Parameters
    ----------
    folder
        ``submitted/STUDENT/ASSIGNMENT``.
    student, assignment
        Whose it is and what it answers.

    Returns
    -------
    Submission
        Always: what cannot be read becomes its ``problem``.
    """
    if folder.is_symlink():  # it would lead to another student's work, or out of the course
        message = f"the folder {folder.name} is a link"
        return Submission(student, assignment, None, problem=(Verdict.UNREADABLE, message))
    path = folder / f"{assignment}.ipynb"
    files, remarks = other_files(folder, frozenset([path]))
    notebook: bytes | None = None
    problem = None
    try:
        notebook = read_regular(path, NOTEBOOK_MIB * MIB)
    except DamagedSubmission as damage:
        problem = (damage.verdict, damage.message)
    timestamp = read_timestamp(files.pop(TIMESTAMP, b""), remarks)
    return Submission(student, assignment, notebook, files, problem, at_most(remarks), timestamp)


def read_timestamp(content: bytes, remarks: list[str]) -> str:
    """Return a time that nbgrader can read; what is none must not stop the class, it is a remark.

    Parameters
    ----------
    content
        Of ``timestamp.txt``; empty where there is no such file.
    remarks
        Takes the remark.
    """
    text = content[:LONGEST_TIMESTAMP].decode("utf-8", "replace").strip()
    if text and time_of(text) is None:
        remarks.append(f"left out: {TIMESTAMP} (no time: {text!r})")
        return ""
    return text


def time_of(text: str) -> datetime | None:
    """Return the time that nbgrader reads in a time stamp, in UTC; None where it is no time."""
    try:
        found: datetime = parse_utc(text)
    except Exception:  # the reader of free text raises whatever it meets, decimal.InvalidOperation for example
        return None
    return found


def at_most(remarks: Sequence[str]) -> tuple[str, ...]:
    """Return remarks that are not too many to be read, and how many are left out."""
    more = len(remarks) - MOST_REMARKS
    return (*remarks[:MOST_REMARKS], *([f"and {more} more of the kind"] if more > 0 else []))


def read_regular(path: Path, limit: int) -> bytes:
    """Read a file that a student handed in.

    Parameters
    ----------
    path
        The file; it is not followed when it is a link.
    limit
        Its greatest size, bytes.

    Raises
    ------
    DamagedSubmission
        If it is missing, too large, or anything but a file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise DamagedSubmission(Verdict.MISSING, f"there is no {path.name} in the submission") from None
    except OSError:
        raise DamagedSubmission(Verdict.UNREADABLE, f"{path.name} is a link or cannot be opened") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DamagedSubmission(Verdict.UNREADABLE, f"{path.name} is not a file")
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise DamagedSubmission(Verdict.TOO_LARGE, f"{path.name} is larger than {limit // MIB} MiB")
    return content


def other_files(folder: Path, notebooks: Collection[Path]) -> tuple[dict[str, bytes], list[str]]:
    """Read everything else that a student handed in, as far as there is room for it.

    Parameters
    ----------
    folder
        The submission's folder.
    notebooks
        Files in it that are read elsewhere.

    Returns
    -------
    tuple
        Contents by relative path, and remarks about what was left out.
    """
    files: dict[str, bytes] = {}
    remarks: list[str] = []
    room = FILES_MIB * MIB
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if not os.path.islink(os.path.join(parent, f)) and f[0] != ".")
        for name in sorted(names):
            path = Path(parent) / name
            relative = path.relative_to(folder).as_posix()
            if path in notebooks:
                continue
            if not _is_text(relative):
                remarks.append(f"left out: {relative.encode('utf-8', 'replace').decode()} (its name is no text)")
                continue
            try:
                content = read_regular(path, room)
            except DamagedSubmission as damage:
                remarks.append(f"left out: {relative} ({damage.message})")
                continue
            if len(files) >= FILE_COUNT:
                remarks.append(f"left out: everything after the first {FILE_COUNT} files")
                return files, remarks
            room -= len(content)
            files[relative] = content
    return files, remarks


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def parse_notebook(content: bytes) -> NotebookNode:
    """Parse a notebook's bytes into format 4, upgrading older formats.

    Parameters
    ----------
    content
        The file as handed in.

    Returns
    -------
    NotebookNode
        A notebook whose cells have the fields that nbformat asks for.

    Raises
    ------
    DamagedSubmission
        If it is not a notebook.
    """
    if not content.strip():
        raise DamagedSubmission(Verdict.UNREADABLE, "the notebook is an empty file")
    try:
        data = _slim(json.loads(_with_few_brackets(content).decode("utf-8")))
        notebook: NotebookNode = nbformat.from_dict(data)
        if notebook["nbformat"] != 4:
            # Older formats split texts into lines, which their own reader has to join first.
            notebook = nbformat.convert(nbformat.reader.reads(json.dumps(data)), 4)
        _complete(notebook)
        nbformat.validate(notebook)
    except UnicodeDecodeError:
        raise DamagedSubmission(Verdict.UNREADABLE, "the notebook is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        message = f"the notebook is not JSON (line {error.lineno}); was its download complete?"
        raise DamagedSubmission(Verdict.UNREADABLE, message) from None
    except RecursionError:
        raise DamagedSubmission(Verdict.UNREADABLE, "the notebook is nested too deep") from None
    except (nbformat.ValidationError, LookupError, TypeError, ValueError, AttributeError, OverflowError):
        raise DamagedSubmission(Verdict.UNREADABLE, "the file is JSON, but not a Jupyter notebook") from None
    return notebook


def _with_few_brackets(content: bytes) -> bytes:
    if content.count(b"{") + content.count(b"[") > MOST_BRACKETS:
        raise DamagedSubmission(Verdict.TOO_LARGE, f"the notebook has more than {MOST_BRACKETS:,} brackets")
    return content


def _slim(data: Any) -> Any:
    """Empty the outputs, which are made anew, and refuse what would take long to convert and to check."""
    sheets = [data, *_objects(data, "worksheets")]  # before format 4 the cells lay on worksheets
    for cells in (_objects(sheet, "cells") for sheet in sheets):
        if len(cells) > MOST_CELLS:
            raise DamagedSubmission(Verdict.TOO_LARGE, f"the notebook has more than {MOST_CELLS:,} cells")
        for cell in cells:
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
    count, left = 0, [data] if isinstance(data, (dict, list)) else []
    while left:
        item = left.pop()
        inner = [one for one in (item.values() if isinstance(item, dict) else item) if isinstance(one, (dict, list))]
        count += len(inner)
        if count > MOST_PARTS:
            message = f"the notebook has more than {MOST_PARTS:,} lists and objects"
            raise DamagedSubmission(Verdict.TOO_LARGE, message)
        left += inner
    return data


def _objects(data: Any, name: str) -> list[Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _complete(notebook: NotebookNode) -> None:
    """Give every cell the fields that editors sometimes drop, so that one missing field costs nobody a grade."""
    if not isinstance(notebook.get("cells"), list):
        raise ValueError("no cells")
    notebook.setdefault("metadata", NotebookNode())
    notebook["nbformat_minor"] = max(int(notebook.get("nbformat_minor", 0)), 5)
    seen: set[str] = set()
    for position, cell in enumerate(notebook.cells):
        cell.setdefault("metadata", NotebookNode())
        if isinstance(cell.get("source"), list):
            cell["source"] = "".join(cell["source"])
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if not isinstance(cell.get("id"), str) or cell["id"] in seen or not 0 < len(cell["id"]) <= 64:
            cell["id"] = f"cell-{position}"
        seen.add(cell["id"])
