"""The definition of an assignment: all that grading has to know about it, as data, built once and then read.

A definition stands on its own. Neither the gradebook nor the text that the assignment was written in is
needed to sanitise and grade a submission with it, so that grading can be a pure function.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.errors import CourseError

FORMAT = 1


@dataclass(frozen=True)
class SourceCell:
    """A cell that nbgrader knows by name, as its gradebook stores it.

    Parameters
    ----------
    name
        The grade id.
    cell_type
        ``"code"`` or ``"markdown"``.
    locked
        Whether a submission's version is replaced by this one.
    source
        The released text; in grade cells together with the hidden region.
    checksum
        What nbgrader computes over the cell.
    """

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str | None


@dataclass(frozen=True)
class GradeCell:
    """A cell that earns points: its name, what it earns at most, and its type."""

    name: str
    max_score: float
    cell_type: str


@dataclass(frozen=True)
class AssignmentDefinition:
    """One assignment with one notebook of the same name.

    Parameters
    ----------
    name
        Name of the assignment and of its notebook.
    version
        Hash over everything below and over the code that grades it; see :meth:`with_version`.
    kernelspec
        The notebook's kernel, as in its metadata.
    source_cells
        Every cell with a grade id that nbgrader keeps, in the order of the notebook.
    grade_cells
        The cells that earn points, in the order of the notebook.
    solution_cells, task_cells
        Names of the cells that students write in, and of manually graded tasks.
    exercises
        Grade cell → id of the exercise that judges it; other grade cells are left to nbgrader.
    demonstrations
        SHA-256 of the released source of cells that need not run for a grade.
    release
        The student notebook as JSON data.
    """

    name: str
    version: str
    kernelspec: Mapping[str, str]
    source_cells: tuple[SourceCell, ...]
    grade_cells: tuple[GradeCell, ...]
    solution_cells: tuple[str, ...]
    task_cells: tuple[str, ...] = ()
    exercises: Mapping[str, str] = field(default_factory=dict)
    demonstrations: frozenset[str] = frozenset()
    release: Mapping[str, Any] = field(default_factory=dict)

    @property
    def notebook(self) -> str:
        """Return the name of the notebook, which is that of the assignment."""
        return self.name

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return sum(cell.max_score for cell in self.grade_cells)

    def source_cell(self, name: str) -> SourceCell | None:
        """Return the source cell with this grade id, or None when there is none."""
        return next((cell for cell in self.source_cells if cell.name == name), None)

    def grade_cell(self, name: str) -> GradeCell | None:
        """Return the grade cell with this grade id, or None when there is none."""
        return next((cell for cell in self.grade_cells if cell.name == name), None)

    def is_demonstration(self, source: str) -> bool:
        """Say whether a cell with this very source only shows something and need not run for a grade."""
        return source_hash(source) in self.demonstrations

    def with_version(self, code: bytes) -> AssignmentDefinition:
        """Return the same definition with the version that its content and the code that grades it give.

        Parameters
        ----------
        code
            Whatever identifies the code: sources, or a hash of them.
        """
        content = replace(self, version="").to_json().encode()
        return replace(self, version=hashlib.sha256(content + b"\0" + code).hexdigest()[:16])

    def to_json(self) -> str:
        """Return the definition as JSON; equal definitions give equal text."""
        data = {**asdict(self), "demonstrations": sorted(self.demonstrations), "format": FORMAT}
        return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> AssignmentDefinition:
        """Read a definition from its JSON form.

        Raises
        ------
        CourseError
            If the text is no definition, or one of another format.
        """
        try:
            data = json.loads(text)
            if data.pop("format") != FORMAT:
                raise CourseError("the definition has the form of another version", hint=_BUILD_AGAIN)
            data["source_cells"] = tuple(SourceCell(**cell) for cell in data["source_cells"])
            data["grade_cells"] = tuple(GradeCell(**cell) for cell in data["grade_cells"])
            for name in ("solution_cells", "task_cells"):
                data[name] = tuple(data[name])
            data["demonstrations"] = frozenset(data["demonstrations"])
            order = [cell.name for cell in data["grade_cells"]]
            data["exercises"] = dict(sorted(data["exercises"].items(), key=lambda item: order.index(item[0])))
            return AssignmentDefinition(**data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CourseError(f"this is no assignment's definition: {error!r}", hint=_BUILD_AGAIN) from error

    def save(self, path: Path) -> None:
        """Write the definition to a file, whole or not at all."""
        write_atomically(path, self.to_json().encode())

    @staticmethod
    def load(path: Path) -> AssignmentDefinition:
        """Read a definition from a file.

        Raises
        ------
        CourseError
            If there is no such file, or no definition in it.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            message = f"the assignment {path.stem!r} has not been built: there is no {path}"
            built = ", ".join(sorted(other.stem for other in path.parent.glob("*.json")))
            others = f"; what has been built: {built}" if built else ""
            raise CourseError(message, hint=f"run 'grader build {path.stem}' first{others}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(f"cannot read the definition {path}: {error}", hint=_BUILD_AGAIN) from error
        return AssignmentDefinition.from_json(text)


_BUILD_AGAIN = "build the assignment again with 'grader build'"


def source_hash(source: str) -> str:
    """Return the SHA-256 of a cell's source, as ``demonstrations`` lists it."""
    return hashlib.sha256(source.encode()).hexdigest()


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader sees either the old content or the whole new one.

    Parameters
    ----------
    path
        The file; folders above it are made.
    content
        Its new content.
    mode
        Permissions of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
