"""Read what a student handed in: bytes, checked for size and form before anything is parsed or run."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from grader import sentences
from grader.handed_files import (
    MIB,
    TIMESTAMP,
    DamagedSubmission,
    at_most,
    link_in_place_of,
    other_files,
    read_regular,
    read_timestamp,
)
from grader.keepsake import Keepsake, placed
from grader.results import Verdict
from rnn_utils.checks.messages import Message

__all__ = ["NOTEBOOK_MIB", "DamagedSubmission", "Submission", "parse_notebook", "read_submission"]

NOTEBOOK_MIB = 20
MOST_CELLS = 5000
KIND = "notebook"  # of what is kept
# Lists and objects, the outputs left out. Each may take a kilobyte and 30 µs to convert and check: 20 MiB of them took
# ten gigabytes and minutes in the trusted process, where no limit holds.
MOST_PARTS = 100_000
MOST_BRACKETS = 2_000_000  # in the file, those in texts and outputs too
FORMATS = (1, 2, 3, 4)
MINOR, LATEST_MINOR = 5, 99  # of format 4: cells have ids; whatever a later one brings, it is no huge number

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_HALF = re.compile("[\ud800-\udfff]")  # of a pair of surrogates: JSON may write one alone, UTF-8 may not


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
    problem: tuple[Verdict, Message] | None = None
    remarks: tuple[Message, ...] = ()
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

    def keepsake(self) -> Keepsake:
        """Return the submission in the form in which it is kept with its grade."""
        data = {
            "student": self.student,
            "assignment": self.assignment,
            "problem": list(self.problem) if self.problem else None,
            "remarks": list(self.remarks),
        }
        notebook = {} if self.notebook is None else {"notebook": self.notebook}
        return Keepsake(KIND, data, {**notebook, **placed("files", self.files)})

    @staticmethod
    def of_keepsake(kept: Keepsake) -> Submission:
        """Put together what :meth:`keepsake` took apart; when it was handed in is not kept, no grade depends on it."""
        problem = kept.data["problem"]
        return Submission(
            kept.data["student"],
            kept.data["assignment"],
            kept.files.get("notebook"),
            kept.below("files"),
            (Verdict(problem[0]), Message(problem[1])) if problem else None,
            tuple(map(Message, kept.data["remarks"])),
        )


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
    if link := link_in_place_of(folder, student):
        message = sentences.FOLDER_IS_A_LINK(name=link)
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
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.EMPTY())
    try:
        data = _well_formed(_slim(json.loads(_with_few_brackets(content).decode("utf-8"))), content)
        _settle_version(data)
    except UnicodeDecodeError:
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.NO_TEXT()) from None
    except json.JSONDecodeError as error:
        message = sentences.NO_JSON(line=str(error.lineno))
        raise DamagedSubmission(Verdict.UNREADABLE, message) from None
    except RecursionError:
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.DEEP()) from None
    except (LookupError, TypeError, ValueError):
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.NOT_JUPYTER()) from None
    try:
        return _in_format_4(data)
    except RecursionError:
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.DEEP()) from None
    except Exception:  # nbformat's readers and upgraders stumble over whatever a damaged file holds: an unset name, too
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.NOT_JUPYTER()) from None


def _in_format_4(data: dict[str, Any]) -> NotebookNode:
    notebook: NotebookNode = nbformat.from_dict(data)
    if notebook["nbformat"] != 4:
        # Older formats split texts into lines, which their own reader has to join first.
        notebook = nbformat.convert(nbformat.reader.reads(json.dumps(data)), 4)
    _complete(notebook)
    nbformat.validate(notebook)
    return notebook


def _well_formed(data: Any, content: bytes) -> Any:
    """Replace what is no character, anywhere: a broken emoji in a cell, and no file or page could hold it later."""
    if b"\\ud" not in content and b"\\uD" not in content:
        return data
    text = json.dumps(data, ensure_ascii=False)
    return json.loads(_HALF.sub("\ufffd", text)) if _HALF.search(text) else data


def _settle_version(data: Any) -> None:
    """Refuse a format that is none (``true`` equals 1), and mend its minor version, on which no grade depends."""
    version, minor = data["nbformat"], data.get("nbformat_minor")
    if type(version) is not int and not (type(version) is float and version.is_integer()):
        raise TypeError("no version")
    data["nbformat"] = int(version)
    if data["nbformat"] not in FORMATS:
        raise ValueError("an unknown version")
    if type(minor) is not int or not 0 <= minor <= LATEST_MINOR:
        data["nbformat_minor"] = MINOR if data["nbformat"] == 4 else 0


def _with_few_brackets(content: bytes) -> bytes:
    if content.count(b"{") + content.count(b"[") > MOST_BRACKETS:
        raise DamagedSubmission(Verdict.TOO_LARGE, sentences.BRACKETS(number=f"{MOST_BRACKETS:,}"))
    return content


def _slim(data: Any) -> Any:
    """Empty the outputs, which are made anew, and refuse what would take long to convert and to check."""
    sheets = [data, *_objects(data, "worksheets")]  # before format 4 the cells lay on worksheets
    for cells in (_objects(sheet, "cells") for sheet in sheets):
        if len(cells) > MOST_CELLS:
            raise DamagedSubmission(Verdict.TOO_LARGE, sentences.CELLS(number=f"{MOST_CELLS:,}"))
        for cell in cells:
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
    count, left = 0, [data] if isinstance(data, (dict, list)) else []
    while left:
        item = left.pop()
        inner = [one for one in (item.values() if isinstance(item, dict) else item) if isinstance(one, (dict, list))]
        count += len(inner)
        if count > MOST_PARTS:
            raise DamagedSubmission(Verdict.TOO_LARGE, sentences.PARTS(number=f"{MOST_PARTS:,}"))
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
    notebook["nbformat_minor"] = max(notebook["nbformat_minor"], MINOR)
    seen: set[str] = set()
    for position, cell in enumerate(notebook.cells):
        cell.setdefault("metadata", NotebookNode())
        if isinstance(cell.get("source"), list):
            cell["source"] = "".join(cell["source"])
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if not isinstance(cell.get("id"), str) or cell["id"] in seen or not _ID.fullmatch(cell["id"]):
            cell["id"] = f"cell-{position}"
        seen.add(cell["id"])
