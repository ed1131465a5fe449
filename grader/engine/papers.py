"""The files of a graded submission, autograded notebooks and feedback pages, and a receipt that says they were written.

They are written after the gradebook. The receipt names the record and the marks that they show, and how the files
looked on the disk: a run that was killed in between finds it missing or different, and writes them again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from grader.engine.contract import ClassWork, HandedWork
from grader.engine.files import replace_file
from grader.engine.parcel import Parcel
from grader.engine.standing import marks_digest
from grader.engine.writer import Written, handed_in_at
from grader.errors import RunError
from grader.gradebook import Marks
from grader.handed_files import TIMESTAMP

READ_ONLY = 0o444  # what nbgrader gives autograded files
WRITABLE = 0o644  # and feedback pages
# Beside a page, nbgrader's release_feedback looks for this and the time: a page's name in the exchange comes from it.
SECRET = "submission_secret.txt"


class Papers:
    """The files of one submission.

    Parameters
    ----------
    work
        The assignment.
    student
        Whose submission.
    """

    def __init__(self, work: ClassWork, student: str) -> None:
        self._work = work
        self._graded, self._pages = work.autograded(student), work.feedback(student)
        self.receipt = work.private / "written" / work.kit.name / f"{student}.json"

    @property
    def page(self) -> Path:
        """Return where the feedback page lies; the folder of the pages where there are several notebooks."""
        names = self._work.kit.notebooks
        return self._page(names[0]) if len(names) == 1 else self._pages

    def _notebook(self, name: str) -> Path:
        return self._graded / f"{name}.ipynb"

    def _page(self, name: str) -> Path:
        return self._pages / f"{name}.html"

    def in_order(self, token: str, marks: Mapping[str, Marks]) -> bool:
        """Say whether the files are those that were written for a record, and the pages show these marks.

        Parameters
        ----------
        token
            The record's.
        marks
            The marks in the gradebook now, by notebook.
        """
        try:
            receipt = json.loads(self.receipt.read_bytes())
        except (OSError, ValueError):
            return False
        return bool(receipt == {"record": token, "marks": marks_digest(marks), "files": self._seen()})

    def _seen(self) -> dict[str, list[list[int] | None]]:
        names = self._work.kit.notebooks
        return {name: [_look(self._notebook(name)), _look(self._page(name))] for name in names}

    def write(self, submission: HandedWork, parcel: Parcel, written: Written) -> None:
        """Write the files for what the gradebook holds.

        Parameters
        ----------
        submission
            Whose it is and when it came.
        parcel
            What was graded.
        written
            The marks and the record in the gradebook.

        Raises
        ------
        RunError
            If a file cannot be written, for example on a full disk.
        """
        self.receipt.unlink(missing_ok=True)
        beside = self._work.beside(submission)
        if beside is not None:
            notebooks = {self._notebook(part.name) for part in parcel.parts if part.notebook}
            _keep_only(self._graded, notebooks | {self._graded / name for name in beside})
        for part in parcel.parts:
            _put(self._notebook(part.name), part.notebook, READ_ONLY)
            page = part.page and part.page_for(submission.student, written.marks[part.name])
            _put(self._page(part.name), page)
        for name, content in (beside or {}).items():
            replace_file(self._graded / name, content, READ_ONLY)
        for folder, mode in ((self._graded, READ_ONLY), (self._pages, WRITABLE)):
            _put(folder / TIMESTAMP, submission.timestamp if handed_in_at(submission) else "", mode)
            _put(folder / SECRET, submission.files.get(SECRET, b"").decode("utf-8", "replace"), mode)
        receipt = {"record": written.record.token, "marks": marks_digest(written.marks), "files": self._seen()}
        replace_file(self.receipt, json.dumps(receipt).encode(), 0o600)


def _look(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _put(path: Path, text: str, mode: int = WRITABLE) -> None:
    """Write a text; without one, no file stays."""
    if text:
        replace_file(path, text.encode("utf-8", "replace"), mode)
    else:
        path.unlink(missing_ok=True)


def _keep_only(folder: Path, wanted: Collection[Path]) -> None:
    """Delete what earlier runs left in a folder, and every folder in it that is empty then."""
    try:
        for path in sorted(folder.rglob("*"), reverse=True):  # what is inside a folder before the folder
            if path.is_dir() and not path.is_symlink():
                with suppress(OSError):  # it is not empty, and need not be
                    path.rmdir()
            elif path not in wanted:
                path.unlink()
    except OSError as error:
        hint = f"make {folder} writable and run the same command again: what was graded until now is kept"
        raise RunError(f"cannot clear {folder}: {error.strerror}", hint=hint) from error
