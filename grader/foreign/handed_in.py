"""Read what a student handed in for an assignment of several notebooks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from grader import sentences
from grader.foreign.assignment import ForeignAssignment
from grader.handed_files import (
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
from grader.submission import NOTEBOOK_MIB

KIND = "notebooks"  # of what is kept


@dataclass(frozen=True)
class HandedIn:
    """One student's work on one assignment, as data that can travel to a worker.

    Parameters
    ----------
    student, assignment
        Who handed in what.
    notebooks
        The bytes of the notebooks that are there and may be read.
    problems
        A verdict and its words for each of the others.
    files
        What the notebooks find beside them: the student's files, the course's own in their place where it has them.
    remarks
        What an instructor should know.
    timestamp
        When it was handed in, as the file says; empty when it says nothing that can be read.
    """

    student: str
    assignment: str
    notebooks: Mapping[str, bytes]
    problems: Mapping[str, tuple[Verdict, str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    timestamp: str = ""

    @property
    def digest(self) -> str:
        """Return a hash of everything that a grade can depend on."""
        state = hashlib.sha256(repr(sorted(self.problems.items())).encode())
        for kind in (self.notebooks, self.files):
            for name, content in sorted(kind.items()):
                state.update(f"{name}\0{len(content)}\0".encode())
                state.update(content)
            state.update(b"\0\0")
        return state.hexdigest()

    def keepsake(self) -> Keepsake:
        """Return the submission in the form in which it is kept with its grade."""
        data = {
            "student": self.student,
            "assignment": self.assignment,
            "problems": {name: list(problem) for name, problem in self.problems.items()},
            "remarks": list(self.remarks),
        }
        return Keepsake(KIND, data, {**placed("notebooks", self.notebooks), **placed("files", self.files)})

    @staticmethod
    def of_keepsake(kept: Keepsake) -> HandedIn:
        """Put together what :meth:`keepsake` took apart; when it was handed in is not kept, no grade depends on it."""
        return HandedIn(
            kept.data["student"],
            kept.data["assignment"],
            kept.below("notebooks"),
            {name: (Verdict(problem[0]), problem[1]) for name, problem in kept.data["problems"].items()},
            kept.below("files"),
            tuple(kept.data["remarks"]),
        )


def read_handed_in(folder: Path, student: str, assignment: ForeignAssignment) -> HandedIn:
    """Read a submission's folder without following links and without reading more than is allowed.

    Parameters
    ----------
    folder
        nbgrader's folder of this submission.
    student
        Whose it is.
    assignment
        What it answers.

    Returns
    -------
    HandedIn
        Always: what cannot be read becomes one of its ``problems``.
    """
    if link := link_in_place_of(folder, student):
        damage = (Verdict.UNREADABLE, f"the folder {link} is a link")
        return HandedIn(student, assignment.name, {}, {notebook.name: damage for notebook in assignment.notebooks})
    notebooks: dict[str, bytes] = {}
    problems: dict[str, tuple[Verdict, str]] = {}
    paths = {notebook.name: folder / f"{notebook.name}.ipynb" for notebook in assignment.notebooks}
    for name, path in paths.items():
        try:
            notebooks[name] = read_regular(path, NOTEBOOK_MIB << 20)
        except DamagedSubmission as damage:
            problems[name] = (damage.verdict, damage.message)
    found, remarks = other_files(folder, frozenset(paths.values()))
    timestamp = read_timestamp(found.pop(TIMESTAMP, b""), remarks)
    remarks += [sentences.OTHER_NOTEBOOK(name=name) for name in found if name.endswith(".ipynb")]
    blocked = [name for name in found if _in_the_way(name, assignment.files)]
    remarks += [sentences.IN_THE_WAY(name=name) for name in blocked]
    kept = {
        name: content
        for name, content in found.items()
        if name not in blocked and not _left_out(name, assignment.ignored)
    }
    files = {**kept, **assignment.files}
    return HandedIn(student, assignment.name, notebooks, problems, files, at_most(remarks), timestamp)


def _left_out(name: str, ignored: tuple[str, ...]) -> bool:
    return any(fnmatch(part, pattern) for part in PurePosixPath(name).parts for pattern in (*ignored, "*.ipynb"))


def _in_the_way(name: str, own: Iterable[str]) -> bool:
    """Say whether a file lies where a folder has to be, or the other way round."""
    return any(name.startswith(f"{one}/") or one.startswith(f"{name}/") for one in own)
