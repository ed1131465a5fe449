"""The files of a graded submission, autograded notebook and feedback page, and a receipt that says they were written.

They are written after the gradebook. The receipt names the record and the marks that they show, and how the files
looked on the disk: a run that was killed in between finds it missing or different, and writes them again.
"""

from __future__ import annotations

import json

import nbformat

from grader.course import Course
from grader.engine.files import replace_file
from grader.engine.parcel import Parcel, page_of
from grader.engine.standing import marks_digest
from grader.engine.writer import Written, handed_in_at
from grader.gradebook import Marks
from grader.submission import Submission

READ_ONLY = 0o444  # what nbgrader gives autograded files


class Papers:
    """The files of one submission.

    Parameters
    ----------
    course, student, name
        Whose submission of which assignment.
    """

    def __init__(self, course: Course, student: str, name: str) -> None:
        folder = course.autograded / student / name
        self.notebook = folder / f"{name}.ipynb"
        self.timestamp = folder / "timestamp.txt"
        self.page = course.feedback / student / name / f"{name}.html"
        self.receipt = course.private / "written" / name / f"{student}.json"

    def in_order(self, token: str, marks: Marks) -> bool:
        """Say whether the files are those that were written for a record, and the page shows these marks.

        Parameters
        ----------
        token
            The record's.
        marks
            The marks in the gradebook now.
        """
        try:
            receipt = json.loads(self.receipt.read_bytes())
            seen = self._seen()
        except (OSError, ValueError):
            return False
        return bool(receipt == {"record": token, "marks": marks_digest(marks), "files": seen})

    def _seen(self) -> list[list[int]]:
        status = [path.stat() for path in (self.notebook, self.page)]
        return [[one.st_size, one.st_mtime_ns] for one in status]

    def write(self, submission: Submission, parcel: Parcel, written: Written) -> None:
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
        replace_file(self.notebook, parcel.notebook.encode("utf-8", "replace"), READ_ONLY)
        if handed_in_at(submission) is not None:
            replace_file(self.timestamp, submission.timestamp.encode(), READ_ONLY)
        else:
            self.timestamp.unlink(missing_ok=True)
        replace_file(self.page, self._page(submission, parcel, written.marks).encode("utf-8", "replace"))
        receipt = {"record": written.record.token, "marks": marks_digest(written.marks), "files": self._seen()}
        replace_file(self.receipt, json.dumps(receipt).encode(), 0o600)

    @staticmethod
    def _page(submission: Submission, parcel: Parcel, marks: Marks) -> str:
        if marks == parcel.expected:
            return parcel.page
        notebook = nbformat.v4.reads(parcel.notebook)
        return page_of(notebook, parcel.result, submission.student, marks)
